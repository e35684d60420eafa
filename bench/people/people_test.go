package people

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

func TestAFileDependsOnItsSeedAlone(t *testing.T) {
	a, b := Make(Options{Records: 3000, Seed: 4}), Make(Options{Records: 3000, Seed: 4})
	if d := cmp.Diff(a, b); d != "" {
		t.Fatal(d)
	}
	if cmp.Equal(a, Make(Options{Records: 3000, Seed: 5})) {
		t.Error("another seed gave the same file")
	}
	sizes, ids := map[string]int{}, map[string]bool{}
	most := 0
	for _, r := range a {
		if len(r.Cells) != len(registerHeader) || ids[r.Cells[0]] {
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

// Many records of each person under heavy noise: persons are found, families
// stay apart, and no cluster swallows several of them.
func TestManyNoisyRecordsOfAPersonDoNotBlowUp(t *testing.T) {
	for _, o := range []Options{{Records: 8000, Seed: 6}, {Records: 8000, Noise: 2, Seed: 7}, {Records: 8000, Mean: 1.6, Noise: 1.5, Seed: 8}} {
		made := Make(o)
		var records []matching.Record
		for _, r := range made {
			c := model.Customer{Ref: model.Ref{Source: "s", Object: "o", ID: r.Cells[0]}, Kind: model.Person, Name: r.Cells[1],
				Addresses: []model.Address{{Postcode: r.Cells[7]}}, Attributes: map[string]string{matching.GivenAttribute: r.Cells[3],
					matching.SurnameAttribute: r.Cells[4], matching.BornAttribute: r.Cells[5], matching.BirthPlaceAttribute: r.Cells[6],
					matching.GenderAttribute: r.Cells[8], matching.OccupationAttribute: r.Cells[9]}}
			records = append(records, matching.Prepare(c))
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
		t.Logf("noise %v, mean %v: precision %.4f recall %.4f largest %d", o.Noise, o.Mean, p, q, res.Stats.Largest)
		if p < 0.95 || q < 0.85 || res.Stats.Largest > 44 {
			t.Errorf("noise %v, mean %v: precision %.4f recall %.4f largest %d", o.Noise, o.Mean, p, q, res.Stats.Largest)
		}
	}
}
