package matching

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Where every person has ten records, one that has nothing but a name and a trade
// is of the only person with both; where two have them, it stays alone.
func TestARecordThatFitsOnePersonAloneIsTheirs(t *testing.T) {
	given := []string{"Ada", "Bruno", "Clara", "Dietrich", "Elmo", "Freya", "Gustav", "Hilda", "Igor", "Jutta", "Knut", "Lena"}
	family := []string{"Ashdown", "Brackley", "Corvane", "Dunmore", "Eversley", "Farrow", "Gadsby", "Hatherley"}
	trade := []string{"poet", "painter", "judge", "brewer"}
	var records []Record
	add := func(no, of int, g, f string) {
		for i := range of {
			records = append(records, member(fmt.Sprint("p", no, "-", i), fmt.Sprintf("given_name=%s; surname=%s; birth_date=%d-%02d-%02d; occupation=%s", g, f, 1700+7*no%200, 1+no%12, 1+no%28,
				trade[no%4]), home("", "", fmt.Sprintf("k%d %d%c%c", no%9+1, no%7+1, 'a'+no%26, 'b'+no%21))))
		}
	}
	no := 0
	for i, g := range given {
		for j, f := range family {
			if (i+j)%2 == 0 {
				add(no, 10, g, f)
				no++
			}
		}
	}
	add(no+1, 10, "Malvina", "Brackley")
	add(no+2, 10, "Ottoline", "Farrow")
	add(no+6, 10, "Ottoline", "Farrow")
	one, two := len(records), len(records)+1
	records = append(records, member("one", "given_name=Malvina; surname=Brackley; occupation="+trade[(no+1)%4]), member("two", "given_name=Ottoline; surname=Farrow; occupation="+trade[(no+2)%4]))

	r := matcher(t, Rules{}).Match(records, nil)
	if e := matcher(t, Rules{}).Explain(records[one], records[one-25], Context{Counts: r.Counts}); e.Verdict != Review {
		t.Errorf("the two alone: %s at %v", e.Verdict, e.Total)
	}
	size := map[int]int{}
	for _, c := range r.Clusters {
		for _, i := range c {
			size[i] = len(c)
		}
	}
	if size[one] != 11 || size[two] != 1 {
		t.Errorf("the record of a name that one has is in a cluster of %d, that of a name that two have in one of %d", size[one], size[two])
	}
}

// Persons that come, change and go stand at every moment as if all had been
// compared at once, those that a record fits alone too.
func TestTheWayByWhichPersonsComeMakesNoDifference(t *testing.T) {
	pool, _ := crowdOf(t)
	g := rand.New(rand.NewPCG(3, 5))
	x := matcher(t, Rules{}).NewIndex()
	for i := range pool {
		if i%3 != 0 {
			x.Upsert(&pool[i])
		}
	}
	x.Settle()
	x.Freeze()
	for range 20 {
		for range 1 + g.IntN(30) {
			r := pool[g.IntN(len(pool))]
			switch g.IntN(4) {
			case 0:
				x.Remove(r.Ref)
			case 1:
				r.Person = pool[g.IntN(len(pool))].Person
				x.Upsert(&r)
			default:
				x.Upsert(&r)
			}
		}
		x.counted = 1 << 40 // no count between
		if c := x.Settle(); c.All {
			t.Fatal("counted anew")
		}
		got := x.picture()
		x.settle(true)
		if d := cmp.Diff(x.picture(), got); d != "" {
			t.Fatalf("(- all at once, + step by step): %s", d)
		}
	}
}
