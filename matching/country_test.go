package matching

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func locatedIn(country, city string) func(*model.Customer) {
	return func(c *model.Customer) { c.Addresses = []model.Address{{Country: country, City: city}} }
}

func TestCompaniesOfTwoCountriesAreTwo(t *testing.T) {
	full := "Granite Mill Energy"
	for _, tt := range []struct {
		name string
		a, b Record
		one  bool
	}{
		{"one country", customer("1", full+" Inc.", locatedIn("US", "Chicago")), customer("2", full+" Corporation", locatedIn("US", "")), true},
		{"two countries", customer("1", full+" Inc.", locatedIn("US", "Chicago")), customer("2", full+" Ltd", locatedIn("GB", "London")), false},
		{"two cities of one name", customer("1", full+" Inc.", locatedIn("US", "Birmingham")), customer("2", full+" Ltd", locatedIn("GB", "Birmingham")), false},
		{"a country against a Chinese province", customer("1", full, locatedIn("US", "")), customer("2", full, locatedIn("", "广州市")), false},
		{"rows without a country are taken for China's, which says nothing", customer("1", full, locatedIn("CN", "")), customer("2", full, locatedIn("US", "")), true},
		{"Hong Kong is told by its name and by its country", customer("1", full, locatedIn("HK", "")), customer("2", full, locatedIn("", "香港")), true},
		{"a shared phone outweighs the country", customer("1", full, locatedIn("US", ""), phone("+13125550100")),
			customer("2", full, locatedIn("GB", ""), phone("+13125550100")), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := one(t, tt.a, tt.b); got != tt.one {
				t.Errorf("one company: %v, want %v", got, tt.one)
			}
		})
	}
}
