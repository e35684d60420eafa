package engine

import (
	"context"
	"encoding/json"

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
	result    matching.Result
	changes   master.Changes
	forest    master.Forest
	cycles    [][]string
	questions []model.Doubt     // on the hierarchy
	names     map[string]string // of the entities on cycles
	unknown   int               // lines of shareholder lists that name nobody here, or several

	cluster   []int             // by record
	place     []int32           // by record: where it stands in its cluster
	entity    []string          // by cluster
	living    map[string]string // id → the entity that it means now, filled by now
	needed    []bool            // by cluster: its golden record is to be written
	sizes     []int             // by cluster
	journal   map[string][]model.JournalEntry
	losers    map[string][]string         // by survivor
	overrides map[string][]model.Override // by entity
	lapsed    []model.Override

	batch store.MasterChange
	edges []store.ChildEdges
}

// byProgram is the author of what the program does by itself.
const byProgram = "tierloop"

// goldenBatch is how many entities one transaction takes.
const goldenBatch = 2_000

func (m *matcher) golden(result matching.Result, changes master.Changes, holders map[string][]int) *golden {
	g := &golden{matcher: m, result: result, changes: changes,
		journal: map[string][]model.JournalEntry{}, losers: map[string][]string{},
		cluster: make([]int, len(m.refs)), place: make([]int32, len(m.refs)), entity: make([]string, len(result.Clusters)),
		needed: make([]bool, len(result.Clusters)), sizes: make([]int, len(result.Clusters))}
	for i, c := range result.Clusters {
		g.sizes[i] = len(c)
		for k, at := range c {
			g.cluster[at] = i
			g.place[at] = int32(k)
			g.needed[i] = g.needed[i] || m.everything || m.touched[at]
		}
	}
	for _, e := range changes.Next.Entities {
		if len(e.Members) > 0 {
			g.entity[g.clusterOf(e.Members[0])] = e.ID
		}
	}
	for _, e := range changes.Entities {
		if len(e.Members) > 0 {
			g.needed[g.clusterOf(e.Members[0])] = true
		}
	}
	for _, j := range changes.Journal {
		j.Run, j.At = m.runID(), m.Clock.Now()
		if j.Author == "" {
			j.Author = byProgram
		}
		g.journal[j.Entity] = append(g.journal[j.Entity], j)
	}
	for _, r := range changes.Redirects {
		g.losers[r.To] = append(g.losers[r.To], r.From)
	}
	g.hierarchy(holders)
	g.overridden()
	return g
}

// evidence is why a customer is in its cluster.
func (g *golden) evidence(ref model.Ref) model.Evidence {
	at := g.index[ref]
	return g.result.Evidence[g.cluster[at]][g.place[at]]
}

func (g *golden) clusterOf(ref model.Ref) int { return g.cluster[g.index[ref]] }

// save reads the customers once more, forms the golden record of every entity
// whose members have come together, and commits batch by batch.
func (g *golden) save(ctx context.Context) error {
	waiting := map[int][]store.StoredCustomer{}
	err := g.Store.EachCustomer(ctx, model.SystemPrincipal(), func(c store.StoredCustomer) error {
		at, ok := g.index[c.Ref]
		if !ok || !g.needed[g.cluster[at]] {
			return nil
		}
		i := g.cluster[at]
		waiting[i] = append(waiting[i], c)
		if len(waiting[i]) < g.sizes[i] {
			return nil
		}
		g.add(i, waiting[i])
		delete(waiting, i)
		if len(g.batch.Entities) < goldenBatch {
			return nil
		}
		return g.commit(ctx)
	})
	if err != nil {
		return err
	}
	for _, e := range g.changes.Emptied {
		g.batch.Entities = append(g.batch.Entities, gone(e.ID))
		g.batch.Edges = append(g.batch.Edges, store.ChildEdges{Child: e.ID}) // its edges end with it
		g.batch.Journal = append(g.batch.Journal, g.journal[e.ID]...)
	}
	if err := g.commit(ctx); err != nil {
		return err
	}
	return g.close(ctx)
}

// add puts one entity with its members, edge, redirects and journal into the batch.
func (g *golden) add(cluster int, members []store.StoredCustomer) {
	id := g.entity[cluster]
	var sources []master.Source
	for _, c := range members {
		if src, ok := g.Config.Source(c.Ref.Source); ok && c.Deleted.IsZero() {
			sources = append(sources, master.Source{Customer: c.Customer, Rank: src.Rank + 1, Seen: c.Modified})
		}
		g.batch.Members = append(g.batch.Members, model.Member{Customer: c.Ref, Entity: id, Evidence: g.evidence(c.Ref)})
	}
	if len(sources) == 0 {
		sources = g.formerly(members)
	}
	e := model.Entity{ID: id, Kind: members[0].Kind, Parent: g.forest.Parent[id].Parent, Group: g.forest.Top(id),
		Values: g.values(id, sources)}
	g.batch.Entities = append(g.batch.Entities, store.EntityChange{Entity: e})
	if _, asked := g.names[id]; asked && e.Kind != model.Person { // no person is named in a log
		g.names[id] = e.Name()
	}
	edges := store.ChildEdges{Child: id}
	if link, ok := g.forest.Parent[id]; ok {
		edges.Edges = []model.Edge{link.Edge}
	}
	g.batch.Edges = append(g.batch.Edges, edges)
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
	g.batch.Journal = append(g.batch.Journal, g.journal[id]...)
}

// gone is an entity that lost its last member or its id.
func gone(id string) store.EntityChange {
	return store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: id}, Emptied: true}
}

// commit writes the batch. Edges name entities that another batch may bring, so
// they are written last of all, by close.
func (g *golden) commit(ctx context.Context) error {
	if len(g.batch.Entities) == 0 {
		return nil
	}
	edges := g.batch.Edges
	g.batch.Edges = nil
	g.Engine.at("match.before-commit")
	err := g.write(ctx, func(tx *store.Tx) error {
		_, err := tx.ApplyMaster(ctx, g.seq(), g.batch)
		return err
	})
	g.batch = store.MasterChange{}
	g.edges = append(g.edges, edges...)
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
	policy := g.Config.Policy.Policy().Name
	raised, err := g.alarms(ctx)
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
		if err := tx.ReplaceDoubts(ctx, g.doubts()); err != nil {
			return err
		}
		if err := tx.EndAllTiers(ctx, g.seq(), policy, ended); err != nil {
			return err
		}
		if err := tx.SetStage(ctx, g.seq(), store.Checkpoint{Stage: "alarms", State: checkpointDone, Mark: string(alarms)}); err != nil {
			return err
		}
		return tx.SetStage(ctx, g.seq(), store.Checkpoint{Stage: "match", State: checkpointDone, Mark: g.mark})
	})
}
