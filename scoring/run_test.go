package scoring

import (
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tierloop/tierloop/model"
	"pgregory.net/rapid"
)

// finals is the final tier by entity.
func finals(results []model.TierResult) map[string]string {
	out := map[string]string{}
	for _, r := range results {
		out[r.Entity] = r.Final
	}
	return out
}

func points(entity, p string) Subject { return attributes(entity, "a", p, "b", p, "c", p) }

// portfolio draws subjects with orders in two currencies, returns and attributes.
func portfolio(t *rapid.T) []Subject {
	var out []Subject
	for i := range rapid.IntRange(1, 12).Draw(t, "subjects") {
		s := Subject{
			Entity: "e" + strconv.Itoa(i), Scope: model.ScopeGroup,
			Attributes: map[string]string{"employees": strconv.Itoa(rapid.IntRange(0, 5).Draw(t, "staff"))},
			FirstSeen:  day("2024-01-01"),
		}
		for n := range rapid.IntRange(0, 8).Draw(t, "orders") {
			o := order(strconv.Itoa(n), "2026-12-31", model.Amount(rapid.IntRange(1, 9_000_000).Draw(t, "amount")))
			o.Date -= model.Date(rapid.IntRange(0, 900).Draw(t, "age"))
			o.Kind = rapid.SampledFrom([]model.OrderKind{model.SalesOrder, model.SalesOrder, model.Invoice, model.Return}).Draw(t, "kind")
			o.Currency = rapid.SampledFrom([]string{"CNY", "CNY", "USD", "XXX"}).Draw(t, "currency")
			o.Number = strconv.Itoa(rapid.IntRange(0, 3).Draw(t, "number"))
			o.Unit = rapid.SampledFrom([]string{"u1", "u2"}).Draw(t, "unit")
			s.Orders = append(s.Orders, o)
		}
		if i > 0 && rapid.Bool().Draw(t, "member") {
			s.Group = "e0"
		}
		out = append(out, s)
	}
	return out
}

