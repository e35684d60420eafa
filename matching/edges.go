package matching

// edge is a compared pair that clears the review line. The row that stands
// first by rank is a.
type edge struct {
	a, b  uint32
	total bits
	gates gate
}

// edges are kept in one list, chained by their rows.
type edges struct {
	all   []kept   // 0 is none
	first []uint32 // by row
	free  uint32   // chain of places that were given up, by nextA
}

type kept struct {
	edge
	nextA, nextB uint32 // the next edge of a and of b
}

func (s *edges) add(e edge) {
	if len(s.all) == 0 {
		s.all = append(s.all, kept{})
	}
	at := s.free
	if at != 0 {
		s.free = s.all[at].nextA
	} else {
		at = uint32(len(s.all))
		s.all = append(s.all, kept{})
	}
	s.all[at] = kept{e, s.first[e.a], s.first[e.b]}
	s.first[e.a], s.first[e.b] = at, at
}

// of yields the edges of a row.
func (s *edges) of(row uint32, yield func(e *edge, other uint32)) {
	for at := s.first[row]; at != 0; {
		e := &s.all[at]
		if e.a == row {
			at = e.nextA
			yield(&e.edge, e.b)
		} else {
			at = e.nextB
			yield(&e.edge, e.a)
		}
	}
}

// cut removes the edges of a row and yields the rows at their other ends.
func (s *edges) cut(row uint32, yield func(other uint32)) {
	for at := s.first[row]; at != 0; {
		e := &s.all[at]
		other, then := e.b, e.nextA
		if e.b == row {
			other, then = e.a, e.nextB
		}
		s.unchain(other, at)
		*e = kept{nextA: s.free}
		s.free = at
		yield(other)
		at = then
	}
	s.first[row] = 0
}

// unchain takes an edge out of the chain of one of its rows.
func (s *edges) unchain(row, edge uint32) {
	at := &s.first[row]
	for *at != edge {
		if e := &s.all[*at]; e.a == row {
			at = &e.nextA
		} else {
			at = &e.nextB
		}
	}
	if e := &s.all[edge]; e.a == row {
		*at = e.nextA
	} else {
		*at = e.nextB
	}
}

// clear forgets all edges.
func (s *edges) clear() {
	s.all, s.free = s.all[:0], 0
	clear(s.first)
}
