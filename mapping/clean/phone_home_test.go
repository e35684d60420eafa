package clean

import "testing"

func TestANumberFitsACountryAsItIsWrittenThere(t *testing.T) {
	for _, c := range []struct {
		raw, country string
		want         PhoneFit
	}{
		{"404-237-2700", "US", PhoneNative},
		{"404-237-2700", "CN", PhoneForeign},
		{"310-246-1501", "US", PhoneNative},
		{"310-246-1501", "CN", PhoneBare}, // 邯郸 without its zero
		{"0310-2461501", "CN", PhoneNative},
		{"13826741183", "CN", PhoneNative},
		{"400-820-8820", "CN", PhoneNative},
		{"400-820-8820", "US", PhoneForeign},
		{"020 7946 0018", "GB", PhoneNative},
		{"0161 496 0000", "CN", PhoneForeign},
		{"2522 0113", "HK", PhoneNative},
		{"", "US", PhoneForeign},
	} {
		if got := FitOfPhone(c.raw, c.country); got != c.want {
			t.Errorf("%q in %s: %d, want %d", c.raw, c.country, got, c.want)
		}
	}
}

func TestACountryCodeNamesItsCountry(t *testing.T) {
	for raw, want := range map[string]struct {
		country string
		coded   bool
	}{
		"+1 404 237 2700": {"US", true}, "+44 20 7946 0018": {"GB", true}, "0049 30 901820": {"DE", true}, "（+86）755-26803542": {"CN", true},
		"+999 12": {"", true}, "+800 1234 5678": {"", true}, "404-237-2700": {}, "0755-26803542": {}, "": {},
	} {
		if country, coded := PhoneCode(raw); country != want.country || coded != want.coded {
			t.Errorf("%q: %q %v, want %+v", raw, country, coded, want)
		}
	}
}

func TestADomainTellsItsCountryUnlessThatIsSold(t *testing.T) {
	for domain, want := range map[string]string{"acme.de": "DE", "acme.co.uk": "GB", "acme.com.cn": "CN", "acme.com": "", "acme.io": "", "acme.eu": "", "": ""} {
		if got := DomainCountry(domain); got != want {
			t.Errorf("%q: %q, want %q", domain, got, want)
		}
	}
}