func TestResultsAreTheSameBytesInAnyOrder(t *testing.T) {
	c := mustCompile(t, readPolicy(t))
	in := Inputs{Rates: []model.Rate{{From: "USD", To: "CNY", Date: 1, Rate: "7.123456789"}}}
	compute := func(t *rapid.T, subjects []Subject, parallel bool) string {
		run, err := c.NewRun(day("2026-12-31"), in)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, s := range subjects {
			add := func() {
				if err := run.Add(s); err != nil {
					t.Error(err)
				}
			}
			if parallel {
				wg.Go(add)
			} else {
				add()
			}
		}
		wg.Wait()
		results, err := run.Results()
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(slices.Collect(results))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	rapid.Check(t, func(t *rapid.T) {
		subjects := portfolio(t)
		want := compute(t, subjects, false)
		shuffle := rand.New(rand.NewPCG(uint64(rapid.IntRange(0, 1000).Draw(t, "seed")), 1))
		shuffle.Shuffle(len(subjects), func(i, k int) { subjects[i], subjects[k] = subjects[k], subjects[i] })
		for i := range subjects {
			o := slices.Clone(subjects[i].Orders)
			shuffle.Shuffle(len(o), func(i, k int) { o[i], o[k] = o[k], o[i] })
			subjects[i].Orders = o
		}
		if got := compute(t, subjects, true); got != want {
			t.Fatalf("shuffled:\n%s\nwant:\n%s", got, want)
		}
	})
}

func TestEqualValuesGetEqualScores(t *testing.T) {
	c := mustCompile(t, rfmPolicy(nil))
	rapid.Check(t, func(t *rapid.T) {
		run, err := c.NewRun(day("2026-12-31"), Inputs{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rapid.IntRange(1, 30).Draw(t, "n") {
			o := order("1", "2026-06-01", model.Amount(rapid.IntRange(1, 4).Draw(t, "amount")))
			o.Currency = "USD"
			if err := run.Add(Subject{Entity: strconv.Itoa(i), Scope: model.ScopeGroup, Orders: []model.Order{o}}); err != nil {
				t.Fatal(err)
			}
		}
		results, err := run.Results()
		if err != nil {
			t.Fatal(err)
		}
		byRevenue := map[string]string{}
		for r := range results {
			was, seen := byRevenue[r.Indicators["revenue"]]
			if seen && was != r.Outputs["rfm.m"] {
				t.Fatalf("revenue %s has M %s and %s", r.Indicators["revenue"], was, r.Outputs["rfm.m"])
			}
			byRevenue[r.Indicators["revenue"]] = r.Outputs["rfm.m"]
		}
	})
}

func TestMembersInheritAsThePolicySays(t *testing.T) {
	low, high, orphan := points("low", "10"), points("mid", "70"), points("orphan", "10")
	low.Group, high.Group, orphan.Group = "top", "top", "nobody"
	for members, want := range map[string]map[string]string{
		"own":       {"top": "gold", "low": "iron", "mid": "gold", "orphan": "iron", "none": "unrated"},
		"parent":    {"top": "gold", "low": "gold", "mid": "gold", "orphan": "iron", "none": "gold"},
		"better_of": {"top": "gold", "low": "gold", "mid": "gold", "orphan": "iron", "none": "gold"},
	} {
		p := cardPolicy(func(p *Policy, _ *Model) { p.Scope.Members = members })
		none := Subject{Entity: "none", Scope: model.ScopeGroup, Group: "top"}
		got := score(t, p, "2026-12-31", Inputs{}, low, points("top", "65"), high, orphan, none)
		if d := cmp.Diff(want, finals(got)); d != "" {
			t.Errorf("%s (-want +got):\n%s", members, d)
		}
	}
	better := points("better", "90")
	better.Group = "top"
	for members, want := range map[string]string{"parent": "gold", "better_of": "platinum"} {
		p := cardPolicy(func(p *Policy, _ *Model) { p.Scope.Members = members })
		got := score(t, p, "2026-12-31", Inputs{}, points("top", "65"), better)
		if got[0].Final != want || got[0].Held != "platinum" {
			t.Errorf("%s: a better member is %s (held %s), want %s", members, got[0].Final, got[0].Held, want)
		}
	}
}

func TestAMembersOwnPinOutranksInheritanceAndAParentsPinIsInherited(t *testing.T) {
	low := points("low", "10")
	low.Group = "e"
	pin := pinOf(model.PinTier, "platinum", "2027-06-30")
	own := pinOf(model.CapTier, "iron", "2027-06-30")
	own.Entity = "low"
	got := finals(score(t, cardPolicy(nil), "2026-12-31", Inputs{Pins: []model.Pin{pin}}, points("e", "10"), low))
	if got["low"] != "platinum" {
		t.Errorf("the member of a pinned parent is %s", got["low"])
	}
	got = finals(score(t, cardPolicy(nil), "2026-12-31", Inputs{Pins: []model.Pin{pin, own}}, points("e", "10"), low))
	if got["low"] != "iron" {
		t.Errorf("the capped member of a pinned parent is %s", got["low"])
	}
}

func TestMembersAreNotPartOfThePopulation(t *testing.T) {
	p := cardPolicy(func(p *Policy, m *Model) {
		p.Scope.Members = "own"
		p.Tiers.By, p.Tiers.At = "share", []Number{MustNumber("0.5"), MustNumber("0.9")}
		for i := range p.Tiers.Levels {
			p.Tiers.Levels[i].Min = nil
		}
	})
	subjects := []Subject{points("a", "90"), points("b", "10")}
	for i := range 8 {
		s := points("m"+strconv.Itoa(i), "50")
		s.Group = "a"
		subjects = append(subjects, s)
	}
	got := finals(score(t, p, "2026-12-31", Inputs{}, subjects...))
	if got["a"] != "platinum" || got["b"] != "gold" || got["m0"] != "gold" {
		t.Errorf("finals are %v", got)
	}
}

func TestPyramidByShareCountsUpwardsAndTiesShareTheBetterTier(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Tiers.By, p.Tiers.At = "share", []Number{MustNumber("0.01"), MustNumber("5%"), MustNumber("0.20")}
		p.Tiers.Levels = []Level{{ID: "1"}, {ID: "4"}, {ID: "15"}, {ID: "80"}}
	})
	pyramid := func(score func(i int) string, n int) map[string]int {
		var subjects []Subject
		for i := range n {
			subjects = append(subjects, points(strconv.Itoa(i), score(i)))
		}
		out := map[string]int{}
		for _, tier := range finals(scoreAll(t, p, subjects)) {
			out[tier]++
		}
		return out
	}
	if d := cmp.Diff(map[string]int{"1": 1, "4": 4, "15": 15, "80": 80}, pyramid(strconv.Itoa, 100)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]int{"1": 1, "15": 1, "80": 5}, pyramid(strconv.Itoa, 7)); d != "" {
		t.Errorf("seven customers: %s", d)
	}
	if d := cmp.Diff(map[string]int{"1": 100}, pyramid(func(int) string { return "50" }, 100)); d != "" {
		t.Errorf("all equal: %s", d)
	}
}

