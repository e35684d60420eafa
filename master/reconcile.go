package master

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Reconcile gives the clusters their entities. Clusters are disjoint lists of
// customers and cover all that belong to an entity, tombstoned ones included;
// run numbers the call, larger from call to call: the age of new entities.
//
//   - A part of a split that is exactly what an id held when it was merged away
//     takes that id back; so an unmerge restores all ids, whatever their sizes.
//   - Else an entity goes to the cluster that holds most of its members. Members
//     that came by a merge count for the id that was merged away; on a tie the
//     part with the founding record gets the id.
//   - Where several entities meet, the oldest survives, then the larger, then
//     the smaller id; the others redirect to it.
//   - A cluster without an entity takes back an id that was merged away or
//     emptied when it holds most of what that id held. Else it is new, with the
//     id of its smallest Ref.
//
// The result depends on the set of clusters alone. With the state and clusters
// of the last call nothing changes. Redirects lead to a live entity at once, or
// to one that is emptied when all its members are gone.
func Reconcile(previous State, clusters [][]model.Ref, run int64) Changes {
	return newReconciler(previous, clusters).reconcile(run)
}

func (r *reconciler) reconcile(run int64) Changes {
	r.inherit()
	r.reserve()
	r.assign(run)
	return r.changes(run)
}

// entry is an entity at work.
type entry struct {
	id      string
	founded int64
	members []model.Ref // before; for a dormant one, when it went
	own     []model.Ref // those that no dormant entity claims
	to      string      // of a redirect
	since   int64       // of a redirect
	live    bool        // before
	heir    int         // the cluster that holds most of own; -1 when none does
}

func (e *entry) older(o *entry) int {
	return cmp.Or(cmp.Compare(e.founded, o.founded), cmp.Compare(len(o.members), len(e.members)), cmp.Compare(e.id, o.id))
}

type reconciler struct {
	clusters [][]model.Ref     // each sorted, by first Ref
	place    map[model.Ref]int // customer of an entry → its cluster, -1 when it is in none
	entries  []*entry          // live ones, then dormant ones, each by id
	byID     map[string]*entry
	of       []*entry // cluster → its entity
	fresh    []bool   // cluster → its entity is new
	// taken says whether an id belongs to an entity that is not looked at; nil
	// when all are.
	taken func(id string) bool
}

func newReconciler(previous State, clusters [][]model.Ref) *reconciler {
	r := &reconciler{place: map[model.Ref]int{}, byID: map[string]*entry{}}
	for _, c := range clusters {
		if len(c) > 0 {
			c = slices.SortedFunc(slices.Values(c), model.Ref.Compare)
			r.clusters = append(r.clusters, c)
		}
	}
	slices.SortFunc(r.clusters, func(a, b []model.Ref) int { return a[0].Compare(b[0]) })
	r.of = make([]*entry, len(r.clusters))
	r.fresh = make([]bool, len(r.clusters))
	for _, e := range previous.Entities {
		r.add(&entry{id: e.ID, founded: e.Founded, members: e.Members, live: true})
	}
	for _, e := range previous.Redirects {
		r.add(&entry{id: e.From, founded: e.Founded, members: e.Members, to: e.To, since: e.Since})
	}
	for _, e := range previous.Emptied {
		r.add(&entry{id: e.ID, founded: e.Founded, members: e.Members})
	}
	slices.SortFunc(r.entries, func(a, b *entry) int { return cmp.Or(first(a.live, b.live), cmp.Compare(a.id, b.id)) })
	for i, c := range r.clusters {
		for _, ref := range c {
			if _, known := r.place[ref]; known { // only those are ever looked for
				r.place[ref] = i
			}
		}
	}
	return r
}

// first orders true before false.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (r *reconciler) add(e *entry) {
	e.members = slices.SortedFunc(slices.Values(e.members), model.Ref.Compare)
	e.heir = -1
	for _, ref := range e.members {
		r.place[ref] = -1
	}
	r.entries = append(r.entries, e)
	r.byID[e.id] = e
}

