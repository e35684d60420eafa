package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// from puts a record into a source.
func from(source string, r Record) Record {
	r.Ref.Source = source
	return r
}

// guides makes n houses that two lists know, each by its name, phone and street. Of
// twice in hundred the first list has a second record.
func guides(n, twice int) (records []Record) {
	g := rand.New(rand.NewPCG(11, uint64(twice)))
	for i := range n {
		name := fmt.Sprintf("%s %s %s", words3[i%23], words3[(i/23+7)%23], words3[(i/7+i/529)%23])
		set := []func(*model.Customer){phone(fmt.Sprintf("+1404%07d", 2000000+i*37)), street(fmt.Sprintf("%d %s st.", 100+i, words3[i%19]), "atlanta")}
		records = append(records, from("guide", customer(fmt.Sprintf("g%d", i), name+" restaurant", set...)), from("survey", customer(fmt.Sprintf("s%d", i), name, set...)))
		if g.IntN(100) < twice {
			records = append(records, from("guide", customer(fmt.Sprintf("g%d-2", i), name+" restaurant", set...)))
		}
	}
	return records
}

var words3 = []string{"magnolia", "harbor", "juniper", "copper", "lantern", "saffron", "willow", "granite", "falcon", "meadow", "orchid", "timber",
	"velvet", "canyon", "ember", "prairie", "cobalt", "heron", "thistle", "marble", "cedar", "raven", "summit"}

func street(line, town string) func(*model.Customer) {
	return func(c *model.Customer) {
		c.Addresses = append(c.Addresses, model.Address{Street: line, City: town, Country: "US"})
	}
}

// hotel is a house with two restaurants that both lists know, on one switchboard.
func hotel() []Record {
	at := []func(*model.Customer){phone("+14042372700"), street("3434 peachtree rd.", "atlanta")}
	return []Record{
		from("guide", customer("cafe", "Grand Hyacinth Cafe Buckhead", at...)), from("guide", customer("room", "Grand Hyacinth Dining Room Buckhead", at...)),
		from("survey", customer("cafe", "Cafe Grand Hyacinth Buckhead", at...)), from("survey", customer("room", "Dining Room Grand Hyacinth Buckhead", at...)),
	}
}

func clusterOf(t *testing.T, r Result, records []Record, source, id string) (out []string) {
	t.Helper()
	for _, c := range r.Clusters {
		names := make([]string, len(c))
		for i, at := range c {
			names[i] = records[at].Ref.Source + "/" + records[at].Ref.ID
		}
		if slices.Contains(names, source+"/"+id) {
			return names
		}
	}
	t.Fatalf("no cluster holds %s/%s", source, id)
	return nil
}