func scoreAll(t *testing.T, p Policy, subjects []Subject) []model.TierResult {
	return score(t, p, "2026-12-31", Inputs{}, subjects...)
}

func TestLevelsByClassFollowTheBitPattern(t *testing.T) {
	p := rfmPolicy(nil)
	p.Tiers = Tiers{From: "rfm", By: "class", Levels: []Level{
		{ID: "key", Classes: []string{"111", "101", "011", "001"}}, {ID: "general", Classes: []string{"110", "100", "010", "000"}},
	}}
	tiers := map[string]int{}
	for _, tier := range finals(score(t, p, "2006-12-31", Inputs{}, readOrders(t)...)) {
		tiers[tier]++
	}
	if tiers["key"] != 274+20+125+28 || tiers["general"] != 102+185+39+222 {
		t.Errorf("tiers are %v", tiers)
	}
	p.Tiers.Levels[1].Classes = p.Tiers.Levels[1].Classes[1:]
	if _, issues := Compile(p); len(issues) != 1 || !strings.Contains(issues[0].Text, "110") {
		t.Errorf("a class without a level gives %v", issues)
	}
}

func TestAUnitMayMoveItsFloorsInItsOwnScopeOnly(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Units = map[string]UnitRule{"cloud": {Tiers: UnitTiers{Levels: map[string]UnitLevel{"platinum": {Min: MustNumber("75")}}}}}
	})
	group, cloud, iot := points("e", "78"), points("e", "78"), points("e", "78")
	cloud.Scope, iot.Scope = model.UnitScope("cloud"), model.UnitScope("iot")
	got := map[string]string{}
	for _, r := range score(t, p, "2026-12-31", Inputs{}, iot, cloud, group) {
		got[r.Scope] = r.Final
	}
	want := map[string]string{"group": "gold", "unit:cloud": "platinum", "unit:iot": "gold"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMinimumData(t *testing.T) {
	young := Subject{Entity: "young", Scope: model.ScopeGroup, Attributes: map[string]string{"a": "50", "b": "50", "c": "50"}}
	young.Orders = []model.Order{order("1", "2026-10-03", 5)} // 89 days
	old := young
	old.Entity, old.Orders = "old", []model.Order{order("1", "2026-10-02", 5)}
	known := young
	known.Entity, known.FirstSeen = "known", day("2020-01-01")
	sparse := old
	sparse.Entity, sparse.Attributes = "sparse", map[string]string{"a": "50"}
	none := old
	none.Entity, none.Orders, none.FirstSeen = "none", nil, day("2020-01-01")
	for otherwise, want := range map[string]map[string]string{
		"":     {"young": "unrated", "old": "iron", "known": "iron", "sparse": "unrated", "none": "unrated"},
		"gold": {"young": "gold", "old": "iron", "known": "iron", "sparse": "gold", "none": "gold"},
	} {
		p := cardPolicy(func(p *Policy, _ *Model) {
			p.Tiers.MinimumData = MinimumData{Orders: 1, Age: "90d", Coverage: number("0.6"), Otherwise: otherwise}
		})
		if d := cmp.Diff(want, finals(score(t, p, "2026-12-31", Inputs{}, young, old, known, sparse, none))); d != "" {
			t.Errorf("otherwise %q (-want +got):\n%s", otherwise, d)
		}
	}
}

func TestALimitAlsoCapsTheTierGivenForWantOfData(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Tiers.MinimumData = MinimumData{Orders: 1, Otherwise: "gold"}
		p.Indicators["late"] = Indicator{Field: "late"}
		p.Tiers.Limits = []Limit{{When: "late >= 1", AtMost: "iron"}}
	})
	got := finals(score(t, p, "2026-12-31", Inputs{}, attributes("late", "a", "50", "late", "1"), attributes("new", "a", "50")))
	if d := cmp.Diff(map[string]string{"late": "iron", "new": "gold"}, got); d != "" {
		t.Error(d)
	}
}

