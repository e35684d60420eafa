package matching

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

// asked makes n pairs of records of one name with different domains, of which
// half have different phones too, and the answers to them: a pair is one by the
// chance given for each half.
func asked(n int, samePhone, otherPhone float64) (records []Record, decisions []model.Decision) {
	g := rand.New(rand.NewPCG(4, uint64(n)))
	pick := func(list []string) string { return list[g.IntN(len(list))] }
	for i := range n {
		name := pick(syllables) + pick(syllables) + pick(syllables) + "有限公司"
		tel, chance := "+8613900000001", otherPhone
		other := fmt.Sprintf("+8613%09d", g.IntN(1_000_000_000))
		if tel = fmt.Sprintf("+8613%09d", g.IntN(1_000_000_000)); i%2 == 0 {
			other, chance = tel, samePhone
		}
		a, b := fmt.Sprintf("%04d-a", i), fmt.Sprintf("%04d-b", i)
		records = append(records, customer(a, name, phone(tel)), customer(b, name, phone(other)))
		d := model.Decision{A: ref(a), B: ref(b), Verdict: model.Different}
		if g.Float64() < chance {
			d.Verdict = model.Same
		}
		decisions = append(decisions, d)
	}
	return records, decisions
}

// movedBy is by how much the answers moved a level of organisations.
func movedBy(m Models, field, level string) float64 {
	for _, f := range m.Organisations.Fields {
		if i := slices.Index(f.Levels, level); f.Field == field && i >= 0 && f.By != nil {
			return f.By[i]
		}
	}
	return 0
}

func TestAnswersMoveTheWeightOfWhatTheyContradict(t *testing.T) {
	m := matcher(t, Rules{})
	records, decisions := asked(300, 0.95, 0.05)
	answers, models := m.Answers(records, decisions)
	if len(answers) != len(decisions) {
		t.Fatalf("%d answers of %d decisions", len(answers), len(decisions))
	}
	after := models.Reweigh(answers)
	if by := movedBy(after, "phone", "differs"); by > -0.3 {
		t.Errorf("pairs with different phones are two companies, yet a different phone moved by %v bits", by)
	}
	again, _ := m.WithModels(after).Answers(records, decisions)
	if was, is := loss(answers), loss(again); is >= was {
		t.Errorf("the answers were met with a loss of %.1f bits before and %.1f after", was, is)
	}
	if models.Organisations.Fields[5].By != nil {
		t.Error("the models that were given have changed")
	}
}

// loss is how surprised a model is by the answers, in bits.
func loss(answers []Answer) (sum float64) {
	for _, a := range answers {
		p := posterior(a.Bits)
		if !a.Same {
			p = 1 - p
		}
		sum -= math.Log2(max(p, 1e-9))
	}
	return sum
}

func TestAFewAnswersMoveLittle(t *testing.T) {
	m := matcher(t, Rules{})
	answers, models := m.Answers(asked(6, 1, 1))
	for _, f := range models.Reweigh(answers).Organisations.Fields {
		for l, by := range f.By {
			if by > 0.25 || by < -0.25 {
				t.Errorf("six answers moved %s %s by %v bits", f.Field, f.Levels[l], by)
			}
		}
	}
	if after := models.Reweigh(nil); after != models {
		t.Error("no answers gave other models")
	}
}

func TestTheOrderOfAnswersChangesNothing(t *testing.T) {
	m := matcher(t, Rules{})
	records, decisions := asked(120, 0.8, 0.3)
	answers, models := m.Answers(records, decisions)
	first := models.Reweigh(answers)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
	if d := cmp.Diff(first, models.Reweigh(answers)); d != "" {
		t.Error(d)
	}
	text, err := first.Text()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ParseModels(text); err != nil || cmp.Diff(first, again) != "" {
		t.Errorf("refitted models do not come back: %v", err)
	}
}

func TestAnswersAboutPersonsMoveTheModelOfPersons(t *testing.T) {
	records, truth := crowdOf(t)
	m := matcher(t, Rules{})
	var decisions []model.Decision
	for i := range records {
		for j := max(0, i-4); j < i; j++ {
			if truth[i] == truth[j] {
				decisions = append(decisions, model.Decision{A: records[i].Ref, B: records[j].Ref, Verdict: model.Different})
			}
		}
	}
	answers, models := m.Answers(records, decisions)
	after := models.Reweigh(answers)
	again, _ := m.WithModels(after).Answers(records, decisions)
	if len(answers) < 100 || loss(again) >= loss(answers) {
		t.Errorf("%d answers: a loss of %.1f bits before and %.1f after", len(answers), loss(answers), loss(again))
	}
}

// A model of an earlier program knows fields by other levels, or not at all.
func TestWhatAModelNeverLearnedIsTold(t *testing.T) {
	people := personShape(nil)
	m := people.model(model.Person, 100, newRates(people), newRates(people))
	if got := (Models{Persons: m}).Unlearned(); len(got) > 0 {
		t.Errorf("a model of this program lacks %v", got)
	}
	m.Fields[pBorn].Levels = m.Fields[pBorn].Levels[1:]
	m.Fields = slices.Delete(m.Fields, int(pPhone), int(pPhone)+1)
	slices.Sort(m.Fields[0].Levels)
	got := (Models{Persons: m}).Unlearned()
	if want := []string{"person.given-name", "person.born", "person.phone"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
