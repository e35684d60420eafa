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
	for _, w := range x.walkers[:workers] {
		wait.Go(func() {
			w.begin()
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
	p          pair
}

func (w *walker) begin() {
	w.keys = w.x.keyer()
	n := len(w.x.table.rows)
	if n > len(w.seen) || w.walk > 1<<31 || w.step > 1<<31 {
		w.seen, w.met, w.walk, w.step = make([]uint32, n+n/8), make([]uint32, n+n/8), 0, 0
	}
}

// partners yields the rows that share a key with r, each once.
func (w *walker) partners(r uint32, out *compared, yield func(uint32)) {
	x := w.x
	most := uint32(x.m.rules.BlockCap)
	w.walk++
	w.seen[r] = w.walk
	once := func(o uint32) bool {
		if w.seen[o] != w.walk {
			w.seen[o] = w.walk
			yield(o)
		}
		return true
	}
	keys := w.keys.row(&x.table.rows[r])
	for i := range keys {
		k := &keys[i]
		if k.mute {
			continue
		}
		list := x.lists.find(k.key)
		if list.n <= most {
			if list.n > 1 {
				x.lists.rows(list, once)
			}
			continue
		}
		w.step++
		reached := 0
		meet := func(o uint32) bool {
			if o != r && w.met[o] != w.step {
				w.met[o] = w.step
				reached++
			}
			return once(o)
		}
		for _, key := range k.narrow() {
			w.narrow(key, r, meet)
		}
		out.dropped[k.kind] += int(list.n) - 1 - reached
	}
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
	w.partners(r, out, func(o uint32) {
		b := &x.table.rows[o]
		if a.person != b.person || o < r && x.pending.isOpen[o] {
			return
		}
		out.pairs++
		s.sift(a, b, x.m.review, p)
		if p.total < x.m.review {
			return
		}
		e := edge{a: r, b: o, total: p.total, gates: s.gate(a, b)}
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
	})
}

// keep drops gated pairs of which nobody will ask: only two codes or two trades
// under one name are worth a steward's look, and a group form tells a parent.
func (e edge) keep() bool {
	return e.gates == 0 || e.gates&(gateCode|gateForm|gateIndustry) != 0 &&
		e.gates&(gateKind|gateSteward|gateParent|gateBranch|gateRegion) == 0
}
