package people

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

func TestAFileDependsOnItsOptionsAlone(t *testing.T) {
	for _, shop := range []bool{false, true} {
		o := Options{Records: 3000, Seed: 4, Mean: 10, Shop: shop}
		a, other := Make(o), o
		if d := cmp.Diff(a, Make(o)); d != "" {
			t.Fatal(d)
		}
		if other.Seed = 5; cmp.Equal(a, Make(other)) {
			t.Error("another seed gave the same file")
		}
		sizes, ids := map[string]int{}, map[string]bool{}
		most := 0
		for _, r := range a {
			if len(r.Cells) != len(o.Header()) || ids[r.Cells[0]] {
				t.Fatalf("row %q", r.Cells)
			}
			ids[r.Cells[0]] = true
			sizes[r.Entity]++
			most = max(most, sizes[r.Entity])
		}
		if most < 20 || most > 40 || len(sizes) < 150 || len(sizes) > 600 {
			t.Errorf("%d persons, the largest of %d records", len(sizes), most)
		}
	}
}

// customer is a row as tierloop match reads it.
func customer(o Options, cells []string) model.Customer {
	c := model.Customer{Ref: model.Ref{Source: "s", Object: "o", ID: cells[0]}, Kind: model.Person, Attributes: map[string]string{}}
	if !o.Shop {
		c.Name, c.Addresses = cells[1], []model.Address{{Postcode: cells[7]}}
		for name, i := range map[string]int{matching.GivenAttribute: 3, matching.SurnameAttribute: 4, matching.BornAttribute: 5,
			matching.BirthPlaceAttribute: 6, matching.GenderAttribute: 8, matching.OccupationAttribute: 9} {
			c.Attributes[name] = cells[i]
		}
		return c
	}
	for i, t := range []model.NameType{1: model.LegalName, 2: model.EnglishName} {
		if i > 0 && cells[i] != "" {
			c.Names = append(c.Names, model.Name{Type: t, Value: cells[i]})
			c.Name = c.Names[0].Value
		}
	}
	if cells[5] != "" {
		c.Phones = []model.Phone{{Raw: cells[5], E164: clean.ParsePhone(cells[5], "CN").E164}}
	}
	if cells[6] != "" {
		c.Emails = []string{cells[6]}
	}
	if cells[7] != "" {
		c.Identifiers = []model.Identifier{{Type: "national_id", Value: cells[7], Valid: true}}
	}
	if cells[9]+cells[10] != "" {
		c.Addresses = []model.Address{{City: cells[9], Street: cells[10]}}
	}
	for name, i := range map[string]int{matching.GenderAttribute: 3, matching.BornAttribute: 4, matching.BirthPlaceAttribute: 8, matching.OccupationAttribute: 11} {
		c.Attributes[name] = cells[i]
	}
	return c
}

// Many records of each person under heavy noise: persons are found, families
// stay apart, and no cluster swallows several of them.
func TestManyNoisyRecordsOfAPersonDoNotBlowUp(t *testing.T) {
	for _, tt := range []struct {
		o      Options
		recall float64 // what else is lost says hardly more than a name
	}{
		{Options{Records: 6000, Seed: 6}, 0.93},
		{Options{Records: 6000, Noise: 2, Seed: 7}, 0.84},
		{Options{Records: 6000, Mean: 1.6, Noise: 1.5, Seed: 8}, 0.80},
		{Options{Records: 6000, Shop: true, Seed: 9}, 0.92},
		{Options{Records: 6000, Shop: true, Mean: 6, Noise: 2, Seed: 10}, 0.88},
	} {
		made := Make(tt.o)
		var records []matching.Record
		for _, r := range made {
			records = append(records, matching.Prepare(customer(tt.o, r.Cells)))
		}
		m, _ := matching.Compile(matching.DefaultRules())
		res := m.Match(records, nil)
		var right, said, there float64
		sizes := map[string]float64{}
		for _, r := range made {
			sizes[r.Entity]++
		}
		for _, n := range sizes {
			there += n * (n - 1) / 2
		}
		for _, c := range res.Clusters {
			of := map[string]float64{}
			for _, i := range c {
				of[made[i].Entity]++
			}
			for _, n := range of {
				right += n * (n - 1) / 2
			}
			said += float64(len(c)*(len(c)-1)) / 2
		}
		p, q := right/said, right/there
		t.Logf("%+v: precision %.4f recall %.4f largest %d", tt.o, p, q, res.Stats.Largest)
		if p < 0.96 || q < tt.recall || res.Stats.Largest > 44 {
			t.Errorf("%+v: precision %.4f recall %.4f largest %d", tt.o, p, q, res.Stats.Largest)
		}
	}
}
