package matching

import (
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Index holds a set of records and knows which of them are one. Records come
// and go; Settle looks at the neighbourhood of what changed since the last one,
// compares it anew and clusters only what it touches.
//
// How much a value tells is counted over the whole set from time to time, when a
// sixteenth of it has changed, and then everything is compared anew. In between
// the index stands as if all its records had come at once and been weighed by
// these counts: the way by which they came makes no difference. Which phones,
// domains and addresses are shared is kept up to date always.
//
// A row is the number of a record in the index and stays the record's own, also
// when it goes and comes back. An Index is used by one goroutine at a time, but for
// Kinship: it may run beside Rows, Lives, Row, Ref, Founder and Members.
type Index struct {
	m     *Matcher
	table *table
	arena arena
	refs  *refs
	keys  *keyer
	inner *keyer // for keys of other rows while those of one are gone through
	lists *lists

	counts  *Counts
	heard   heard
	scorer  *scorer
	counted int  // records in the last count
	changed int  // records that came, changed or went since
	retrain bool // the next Settle counts anew, and trains what the matcher lacks
	persons int  // living records of persons

	ordered bool                // every list has its rows in falling order: nothing came or went since the count
	capped  int                 // lists above the cap
	leaders map[uint64][]uint32 // of lists that are too long even when split

	decisions []model.Decision
	verdicts  verdicts
	bound     map[uint32][]uint32 // row → those that a steward called the same

	edges     edges
	clusters  clusters
	kindred   *families // nil until they are asked for, and when everything was compared anew
	conflicts map[[2]uint32]edge
	pending   pending
	walkers   []*walker
	stats     Stats
}

// pending is what waits for Settle.
type pending struct {
	open   []uint32 // rows to be compared anew
	isOpen []bool   // by row
	moved  []uint32 // rows whose cluster is to be formed anew; some twice
	// values are the keys of shared values whose lists have changed.
	values map[uint64]rowKey
	long   map[uint64]bool // split lists above the cap that have changed
}

// NewIndex is an empty index.
func (m *Matcher) NewIndex() *Index {
	x := &Index{m: m, table: &table{words: newWords(nil)}, refs: newRefs(), lists: newLists(), counts: &Counts{},
		leaders: map[uint64][]uint32{}, verdicts: verdicts{}, conflicts: map[[2]uint32]edge{},
		pending: pending{values: map[uint64]rowKey{}, long: map[uint64]bool{}}}
	x.arena = arena{t: x.table, trusted: m.trusted}
	x.keys, x.inner = x.keyer(), x.keyer()
	return x
}

func (x *Index) keyer() *keyer {
	return &keyer{counts: x.counts, crowd: x.table.words.crowd, heard: &x.heard, generic: float64(x.m.rules.Generic)}
}

// Len is the number of records.
func (x *Index) Len() int { return x.refs.live }

// Rows is the number of rows, those of records that have gone included.
func (x *Index) Rows() int { return len(x.table.rows) }

// Lives says whether the record of a row is there.
func (x *Index) Lives(row uint32) bool { return x.refs.lives[row] }

// Row is the row of a record; false when it is not there.
func (x *Index) Row(ref model.Ref) (row uint32, ok bool) {
	row, known := x.refs.row(ref)
	return row, known && x.refs.lives[row]
}

// Ref is the reference of a row.
func (x *Index) Ref(row uint32) model.Ref { return x.refs.of(row) }

// Upsert takes a new or changed record and returns its row. A record that is as
// it was changes nothing.
func (x *Index) Upsert(r *Record) uint32 {
	i, fresh := x.refs.add(r.Ref)
	if fresh {
		x.table.rows = append(x.table.rows, row{})
		x.edges.first = append(x.edges.first, 0)
		x.clusters.add(i)
		x.pending.isOpen = append(x.pending.isOpen, false)
	}
	var now row
	x.arena.fill(&now, r)
	if x.scorer != nil && !now.person {
		x.counts.lessons.teach(&now)
		x.scorer.judge(x.table, &now)
	}
	if x.refs.lives[i] {
		now.decided = x.table.rows[i].decided
		if now.same(&x.table.rows[i]) {
			return i
		}
		x.retract(i)
	}
	x.table.rows[i] = now
	x.persons += personsOf(&now)
	x.refs.live++
	x.refs.lives[i] = true
	x.ordered = false
	x.post(i)
	x.open(i)
	x.changed++
	return i
}

// Remove takes a record out and says whether it was there.
func (x *Index) Remove(ref model.Ref) bool {
	i, ok := x.Row(ref)
	if ok {
		x.retract(i)
		x.table.rows[i] = row{}
		x.move(i)
		x.changed++
	}
	return ok
}

// Decide replaces all of the steward's decisions.
func (x *Index) Decide(decisions []model.Decision) { x.decisions = slices.Clone(decisions) }

// retract takes a row out of all lists and cuts its edges.
func (x *Index) retract(i uint32) {
	x.persons -= personsOf(&x.table.rows[i])
	x.refs.live--
	x.refs.lives[i] = false
	x.ordered = false
	x.cut(i)
	if x.scorer == nil {
		return
	}
	for _, k := range x.keys.row(&x.table.rows[i]) {
		n := x.lists.remove(k.key, i)
		x.note(k)
		switch most := x.m.rules.BlockCap; {
		case n == most:
			x.capped--
			x.narrowed(k.key, false)
			fallthrough
		case n > most:
			x.narrow(&k, i, false)
		}
	}
}

// post lists a row under its keys. Before the first count the row may still be
// taught other names; it is listed then.
func (x *Index) post(i uint32) {
	if x.scorer == nil {
		return
	}
	for _, k := range x.keys.row(&x.table.rows[i]) {
		n := x.lists.add(k.key, i)
		x.note(k)
		switch most := x.m.rules.BlockCap; {
		case n == most+1:
			x.capped++
			x.narrowed(k.key, true)
		case n > most:
			x.narrow(&k, i, true)
		}
	}
}

// note remembers that the list of a key has changed.
func (x *Index) note(k rowKey) {
	if x.pending.values != nil && k.watched() {
		x.pending.values[k.key] = k
	}
}

// narrowed is called when a list grows above the cap or shrinks to it: its rows
// go into, or out of, the lists of the narrower keys and are compared anew.
func (x *Index) narrowed(key uint64, in bool) {
	var rows []uint32
	x.lists.rows(x.lists.find(key), func(row uint32) bool { rows = append(rows, row); return true })
	for _, row := range rows {
		for _, k := range x.inner.row(&x.table.rows[row]) {
			if k.key == key {
				x.narrow(&k, row, in)
			}
		}
		x.open(row)
	}
}

// narrow puts a row into the narrower lists of a key, or takes it out.
func (x *Index) narrow(k *rowKey, row uint32, in bool) {
	for _, key := range k.narrow() {
		n := 0
		if in {
			n = x.lists.add(key, row)
		} else {
			n = x.lists.remove(key, row) + 1
		}
		switch most := x.m.rules.BlockCap; {
		case n == most+1: // the list is split no further: from here on leaders stand for it, or no longer do
			x.lists.rows(x.lists.find(key), func(row uint32) bool { x.open(row); return true })
			fallthrough
		case n > most:
			x.pending.long[key] = true
		}
	}
}

// open has a row compared anew.
func (x *Index) open(i uint32) {
	if !x.pending.isOpen[i] && x.refs.lives[i] {
		x.pending.isOpen[i] = true
		x.pending.open = append(x.pending.open, i)
	}
}

// move has the cluster of a row formed anew.
func (x *Index) move(i uint32) { x.pending.moved = append(x.pending.moved, i) }

// cut removes the edges of a row.
func (x *Index) cut(i uint32) {
	x.edges.cut(i, x.move)
	x.move(i)
}

// Models are the models by which the last Settle weighed.
func (x *Index) Models() Models {
	return Models{Organisations: x.counts.companies, Persons: x.counts.people.trained()}
}

// Freeze has later counts weigh by the models of the last Settle.
func (x *Index) Freeze() { x.m = x.m.WithModels(x.Models()) }

// Retrain has the next Settle train the models anew that the records have outgrown.
func (x *Index) Retrain() {
	known := x.m.models
	if known.Persons.Outgrown(x.persons) {
		known.Persons = nil
	}
	if known.Organisations.Outgrown(x.Len() - x.persons) {
		known.Organisations = nil
	}
	if known != x.m.models {
		x.m, x.retrain = x.m.WithModels(known), true
	}
}

// personsOf is how many persons a row is.
func personsOf(r *row) int {
	if r.person {
		return 1
	}
	return 0
}

// Counts are the frequencies by which the last Settle weighed; Explain takes them.
func (x *Index) Counts() *Counts { return x.counts }
