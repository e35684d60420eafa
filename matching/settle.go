package matching

import (
	"slices"
	"sync"

	"github.com/tierloop/tierloop/model"
)

// recount is the share of the records, one in so many, that may change before
// values are counted anew.
const recount = 16

// leading is the share of the block cap, one in so many, that stands for a list
// which cannot be split any further: each of its rows is compared with these.
const leading = 6

// Change is what a Settle did.
type Change struct {
	// All says that every record was compared anew.
	All bool
	// Founders are the first rows of all clusters that were formed anew, each
	// the least of its cluster by reference; in no order.
	Founders []uint32
	// Gone are the rows that left since the last Settle.
	Gone []uint32
}

// Settle brings the clusters to what the records are now.
func (x *Index) Settle() Change {
	due := x.scorer == nil || x.retrain || x.changed*recount > x.counted
	if due {
		x.count()
	}
	return x.settle(due)
}

// settle compares what is open, or everything, by the present counts.
func (x *Index) settle(all bool) Change {
	c := Change{All: all}
	x.stats = Stats{Records: x.Len(), Gated: map[string]int{}, DroppedBy: map[string]int{}}
	x.decide()
	x.revalue()
	x.lead()
	if c.All {
		x.edges.clear()
		for i := range x.table.rows {
			x.open(uint32(i))
		}
		x.together()
	} else {
		for _, i := range x.pending.open {
			x.cut(i)
		}
	}
	x.compare()
	x.stats.Capped = x.capped
	for _, i := range x.pending.moved {
		if !x.refs.lives[i] {
			c.Gone = append(c.Gone, i)
			x.clusters.alone(i)
		}
	}
	slices.Sort(c.Gone)
	c.Gone = slices.Compact(c.Gone)
	region := x.region(c.All)
	c.Founders = x.form(region)
	x.restale(c.All, region, c.Gone)
	for _, i := range x.pending.open {
		x.pending.isOpen[i] = false
	}
	x.pending.open, x.pending.moved = x.pending.open[:0], x.pending.moved[:0]
	clear(x.pending.values)
	clear(x.pending.long)
	return c
}

// count counts all values anew; every row is to be weighed by the new counts.
func (x *Index) count() {
	for i := range x.table.rows {
		x.plain(&x.table.rows[i])
	}
	x.table.live = x.Len()
	x.scorer = x.m.untrained(x.table)
	x.counts = x.scorer.counts
	var trained sync.WaitGroup
	trained.Go(func() { x.scorer.train(x.table) }) // while the rows are posted
	x.heard = x.heard[:0]
	for i := range x.table.rows {
		x.heard.add(&x.table.rows[i])
	}
	x.keys, x.inner = x.keyer(), x.keyer()
	x.counted, x.changed, x.retrain = x.Len(), 0, false
	x.lists, x.capped = newLists(), 0
	clear(x.leaders)
	x.pending.values = nil // all were counted just now
	for i, lives := range x.refs.lives {
		if lives {
			x.post(uint32(i))
		}
	}
	x.lists.arrange()
	trained.Wait()
	x.ordered = true
	x.pending.values = map[uint64]rowKey{}
}

// plain takes back what the last count taught a row.
func (x *Index) plain(r *row) {
	if r.person {
		return
	}
	x.counts.lessons.forget(x.table, r)
	for i := range r.codes {
		k := &r.codes[i]
		k.stray, k.trusted = placed, k.valid && x.m.trusted[x.table.words.word.of(k.kind)]
	}
}

