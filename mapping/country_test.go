package mapping

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// caller is "name | country | province | domain | phones, by commas".
func caller(text string) model.Customer {
	f := strings.Split(text, "|")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	c := model.Customer{Name: f[0]}
	if f[1]+f[2] != "" {
		c.Addresses = []model.Address{{Country: f[1], Province: f[2]}}
	}
	if f[3] != "" {
		c.Domains = []string{f[3]}
	}
	for raw := range strings.SplitSeq(f[4], ",") {
		if raw = strings.TrimSpace(raw); raw != "" {
			c.Phones = append(c.Phones, model.Phone{Raw: raw})
		}
	}
	return c
}

var phoneCountries = []struct {
	name, want string
	callers    []string
}{
	{"nothing", "CN", nil},
	{"no numbers", "CN", []string{"Acme|US|||", "Acme|||acme.de|"}},
	{"numbers of the US", "US", []string{"Acme||||404-237-2700", "Bolt||||(206) 624-3646", "Cedar||||310/246-1501"}},
	{"of the US, with and without its code", "US", []string{"Acme||||404-237-2700", "Bolt||||+1 206 624 3646", "Cedar||||1-312-555-2368"}},
	{"of the US that China's plan has too, by their states", "US", []string{"Acme||CA||310-246-1501", "Bolt||CA||310-472-1211"}},
	{"Chinese, under English names", "CN", []string{"Xingchen Technology||||0755-26803542", "Huada||||13826741183", "Feixing||||021-68803542,13900001234"}},
	{"Chinese whose zero a spreadsheet dropped", "CN", []string{"Xingchen||||2168803542", "Huada||||75526803542", "Feixing||||57188012345", "Hengtian||||13826741183"}},
	{"Chinese names beside a slip", "CN", []string{"星辰科技||||4042372700", "华达鑫||||51177639"}},
	{"Chinese among foreigners that say so", "CN", []string{"Acme|US|||404-237-2700", "Bolt|US|||206-624-3646", "Huada||||13826741183", "Feixing||||13900001234"}},
	{"Chinese with customers abroad", "CN", []string{"Acme||||+1 404 237 2700", "Bolt||||+49 30 901820", "Huada||||13826741183", "Feixing||||0755-26803542"}},
	{"Britain, by its code", "GB", []string{"Acme Ltd||||+44 20 7946 0018", "Bolt Ltd||||020 7946 0018", "Cedar Ltd||||0161 496 0000", "Dale Ltd||||07911 123456"}},
	{"Germany, by domains", "DE", []string{"Acme GmbH|||acme.de|030 901820", "Bolt AG|||bolt.de|089 2180 0", "Cedar KG||||0221 2210"}},
	{"Germany, by the countries of some", "DE", []string{"Acme GmbH|DE|||030 901820", "Bolt AG|DE|||089 21800", "Cedar KG||||0221 221 26456"}},
	{"Japan, by its script", "JP", []string{"トヨタ自動車||||0565-28-2121", "ソニー||||03-6748-2111"}},
	{"Hong Kong, by its addresses", "CN", []string{"天佳電子|HK|香港||2522 0113"}}, // each by its own country
}

func TestACountryIsSeenFromTheNumbers(t *testing.T) {
	for _, c := range phoneCountries {
		var customers []model.Customer
		for _, text := range c.callers {
			customers = append(customers, caller(text))
		}
		if got := PhoneCountry(customers, UsualCountry); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAnotherUsualCountryIsKeptUnlessTheNumbersAreElsewhere(t *testing.T) {
	for _, c := range []struct{ usual, number, want string }{
		{"DE", "030 901820", "DE"}, {"DE", "13826741183", "CN"}, {"US", "15503951412", "CN"}, {"US", "0755-26803542", "CN"}, {"GB", "404-237-2700", "US"},
	} {
		if got := PhoneCountry([]model.Customer{caller("Acme||||" + c.number)}, c.usual); got != c.want {
			t.Errorf("%s in a file of %s: %s, want %s", c.number, c.usual, got, c.want)
		}
	}
}

func TestTheCountryOfNumbersDependsOnNoOrder(t *testing.T) {
	var texts []string
	for _, c := range phoneCountries {
		texts = append(texts, c.callers...)
	}
	rapid.Check(t, func(t *rapid.T) {
		picked := rapid.SliceOfN(rapid.SampledFrom(texts), 1, 12).Draw(t, "callers")
		mixed := rapid.Permutation(picked).Draw(t, "mixed")
		var a, b []model.Customer
		for i := range picked {
			a, b = append(a, caller(picked[i])), append(b, caller(mixed[i]))
		}
		if one, two := PhoneCountry(a, "CN"), PhoneCountry(b, "CN"); one != two {
			t.Fatal(fmt.Sprint(one, " and ", two))
		}
	})
}
