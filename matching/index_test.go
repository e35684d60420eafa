package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

// picture is all that an index says about its records.
type picture struct {
	Clusters  map[model.Ref][]model.Ref
	Evidence  map[model.Ref]model.Evidence
	Doubts    []model.Doubt
	Conflicts []model.Doubt
	BelongsTo []Relation
	Alarms    map[model.Ref][]Alarm
	Largest   int
}

func (x *Index) picture() picture {
	p := picture{Clusters: map[model.Ref][]model.Ref{}, Evidence: map[model.Ref]model.Evidence{}, Alarms: map[model.Ref][]Alarm{},
		Conflicts: x.Conflicts(), BelongsTo: x.BelongsTo(), Largest: x.Stats().Largest}
	var founders []uint32
	for i, lives := range x.refs.lives {
		row := uint32(i)
		if !lives {
			continue
		}
		p.Evidence[x.Ref(row)] = x.Evidence(row)
		if first := x.Founder(row); first == row {
			founders = append(founders, row)
			for _, m := range x.Members(row) {
				p.Clusters[x.Ref(row)] = append(p.Clusters[x.Ref(row)], x.Ref(m))
			}
			if a := x.Alarms(row); a != nil {
				p.Alarms[x.Ref(row)] = a
			}
		}
	}
	p.Doubts = x.Doubts(founders)
	return p
}

// crowded makes an index whose lists are cut and whose values become generic
// early, and records that provoke both.
func crowded(t *testing.T, n int) (*Matcher, []Record) {
	m := matcher(t, Rules{BlockCap: 12, Generic: 3, AlarmSize: 4})
	records, _ := synthetic(n, 21)
	for i := range records {
		if i%5 == 0 {
			records[i].Phones = []string{fmt.Sprintf("+862126800%03d", i%40)}
		}
		switch i % 14 {
		case 0, 1, 2: // a brand of many companies in few places
			place, trade := []string{"广州", "广州", "成都", ""}[i/14%4], []string{"食品", "物流", "化工", "", "医药"}[i/56%5]
			records[i].Names = customer("", place+"华达鑫"+trade+"有限公司").Names
		case 3: // names that only sound alike
			records[i].Names = customer("", []string{"Huadaxin Food Co., Ltd.", "Hongrui Trading Ltd", "广州花大新食品有限公司", "深圳弘瑞贸易有限公司"}[i/14%4]).Names
		case 5, 6: // names that meet by their sound alone
			brand := syllables[i/14%40] + syllables[i/28%40]
			name := "深圳" + brand + "科技有限公司"
			if i%14 == 6 {
				name = sound(brand) + " Technology Co., Ltd."
			}
			records[i].Names = customer("", name).Names
		case 7, 8, 9: // two names that one record teaches are one company's
			old, now := "武汉"+syllables[i/28%40]+syllables[(i/28+9)%40]+"化工有限公司", "武汉"+syllables[i/28%40]+"凯美化工有限公司"
			records[i].Names = [][]Name{customer("", now, named(model.FormerName, old)).Names,
				customer("", old).Names, customer("", now).Names}[i%14-7]
		case 4: // one company many times
			records[i].Names = customer("", "大连飞星云物流有限公司").Names
		}
		if i%9 == 0 {
			records[i].Kind = model.Person
			p := customer("", []string{"王小明", "李芳", "张伟", "wang xiaoming"}[i%4], person, born([]string{"1980-05-06", "1991-12-30", "1980-05-16", ""}[i/4%4]))
			records[i].Names, records[i].Person = p.Names, p.Person
		}
		if i%11 == 0 {
			records[i].Parent = records[i/2].Ref.ID
		}
	}
	return m, records
}

