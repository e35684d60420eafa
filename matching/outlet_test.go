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

// The town of its own address behind a name is its place: left out elsewhere it is no
// missing word, and two towns are two outlets though they share a line.
func TestTheOwnTownBehindANameIsAPlace(t *testing.T) {
	m := matcher(t, Rules{})
	line := phone("+13106524025")
	named := func(id, name, town string) Record { return customer(id, name, street("181 Harbor St.", town), line) }
	grill, other := named("1", "Magnolia Harbor Grill Los Altos", "los altos"), named("2", "Magnolia Harbor Grill", "los altos")
	if e := m.Explain(grill, other, Context{}); e.Verdict != Merge {
		t.Errorf("with and without its town: %s, %v bits", e.Verdict, e.Total)
	}
	if e := m.Explain(grill, named("3", "Magnolia Harbor Grill San Mateo", "san mateo"), Context{}); !slices.Equal(e.Gates, []string{"region"}) {
		t.Errorf("two towns: gates %v, want the region", e.Gates)
	}
	if e := m.Explain(named("4", "Port Houston", "houston"), named("5", "Port Galveston", "galveston"), Context{}); e.Verdict == Merge {
		t.Errorf("what is left without the town is no name: %s, %v bits", e.Verdict, e.Total)
	}

	// of a house's two outlets the one with the same trade is nearer, though the other has the town
	bar, lounge := named("6", "lounge magnolia harbor los altos", "los altos"), named("7", "magnolia harbor lounge", "los altos")
	rival := named("8", "magnolia harbor cellar los altos", "los altos")
	if near, far := m.Explain(bar, lounge, Context{}).Total, m.Explain(bar, rival, Context{}).Total; near <= far {
		t.Errorf("the lounge is at %v, the cellar at %v", near, far)
	}
}

// A name that begins with a country may mean the company of its trade there, where
// the two are reached in one way.
func TestACountryInFrontIsWhereTheCompanyIs(t *testing.T) {
	m := matcher(t, Rules{})
	at := func(tel string) []func(*model.Customer) {
		return []func(*model.Customer){phone(tel), func(c *model.Customer) {
			c.Addresses = []model.Address{{Street: "Mullanpara Road, Vythiri, 673576, India", Country: "IN"}}
		}}
	}
	short, full := customer("1", "India Exports", at("+914936202565")...), customer("2", "Universal Exports India", at("+914936202565")...)
	if e := m.Explain(short, full, Context{}); e.Verdict != Merge {
		t.Errorf("one line and one place: %s, %v bits", e.Verdict, e.Total)
	}
	if e := m.Explain(short, customer("2", "Universal Exports India", at("+914936777777")...), Context{}); e.Verdict == Merge {
		t.Errorf("another line: %s, %v bits", e.Verdict, e.Total)
	}
	if e := m.Explain(short, customer("2", "Universal Exports Kenya", at("+914936202565")...), Context{}); e.Verdict == Merge {
		t.Errorf("another country: %s, %v bits", e.Verdict, e.Total)
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
