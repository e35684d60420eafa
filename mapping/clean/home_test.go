package clean

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseHome(t *testing.T) {
	for _, tt := range []struct {
		street, city, state, postcode string
		want                          Home
	}{
		{"5 Sinclair St, Pinda", "Prairie", "NSW", "2478", Home{"5", []string{"sinclair street", "pinda"}, "prairie", "nsw", "2478"}},
		{"10 kookabutra village, yandas treet", "dapto", "sa", "4703", Home{"10", []string{"kookabutra village", "yandas treet"}, "dapto", "sa", "4703"}},
		{"matinavstreet", "", "", "", Home{"", []string{"matinavstreet"}, "", "", ""}},
		{"123 Main Street, Las Vegas NV 89132", "", "", "", Home{"123", []string{"main street"}, "las vegas", "nv", "89132"}},
		{"9304 W. 15th St La Blanca, FL 60527", "", "", "", Home{"9304", []string{"w 15th street la blanca"}, "", "fl", "60527"}},
		{"18 Danver Place, Loughborough, Leicestershire, LE11 1UU", "", "", "", Home{"18", []string{"danver place", "loughborough"}, "leicestershire", "", "le111uu"}},
		{"天河区建设大道427号3栋201室", "广州市", "广东省", "510000", Home{"427", []string{"建设大道", "3 201"}, "440100", "440000", "510000"}},
		{"", "London", "", "tq13 8df", Home{City: "london", Postcode: "tq138df"}},
		{"无", "N/A", "-", "0", Home{}},
	} {
		if d := cmp.Diff(tt.want, ParseHome(tt.street, tt.city, tt.state, tt.postcode)); d != "" {
			t.Errorf("%q (-want +got):\n%s", tt.street, d)
		}
	}
}

func FuzzParseHome(f *testing.F) {
	f.Add("123 Main Street, Las Vegas NV 89132", "", "")
	f.Add("天河区建设大道427号3栋201室", "广州市", "")
	f.Add("9 1uu", "x", "12")
	f.Fuzz(func(t *testing.T, street, city, postcode string) {
		h := ParseHome(street, city, "", postcode)
		for _, line := range append(h.Lines, h.Number, h.City, h.Postcode) {
			if strings.TrimSpace(line) != line {
				t.Errorf("%q %q %q has the part %q", street, city, postcode, line)
			}
		}
	})
}
