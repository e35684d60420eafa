package matching

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// edge is a compared pair that clears the review line; a < b.
type edge struct {
	a, b  uint32
	total bits
	gates gate
}

// compared is what comparing all candidate pairs gave.
type compared struct {
	edges []edge // by row
	pairs int
	gated [gates]int // pairs at or above the review line, by gate
}

const chunkRows = 1024

// compare weighs all pairs of the blocks on up to two cores. Chunks are joined
// in their order, so the result does not depend on who computed them.
func (m *Matcher) compare(s *scorer, t *table, b *blocks, v verdicts) compared {
	chunks := make([]compared, (len(t.rows)+chunkRows-1)/chunkRows)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(2, runtime.GOMAXPROCS(0), len(chunks)) {
		wait.Go(func() {
			seen := make([]uint32, len(t.rows))
			for {
				c := int(next.Add(1)) - 1
				if c >= len(chunks) {
					return
				}
				m.chunk(s, t, b, v, c*chunkRows, min((c+1)*chunkRows, len(t.rows)), seen, &chunks[c])
			}
		})
	}
	wait.Wait()
	var all compared
	n := 0
	for i := range chunks {
		n += len(chunks[i].edges)
	}
	all.edges = make([]edge, 0, n)
	for i := range chunks {
		all.edges = append(all.edges, chunks[i].edges...)
		all.pairs += chunks[i].pairs
		for g, n := range chunks[i].gated {
			all.gated[g] += n
		}
	}
	return all
}

func (m *Matcher) chunk(s *scorer, t *table, b *blocks, v verdicts, from, to int, seen []uint32, out *compared) {
	var p pair
	for r := from; r < to; r++ {
		x := &t.rows[r]
		b.partners(uint32(r), seen, func(o uint32) {
			y := &t.rows[o]
			if x.person != y.person {
				return
			}
			out.pairs++
			s.weigh(x, y, &p)
			if p.total < m.review {
				return
			}
			e := edge{a: min(uint32(r), o), b: max(uint32(r), o), total: p.total, gates: s.gate(x, y)}
			if x.decided && y.decided {
				e.gates |= v.gate(e.a, e.b)
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
}

// keep drops gated pairs of which nobody will ask: only two codes or two trades
// under one name are worth a steward's look, and a group form tells a parent.
func (e edge) keep() bool {
	return e.gates == 0 || e.gates&(gateCode|gateForm|gateIndustry) != 0 &&
		e.gates&(gateKind|gateSteward|gateParent|gateBranch|gateRegion) == 0
}
