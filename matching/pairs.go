package matching

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// compared is what comparing the pairs of some rows gave.
type compared struct {
	edges   []edge
	pairs   int
	gated   [gates]int     // pairs at or above the review line, by gate
	dropped [keyKinds]int  // see Stats.DroppedBy; each pair counted from both ends
	_       [cacheLine]int // two workers never write to one line of the cache
}

const (
	chunkRows = 1024
	cacheLine = 8
)

// compare weighs the open rows against all that share a key with them, on up to
// two cores. Chunks are joined in their order.
func (x *Index) compare() {
	open := x.pending.open
	chunks := make([]compared, (len(open)+chunkRows-1)/chunkRows)
	var next atomic.Int64
	var wait sync.WaitGroup
	workers := min(2, runtime.GOMAXPROCS(0), len(chunks))
	for len(x.walkers) < workers {
		x.walkers = append(x.walkers, &walker{x: x})
	}
	all := x.ordered && len(open) == x.Len()
	for _, w := range x.walkers[:workers] {
		wait.Go(func() {
			w.begin(all)
			for c := int(next.Add(1)) - 1; c < len(chunks); c = int(next.Add(1)) - 1 {
				for _, r := range open[c*chunkRows : min((c+1)*chunkRows, len(open))] {
					w.compare(r, &chunks[c])
				}
			}
		})
	}
	wait.Wait()
	var dropped [keyKinds]int
	for i := range chunks {
		c := &chunks[i]
		for _, e := range c.edges {
			x.edges.add(e)
			x.move(e.a)
			x.move(e.b)
		}
		x.stats.Pairs += c.pairs
		for g, n := range c.gated {
			if n > 0 {
				x.stats.Gated[gateNames[g]] += n
			}
		}
		for k, n := range c.dropped {
			dropped[k] += n
		}
		c.edges = nil
	}
	for k, n := range dropped {
		if n > 0 {
			x.stats.DroppedBy[keyNames[k]] = (n + 1) / 2
			x.stats.Dropped += (n + 1) / 2
		}
	}
}

// together puts the open rows in the order of their brands. Most rows meet others
// of their brand, and find them in the processor's cache when these were looked at
// just before: comparing everything takes half the time.
func (x *Index) together() {
	order := make([]uint64, len(x.pending.open))
	for i, row := range x.pending.open {
		order[i] = uint64(row)
		if names := x.table.rows[row].names; len(names) > 0 {
			order[i] |= uint64(cmp.Or(names[0].sound, names[0].brand)) << 32
		}
	}
	slices.Sort(order)
	for i, at := range order {
		x.pending.open[i] = uint32(at)
	}
}

// walker goes from a row to all that it may be one with.
type walker struct {
	x    *Index
	keys *keyer
	// seen[o] is the number of the last walk that met row o; met the same for
	// one key of a walk.
	seen, met  []uint32
	walk, step uint32
	// all: every row is open and every list falls, so that the rest of a list is
	// not gone through from a row on that has met this one already.
	all bool
	// found are the rows that a walk met, in the order of the keys; those from
	// named on share nothing with it but names.
	found []uint32
	named int
	p     pair
}

func (w *walker) begin(all bool) {
	w.keys, w.all = w.x.keyer(), all
	n := len(w.x.table.rows)
	if n > len(w.seen) || w.walk > 1<<31 || w.step > 1<<31 {
		w.seen, w.met, w.walk, w.step = make([]uint32, n+n/8), make([]uint32, n+n/8), 0, 0
	}
}

// partners finds the rows that share a key with r, each once, and which of them
// only a name brought.
func (w *walker) partners(r uint32, out *compared) {
	x := w.x
	most := uint32(x.m.rules.BlockCap)
	w.walk++
	w.seen[r] = w.walk
	w.found, w.named = w.found[:0], -1
	split := false
	keys := w.keys.row(&x.table.rows[r])
	for i := range keys {
		k := &keys[i]
		if k.mute {
			continue
		}
		if k.ofName() && w.named < 0 && !split {
			w.named = len(w.found)
		}
		list := x.lists.find(k.key)
		if list.n > most {
			split = true
			out.dropped[k.kind] += int(list.n) - 1 - w.narrowed(r, k)
		} else if list.n > 1 {
			w.take(list, r)
		}
	}
	if w.named < 0 {
		w.named = len(w.found)
	}
}

// take finds the rows of a list.
func (w *walker) take(list entry, r uint32) {
	posts := w.x.lists.posts
	for at := list.head; at != 0; at = posts[at].next {
		o := posts[at].row
		if o <= r && w.all {
			return
		}
		w.meet(o)
	}
}

// meet finds a row, once.
func (w *walker) meet(o uint32) {
	if w.seen[o] != w.walk {
		w.seen[o] = w.walk
		w.found = append(w.found, o)
	}
}

// narrowed finds the rows of a list that is too long by its narrower keys, and
// returns how many others they reach.
func (w *walker) narrowed(r uint32, k *rowKey) (reached int) {
	w.step++
	for _, key := range k.narrow() {
		w.narrow(key, r, func(o uint32) bool {
			if o != r && w.met[o] != w.step {
				w.met[o] = w.step
				reached++
			}
			w.meet(o)
			return true
		})
	}
	return reached
}

// narrow yields the rows of a narrower list; of one that is still too long, its
// leaders only, unless r is one of them.
func (w *walker) narrow(key uint64, r uint32, yield func(uint32) bool) {
	list := w.x.lists.find(key)
	leaders := w.x.leaders[key]
	if leaders == nil {
		w.x.lists.rows(list, yield)
		return
	}
	for _, o := range leaders {
		if o == r {
			w.x.lists.rows(list, yield)
			return
		}
	}
	for _, o := range leaders {
		yield(o)
	}
}

// compare weighs one open row against its partners. A pair of two open rows is
// weighed once, from the row with the smaller number.
func (w *walker) compare(r uint32, out *compared) {
	x, s, p := w.x, w.x.scorer, &w.p
	a := &x.table.rows[r]
	w.partners(r, out)
	for i, o := range w.found {
		if o < r && (w.all || x.pending.isOpen[o]) {
			continue
		}
		b := &x.table.rows[o]
		if a.person != b.person {
			continue
		}
		out.pairs++
		if i < w.named {
			s.sift(a, b, x.m.review, p)
		} else {
			organisations{s}.weighNamed(a, b, x.m.review, p)
		}
		if p.total >= x.m.review {
			w.edge(r, o, out)
		}
	}
}

// edge puts a weighed pair down.
func (w *walker) edge(r, o uint32, out *compared) {
	x := w.x
	a, b := &x.table.rows[r], &x.table.rows[o]
	e := edge{a: r, b: o, total: w.p.total, gates: x.scorer.gate(a, b)}
	if x.refs.before(o, r) < 0 {
		e.a, e.b = o, r
	}
	if a.decided && b.decided {
		e.gates |= x.verdicts.gate(r, o)
	}
	for g := range out.gated {
		if e.gates&(1<<g) != 0 {
			out.gated[g]++
		}
	}
	if e.keep() {
		out.edges = append(out.edges, e)
	}
}

// keep drops gated pairs of which nobody will ask: only two codes or two trades
// under one name are worth a steward's look, and a group form tells a parent.
func (e edge) keep() bool {
	return e.gates == 0 || e.gates&(gateCode|gateForm|gateIndustry) != 0 &&
		e.gates&(gateKind|gateSteward|gateParent|gateBranch|gateRegion) == 0
}
