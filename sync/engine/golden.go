package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// golden brings the golden records in the store to what a matching found. Each
// transaction takes whole entities, so that a run killed between two of them
// finds a state from which the same matching leads to the same end.
type golden struct {
	*matcher
	changes  master.Changes // Next, Entities and Moved are let go once they have been looked at
	forest   master.Forest
	cycles   [][]string
	answered []model.Doubt     // questions that are none any more
	asked    []model.Doubt     // new ones, and old ones looked at again
	names    map[string]string // of the entities on cycles
	unknown  int               // lines of shareholder lists that name nobody here, or several

	needed    map[uint32]bool             // by first row of a cluster: its golden record is to be written
	fetching  *fetching                   // members of these, nil when none are being read
	regrown   map[string]bool             // entities that may have another place in the hierarchy than before
	losers    map[string][]string         // by survivor
	overrides map[string][]model.Override // by entity
	lapsed    []model.Override
	quality   []model.RecordQuality // of the batch

	batch      store.MasterChange
	size       int // from which it is handed over
	edges      []store.ChildEdges
	committing chan error // the commit under way, nil when there is none
}

// byProgram is the author of what the program does by itself.
const byProgram = "tierloop"

// A transaction takes so many entities, and is committed while the next ones are
// formed. The first is small, so that there is something to commit soon, and each may
// have twice as many as the one before.
const (
	firstBatch  = 125
	goldenBatch = 1_000
)

func (m *matcher) golden(ctx context.Context, changes master.Changes, kinship <-chan matching.Kinship) *golden {
	g := &golden{matcher: m, size: firstBatch, changes: changes, losers: map[string][]string{}, needed: map[uint32]bool{}, regrown: map[string]bool{}}
	if m.everything {
		for _, founder := range m.formed {
			g.needed[founder] = true
		}
	}
	if m.last.decided != m.mark.decided {
		g.decided()
	}
	for row := range m.touched {
		g.needed[m.index.Founder(row)] = true
	}
	for _, e := range changes.Entities {
		g.need(e.ID)
	}
	g.changes.Next, g.changes.Entities, g.changes.Moved = master.State{}, nil, nil
	slices.SortStableFunc(g.changes.Journal, func(a, b model.JournalEntry) int { return strings.Compare(a.Entity, b.Entity) })
	for _, r := range changes.Redirects {
		g.losers[r.To] = append(g.losers[r.To], r.From)
	}
	g.overridden()
	g.fetch(ctx) // while the hierarchy is built, which adds few
	g.hierarchy(<-kinship)
	return g
}

// save reads the customers once more, forms the golden record of every entity
// whose members have come together, and commits batch by batch.
func (g *golden) save(ctx context.Context) error {
	err := g.form(ctx)
	if settled := g.settle(); err == nil {
		err = settled
	}
	if err != nil {
		return err
	}
	return g.close(ctx)
}

func (g *golden) form(ctx context.Context) error {
	err := g.eachNeeded(ctx, func(members []store.JudgedCustomer) error {
		row, _ := g.index.Row(members[0].Ref)
		g.add(g.index.Founder(row), members)
		if len(g.batch.Entities) < g.size {
			return nil
		}
		return g.hand(ctx)
	})
	if err != nil {
		return err
	}
	for _, e := range g.changes.Emptied {
		g.batch.Entities = append(g.batch.Entities, gone(e.ID))
		g.batch.Edges = append(g.batch.Edges, store.ChildEdges{Child: e.ID}) // its edges end with it
		g.batch.Journal = append(g.batch.Journal, g.journal(e.ID)...)
	}
	return g.hand(ctx)
}

// add puts one entity with its members, edge, redirects and journal into the batch.
func (g *golden) add(founder uint32, members []store.JudgedCustomer) {
	id := g.entity[founder]
	var sources []master.Source
	for _, c := range members {
		if src, ok := g.Config.Source(c.Ref.Source); ok && c.Deleted.IsZero() {
			sources = append(sources, master.Source{Customer: c.Customer, Rank: src.Rank + 1, Seen: c.Modified})
		}
		g.file(id, c.Ref)
	}
	if len(sources) == 0 {
		sources = g.formerly(members)
	}
	e := model.Entity{ID: id, Kind: members[0].Kind, Parent: g.forest.Parent[id].Parent, Group: g.forest.Top(id),
		Values: g.values(id, sources)}
	g.batch.Entities = append(g.batch.Entities, store.EntityChange{Entity: e, Quality: g.judge(members, e.Values)})
	if _, asked := g.names[id]; asked && e.Kind != model.Person { // no person is named in a log
		g.names[id] = e.Name()
	}
	if g.regrown[id] {
		edges := store.ChildEdges{Child: id}
		if link, ok := g.forest.Parent[id]; ok {
			edges.Edges = []model.Edge{link.Edge}
		}
		g.batch.Edges = append(g.batch.Edges, edges)
	}
	for _, loser := range g.losers[id] {
		g.batch.Entities = append(g.batch.Entities, gone(loser))
		g.batch.Edges = append(g.batch.Edges, store.ChildEdges{Child: loser})
		g.batch.Redirects = append(g.batch.Redirects, store.Redirect{From: loser, To: id})
	}
	for _, r := range g.changes.Revived {
		if r.ID == id {
			g.batch.Redirects = append(g.batch.Redirects, store.Redirect{From: id})
		}
	}
	g.batch.Journal = append(g.batch.Journal, g.journal(id)...)
}

