package matching

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

//go:embed testdata/fake_1000.csv
var fakeRecords string

//go:embed testdata/fake_1000.truth.csv
var fakeTruth string

// crowdOf reads 1,000 made-up persons and who each record is of.
func crowdOf(t *testing.T) (records []Record, truth []int) {
	t.Helper()
	read := func(text string) [][]string {
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	number := map[string]int{}
	for i, row := range read(fakeTruth) {
		if _, ok := number[row[1]]; !ok {
			number[row[1]] = i
		}
		truth = append(truth, number[row[1]])
	}
	for _, row := range read(fakeRecords) {
		c := model.Customer{Ref: model.Ref{Source: "fake", Object: "person", ID: row[0]}, Kind: model.Person, Name: strings.TrimSpace(row[1] + " " + row[2]),
			Attributes: map[string]string{GivenAttribute: row[1], SurnameAttribute: row[2], BornAttribute: row[3]}}
		if row[4] != "" {
			c.Addresses = []model.Address{{City: row[4]}}
		}
		if row[5] != "" {
			c.Emails = []string{row[5]}
		}
		records = append(records, Prepare(c))
	}
	return records, truth
}

func TestPersonsAreFoundWithoutLabels(t *testing.T) {
	records, truth := crowdOf(t)
	r := matcher(t, Rules{}).Match(records, nil)
	if p, q := quality(r.Clusters, truth); p < 0.995 || q < 0.85 {
		t.Errorf("precision %.4f recall %.4f", p, q)
	}
	if r.Stats.Largest > 8 {
		t.Errorf("the largest cluster has %d records, the largest person 7", r.Stats.Largest)
	}
}

func TestPersonsDependOnTheSetAlone(t *testing.T) {
	records, _ := crowdOf(t)
	m := matcher(t, Rules{})
	want := byRef(records, m.Match(records, nil))
	for round := range 3 {
		g := rand.New(rand.NewPCG(uint64(round), 9))
		shuffled := slices.Clone(records)
		g.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if d := cmp.Diff(want, byRef(shuffled, m.Match(shuffled, nil))); d != "" {
			t.Fatalf("round %d: %s", round, d)
		}
	}
}

func TestExplainingPersonsIsSymmetricAndAddsUp(t *testing.T) {
	records, truth := crowdOf(t)
	for i := range records { // names that change places, homes in two orders, other attributes
		p := records[i].Person
		if i%7 == 0 && len(p.Names) > 0 {
			p.Names[0].Given, p.Names[0].Surname = p.Names[0].Surname, p.Names[0].Given
		}
		if i%3 == 0 && len(p.Homes) > 0 {
			p.Homes[0].Lines = [][]string{{"high street", "elm house"}, {"elm house", "high street"}, {"high stret"}}[i/3%3]
			p.Homes[0].Number = fmt.Sprint(i % 5)
		}
		p.Traits = []Trait{{"colour", []string{"red", "green", "blue"}[i%3]}}
	}
	m := matcher(t, Rules{})
	ctx := Context{Counts: m.Count(records)}
	rapid.Check(t, func(t *rapid.T) {
		i, j := rapid.IntRange(0, len(records)-1).Draw(t, "a"), 0
		if rapid.Bool().Draw(t, "same person") {
			j = slices.Index(truth, truth[i]) + rapid.IntRange(0, 2).Draw(t, "step")
		} else {
			j = rapid.IntRange(0, len(records)-1).Draw(t, "b")
		}
		j = min(j, len(records)-1)
		x, y := m.Explain(records[i], records[j], ctx), m.Explain(records[j], records[i], ctx)
		sum := 0.0
		for k := range x.Fields {
			sum += x.Fields[k].Bits
			x.Fields[k].A, x.Fields[k].B = x.Fields[k].B, x.Fields[k].A
		}
		if d := cmp.Diff(y, x); d != "" {
			t.Fatal(d)
		}
		if sum-x.Total > 1e-6 || x.Total-sum > 1e-6 {
			t.Fatalf("fields sum to %v, total is %v", sum, x.Total)
		}
	})
}

// member is a record of a file of persons: what is said in words.
func member(id string, attributes string, more ...func(*model.Customer)) Record {
	c := model.Customer{Ref: model.Ref{Source: "s", Object: "person", ID: id}, Kind: model.Person, Attributes: map[string]string{}}
	for _, pair := range strings.Split(attributes, ";") {
		k, v, _ := strings.Cut(pair, "=")
		c.Attributes[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	c.Name = strings.TrimSpace(c.Attributes[GivenAttribute] + " " + c.Attributes[SurnameAttribute])
	for _, f := range more {
		f(&c)
	}
	return Prepare(c)
}

func home(street, city, postcode string) func(*model.Customer) {
	return func(c *model.Customer) {
		c.Addresses = []model.Address{{Street: street, City: city, Postcode: postcode}}
	}
}

func number(kind, value string) func(*model.Customer) {
	return func(c *model.Customer) {
		c.Identifiers = append(c.Identifiers, model.Identifier{Type: kind, Value: value, Valid: true})
	}
}

func dialled(raw string) func(*model.Customer) {
	return func(c *model.Customer) {
		c.Phones = append(c.Phones, model.Phone{Raw: raw, E164: clean.ParsePhone(raw, "CN").E164})
	}
}

func TestWhatMakesTwoPersonsOne(t *testing.T) {
	m := matcher(t, Rules{})
	crowd, _ := crowdOf(t)
	elm := home("5 Elm Street, Oakfield", "Kingston", "2604")
	for _, tt := range []struct {
		name string
		a, b Record
		want Verdict
	}{
		{"short form, month and day swapped", member("a", "given_name=Robert; surname=Ashdown; birth_date=1978-03-11"), member("b", "given_name=Bob; surname=Ashdown; birth_date=1978-11-03"), Merge},
		{"names in the wrong columns", member("a", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-11"), member("b", "given_name=Ashdown; surname=Wilma; birth_date=1978-03-11"), Merge},
		{"typing errors", member("a", "given_name=Wilhelmina; surname=Ashdown; birth_date=1978-03-11"), member("b", "given_name=Wilhelmnia; surname=Ashdwn; birth_date=1978-03-11"), Merge},
		{"lines of the address exchanged", member("a", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-11", elm), member("b", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-19", home("5 Oakfield, Elm Street", "Kingston", "2640")), Merge},
		{"a name in two scripts", member("a", "given_name=伟; surname=张; birth_date=1978-03-11"), member("b", "given_name=Wei; surname=Zhang; birth_date=1978-03-11"), Merge},
		{"a surname with a reading of its own", member("a", "given_name=国强; surname=单; birth_date=1978-03-11"), member("b", "given_name=Guoqiang; surname=Shan; birth_date=1978-03-11"), Merge},
		{"one number, another name", member("a", "given_name=Wilma; surname=Ashdown", number("passport", "X1234567")), member("b", "given_name=Wilma; surname=Kerridge", number("passport", "X1234567")), Merge},
		{"a phone with its middle hidden", member("a", "given_name=伟; surname=张", dialled("13812345678")), member("b", "given_name=伟; surname=张", dialled("138****5678")), Merge},
		{"two phones hidden in one way", member("a", "given_name=伟; surname=张", dialled("138****5678")), member("b", "given_name=伟; surname=张", dialled("138 xxxx 5678")), Merge},
		{"a hidden phone of another", member("a", "given_name=伟; surname=张", dialled("13812345678")), member("b", "given_name=伟; surname=张", dialled("138****5679")), Review},
		{"a citizen's number with its middle hidden", member("a", "given_name=伟; surname=张", number("national_id", "11010519491231002X")), member("b", "given_name=Wei; surname=Zhang", number("national_id", "110105********002X")), Merge},
		{"a citizen's number tells the date", member("a", "given_name=伟; surname=张", number("national_id", "11010519491231002X")), member("b", "given_name=伟; surname=张; birth_date=1949年12月31日"), Merge},
		{"called by title and seat", member("a", "given_name=Edmund; surname=Hallow; birth_date=1830-08-02"), member("b", "given_name=Edmund; surname=Ware; birth_date=1830-08-02", func(c *model.Customer) { c.Name = "Edmund, 1st Baron Hallow of Ware" }), Merge},
		{"called by another of the given names", member("a", "given_name=Herbert; middle_name=Wilma; surname=Ashdown; birth_date=1978-03-11"), member("b", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-11"), Merge},
		{"under the maiden name", member("a", "given_name=Wilma; surname=Ashdown; maiden_name=Kerridge; birth_date=1978-03-11"), member("b", "given_name=Wilma; surname=Kerridge; birth_date=1978-03-11"), Merge},
		{"a day that stands for the year", member("a", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-11", elm), member("b", "given_name=Wilma; surname=Ashdown; birth_date=1978-01-01", elm), Merge},
		{"a town within its county", member("a", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-11; birth_place=Kingston"), member("b", "given_name=Wilma; surname=Ashdwn; birth_date=1978-03-12; birth_place=Kingston, Surrey"), Merge},
		{"a name alone", member("a", "given_name=Wilma; surname=Ashdown"), member("b", "given_name=Wilma; surname=Ashdown"), Review},
		{"father and son", member("a", "given_name=David; surname=Ashdown Sr", elm), member("b", "given_name=David; surname=Ashdown Jr", elm), No},
		{"a couple", member("a", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-11", elm), member("b", "given_name=Gordon; surname=Ashdown; birth_date=1975-09-02", elm), No},
		{"one name, two dates", member("a", "given_name=Wilma; surname=Ashdown; birth_date=1978-03-11"), member("b", "given_name=Wilma; surname=Ashdown; birth_date=1991-12-30"), Review},
	} {
		all := append(slices.Clone(crowd), tt.a, tt.b)
		e := m.Explain(tt.a, tt.b, Context{Counts: m.Count(all)})
		if e.Verdict != tt.want {
			t.Errorf("%s: %s at %.2f bits, want %s: %+v", tt.name, e.Verdict, e.Total, tt.want, e.Fields)
		}
	}
}

// Thirty people share a mail address of an office; it makes nobody one.
func TestAMailAddressOfAnOfficeSaysNothing(t *testing.T) {
	records, _ := crowdOf(t)
	before := len(matcher(t, Rules{}).Match(records, nil).Clusters)
	given := []string{"Ada", "Bruno", "Clara", "Dietrich", "Elmo", "Freya", "Gustav", "Hilda", "Igor", "Jutta"}
	for i := range 30 {
		records = append(records, member(fmt.Sprint("office", i), "given_name="+given[i%10]+"; surname=Q"+strings.Repeat("u", i/10+1)+"ist", func(c *model.Customer) { c.Emails = []string{"desk@office.example.org"} }))
	}
	if got := len(matcher(t, Rules{}).Match(records, nil).Clusters); got < before+25 {
		t.Errorf("%d clusters, %d without the office of thirty", got, before)
	}
}

// An attribute that nobody told of is compared as far as it tells anything.
func TestFurtherAttributesAreLearned(t *testing.T) {
	records, truth := crowdOf(t)
	g := rand.New(rand.NewPCG(1, 1))
	for i := range records {
		records[i].Person.Traits = []Trait{
			{"badge", fmt.Sprint("b", truth[i]/3)},          // three persons share one
			{"constant", "x"},                               // the same for all
			{"row", fmt.Sprint(i)},                          // another for each
			{"weekday", fmt.Sprint("day ", g.IntN(7), ".")}, // as it happens
		}
	}
	r := matcher(t, Rules{}).Match(records, nil)
	weight := map[string]float64{}
	for _, f := range r.Models.Persons.Fields {
		weight[f.Field] = f.M[0] / f.U[0]
	}
	if weight["badge"] < 20 || weight["constant"] != 0 || weight["row"] != 0 || weight["weekday"] > 2 {
		t.Errorf("equal badge, constant, row, weekday weigh %v, %v, %v, %v", weight["badge"], weight["constant"], weight["row"], weight["weekday"])
	}
	if _, q := quality(r.Clusters, truth); q < 0.9 {
		t.Errorf("recall %.4f, the badge should help", q)
	}
}

// A number of signs alone once crashed the training, and a number that many enter for
// want of one made them one person.
func TestNumbersThatAreNone(t *testing.T) {
	for _, v := range []string{"", "-", "000000000", "unknown"} {
		c := model.Customer{Kind: model.Person, Name: "Ann Fry", Identifiers: []model.Identifier{{Type: "ssn", Value: v, Valid: true}, {Type: "passport", Value: "P7301156", Valid: true}}}
		if r := Prepare(c); len(r.Identifiers) != 1 || r.Identifiers[0].Type != "passport" {
			t.Errorf("%q: %v", v, r.Identifiers)
		}
	}
}

// Some lists cut one part of a name off and keep the whole beside it.
func TestAPartOfANameBesideTheWhole(t *testing.T) {
	for _, c := range []struct{ whole, given, surname, want string }{
		{"Ann Maria Fry", "", "Fry", "ann|maria|fry"},
		{"Ann Maria Fry", "Ann", "", "ann|maria|fry"},
		{"Fry", "", "Fry", "||fry"},
		{"Ann", "Ann", "", "ann||"},
		{"", "Ann", "", "ann||"},
		{"陈伟明", "", "陈", "伟明||陈"},
		{"Ann Fry", "Bea", "Lund", "bea|ann fry|lund"},
	} {
		customer := model.Customer{Kind: model.Person, Name: c.whole, Attributes: map[string]string{GivenAttribute: c.given, SurnameAttribute: c.surname}}
		if c.whole != "" {
			customer.Names = []model.Name{{Type: model.LegalName, Value: c.whole}}
		}
		n := Prepare(customer).Person.Names[0]
		if got := n.Given + "|" + n.Middle + "|" + n.Surname; got != c.want {
			t.Errorf("%q beside %q and %q is %q, want %q", c.whole, c.given, c.surname, got, c.want)
		}
	}
}

// Given names that begin alike are one name misspelt where a letter or two were lost,
// and two names where one goes on.
func TestALongerGivenNameIsAnotherUnlessItIsTheLongForm(t *testing.T) {
	m := matcher(t, Rules{})
	for _, c := range []struct{ a, b, level string }{
		{"Darla", "Darletta", "differs"},
		{"Jean", "Jeannette", "differs"},
		{"Christina", "Christine", "similar"},
		{"Margaretha", "Margareth", "similar"},
		{"Alexandria", "Alexandr", "short-form"},
		{"William", "Bill", "short-form"},
	} {
		e := m.Explain(member("1", "given_name="+c.a+"; surname=Ashdown"), member("2", "given_name="+c.b+"; surname=Ashdown"), Context{})
		for _, f := range e.Fields {
			if f.Field == "given-name" && f.Level != c.level {
				t.Errorf("%s and %s: %s, want %s", c.a, c.b, f.Level, c.level)
			}
		}
	}
}
