package scale

import (
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/mapping/clean"
)

func records(n int, seed uint64) []Record { return slices.Collect(New(n, seed).All()) }

func TestAFileDependsOnItsSizeAndSeedAlone(t *testing.T) {
	a, b, other := records(3000, 5), records(3000, 5), records(3000, 6)
	same := 0
	for i := range a {
		if strings.Join(a[i].Cells(), "|") != strings.Join(b[i].Cells(), "|") || a[i].Entity != b[i].Entity {
			t.Fatalf("row %d: %v, then %v", i, a[i], b[i])
		}
		if a[i].Name == other[i].Name {
			same++
		}
	}
	if same > 30 {
		t.Errorf("two seeds agree in %d of %d names", same, len(a))
	}
}

func TestAFileHasTheSizeAskedFor(t *testing.T) {
	for _, n := range []int{1, 999, 1000, 20_000} {
		got := records(n, 1)
		ids := map[string]bool{}
		for _, r := range got {
			ids[r.ID] = true
		}
		if len(got) != n || len(ids) != n {
			t.Errorf("%d records and %d ids, want %d", len(got), len(ids), n)
		}
	}
}

func TestNoTwoCompaniesShareARegisteredNameOrCode(t *testing.T) {
	w := New(60_000, 2)
	names, codes := map[string]int{}, map[string]int{}
	for no := range w.Companies() {
		c := w.company(no)
		full := c.name.full()
		if first, ok := names[full]; ok {
			t.Fatalf("companies %d and %d are called %s", first, no, full)
		}
		names[full] = no
		if c.foreign {
			continue
		}
		if first, ok := codes[c.uscc]; ok {
			t.Fatalf("companies %d and %d have %s", first, no, c.uscc)
		}
		codes[c.uscc] = no
		if id := clean.Identify(clean.KindUSCC, c.uscc); !id.Valid {
			t.Fatalf("%s: %+v", c.uscc, id)
		}
	}
}

func TestEveryNoiseAndRelationOccursAndMostRecordsHaveNone(t *testing.T) {
	tags, relations, sources := map[string]int{}, map[string]int{}, map[string]int{}
	clean, blank := 0, 0
	list := records(60_000, 3)
	for _, r := range list {
		for _, tag := range r.Tags {
			tags[tag]++
		}
		relations[r.Relation]++
		sources[r.Source]++
		if len(r.Tags) == 0 {
			clean++
		}
		if r.Name == "" || r.USCC+r.Phone+r.Email+r.Website+r.Address == "" {
			blank++
		}
	}
	for _, tag := range strings.Fields("abbr en_only former_name legal_form region_moved name_typo junk_mark width traditional " +
		"uscc_typo uscc_junk uscc_of_parent old_code other_phone junk_phone moved_addr") {
		if n := tags[tag]; n < 60 || n > 20_000 {
			t.Errorf("%s on %d of %d records", tag, n, len(list))
		}
	}
	for _, relation := range []string{"", "head", "subsidiary", "branch"} {
		if relations[relation] < 200 {
			t.Errorf("relation %q on %d records", relation, relations[relation])
		}
	}
	if len(sources) != 6 || clean < 20_000 || blank > 0 {
		t.Errorf("%d sources, %d records without noise, %d that say nothing", len(sources), clean, blank)
	}
}

func TestBrandsAreSkewedAndHomonymsLiveInSeveralTowns(t *testing.T) {
	w := New(100_000, 4)
	brands, lone := map[string]int{}, 0
	towns := map[string]map[string]bool{}
	for no := range w.Companies() {
		c := w.company(no)
		if c.group != "" || c.foreign {
			continue
		}
		lone++
		brands[c.name.brand]++
		if towns[c.name.brand] == nil {
			towns[c.name.brand] = map[string]bool{}
		}
		towns[c.name.brand][c.town.name] = true
	}
	var counts []int
	once, apart := 0, 0
	for b, n := range brands {
		counts = append(counts, n)
		if n == 1 {
			once++
		}
		if len(towns[b]) > 1 {
			apart++
		}
	}
	if top := slices.Max(counts); top < 8 || top > lone/200 {
		t.Errorf("the commonest brand has %d of %d companies", top, lone)
	}
	if once < len(brands)/2 || apart < 500 {
		t.Errorf("of %d brands %d are borne once and %d in several towns", len(brands), once, apart)
	}
}
