package master

import (
	"maps"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Book holds a State from call to call and brings it up to date by the clusters
// that changed: what Reconcile makes of all clusters, by looking at those alone
// and at the entities that have to do with them.
type Book struct {
	live    map[string]Known
	merged  map[string]Redirect
	emptied map[string]Emptied

	home map[model.Ref]string   // customer → the live entity that it belongs to
	held map[model.Ref][]string // customer → ids that held it when they went
	led  map[string][]string    // id → those merged into it
}

// NewBook keeps a state; its lists are not to be changed any more.
func NewBook(s State) *Book {
	b := &Book{live: make(map[string]Known, len(s.Entities)), merged: map[string]Redirect{}, emptied: map[string]Emptied{},
		home: make(map[model.Ref]string, len(s.Entities)), held: map[model.Ref][]string{}, led: map[string][]string{}}
	b.enter(s)
	return b
}

// State is the whole of what the book holds, by id.
func (b *Book) State() State {
	var s State
	for _, id := range slices.Sorted(maps.Keys(b.live)) {
		s.Entities = append(s.Entities, b.live[id])
	}
	for _, id := range slices.Sorted(maps.Keys(b.merged)) {
		s.Redirects = append(s.Redirects, b.merged[id])
	}
	for _, id := range slices.Sorted(maps.Keys(b.emptied)) {
		s.Emptied = append(s.Emptied, b.emptied[id])
	}
	return s
}

// Now is the living entity that an id means, "" when there is none.
func (b *Book) Now(id string) string {
	if r, ok := b.merged[id]; ok {
		id = r.To
	}
	if _, ok := b.live[id]; ok {
		return id
	}
	return ""
}

// Members are the customers of a living entity, the smallest first.
func (b *Book) Members(id string) []model.Ref { return b.live[id].Members }

// Stands is the living entity that has exactly these members, "" when none has.
// Reconcile need not be told of its cluster.
func (b *Book) Stands(members []model.Ref) string {
	id := b.home[members[0]]
	if len(b.live[id].Members) != len(members) {
		return ""
	}
	for _, ref := range members[1:] {
		if b.home[ref] != id {
			return ""
		}
	}
	return id
}

// Len is the number of living entities.
func (b *Book) Len() int { return len(b.live) }

// Reconcile takes the clusters that were formed anew and the customers that are
// gone. A customer that changed its cluster is in the one or the other, with all
// that were in a cluster with it. The Changes, Next too, are those of the entities
// concerned; before is what these were.
func (b *Book) Reconcile(clusters [][]model.Ref, gone []model.Ref, run int64) (c Changes, before State) {
	before, clusters = b.around(clusters, gone)
	r := newReconciler(before, clusters)
	r.taken = b.known
	c = r.reconcile(run)
	b.strike(before)
	b.enter(c.Next)
	return c, before
}

// known says whether an id was ever given.
func (b *Book) known(id string) bool {
	_, live := b.live[id]
	_, merged := b.merged[id]
	_, emptied := b.emptied[id]
	return live || merged || emptied
}

// around finds everything that the given clusters may change: the entities that
// hold or held their customers, the ids merged into those, and the clusters of all
// customers of these in turn.
func (b *Book) around(clusters [][]model.Ref, gone []model.Ref) (State, [][]model.Ref) {
	var s State
	all := slices.Clone(clusters)
	met := map[model.Ref]bool{} // customers that are looked at
	placed := map[model.Ref]bool{}
	seen := map[string]bool{}
	var next []model.Ref
	meet := func(refs []model.Ref) {
		for _, ref := range refs {
			if _, at := b.home[ref]; !at && b.held[ref] == nil {
				continue // a new one
			}
			if !met[ref] {
				met[ref] = true
				next = append(next, ref)
			}
		}
	}
	for _, c := range clusters {
		for _, ref := range c {
			if _, at := b.home[ref]; at {
				placed[ref] = true
			}
		}
		meet(c)
	}
	for _, ref := range gone {
		placed[ref] = true // nowhere
	}
	meet(gone)
	var look func(id string)
	look = func(id string) {
		if id == "" || seen[id] {
			return
		}
		seen[id] = true
		if e, ok := b.live[id]; ok {
			s.Entities = append(s.Entities, e)
			meet(e.Members)
			if !slices.ContainsFunc(e.Members, func(ref model.Ref) bool { return placed[ref] }) {
				all = append(all, e.Members) // it stays as it is
			}
		} else if r, ok := b.merged[id]; ok {
			s.Redirects = append(s.Redirects, r)
			meet(r.Members)
		} else {
			e := b.emptied[id]
			s.Emptied = append(s.Emptied, e)
			meet(e.Members)
		}
		for _, from := range b.led[id] {
			look(from)
		}
	}
	for len(next) > 0 {
		ref := next[len(next)-1]
		next = next[:len(next)-1]
		look(b.home[ref])
		for _, id := range b.held[ref] {
			look(id)
		}
	}
	return s, all
}

// enter takes up a state, or the part of one that is not there.
func (b *Book) enter(s State) {
	for _, e := range s.Entities {
		b.live[e.ID] = e
		for _, ref := range e.Members {
			b.home[ref] = e.ID
		}
	}
	for _, r := range s.Redirects {
		b.merged[r.From] = r
		b.led[r.To] = append(b.led[r.To], r.From)
		b.hold(r.From, r.Members)
	}
	for _, e := range s.Emptied {
		b.emptied[e.ID] = e
		b.hold(e.ID, e.Members)
	}
}

func (b *Book) hold(id string, members []model.Ref) {
	for _, ref := range members {
		b.held[ref] = append(b.held[ref], id)
	}
}

// strike takes out what around found.
func (b *Book) strike(s State) {
	for _, e := range s.Entities {
		delete(b.live, e.ID)
		for _, ref := range e.Members {
			delete(b.home, ref)
		}
	}
	for _, r := range s.Redirects {
		delete(b.merged, r.From)
		drop(b.led, r.To, r.From)
		b.release(r.From, r.Members)
	}
	for _, e := range s.Emptied {
		delete(b.emptied, e.ID)
		b.release(e.ID, e.Members)
	}
}

func (b *Book) release(id string, members []model.Ref) {
	for _, ref := range members {
		drop(b.held, ref, id)
	}
}

// drop takes a value out of a list of the map.
func drop[K comparable](m map[K][]string, key K, v string) {
	if list := slices.DeleteFunc(m[key], func(o string) bool { return o == v }); len(list) > 0 {
		m[key] = list
	} else {
		delete(m, key)
	}
}
