package master

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// changes writes down what the assignment does to the previous state.
func (r *reconciler) changes(run int64) Changes {
	var c Changes
	before := map[model.Ref]string{}
	for _, e := range r.entries {
		if e.live {
			for _, ref := range e.members {
				before[ref] = e.id
			}
		}
	}
	for i, members := range r.clusters {
		e := r.of[i]
		now := Known{ID: e.id, Founded: e.founded, Members: members}
		c.Next.Entities = append(c.Next.Entities, now)
		r.name(&c, i, now, before)
		if !e.live || !slices.Equal(e.members, members) {
			c.Entities = append(c.Entities, now)
		}
	}
	r.retire(&c, run)
	r.move(&c, before)
	sortByID(c.Next.Entities)
	sortByID(c.Entities)
	sortByID(c.Created)
	sortByID(c.Split)
	sortByID(c.Revived)
	return c
}

func sortByID(list []Known) {
	slices.SortFunc(list, func(a, b Known) int { return cmp.Compare(a.ID, b.ID) })
}

// name files a cluster's entity as created, split off or revived.
func (r *reconciler) name(c *Changes, i int, now Known, before map[model.Ref]string) {
	from := source(r.clusters[i], before)
	switch {
	case r.of[i].live:
	case !r.fresh[i]:
		c.Revived = append(c.Revived, now)
		c.Journal = append(c.Journal, model.JournalEntry{Op: model.EntityRevived, Entity: now.ID, Other: from})
	case from != "":
		c.Split = append(c.Split, now)
		c.Journal = append(c.Journal, model.JournalEntry{Op: model.EntitySplit, Entity: from, Other: now.ID})
	default:
		c.Created = append(c.Created, now)
	}
}

// source is the entity that most of the members were in before, the smaller id
// on a tie, "" when all are new.
func source(members []model.Ref, before map[model.Ref]string) string {
	count := map[string]int{}
	for _, ref := range members {
		if id := before[ref]; id != "" {
			count[id]++
		}
	}
	best := ""
	for id, n := range count {
		if best == "" || n > count[best] || n == count[best] && id < best {
			best = id
		}
	}
	return best
}

// retire files every entity that is not some cluster's: its id redirects to
// where its members went, or it is emptied.
func (r *reconciler) retire(c *Changes, run int64) {
	alive := map[string]bool{}
	for _, e := range r.of {
		alive[e.id] = true
	}
	target := map[string]string{}
	for _, e := range r.entries {
		if alive[e.id] {
			continue
		}
		// By all members, not by own: which ids are dormant must not move it.
		if at := r.most(e, e.members, nil); at >= 0 {
			target[e.id] = r.of[at].id
		} else if e.to != "" {
			target[e.id] = e.to
		}
	}
	for _, e := range r.entries {
		if alive[e.id] {
			continue
		}
		to, ok := target[e.id]
		if !ok {
			gone := Emptied{ID: e.id, Founded: e.founded, Members: e.members}
			c.Next.Emptied = append(c.Next.Emptied, gone)
			if e.live {
				c.Emptied = append(c.Emptied, gone)
				c.Journal = append(c.Journal, model.JournalEntry{Op: model.EntityEmptied, Entity: e.id})
			}
			continue
		}
		for target[to] != "" { // ends: chains only lead to live or emptied ids
			to = target[to]
		}
		d := Redirect{From: e.id, To: to, Founded: e.founded, Since: e.since, Members: e.members}
		if e.to == "" {
			d.Since = run
		}
		c.Next.Redirects = append(c.Next.Redirects, d)
		if to != e.to {
			c.Redirects = append(c.Redirects, d)
		}
		if e.to == "" {
			c.Merged = append(c.Merged, d)
			c.Journal = append(c.Journal, model.JournalEntry{Op: model.EntityMerged, Entity: to, Other: e.id})
		}
	}
	slices.SortFunc(c.Next.Redirects, byFrom)
	slices.SortFunc(c.Redirects, byFrom)
	slices.SortFunc(c.Merged, byFrom)
	slices.SortFunc(c.Next.Emptied, func(a, b Emptied) int { return cmp.Compare(a.ID, b.ID) })
}

func byFrom(a, b Redirect) int { return cmp.Compare(a.From, b.From) }

// move lists every customer that left its entity, and journals those that
// went between two entities which both were and are alive.
func (r *reconciler) move(c *Changes, before map[model.Ref]string) {
	was, is := map[string]bool{}, map[string]bool{}
	for _, e := range r.entries {
		was[e.id] = e.live
	}
	for _, e := range r.of {
		is[e.id] = true
	}
	for ref, from := range before {
		to := ""
		if i := r.place[ref]; i >= 0 {
			to = r.of[i].id
		}
		if from != to {
			c.Moved = append(c.Moved, Move{Customer: ref, From: from, To: to})
		}
	}
	slices.SortFunc(c.Moved, func(a, b Move) int { return a.Customer.Compare(b.Customer) })
	for _, m := range c.Moved {
		if m.To != "" && is[m.From] && was[m.To] {
			c.Journal = append(c.Journal, model.JournalEntry{Op: model.MemberMoved, Entity: m.To, Other: m.From, Customer: m.Customer})
		}
	}
}
