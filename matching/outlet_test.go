package matching

import (
	"slices"
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestTheSideOfARoadMayBeLeftOutButNotBeAnother(t *testing.T) {
	m := matcher(t, Rules{})
	level := func(a, b string) string {
		x := customer("1", "Magnolia Harbor", street(a, "new york city"))
		y := customer("2", "Magnolia Harbor", street(b, "new york city"))
		for _, f := range m.Explain(x, y, Context{}).Fields {
			if f.Field == "street" {
				return f.Level
			}
		}
		return ""
	}
	for _, c := range []struct{ a, b, want string }{
		{"21 w. 52nd st.", "21 52nd st.", "equal"},
		{"21 w. 52nd st.", "21 West 52nd Street", "equal"},
		{"3434 peachtree rd. ne", "3434 peachtree rd.", "equal"},
		{"21 w. 52nd st.", "21 e. 52nd st.", "differs"},
		{"20 west st.", "20 east st.", "not-compared"},
	} {
		if got := level(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: street %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

// An outlet in a list of many has its place in brackets behind its name; another list
// names it without, and two of one brand are two.
func TestAPlaceInBracketsBehindANameMayBeLeftOutButNotBeAnother(t *testing.T) {
	m := matcher(t, Rules{})
	at := []func(*model.Customer){phone("+13106524025"), street("8795 sunset blvd.", "los altos")}
	bare, here, there := customer("1", "Spagotti", at...), customer("2", "Spagotti (Los Altos)", at...), customer("3", "Spagotti (Las Plumas)", at...)
	if e := m.Explain(bare, here, Context{}); e.Verdict != Merge {
		t.Errorf("with and without its place: %s, %v bits", e.Verdict, e.Total)
	}
	if e := m.Explain(here, there, Context{}); !slices.Equal(e.Gates, []string{"region"}) {
		t.Errorf("two places: gates %v, want the region", e.Gates)
	}
}

func TestTownsOfNoListSpeakUnlessALineOrAHouseIsShared(t *testing.T) {
	m := matcher(t, Rules{})
	none := func(*model.Customer) {}
	line := phone("+13106524025")
	for _, c := range []struct {
		why   string
		a, b  string
		with  func(*model.Customer)
		level string
		below bool
	}{
		{"two towns", "los altos", "new haven", none, "differs", true},
		{"one in the name of the other", "hollywood", "west hollywood", none, "not-compared", false},
		{"one line, so perhaps a suburb", "los altos", "san mateo", line, "not-compared", false},
	} {
		e := m.Explain(customer("1", "Spagotti", street("12 Harbor St.", c.a), c.with), customer("2", "Spagotti", street("95 Meadow St.", c.b), c.with), Context{})
		for _, f := range e.Fields {
			if f.Field == "city" && (f.Level != c.level || (f.Bits < 0) != c.below) {
				t.Errorf("%s: %+v, want %s", c.why, f, c.level)
			}
		}
	}
}