// journal is what happened to an entity.
func (g *golden) journal(id string) (lines []model.JournalEntry) {
	if _, created := slices.BinarySearchFunc(g.changes.Created, id, func(e master.Known, id string) int { return strings.Compare(e.ID, id) }); created {
		lines = append(lines, model.JournalEntry{Op: model.EntityCreated, Entity: id})
	}
	all := g.changes.Journal
	at, _ := slices.BinarySearchFunc(all, id, func(j model.JournalEntry, id string) int { return strings.Compare(j.Entity, id) })
	for ; at < len(all) && all[at].Entity == id; at++ {
		lines = append(lines, all[at])
	}
	for i := range lines {
		j := &lines[i]
		j.Run, j.At = g.runID(), g.Clock.Now()
		if j.Author == "" {
			j.Author, j.Reason = byProgram, fmt.Sprintf("model %d", g.active.Version)
		}
	}
	return lines
}

// file puts a customer's membership into the batch unless it is as stored.
func (g *golden) file(entity string, ref model.Ref) {
	row, _ := g.index.Row(ref)
	m := model.Member{Customer: ref, Entity: entity, Evidence: g.index.Evidence(row)}
	if now := filing(entity, m.Evidence); g.filed[row] != now {
		g.filed[row] = now
		g.batch.Members = append(g.batch.Members, m)
	}
}

// gone is an entity that lost its last member or its id.
func gone(id string) store.EntityChange {
	return store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: id}, Emptied: true}
}

// hand gives the batch to a transaction of its own, after the one before has
// ended. Edges name entities that another batch may bring, so they are written last
// of all, by close.
func (g *golden) hand(ctx context.Context) error {
	if err := g.settle(); err != nil || len(g.batch.Entities) == 0 {
		return err
	}
	batch, quality := g.batch, g.quality
	g.edges = append(g.edges, batch.Edges...)
	batch.Edges = nil
	g.batch, g.quality, g.size = store.MasterChange{}, nil, min(2*g.size, goldenBatch)
	under := make(chan error, 1)
	g.committing = under
	go func() { under <- g.commit(ctx, batch, quality) }()
	return nil
}

// settle waits for the transaction under way.
func (g *golden) settle() error {
	if g.committing == nil {
		return nil
	}
	err := <-g.committing
	g.committing = nil
	return err
}

func (g *golden) commit(ctx context.Context, batch store.MasterChange, quality []model.RecordQuality) error {
	g.Engine.at("match.before-commit")
	err := g.write(ctx, func(tx *store.Tx) error {
		if _, err := tx.ApplyMaster(ctx, g.seq(), batch); err != nil {
			return err
		}
		return tx.SaveQuality(ctx, g.seq(), quality)
	})
	g.Engine.at("match.after-commit")
	return err
}

// close writes the edges, the doubts and the mark that the matching is done.
func (g *golden) close(ctx context.Context) error {
	var ended []string
	for _, e := range g.changes.Emptied {
		ended = append(ended, e.ID)
	}
	for _, losers := range g.losers {
		ended = append(ended, losers...)
	}
	policy := "" // a store of plain files has none
	if g.Config.Policy != nil {
		policy = g.Config.Policy.Policy().Name
	}
	raised, err := g.raise(ctx)
	if err != nil {
		return err
	}
	alarms, err := json.Marshal(raised)
	if err != nil {
		return err
	}
	return g.write(ctx, func(tx *store.Tx) error {
		if _, err := tx.ApplyMaster(ctx, g.seq(), store.MasterChange{Edges: g.edges}); err != nil {
			return err
		}
		if err := tx.LapseOverrides(ctx, g.lapsed, byProgram); err != nil {
			return err
		}
		if err := g.saveQuestions(ctx, tx); err != nil {
			return err
		}
		if err := tx.EndAllTiers(ctx, g.seq(), policy, ended); err != nil {
			return err
		}
		if err := tx.SetStage(ctx, g.seq(), store.Checkpoint{Stage: "alarms", State: checkpointDone, Mark: string(alarms)}); err != nil {
			return err
		}
		if err := tx.SetStage(ctx, g.seq(), store.Checkpoint{Stage: goldenStage, State: checkpointDone}); err != nil {
			return err
		}
		return tx.SetStage(ctx, g.seq(), store.Checkpoint{Stage: "match", State: checkpointDone, Mark: g.mark.String()})
	})
}
