package bench

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tierloop/tierloop/bench/scale"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// Records that come in twenty shuffled batches end nearly where they end when all
// come at once, and entities keep their ids on the way.
func TestTwentyBatchesEndWhereOneLoadEnds(t *testing.T) {
	m, _ := matching.Compile(matching.DefaultRules())
	var rows []scale.Record
	for r := range scale.New(8_000, 11).All() {
		rows = append(rows, r)
	}
	g := rand.New(rand.NewPCG(3, 1))
	g.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })

	once := m.NewIndex()
	load(once, rows)
	once.Settle()

	x := m.NewIndex()
	var state master.State
	survived, kept := 0, 0
	for batch := range 20 {
		load(x, rows[batch*len(rows)/20:(batch+1)*len(rows)/20])
		x.Settle()
		before := state
		state = master.Reconcile(state, clustersOf(x), int64(batch+1)).Next
		s, k := keptIDs(before, state)
		survived, kept = survived+s, kept+k
	}
	if float64(kept) < 0.995*float64(survived) {
		t.Errorf("%d of %d entities that stayed whole kept their id, want 99.5 %%", kept, survived)
	}
	a, b := pairF1(once, rows), pairF1(x, rows)
	t.Logf("F1 %.4f at once, %.4f in batches; %d of %d ids kept", a, b, kept, survived)
	if a-b > 0.002 || b-a > 0.002 {
		t.Errorf("F1 %.4f at once and %.4f in batches, want them within 0.002", a, b)
	}
	if a < 0.5 {
		t.Errorf("F1 %.4f: the records were hardly matched at all", a)
	}
}

func load(x *matching.Index, rows []scale.Record) {
	for _, r := range rows {
		rec := matching.Prepare(customerOf(r))
		x.Upsert(&rec)
	}
}

func clustersOf(x *matching.Index) [][]model.Ref {
	var out [][]model.Ref
	for i := range uint32(x.Rows()) {
		if x.Founder(i) == i {
			var refs []model.Ref
			for _, row := range x.Members(i) {
				refs = append(refs, x.Ref(row))
			}
			out = append(out, refs)
		}
	}
	return out
}

// keptIDs counts the entities whose members all came into one entity to which no
// member of an older one came, and those of them that still have their id.
func keptIDs(before, after master.State) (survived, kept int) {
	now, was := map[model.Ref]string{}, map[model.Ref]string{}
	members := map[string][]model.Ref{}
	for _, e := range after.Entities {
		members[e.ID] = e.Members
		for _, ref := range e.Members {
			now[ref] = e.ID
		}
	}
	for _, e := range before.Entities {
		for _, ref := range e.Members {
			was[ref] = e.ID
		}
	}
	for _, e := range before.Entities {
		id := now[e.Members[0]]
		if slices.ContainsFunc(e.Members, func(ref model.Ref) bool { return now[ref] != id }) ||
			slices.ContainsFunc(members[id], func(ref model.Ref) bool { return was[ref] != "" && was[ref] != e.ID }) {
			continue
		}
		survived++
		if id == e.ID {
			kept++
		}
	}
	return survived, kept
}

// pairF1 is the pairwise F1 of an index's clusters against the truth.
func pairF1(x *matching.Index, rows []scale.Record) float64 {
	truth, made, right := map[string]int{}, map[uint32]int{}, map[[2]string]int{}
	for _, r := range rows {
		row, _ := x.Row(model.Ref{Source: r.Source, Object: "record", ID: r.ID})
		first := x.Founder(row)
		truth[r.Entity]++
		made[first]++
		right[[2]string{r.Entity, x.Ref(first).String()}]++
	}
	sum := pairsIn(truth) + pairsIn(made)
	return 2 * pairsIn(right) / sum
}

func pairsIn[K comparable](sizes map[K]int) (n float64) {
	for _, k := range sizes {
		n += float64(k*(k-1)) / 2
	}
	return n
}
