package matching

import (
	"strings"
	"testing"
)

// Places meet when one lies in the other, told by the digits of their codes.
func TestPlacesMeetInsideOneAnother(t *testing.T) {
	codes := []string{"", "CN", "US", "DE", "+华东", "?朝阳", "110000", "110100", "110105", "440000", "440100", "440106", "440300", "441900", "450000", "810000", "(los altos)", "(san mateo)"}
	digits := func(code string) string {
		for strings.HasSuffix(code, "00") {
			code = code[:len(code)-2]
		}
		return code
	}
	meet := func(x, y string) bool {
		switch {
		case strings.HasPrefix(x, "(") && strings.HasPrefix(y, "("):
			return x == y
		case strings.HasPrefix(x, "("), strings.HasPrefix(y, "("):
			return true
		case x == y, strings.Trim(x, "+?") != x, strings.Trim(y, "+?") != y, x == "", y == "":
			return true
		case len(x) == 2 && len(y) == 2:
			return false
		case len(x) == 2:
			return x == "CN"
		case len(y) == 2:
			return y == "CN"
		}
		x, y = digits(x), digits(y)
		return strings.HasPrefix(x, y) || strings.HasPrefix(y, x)
	}
	base := newAtlas(nil)
	for _, c := range codes[:len(codes)/2] {
		base.id(c)
	}
	over := newAtlas(base) // half of the places are known to the base
	for _, x := range codes {
		if v := over.id(x); over.country(v) != (len(x) == 2) {
			t.Errorf("country(%q) is %v", x, over.country(v))
		}
		for _, y := range codes {
			if got := over.meet(over.id(x), over.id(y)); got != meet(x, y) {
				t.Errorf("meet(%q, %q) is %v", x, y, got)
			}
		}
	}
}
