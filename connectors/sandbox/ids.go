package sandbox

import (
	"cmp"
	"slices"
)

// IDs are the ids of a fake's rows in order, which is kept between calls so that deep
// paging stays quick. The zero value holds none.
type IDs[K cmp.Ordered] struct {
	By func(a, b K) int // how the vendor sorts them; nil is cmp.Compare

	list  []K
	mixed bool // not all of list is in order
	gone  map[K]bool
}

// Add takes the id of a new row; it is quick for one that comes last.
func (s *IDs[K]) Add(id K) {
	if s.gone[id] {
		s.All() // it may be listed still
	}
	s.mixed = s.mixed || len(s.list) > 0 && s.compare(s.list[len(s.list)-1], id) > 0
	s.list = append(s.list, id)
}

// Drop takes the ids of rows that are gone; there may be none such.
func (s *IDs[K]) Drop(ids ...K) {
	if s.gone == nil {
		s.gone = map[K]bool{}
	}
	for _, id := range ids {
		s.gone[id] = true
	}
}

// All gives them in order. The caller changes nothing in it, and it stays as it is
// whatever is added or dropped later.
func (s *IDs[K]) All() []K {
	if len(s.gone) > 0 {
		s.list = slices.DeleteFunc(slices.Clone(s.list), func(id K) bool { return s.gone[id] })
		clear(s.gone)
	}
	if s.mixed {
		s.list = slices.SortedFunc(slices.Values(s.list), s.compare)
		s.mixed = false
	}
	return s.list
}

func (s *IDs[K]) compare(a, b K) int {
	if s.By != nil {
		return s.By(a, b)
	}
	return cmp.Compare(a, b)
}
