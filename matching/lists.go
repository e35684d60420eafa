package matching

// lists are the rows under each key: an open table of keys, and one chain of
// postings through each list, the newest first. After arrange a chain's postings
// stand side by side.
type lists struct {
	entries []entry
	used    int
	posts   []post // 1 is the first; 0 ends a chain
	free    uint32 // chain of postings that were taken out
}

// entry is the list of one key. A key whose rows have all gone keeps its place.
type entry struct {
	key     uint64
	head, n uint32
}

type post struct{ row, next uint32 }

func newLists() *lists { return &lists{posts: make([]post, 1)} }

// find is the list of a key; an empty one when there is none.
func (l *lists) find(key uint64) entry {
	if l.entries == nil {
		return entry{}
	}
	return l.entries[l.slot(key)]
}

// slot is where the key stands or belongs.
func (l *lists) slot(key uint64) int {
	i := place(uint32(key>>32), len(l.entries))
	for l.entries[i].key != key && l.entries[i].key != 0 {
		i = next(i, len(l.entries))
	}
	return i
}

// add puts the row into the key's list and returns its new length.
func (l *lists) add(key uint64, row uint32) int {
	if l.used+1 > len(l.entries)/4*3 {
		l.grow()
	}
	at := l.free
	if at != 0 {
		l.free = l.posts[at].next
	} else {
		at = uint32(len(l.posts))
		l.posts = append(l.posts, post{})
	}
	e := &l.entries[l.slot(key)]
	if e.key == 0 {
		e.key = key
		l.used++
	}
	l.posts[at] = post{row, e.head}
	e.head = at
	e.n++
	return int(e.n)
}

// remove takes the row out of the key's list and returns the new length.
func (l *lists) remove(key uint64, row uint32) int {
	e := &l.entries[l.slot(key)]
	for at := &e.head; *at != 0; at = &l.posts[*at].next {
		if p := *at; l.posts[p].row == row {
			*at = l.posts[p].next
			l.posts[p].next = l.free
			l.free = p
			e.n--
			break
		}
	}
	return int(e.n)
}

// rows yields the rows of a list until yield says no.
func (l *lists) rows(e entry, yield func(row uint32) bool) {
	for at := e.head; at != 0; at = l.posts[at].next {
		if !yield(l.posts[at].row) {
			return
		}
	}
}

// arrange puts the postings of each list side by side, so that going through one
// goes through memory from start to end.
func (l *lists) arrange() {
	old := l.posts
	l.posts, l.free = make([]post, 1, len(old)), 0
	for i := range l.entries {
		e := &l.entries[i]
		at := e.head
		e.head = 0
		if at != 0 {
			e.head = uint32(len(l.posts))
		}
		for ; at != 0; at = old[at].next {
			l.posts = append(l.posts, post{old[at].row, uint32(len(l.posts) + 1)})
		}
		l.posts[len(l.posts)-1].next = 0
	}
}

func (l *lists) grow() {
	old := l.entries
	l.entries = make([]entry, max(256, len(old)/2*3))
	for _, e := range old {
		if e.key != 0 {
			l.entries[l.slot(e.key)] = e
		}
	}
}
