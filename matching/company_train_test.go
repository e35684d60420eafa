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

// offices makes n companies with two records each. Their phones agree as often as
// keep says in hundredths, and everything else does.
func offices(n, keep int) (records []Record) {
	g := rand.New(rand.NewPCG(7, uint64(keep)))
	pick := func(list []string) string { return list[g.IntN(len(list))] }
	for i := range n {
		name := pick([]string{"北京", "上海", "广州", "深圳", "成都"}) + pick(syllables) + pick(syllables) + pick(syllables) +
			pick([]string{"科技", "贸易", "食品", "化工", "物流"}) + "有限公司"
		tel := fmt.Sprintf("+8613%09d", g.IntN(1_000_000_000))
		for k := range 2 {
			if k == 1 && g.IntN(100) >= keep {
				tel = fmt.Sprintf("+8613%09d", g.IntN(1_000_000_000))
			}
			records = append(records, customer(fmt.Sprintf("%05d-%d", i, k), name, phone(tel), func(c *model.Customer) { c.Domains = []string{fmt.Sprintf("c%d.example.com", i)} }))
		}
	}
	return records
}

// phoneBits are what an equal and a different phone weigh between the records of
// a company of the file.
func phoneBits(t *testing.T, records []Record) (same, other float64) {
	t.Helper()
	m := matcher(t, Rules{})
	ctx := Context{Counts: m.Count(records)}
	const name = "杭州云帆物流有限公司"
	a := customer("a", name, phone("+8613900000001"))
	for _, f := range m.Explain(a, customer("b", name, phone("+8613900000001")), ctx).Fields {
		if f.Field == "phone" {
			same = f.Bits
		}
	}
	for _, f := range m.Explain(a, customer("b", name, phone("+8613900000002")), ctx).Fields {
		if f.Field == "phone" {
			other = f.Bits
		}
	}
	return same, other
}

func TestAFieldTellsAsMuchAsItsFileIsWrittenWithCare(t *testing.T) {
	careful, carefulOther := phoneBits(t, offices(2_000, 98))
	careless, carelessOther := phoneBits(t, offices(2_000, 15))
	if careful < careless+0.5 {
		t.Errorf("an equal phone weighs %.2f where records of a company share theirs, and %.2f where they seldom do", careful, careless)
	}
	if carefulOther > -0.5 {
		t.Errorf("where records of a company share their phones, a different one weighs %.2f", carefulOther)
	}
	if carelessOther != 0 {
		t.Errorf("where every record has a phone of its own, a different one weighs %.2f", carelessOther)
	}
}

func TestAFewRecordsLeaveTheWeightsAsTheyAre(t *testing.T) {
	by := newLearned(matcher(t, Rules{}).Count(offices(12, 0)).companies).by
	for f := range by {
		for l, v := range by[f] {
			if v < -10 || v > 10 {
				t.Errorf("24 records move %s %s by %d hundredths of a bit", fieldNames[f], levelNames[l], v)
			}
		}
	}
}

func TestTheModelOfOrganisationsDependsOnTheSetOfRecordsAlone(t *testing.T) {
	records, _ := synthetic(3_000, 5)
	m := matcher(t, Rules{})
	first := m.Match(records, nil)
	if first.Models.Organisations == nil || first.Models.Persons != nil {
		t.Fatalf("models of a file of companies: %+v", first.Models)
	}
	rand.New(rand.NewPCG(8, 8)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
	second := m.Match(records, nil)
	if d := cmp.Diff(first.Models, second.Models); d != "" {
		t.Errorf("another order gave another model: %s", d)
	}
	text, err := first.Models.Text()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseModels(text)
	if err != nil {
		t.Fatal(err)
	}
	third := m.WithModels(again).Match(records, nil)
	if third.Models.Organisations != again.Organisations {
		t.Error("a model was trained although there was one")
	}
	if d := cmp.Diff(byRef(records, second), byRef(records, third)); d != "" {
		t.Errorf("the same model gave another result: %s", d)
	}
}

func TestTrainingNeverTurnsEvidenceRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := wild(t)
		var p pair
		for f := range fields {
			p.set(f, level(rapid.IntRange(0, int(levels)-1).Draw(t, "level")), bits(rapid.IntRange(-900, 2000).Draw(t, "part")))
		}
		was := p
		d.move(&p, 0, fields)
		for f, w := range p.part {
			if w < 0 && was.part[f] > 0 || w > 0 && was.part[f] <= 0 {
				t.Fatalf("%s %s weighed %d, now %d", fieldNames[f], levelNames[p.level[f]], was.part[f], w)
			}
		}
	})
}

// wild is what training may learn at the most odd.
func wild(t *rapid.T) learned {
	m := companyShape().model(model.Organisation, 0, newRates(companyShape()), newRates(companyShape()))
	for i := range m.Fields {
		for l := range m.Fields[i].M {
			m.Fields[i].M[l] = rapid.Float64Range(1e-6, 1).Draw(t, "m")
		}
	}
	return newLearned(m)
}

// The weights by hand fall from the strongest agreement to the plain difference;
// so do the priors' rates, in which nothing was seen.
func TestWithoutPairsTheUsualIsLearned(t *testing.T) {
	var c companyTrainer
	c.shape = companyShape()
	m, _ := c.shape.learn(nil, c.others())
	for i, h := range habits {
		for l, want := range h.usual {
			if got := m[i][l+1]; got < want-1e-9 || got > want+1e-9 {
				t.Errorf("%s %s: %v, usual %v", fieldNames[h.field], levelNames[h.levels[l]], got, want)
			}
		}
		if !slices.IsSortedFunc(h.weight, func(a, b bits) int { return int(b - a) }) {
			t.Errorf("the weights of %s rise: %v", fieldNames[h.field], h.weight)
		}
	}
}
