package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

var edgeInsertion = insertion{
	table:   "edge",
	columns: []string{"child_id", "parent_id", "kind", "why", "share", "from_date", "to_date", "from_run", "to_run"},
	keys:    []string{"child_id", "parent_id", "kind", "to_run"},
}

type openEdge struct {
	ID      int64  `db:"id"`
	Child   int64  `db:"child_id"`
	Parent  int64  `db:"parent_id"`
	Kind    string `db:"kind"`
	Why     string `db:"why"`
	Share   string `db:"share"`
	From    int64  `db:"from_date"`
	To      int64  `db:"to_date"`
	FromRun int64  `db:"from_run"`
}

// saveEdges makes the open edges of each child exactly the given ones.
func (tx *Tx) saveEdges(ctx context.Context, run int64, children []ChildEdges, n *MasterCounts) error {
	return chunks(children, func(part []ChildEdges) error {
		var names []string
		for _, c := range part {
			names = append(names, c.Child)
			for _, e := range c.Edges {
				names = append(names, e.Parent)
			}
		}
		keys, err := tx.entityKeys(ctx, names)
		if err != nil {
			return err
		}
		ids := make([]any, len(part))
		for i, c := range part {
			ids[i] = keys[c.Child]
		}
		var open []openEdge
		if err := tx.list(ctx, &open, "SELECT id, child_id, parent_id, kind, why, share, from_date, to_date, from_run FROM edge WHERE to_run = 0 AND child_id IN "+in(len(ids)), ids...); err != nil {
			return err
		}
		type key struct {
			child, parent, from, to int64
			kind, why, share        string
		}
		had := map[key]bool{}
		for _, o := range open {
			had[key{o.Child, o.Parent, o.From, o.To, o.Kind, o.Why, o.Share}] = true
		}
		want := map[key]bool{}
		var write [][]any
		for _, c := range part {
			for _, e := range c.Edges {
				k := key{keys[c.Child], keys[e.Parent], int64(e.From), int64(e.To), string(e.Kind), cut(e.Why, 255), e.Share}
				if !had[k] && !want[k] {
					write = append(write, []any{k.child, k.parent, k.kind, k.why, k.share, k.from, k.to, run, int64(0)})
				}
				want[k] = true
			}
		}
		var end []ended
		for _, o := range open {
			if !want[key{o.Child, o.Parent, o.From, o.To, o.Kind, o.Why, o.Share}] {
				end = append(end, ended{o.ID, o.FromRun})
			}
		}
		n.Edges += len(write) + len(end)
		if err := tx.end(ctx, "edge", run, end); err != nil {
			return err
		}
		return tx.insert(ctx, edgeInsertion, write)
	})
}

// EdgesOf lists the open edges from and to an entity.
func (db *DB) EdgesOf(ctx context.Context, p model.Principal, entity string) ([]model.Edge, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	out, err := db.edges(ctx, "x.to_run = 0 AND (x.child_id = ? OR x.parent_id = ?)", id, id)
	if err != nil {
		return nil, fmt.Errorf("read edges of entity %s: %w", entity, err)
	}
	return out, nil
}

// EdgesAsOf lists all edges as they stood after a run.
func (db *DB) EdgesAsOf(ctx context.Context, p model.Principal, run int64) ([]model.Edge, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	return db.edges(ctx, "x.from_run <= ? AND (x.to_run = 0 OR x.to_run > ?)", run, run)
}

func (db *DB) edges(ctx context.Context, where string, args ...any) ([]model.Edge, error) {
	var rows []struct {
		Child  string     `db:"child"`
		Parent string     `db:"parent"`
		Kind   string     `db:"kind"`
		Why    string     `db:"why"`
		Share  string     `db:"share"`
		From   model.Date `db:"from_date"`
		To     model.Date `db:"to_date"`
	}
	err := db.reads().list(ctx, &rows, `SELECT c.public_id AS child, p.public_id AS parent, x.kind, x.why, x.share, x.from_date, x.to_date
		FROM edge x JOIN entity c ON c.id = x.child_id JOIN entity p ON p.id = x.parent_id
		WHERE `+where+` ORDER BY c.public_id, p.public_id, x.kind`, args...)
	out := make([]model.Edge, len(rows))
	for i, r := range rows {
		out[i] = model.Edge{Child: r.Child, Parent: r.Parent, Kind: model.EdgeKind(r.Kind), Why: r.Why, Share: r.Share, From: r.From, To: r.To}
	}
	return out, err
}