func TestTheSameEntityTwiceInOneScopeIsAnError(t *testing.T) {
	run, err := mustCompile(t, cardPolicy(nil)).NewRun(day("2026-12-31"), Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := run.Add(points("e", "1")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := run.Results(); err == nil {
		t.Error("no error")
	}
	if run.Add(Subject{Entity: "x"}) == nil {
		t.Error("a subject without scope was taken")
	}
}

func TestThePolicysOwnDateReplacesTheRuns(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) { p.AsOf = "2025-03-31" })
	if got := score(t, p, "2026-12-31", Inputs{}, points("e", "1"))[0].AsOf; got != day("2025-03-31") {
		t.Errorf("as of %s", got)
	}
}

func TestResultsDoNotDependOnTheNumberOfCores(t *testing.T) {
	c := mustCompile(t, readPolicy(t))
	run, err := c.NewRun(day("2026-12-31"), Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3*blockSize + 5 {
		s := Subject{Entity: "e" + strconv.Itoa(i), Scope: model.ScopeGroup, Attributes: map[string]string{"employees": strconv.Itoa(i % 700)},
			Orders: []model.Order{order(strconv.Itoa(i), "2026-03-01", model.Amount(1+i*7919%90_000))}}
		if i%5 == 4 {
			s.Group = "e" + strconv.Itoa(i-i%5)
		}
		if err := run.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	text := func(cores int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		results, err := run.Results()
		if err != nil {
			t.Fatal(err)
		}
		out, err := json.Marshal(slices.Collect(results))
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	want := text(1)
	for _, cores := range []int{2, 3, 8} {
		if text(cores) != want {
			t.Errorf("%d cores give other results than one", cores)
		}
	}
}

func TestResultsMayBeLeftEarly(t *testing.T) {
	run, err := mustCompile(t, cardPolicy(nil)).NewRun(day("2026-12-31"), Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 * blockSize {
		if err := run.Add(points(strconv.Itoa(10_000+i), "50")); err != nil {
			t.Fatal(err)
		}
	}
	results, err := run.Results()
	if err != nil {
		t.Fatal(err)
	}
	for _, leave := range []int{0, 1, blockSize, 3 * blockSize} {
		n := 0
		for r := range results {
			if want := strconv.Itoa(10_000 + n); r.Entity != want {
				t.Fatalf("result %d is of %s, want %s", n, r.Entity, want)
			}
			if n++; n > leave {
				break
			}
		}
	}
}