// inherit finds the heir of every entity. A member counts for the smallest
// dormant entity that held it, else for its live one.
func (r *reconciler) inherit() {
	dormant := slices.DeleteFunc(slices.Clone(r.entries), func(e *entry) bool { return e.live })
	slices.SortFunc(dormant, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(len(a.members), len(b.members)), cmp.Compare(a.id, b.id))
	})
	claim := map[model.Ref]*entry{}
	for _, e := range dormant {
		for _, ref := range e.members {
			if claim[ref] == nil {
				claim[ref] = e
			}
		}
	}
	for _, e := range r.entries {
		for _, ref := range e.members {
			if c := claim[ref]; c == e || c == nil {
				e.own = append(e.own, ref)
			}
		}
		e.heir = r.heir(e, nil)
	}
}

func (r *reconciler) heir(e *entry, except map[int]*entry) int {
	if c := r.most(e, e.own, except); c >= 0 {
		return c
	}
	return r.most(e, e.members, except)
}

// reserve gives parts of split entities back to the ids that held exactly them.
// The entity itself goes to one of the other parts; where none is left, it
// keeps the part whose id was merged away longest ago.
func (r *reconciler) reserve() {
	owner := map[model.Ref]*entry{}
	for _, e := range r.entries {
		if e.live {
			for _, ref := range e.members {
				owner[ref] = e
			}
		}
	}
	exact := map[int]*entry{}   // cluster → the id that held exactly it
	split := map[*entry][]int{} // live entity → its exact parts
	for _, e := range r.entries {
		if e.to == "" || len(e.members) == 0 {
			continue
		}
		c := r.place[e.members[0]]
		from := owner[e.members[0]]
		if c < 0 || from == nil || len(from.members) <= len(e.members) || !slices.Equal(r.clusters[c], e.members) ||
			slices.ContainsFunc(e.members, func(ref model.Ref) bool { return owner[ref] != from }) {
			continue
		}
		if old := exact[c]; old == nil {
			split[from] = append(split[from], c)
			exact[c] = e
		} else if cmp.Or(cmp.Compare(old.since, e.since), e.older(old)) < 0 {
			exact[c] = e
		}
	}
	for e, list := range split {
		if e.heir = r.heir(e, exact); e.heir < 0 {
			e.heir = slices.MinFunc(list, func(a, b int) int {
				return cmp.Or(cmp.Compare(exact[a].since, exact[b].since), exact[a].older(exact[b]))
			})
			delete(exact, e.heir)
		}
	}
	for c, e := range exact {
		e.heir = c
		r.of[c] = e
	}
}

// most is the cluster, none of the excepted, that holds most of the list; -1
// when none holds any.
func (r *reconciler) most(e *entry, list []model.Ref, except map[int]*entry) int {
	count := map[int]int{}
	best := -1
	for _, ref := range list {
		if c := r.place[ref]; c >= 0 && except[c] == nil {
			if count[c]++; best < 0 || count[c] > count[best] {
				best = c
			}
		}
	}
	if best < 0 {
		return -1
	}
	var tied []int
	for c, n := range count {
		if n == count[best] {
			tied = append(tied, c)
		}
	}
	if len(tied) == 1 {
		return best
	}
	if c := r.place[founder(e)]; slices.Contains(tied, c) {
		return c
	}
	return slices.Min(tied)
}

// founder is the member whose id the entity bears, the smallest one when that
// customer has left.
func founder(e *entry) model.Ref {
	for salt := 1; salt <= 3; salt++ {
		for _, ref := range e.members {
			if saltedID(ref, salt) == e.id {
				return ref
			}
		}
	}
	return e.members[0]
}

// assign gives each cluster its entity: a live heir, else a dormant one, else
// a new one.
func (r *reconciler) assign(run int64) {
	for _, live := range [...]bool{true, false} {
		taken := slices.Clone(r.of)
		for _, e := range r.entries {
			if e.live != live || e.heir < 0 || taken[e.heir] != nil {
				continue
			}
			if at := &r.of[e.heir]; *at == nil || e.older(*at) < 0 {
				*at = e
			}
		}
	}
	for i, c := range r.clusters {
		if r.of[i] != nil {
			continue
		}
		salt := 1
		id := saltedID(c[0], salt)
		for r.byID[id] != nil || r.taken != nil && r.taken(id) {
			salt++
			id = saltedID(c[0], salt)
		}
		e := &entry{id: id, founded: run, heir: i}
		r.byID[e.id] = e
		r.of[i], r.fresh[i] = e, true
	}
}
