package master

import (
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

const code = "91350100M000100Y43"

func TestQualityFindsWhatIsWrong(t *testing.T) {
	whole := func(change ...func(*model.Customer)) model.Customer {
		c := model.Customer{Kind: model.Organisation, Name: "泊岚电气(苏州)有限公司", Phones: []model.Phone{{Raw: "021-26803542", E164: "+862126803542"}},
			Emails: []string{"info@bolan.cn"}, Identifiers: []model.Identifier{{Type: "uscc", Value: code, Valid: true}}, Addresses: []model.Address{{City: "苏州市"}}}
		for _, f := range change {
			f(&c)
		}
		return c
	}
	golden := map[string]model.Value{"id.uscc": {Text: code}, "city": {Text: "苏州市"}}
	for _, c := range []struct {
		name   string
		c      model.Customer
		golden map[string]model.Value
		copied bool
		want   string
		score  int
	}{
		{"nothing", whole(), golden, false, "", 1000},
		{"nameless", whole(func(c *model.Customer) { c.Name = "-" }), golden, false, "name missing", 750},
		{"no code, the group knows it", whole(func(c *model.Customer) { c.Identifiers = nil }), golden, false, "identifier missing " + code, 750},
		{"no code, nobody knows it", whole(func(c *model.Customer) { c.Identifiers = nil }), nil, false, "identifier missing", 750},
		{"a typo, the group knows better", whole(func(c *model.Customer) {
			c.Identifiers[0] = model.Identifier{Type: "uscc", Value: "91350100M000100Y44"}
		}), golden, false, "identifier invalid " + code, 750},
		{"another valid code", whole(func(c *model.Customer) { c.Identifiers[0].Value = "91440300710931256Q" }), golden, false, "identifier conflict " + code, 875},
		{"the parent's code", whole(), golden, true, "identifier copied", 750},
		{"no phone", whole(func(c *model.Customer) { c.Phones = nil }), golden, false, "phone missing", 833},
		{"half a phone", whole(func(c *model.Customer) { c.Phones = []model.Phone{{Raw: "268035"}} }), golden, false, "phone invalid", 833},
		{"no mail, but a web site", whole(func(c *model.Customer) { c.Emails, c.Domains = nil, []string{"bolan.cn"} }), golden, false, "", 1000},
		{"no mail", whole(func(c *model.Customer) { c.Emails = nil }), golden, false, "email missing", 916},
		{"another city", whole(func(c *model.Customer) { c.Addresses[0].City = "无锡市" }), golden, false, "address conflict", 916},
		{"the same city in short", whole(func(c *model.Customer) { c.Addresses[0].City = "苏州" }), golden, false, "", 1000},
		{"no address", whole(func(c *model.Customer) { c.Addresses = nil }), golden, false, "address missing", 833},
		{"a person needs no code", whole(func(c *model.Customer) { c.Kind, c.Identifiers = model.Person, nil }), golden, false, "", 1000},
		{"everything", model.Customer{Kind: model.Organisation}, nil, false, "name missing, identifier missing, phone missing, email missing, address missing", 83},
	} {
		t.Run(c.name, func(t *testing.T) {
			findings := Quality(c.c, c.golden, c.copied)
			var got []string
			for _, f := range findings {
				got = append(got, strings.TrimSpace(f.Attribute+" "+string(f.Flaw)+" "+f.Proposed))
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("found %q, want %q", text, c.want)
			}
			if score := QualityScore(findings); score != c.score {
				t.Errorf("score %d, want %d", score, c.score)
			}
		})
	}
}

func TestRepairProposesOnlyWhatIsCertain(t *testing.T) {
	mended := 0
	for at := range len(code) {
		wrong := code[:at] + "I" + code[at+1:] // no character of a code
		switch fixed := Repair(model.Identifier{Type: "uscc", Value: wrong}, clean.Identifier{}); fixed {
		case code:
			mended++
		case "":
		default:
			t.Errorf("%s is mended to %s, want %s", wrong, fixed, code)
		}
	}
	if mended < len(code)/2 {
		t.Errorf("%d of %d typos are mended", mended, len(code))
	}
	if got := Repair(model.Identifier{Type: "vat", Value: "DE1"}, clean.Identifier{}); got != "" {
		t.Errorf("a VAT number is mended to %q", got)
	}
}

func TestStale(t *testing.T) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for days, want := range map[int]bool{0: false, 729: false, 731: true} {
		if got := Stale(now.AddDate(0, 0, -days), now); got != want {
			t.Errorf("after %d days: %v", days, got)
		}
	}
	if Stale(time.Time{}, now) {
		t.Error("a record without time is stale")
	}
}
