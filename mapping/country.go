package mapping

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// UsualCountry is where numbers without a country are taken to be from where
// nothing speaks against it.
const UsualCountry = "CN"

// What another country needs: half of its numbers as they are written there, and
// to be clearly ahead of the usual one. A score is the share of the numbers that
// fit, from 0 to 1, and the share of the customers that speak for the country.
const (
	countryFit    = 0.5
	countryAhead  = 0.25
	countryRivals = 4 // more are hardly worth the time: they share what is said
)

// PhoneCountry is the ISO country of a file's phone numbers that name none, judged
// from customers of the file, in any order; usual where nothing speaks against it.
// The numbers of customers without a country of their own are held against the plans
// of that country, of China, of the US, and of the countries for which most customers
// speak: by their country, province, number with a country code, script or domain.
func PhoneCountry(customers []model.Customer, usual string) string {
	spoken := map[string]int{}
	var numbers []string
	for i := range customers {
		c := &customers[i]
		spoken[spokenFor(c)]++
		if ownCountry(c) != "" {
			continue
		}
		for _, p := range c.Phones {
			if _, coded := clean.PhoneCode(p.Raw); !coded {
				numbers = append(numbers, p.Raw)
			}
		}
	}
	delete(spoken, "")
	if len(numbers) == 0 {
		return usual // nobody asks
	}
	score := func(country string) (fit, sum float64) {
		n := 0
		for _, raw := range numbers {
			n += int(clean.FitOfPhone(raw, country))
		}
		fit = float64(n) / float64(len(numbers)*int(clean.PhoneNative))
		return fit, fit + float64(spoken[country])/float64(len(customers))
	}
	_, sum := score(usual)
	best, most := usual, sum+countryAhead
	for _, country := range rivals(spoken, usual) {
		if fit, sum := score(country); fit >= countryFit && sum >= most && (best == usual || sum > most) {
			best, most = country, sum
		}
	}
	return best
}

// rivals are the countries besides the usual one for which most customers speak,
// and China and the US, whose numbers are often written without any other sign.
func rivals(spoken map[string]int, usual string) []string {
	list := []string{UsualCountry, "US"}
	var more []string
	for country := range spoken {
		if !slices.Contains(list, country) {
			more = append(more, country)
		}
	}
	slices.SortFunc(more, func(a, b string) int { return cmp.Or(cmp.Compare(spoken[b], spoken[a]), cmp.Compare(a, b)) })
	list = append(list, more[:min(len(more), countryRivals)]...)
	return slices.DeleteFunc(list, func(country string) bool { return country == usual })
}

// spokenFor is the country that a customer's own values speak for; "" for none.
func spokenFor(c *model.Customer) string {
	if country := ownCountry(c); country != "" {
		return country
	}
	for _, p := range c.Phones {
		if country, _ := clean.PhoneCode(p.Raw); country != "" {
			return country
		}
	}
	if len(c.Addresses) > 0 {
		if country := countryOfState(c.Addresses[0].Province); country != "" {
			return country
		}
	}
	if country := spokenByScript(c.Name); country != "" {
		return country
	}
	for _, d := range c.Domains {
		if country := clean.DomainCountry(d); country != "" {
			return country
		}
	}
	return ""
}

// ownCountry is the country of a customer's address as an ISO code; "" for none.
func ownCountry(c *model.Customer) string {
	if len(c.Addresses) == 0 || len(c.Addresses[0].Country) != 2 {
		return ""
	}
	return c.Addresses[0].Country
}

// countryOfState knows the codes of the states of the US and the provinces of China.
func countryOfState(state string) string {
	if len(state) == 2 && strings.Contains(statesOfUS, strings.ToUpper(state)+" ") {
		return "US"
	}
	if p, ok := clean.LookupPlace(state); ok && p.Level >= clean.LevelProvince {
		return countryOfProvince(p.Code)
	}
	return ""
}

const statesOfUS = "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY "

// spokenByScript tells Japan and Korea by the letters that they have for themselves.
func spokenByScript(name string) string {
	han := false
	for _, r := range name {
		switch {
		case r < 0x2e80:
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			return "JP"
		case unicode.Is(unicode.Hangul, r):
			return "KR"
		case unicode.Is(unicode.Han, r):
			han = true
		}
	}
	if han {
		return UsualCountry
	}
	return ""
}
