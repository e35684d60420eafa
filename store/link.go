package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// SaveLink keeps a steward's word on the hierarchy for ever; the latest of a
// child and parent binds. An answered doubt is none any more.
func (tx *Tx) SaveLink(ctx context.Context, d model.LinkDecision) error {
	child, err := tx.streamID(ctx, d.Child.Source, d.Child.Object)
	if err != nil {
		return err
	}
	parent, err := tx.streamID(ctx, d.Parent.Source, d.Parent.Object)
	if err != nil {
		return err
	}
	at := micros(d.At)
	if at == 0 {
		at = tx.now
	}
	err = tx.insert(ctx, insertion{table: "link_decision",
		columns: []string{"child_stream_id", "child_ext_id", "parent_stream_id", "parent_ext_id", "verdict", "kind", "from_date", "to_date", "author", "reason", "at"}},
		[][]any{{child, d.Child.ID, parent, d.Parent.ID, string(d.Verdict), string(d.Kind), int64(d.From), int64(d.To), d.Author, d.Reason, at}})
	if err != nil {
		return fmt.Errorf("save decision on the link from %s to %s: %w", d.Child, d.Parent, err)
	}
	return tx.answered(ctx, model.DoubtBelongs, [2]int64{child, parent}, [2]string{d.Child.ID, d.Parent.ID})
}

// Links are the binding words on the hierarchy, one for each child and parent,
// in the order they were given; withdrawn ones are left out.
func (db *DB) Links(ctx context.Context, p model.Principal) ([]model.LinkDecision, error) {
	all, err := db.LinkHistory(ctx, p)
	if err != nil {
		return nil, err
	}
	last := map[[2]model.Ref]int{}
	for i, d := range all {
		last[[2]model.Ref{d.Child, d.Parent}] = i
	}
	var out []model.LinkDecision
	for i, d := range all {
		if last[[2]model.Ref{d.Child, d.Parent}] == i && d.Verdict != model.LinkWithdrawn {
			out = append(out, d)
		}
	}
	return out, nil
}

// LinkHistory are all words on the hierarchy ever given, oldest first.
func (db *DB) LinkHistory(ctx context.Context, p model.Principal) ([]model.LinkDecision, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Child    int64      `db:"child_stream_id"`
		ChildID  string     `db:"child_ext_id"`
		Parent   int64      `db:"parent_stream_id"`
		ParentID string     `db:"parent_ext_id"`
		Verdict  string     `db:"verdict"`
		Kind     string     `db:"kind"`
		From     model.Date `db:"from_date"`
		To       model.Date `db:"to_date"`
		Author   string     `db:"author"`
		Reason   string     `db:"reason"`
		At       int64      `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, `SELECT child_stream_id, child_ext_id, parent_stream_id, parent_ext_id, verdict, kind, from_date, to_date, author, reason, at
		FROM link_decision ORDER BY at, id`); err != nil {
		return nil, fmt.Errorf("read decisions on links: %w", err)
	}
	out := make([]model.LinkDecision, len(rows))
	for i, r := range rows {
		child, err := db.ref(ctx, r.Child, r.ChildID)
		if err != nil {
			return nil, err
		}
		parent, err := db.ref(ctx, r.Parent, r.ParentID)
		if err != nil {
			return nil, err
		}
		out[i] = model.LinkDecision{Child: child, Parent: parent, Verdict: model.LinkVerdict(r.Verdict), Kind: model.EdgeKind(r.Kind),
			From: r.From, To: r.To, Author: r.Author, Reason: r.Reason, At: instant(r.At)}
	}
	return out, nil
}
