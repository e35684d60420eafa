package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// MasterState is all that a new matching must agree with.
type MasterState struct {
	Entities  []EntityState // in the order in which they were founded
	Members   []MemberState // by customer
	Edges     []model.Edge  // by child and parent
	Redirects map[string]string
}

// EntityState is one entity without its values.
type EntityState struct {
	ID            string
	Kind          model.Kind
	Parent, Group string
	CreatedRun    int64
	EmptiedRun    int64 // the run in which its last member left; 0 while it has one
}

// MemberState is an open membership and the run that opened it.
type MemberState struct {
	model.Member
	FromRun int64
}

// MasterChange is what a run makes of the entities. It may be given in parts.
type MasterChange struct {
	Entities []EntityChange
	// Members are moved to the named entity; Entity "" ends the membership.
	Members []model.Member
	// Edges replace all open edges of each named child.
	Edges     []ChildEdges
	Redirects []Redirect
	Journal   []model.JournalEntry
}

// EntityChange is the wanted state of one entity, new or known.
type EntityChange struct {
	model.Entity
	Quality int  // 0 to 1000
	Emptied bool // its last member left
}

// ChildEdges are all edges of one child.
type ChildEdges struct {
	Child string
	Edges []model.Edge
}

// MasterCounts says what ApplyMaster wrote.
type MasterCounts struct {
	Entities, Values, Members, Edges int
}

// ApplyMaster brings the golden records to the wanted state. What already is as
// wanted is not written, so applying the same change again writes nothing but the
// journal. Entities are written before members and edges that name them.
func (tx *Tx) ApplyMaster(ctx context.Context, run int64, c MasterChange) (MasterCounts, error) {
	var n MasterCounts
	err := tx.saveEntities(ctx, run, c.Entities, &n)
	if err == nil {
		err = tx.saveMembers(ctx, run, c.Members, &n)
	}
	if err == nil {
		err = tx.saveEdges(ctx, run, c.Edges, &n)
	}
	if err == nil {
		err = tx.saveRedirects(ctx, run, c.Redirects)
	}
	if err == nil {
		err = tx.appendJournal(ctx, c.Journal)
	}
	if err != nil {
		return n, fmt.Errorf("save golden records: %w", err)
	}
	return n, nil
}

// LoadMasterState reads the present state of all entities.
func (db *DB) LoadMasterState(ctx context.Context, p model.Principal) (MasterState, error) {
	if !p.Group() {
		return MasterState{}, ErrHidden
	}
	var s MasterState
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var e EntityState
		err := rows.Scan(&e.ID, &e.Kind, &e.Parent, &e.Group, &e.CreatedRun, &e.EmptiedRun)
		s.Entities = append(s.Entities, e)
		return err
	}, "SELECT public_id, kind, parent, group_id, created_run, emptied_run FROM entity ORDER BY created_run, public_id")
	if err != nil {
		return s, fmt.Errorf("read entities: %w", err)
	}
	if s.Members, err = db.members(ctx, "m.to_run = 0"); err != nil {
		return s, fmt.Errorf("read members: %w", err)
	}
	if s.Edges, err = db.edges(ctx, "x.to_run = 0"); err != nil {
		return s, fmt.Errorf("read edges: %w", err)
	}
	s.Redirects, err = db.Redirects(ctx, p)
	return s, err
}

// entityKeys looks up integer keys by public id, each once in a transaction: an
// entity keeps its key for ever.
func (tx *Tx) entityKeys(ctx context.Context, ids []string) (map[string]int64, error) {
	unknown := slices.DeleteFunc(slices.Sorted(slices.Values(ids)), func(id string) bool { return id == "" || tx.keys[id] != 0 })
	err := chunks(slices.Compact(unknown), func(part []string) error {
		return tx.rows(ctx, func(rows *sql.Rows) error {
			var id int64
			var public string
			err := rows.Scan(&id, &public)
			tx.keys[public] = id
			return err
		}, "SELECT id, public_id FROM entity WHERE public_id IN "+in(len(part)), anys(part)...)
	})
	if err != nil {
		return nil, fmt.Errorf("look up entities: %w", err)
	}
	out := make(map[string]int64, len(ids))
	for _, id := range ids {
		if id == "" {
			continue
		}
		key, ok := tx.keys[id]
		if !ok {
			return nil, fmt.Errorf("entity %s: %w", id, ErrNotFound)
		}
		out[id] = key
	}
	return out, nil
}