// revalue looks at every shared value whose rows have changed: who uses it now,
// and does it weigh otherwise than before? Then its rows are compared anew.
func (x *Index) revalue() {
	generic := uint32(x.m.rules.Generic)
	var users, named []uint32
	for key, k := range x.pending.values {
		list := x.lists.find(key)
		users, named = users[:0], named[:0]
		scripts := uint8(0)
		x.lists.rows(list, func(i uint32) bool {
			r := &x.table.rows[i]
			scripts |= scriptsOf(r, k.value)
			if who, name := r.owner(); who != 0 {
				users, named = append(users, who), append(named, name)
			}
			return true
		})
		changed := false
		if k.kind == keySound {
			changed = x.heard.set(k.value, scripts)
		} else {
			now := leadersIn(users)
			old := set(&x.counts.users, k.value, now)
			changed = old != now && min(old, now) < generic
			if k.kind == keyDomain {
				now := step(distinctIn(named))
				changed = set(&x.counts.named, k.value, now) != now || changed
			}
		}
		if changed {
			x.openAll(list)
		}
	}
}

// set puts a count in its place and returns the old one, at least 1.
func set(list *[]uint32, v, n uint32) (old uint32) {
	if missing := int(v) + 1 - len(*list); missing > 0 {
		*list = append(*list, make([]uint32, missing)...)
	}
	old, (*list)[v] = max((*list)[v], 1), n
	return old
}

// distinctIn counts the different numbers of a list and sorts it; at least 1.
func distinctIn(list []uint32) uint32 {
	slices.Sort(list)
	return max(1, uint32(len(slices.Compact(list))))
}

// lead chooses the leaders of every list above the cap that is split no further:
// the first rows by rank. Where they change, they are compared anew.
func (x *Index) lead() {
	for key := range x.pending.long {
		old := x.leaders[key]
		list := x.lists.find(key)
		if int(list.n) <= x.m.rules.BlockCap {
			delete(x.leaders, key)
			continue
		}
		rows := make([]uint32, 0, list.n)
		x.lists.rows(list, func(i uint32) bool { rows = append(rows, i); return true })
		slices.SortFunc(rows, x.refs.before)
		now := slices.Clone(rows[:x.m.rules.BlockCap/leading])
		x.leaders[key] = now
		for _, i := range old {
			if !slices.Contains(now, i) {
				x.open(i)
			}
		}
		for _, i := range now {
			if !slices.Contains(old, i) {
				x.open(i)
			}
		}
	}
}

func (x *Index) openAll(list entry) {
	x.lists.rows(list, func(i uint32) bool { x.open(i); return true })
}

// decide finds out what the steward's decisions say about the present records.
// Rows about which they say another thing than before are compared anew.
func (x *Index) decide() {
	now := x.resolve()
	for p, v := range now {
		if x.verdicts[p] != v {
			x.open(p[0])
			x.open(p[1])
		}
	}
	for p := range x.verdicts {
		if now[p] != model.Same {
			delete(x.conflicts, p)
		}
		if _, still := now[p]; !still {
			for _, i := range p {
				x.open(i)
				x.move(i)
				x.table.rows[i].decided = false
			}
		}
	}
	x.verdicts = now
	x.bound = map[uint32][]uint32{}
	for p, v := range now {
		x.table.rows[p[0]].decided, x.table.rows[p[1]].decided = true, true
		if v == model.Same {
			x.bound[p[0]] = append(x.bound[p[0]], p[1])
			x.bound[p[1]] = append(x.bound[p[1]], p[0])
		}
	}
}

// resolve keeps the latest decision on each pair of known records; of two at one
// instant, the one that keeps the records apart.
func (x *Index) resolve() verdicts {
	v := make(verdicts, len(x.decisions))
	latest := make(map[[2]uint32]model.Decision, len(x.decisions))
	for _, d := range x.decisions {
		a, okA := x.Row(d.A)
		b, okB := x.Row(d.B)
		if !okA || !okB || a == b {
			continue
		}
		k := [2]uint32{min(a, b), max(a, b)}
		if old, ok := latest[k]; !ok || overrules(d, old) {
			latest[k] = d
			v[k] = d.Verdict
		}
	}
	return v
}

func overrules(d, old model.Decision) bool {
	if !d.At.Equal(old.At) {
		return d.At.After(old.At)
	}
	return apart(d.Verdict) > apart(old.Verdict)
}

func apart(v model.Verdict) int {
	return slices.Index([]model.Verdict{model.Same, model.Related, model.Different}, v)
}
