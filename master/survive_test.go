package master

import (
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

func survivor(t testing.TB, text string) *Survivor {
	t.Helper()
	var r Rules
	if err := yaml.UnmarshalWithOptions([]byte(text), &r, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	s, issues := Compile(r)
	if len(issues) > 0 {
		t.Fatal(issues)
	}
	return s
}

func member(source, name string, rank int, set ...func(*Source)) Source {
	m := Source{Rank: rank, Customer: model.Customer{Ref: model.Ref{Source: source, Object: "account", ID: "1"}, Kind: model.Organisation, Name: name}}
	for _, f := range set {
		f(&m)
	}
	return m
}

func attribute(k, v string, changed time.Time) func(*Source) {
	return func(m *Source) {
		if m.Customer.Attributes == nil {
			m.Customer.Attributes, m.Changed = map[string]string{}, map[string]time.Time{}
		}
		m.Customer.Attributes[k], m.Changed[k] = v, changed
	}
}

func address(a model.Address) func(*Source) {
	return func(m *Source) { m.Customer.Addresses = []model.Address{a} }
}

func TestValueSurvivesByRule(t *testing.T) {
	for _, c := range []struct {
		name, rules string
		members     []Source
		value       string
		from, rule  string
	}{
		{"rank", "{}", []Source{member("a", "", 2, attribute("x", "old", day(9))), member("b", "", 1, attribute("x", "new", day(1)))}, "new", "b", "rank"},
		{"recency of that value", "{}", []Source{member("a", "", 1, attribute("x", "p", day(1))), member("b", "", 1, attribute("x", "q", day(2)))}, "q", "b", "recent"},
		{"smaller ref when nothing tells", "{}", []Source{member("b", "", 1, attribute("x", "q", day(1))), member("a", "", 1, attribute("x", "p", day(1)))}, "p", "a", "ref"},
		{"one value only", "{}", []Source{member("b", "", 1, attribute("x", "p", day(1))), member("a", "", 2, attribute("x", "p", day(1)))}, "p", "b", "only"},
		{"placeholders are empty", "{}", []Source{member("a", "", 1, attribute("x", "无", day(9))), member("b", "", 2, attribute("x", "p", day(1)))}, "p", "b", "only"},
		{"own placeholders", "placeholders: [待核实]", []Source{member("a", "", 1, attribute("x", "待核实", day(9))), member("b", "", 2, attribute("x", "p", day(1)))}, "p", "b", "only"},
		{"frequent", "attributes: {x: {by: [frequent]}}", []Source{member("a", "", 1, attribute("x", "p", day(9))),
			member("b", "", 2, attribute("x", "q", day(1))), member("c", "", 3, attribute("x", "q", day(1)))}, "q", "b", "frequent"},
		{"complete", "attributes: {x: {by: [complete]}}", []Source{member("a", "", 1, attribute("x", "华达", day(9))), member("b", "", 2, attribute("x", "华达鑫", day(1)))}, "华达鑫", "b", "complete"},
		{"ranks of one attribute", "attributes: {x: {by: [rank], sources: [b, a]}}", []Source{member("a", "", 1, attribute("x", "p", day(1))), member("b", "", 2, attribute("x", "q", day(1)))}, "q", "b", "rank"},
		{"trust", "attributes: {x: {by: [trust], trust: {b: 90}}}", []Source{member("a", "", 1, attribute("x", "p", day(1))), member("b", "", 2, attribute("x", "q", day(1)))}, "q", "b", "trust"},
		{"trust decays", "attributes: {x: {by: [trust], trust: {b: 90}, half_life_days: 10}}", []Source{member("a", "", 1, attribute("x", "p", day(29))), member("b", "", 2, attribute("x", "q", day(1)))}, "p", "a", "trust"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := survivor(t, c.rules).Survive(c.members, day(30))["x"]
			want := model.Value{Text: c.value, From: model.Ref{Source: c.from, Object: "account", ID: "1"}, Rule: c.rule}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAddressSurvivesInOnePiece(t *testing.T) {
	a := member("a", "", 1, address(model.Address{City: "广州市", Street: "无"}))
	b := member("b", "", 2, address(model.Address{Province: "浙江省", City: "杭州市", Street: "文三路1号"}))
	got := survivor(t, "{}").Survive([]Source{a, b}, day(1))
	for _, k := range []string{"province", "city", "street"} {
		if got[k].From.Source != "b" {
			t.Errorf("%s comes from %q, want all from b", k, got[k].From.Source)
		}
	}
	loose := survivor(t, "groups: []").Survive([]Source{a, b}, day(1))
	if loose["city"].Text != "广州市" || loose["street"].From.Source != "b" {
		t.Errorf("without groups each part survives alone, got %v", loose)
	}
}

func TestAttributesOfACustomer(t *testing.T) {
	got := Attributes(model.Customer{
		Name: "华达", Kind: model.Organisation,
		Names:       []model.Name{{Type: model.LegalName, Value: "深圳华达有限公司"}, {Type: model.EnglishName, Value: "Huada"}},
		Identifiers: []model.Identifier{{Type: "uscc", Value: "bad"}, {Type: "uscc", Value: "good", Valid: true}},
		Phones:      []model.Phone{{Raw: "abc"}, {Raw: "021-1", E164: "+86211"}},
		Attributes:  map[string]string{"region": "south"},
	})
	for k, want := range map[string]string{"name": "华达", "legal_name": "深圳华达有限公司", "english_name": "Huada",
		"id.uscc": "good", "phone": "+86211", "region": "south", "kind": "organisation"} {
		if got[k] != want {
			t.Errorf("%s is %q, want %q", k, got[k], want)
		}
	}
}

func TestSurvivalDoesNotDependOnTheOrder(t *testing.T) {
	s := survivor(t, "default: {by: [frequent, recent, rank]}")
	rapid.Check(t, func(t *rapid.T) {
		var list []Source
		for i := range rapid.IntRange(1, 6).Draw(t, "members") {
			list = append(list, member(string(rune('a'+i)), rapid.SampledFrom([]string{"", "无", "p", "q"}).Draw(t, "name"), rapid.IntRange(1, 2).Draw(t, "rank"),
				attribute("x", rapid.SampledFrom([]string{"", "p", "q", "r"}).Draw(t, "x"), day(rapid.IntRange(1, 3).Draw(t, "day")))))
		}
		want := s.Survive(list, day(9))
		if d := cmp.Diff(want, s.Survive(rapid.Permutation(list).Draw(t, "order"), day(9))); d != "" {
			t.Fatal(d)
		}
		for k, v := range want {
			if v.Text == "" || v.Text == "无" {
				t.Fatalf("%s survived empty", k)
			}
		}
	})
}

func TestCompileNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ yaml, path string }{
		{"default: {by: [newest]}", "default.by[0]"},
		{"attributes: {phone: {by: [rank, best]}}", "attributes.phone.by[1]"},
		{"attributes: {phone: {by: [trust], trust: {crm: 120}}}", "attributes.phone.trust.crm"},
		{"attributes: {phone: {half_life_days: -1}}", "attributes.phone.half_life_days"},
		{"groups: [{name: a, attributes: [x]}]", "groups[0]"},
		{"groups: [{name: a, attributes: [x, y]}, {name: b, attributes: [z, x]}]", "groups[1].attributes[1]"},
	} {
		var r Rules
		if err := yaml.Unmarshal([]byte(c.yaml), &r); err != nil {
			t.Fatal(err)
		}
		if s, issues := Compile(r); s != nil || len(issues) != 1 || issues[0].Path != c.path {
			t.Errorf("%s: got %v, want one issue at %s", c.yaml, issues, c.path)
		}
	}
}
