package clean

import "testing"

func TestFormsInFrontAndOfManyCountries(t *testing.T) {
	for name, want := range map[string]string{
		"JSC Kalashnikov Concern": "kalashnikov concern", "Public Joint Stock Company Severstal": "severstal", "LLC Romashka": "romashka", "PJSC «Severstal»": "severstal",
		"Severstal OAO": "severstal", "Limited Liability Company Vektor": "vektor", "AB Volvo": "volvo", "AB Foods Ltd": "ab", "LLC": "llc",
		"Công ty Cổ phần Sữa Việt Nam": "sua viet nam", "Cong ty TNHH Vinamilk": "vinamilk", "Yapı Merkezi San. ve Tic. Ltd. Şti.": "yapi merkezi",
		"Grupo Bimbo S.A.B. de C.V.": "grupo bimbo", "Alicorp S.A.A.": "alicorp", "OTP Nyrt.": "otp", "ΟΤΕ Α.Ε.": "ote", "Grupa Azoty Spółka Akcyjna": "grupa azoty",
		"M/s Sharma Traders": "sharma traders", "M S Traders": "m s traders", "㈱日立製作所": "日立制作所", "(주)삼성전자": "삼성전자", "삼성전자(주)": "삼성전자",
	} {
		if got := ParseName(name).Brand; got != want {
			t.Errorf("%q: brand %q, want %q", name, got, want)
		}
	}
}

func TestAPlaceThatAnotherJoinsIsOfTheName(t *testing.T) {
	if n := ParseName("Hong Kong and Shanghai Banking Corporation Ltd, The"); n.Region != "" || n.Brand != "hong kong and shanghai" {
		t.Errorf("region %q brand %q", n.Region, n.Brand)
	}
}

func TestNamesThatFollowAName(t *testing.T) {
	for raw, want := range map[string][2]string{
		"Acme Inc. dba Foo Bar":                 {"acme", "foo bar"},
		"ACME INC D/B/A FOO BAR":                {"acme", "foo bar"},
		"Acme Corp. (formerly Baz Industries)":  {"acme", "baz industries"},
		"Baz Ltd f/k/a Acme Ltd.":               {"baz", "acme ltd"},
		"Hallow Ltd, trading as The Old Bakery": {"hallow", "the old bakery"},
		"AKA Tools":                             {"aka", ""},
		"Tata aka ":                             {"tata aka", ""},
		"Formerly Known As Gallery":             {"formerly known as gallery", ""},
		"Osaka Trading":                         {"osaka", ""},
		"Formerly (formerly)":                   {"formerly formerly", ""},
	} {
		n := ParseName(raw)
		if n.Brand != want[0] || n.Alias != want[1] {
			t.Errorf("%q: brand %q alias %q, want %q", raw, n.Brand, n.Alias, want)
		}
	}
}