// Over a thousand random comings, changes, goings and decisions the index stands
// at every moment as if all had been compared at once.
func TestTheWayByWhichRecordsComeMakesNoDifference(t *testing.T) {
	m, pool := crowded(t, 700)
	g := rand.New(rand.NewPCG(8, 1))
	x := m.NewIndex()
	for i := range 300 {
		x.Upsert(&pool[i])
	}
	x.Settle()
	var decisions []model.Decision
	for done := 0; done < 1000; {
		for range 1 + g.IntN(40) {
			done++
			r := pool[g.IntN(len(pool))]
			switch g.IntN(8) {
			case 0, 1:
				x.Remove(r.Ref)
			case 2:
				other := pool[g.IntN(len(pool))]
				r.Names, r.Phones = other.Names, pool[g.IntN(len(pool))].Phones
				x.Upsert(&r)
			case 3:
				decisions = append(decisions, model.Decision{A: r.Ref, B: pool[g.IntN(len(pool))].Ref, At: time.Unix(int64(done), 0),
					Verdict: []model.Verdict{model.Same, model.Different, model.Related}[g.IntN(3)]})
			default:
				x.Upsert(&r)
			}
		}
		x.Decide(decisions)
		x.counted = 1 << 40 // no count between: what a count changes is another test's matter
		if c := x.Settle(); c.All {
			t.Fatal("counted anew")
		}
		got := x.picture()
		users, named := slices.Clone(x.counts.users), slices.Clone(x.counts.named)
		x.settle(true)
		if d := cmp.Diff(x.picture(), got); d != "" {
			t.Fatalf("after %d steps (- all at once, + step by step): %s", done, d)
		}
		x.counts.countValues(x.table)
		for i := range x.counts.users {
			if v := uint32(i); at(users, v) != at(x.counts.users, v) || at(named, v) != at(x.counts.named, v) {
				t.Fatalf("after %d steps %+v has %v users and %v names, want %v and %v", done, x.table.words.value.of(v),
					at(users, v), at(named, v), at(x.counts.users, v), at(x.counts.named, v))
			}
		}
	}
}

// When values are counted anew, an index is what a new one would be.
func TestAnIndexThatCountsAnewIsAsANewOne(t *testing.T) {
	m, pool := crowded(t, 900)
	g := rand.New(rand.NewPCG(5, 1))
	x := m.NewIndex()
	for round := range 6 {
		for range 200 {
			if r := &pool[g.IntN(len(pool))]; g.IntN(3) == 0 {
				x.Remove(r.Ref)
			} else {
				x.Upsert(r)
			}
		}
		if c := x.Settle(); !c.All {
			t.Fatalf("round %d: a fifth of the records changed and nothing was counted", round)
		}
		y := m.NewIndex()
		for i := range pool {
			if _, in := x.Row(pool[len(pool)-1-i].Ref); in {
				y.Upsert(&pool[len(pool)-1-i])
			}
		}
		y.Settle()
		if d := cmp.Diff(y.picture(), x.picture()); d != "" {
			t.Fatalf("round %d (- new, + grown): %s", round, d)
		}
	}
}

func TestAChangeTouchesItsNeighbourhoodOnly(t *testing.T) {
	records, _ := synthetic(5000, 4)
	m := matcher(t, Rules{})
	x := m.NewIndex()
	for i := range records {
		x.Upsert(&records[i])
	}
	x.Settle()
	if c := x.Settle(); c.All || len(c.Founders) != 0 {
		t.Errorf("nothing changed and %d clusters were formed anew", len(c.Founders))
	}
	x.Upsert(&records[17])
	if c := x.Settle(); len(c.Founders) != 0 || x.stats.Pairs != 0 {
		t.Errorf("a record that is as it was had %d clusters formed anew", len(c.Founders))
	}
	changed := records[17]
	changed.Phones = []string{"+8613912345678"}
	x.Upsert(&changed)
	c := x.Settle()
	if c.All || len(c.Founders) == 0 || len(c.Founders) > 20 || x.stats.Pairs > 500 {
		t.Errorf("one changed phone: all %v, %d clusters formed anew, %d pairs compared", c.All, len(c.Founders), x.stats.Pairs)
	}
	row, _ := x.Row(changed.Ref)
	if !slices.Contains(c.Founders, x.Founder(row)) {
		t.Error("the cluster of the changed record is not among them")
	}
	x.Remove(changed.Ref)
	if c := x.Settle(); !slices.Equal(c.Gone, []uint32{row}) || x.Len() != 4999 {
		t.Errorf("gone are %v of %d, want %d", c.Gone, x.Len(), row)
	}
}