func TestListsThatHoldEachCompanyOnceKeepTheOutletsOfAHouseApart(t *testing.T) {
	m := matcher(t, Rules{})
	records := append(guides(150, 0), hotel()...)
	r := m.Match(records, nil)
	for _, id := range []string{"cafe", "room"} {
		if got, want := clusterOf(t, r, records, "guide", id), []string{"guide/" + id, "survey/" + id}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	for _, s := range r.Models.Organisations.Streams {
		if s.Own > 0.02 {
			t.Errorf("source %s holds %v own records for each, though it has none twice", s.Source, s.Own)
		}
	}
}

// With few records, or where companies are held twice, all is as if nothing were
// known of sources.
func TestSourcesWeighNothingUnlessTheyHoldEachCompanyOnce(t *testing.T) {
	m := matcher(t, Rules{})
	one := guides(150, 0)
	for i := range one {
		one[i].Ref.Source = "crm"
	}
	for name, records := range map[string][]Record{"few records": guides(14, 0), "one source": one, "a fifth held twice": guides(300, 20)} {
		at := slices.Concat(records, hotel())
		r := m.Match(at, nil)
		if w := r.Counts.streams.between(1, 1); w != 0 {
			t.Errorf("%s: a pair within a source weighs %v bits", name, w.float())
		}
		if w := r.Counts.streams.between(1, 2); w != 0 {
			t.Errorf("%s: a pair across sources weighs %v bits", name, w.float())
		}
	}
}

// A source that hardly holds a company twice may hold this one twice all the same.
func TestARecordEnteredTwiceIsFoundInACleanList(t *testing.T) {
	records := guides(150, 0)
	again := records[0]
	again.Ref.ID = "again"
	records = append(records, again)
	r := matcher(t, Rules{}).Match(records, nil)
	if got := clusterOf(t, r, records, "guide", "again"); len(got) != 3 {
		t.Errorf("got %v, want both records of the guide and the survey's", got)
	}
}

func TestWhatSourcesWeighIsShownAndSumsUp(t *testing.T) {
	m := matcher(t, Rules{})
	records := append(guides(150, 0), hotel()...)
	r := m.Match(records, nil)
	at := len(records) - 4
	for _, c := range []struct {
		a, b  int
		level string
		below bool
	}{{at, at + 1, "equal", true}, {at, at + 2, "differs", false}} {
		e := m.Explain(records[c.a], records[c.b], Context{Counts: r.Counts})
		sum, shown := 0.0, Field{}
		for _, f := range e.Fields {
			sum += f.Bits
			if f.Field == "source" {
				shown = f
			}
		}
		if shown.Level != c.level || (shown.Bits < -4) != c.below || shown.Bits == 0 {
			t.Errorf("%s and %s: %+v", records[c.a].Ref, records[c.b].Ref, shown)
		}
		if diff := sum - e.Total; diff > 1e-6 || diff < -1e-6 {
			t.Errorf("the fields sum to %v, the total is %v", sum, e.Total)
		}
	}
}

func TestTwinsAreTheReasonThatIsGiven(t *testing.T) {
	m := matcher(t, Rules{})
	records := append(guides(150, 0), hotel()...)
	x := m.NewIndex()
	for i := range records {
		x.Upsert(&records[i])
	}
	x.Settle()
	n := uint32(len(records))
	apart := x.Apart(n-4, n-1) // the guide's cafe and the survey's dining room
	if apart == nil || apart.Twins == nil || *apart.Twins >= m.auto.float() {
		t.Errorf("got %+v, want twins that do not reach the merge line", apart)
	}
}

// Records of clean lists may come, change and go in any way.
func TestCleanListsFollowChanges(t *testing.T) {
	m := matcher(t, Rules{})
	pool := append(guides(150, 0), hotel()...)
	x := m.NewIndex()
	for i := range pool {
		x.Upsert(&pool[i])
	}
	x.Settle()
	x.Freeze()
	g := rand.New(rand.NewPCG(4, 4))
	for round := range 30 {
		for range 1 + g.IntN(8) {
			r := pool[g.IntN(len(pool))]
			switch g.IntN(3) {
			case 0:
				x.Remove(r.Ref)
			case 1:
				r.Names, r.Phones = pool[g.IntN(len(pool))].Names, pool[g.IntN(len(pool))].Phones
				fallthrough
			default:
				x.Upsert(&r)
			}
		}
		x.counted = 1 << 40
		x.Settle()
		got := x.picture()
		x.settle(true)
		if d := cmp.Diff(x.picture(), got); d != "" {
			t.Fatalf("round %d (- all at once, + step by step): %s", round, d)
		}
	}
}

func TestOwnRecordsWeighLessTheRarerTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(1e-4, 2).Draw(t, "a"), rapid.Float64Range(1e-4, 2).Draw(t, "b")
		if a > b {
			a, b = b, a
		}
		x, y := ownBits(a), ownBits(b)
		if x > y || y > 0 {
			t.Fatalf("%v own records weigh %v bits, %v weigh %v", a, x.float(), b, y.float())
		}
	})
	for at, near := range map[float64]float64{ownUsual: ownUsual - 1e-9, ownRare: ownRare + 1e-9} {
		if a, b := ownBits(at), ownBits(near); a-b > 1 || b-a > 1 {
			t.Errorf("a leap from %v to %v bits at %v", a.float(), b.float(), at)
		}
	}
}

func TestAModelWithImpossibleSourcesIsRefused(t *testing.T) {
	good := matcher(t, Rules{}).Match(guides(60, 0), nil).Models
	if len(good.Organisations.Streams) != 2 {
		t.Fatalf("learned %+v", good.Organisations.Streams)
	}
	for name, spoil := range map[string]func(s []ModelStream){
		"no rate":         func(s []ModelStream) { s[0].Own = 0 },
		"a share too few": func(s []ModelStream) { s[1].Shares = nil },
		"a share above 1": func(s []ModelStream) { s[1].Shares = []float64{1.5} },
		"records below 0": func(s []ModelStream) { s[0].Records = -1 },
	} {
		bad := *good.Organisations
		bad.Streams = slices.Clone(bad.Streams)
		spoil(bad.Streams)
		text, err := Models{Organisations: &bad}.Text()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseModels(text); err == nil {
			t.Errorf("%s: the model is taken", name)
		}
	}
}
