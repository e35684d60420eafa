package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// EntityAsOf reads an entity as it stood after a run. Its id is not followed: one
// that has lost since had values and members of its own then. Parent and group
// are those of the edges of that time. ErrNotFound says that it had no member.
func (db *DB) EntityAsOf(ctx context.Context, p model.Principal, entity string, run int64) (model.Entity, error) {
	if !p.Group() {
		return model.Entity{}, ErrHidden
	}
	out := model.Entity{ID: entity, Group: entity}
	members, err := db.MembersAsOf(ctx, p, entity, run)
	if err != nil {
		return out, err
	}
	if len(members) == 0 {
		return out, fmt.Errorf("entity %s after run %d: %w", entity, run, ErrNotFound)
	}
	if out.Values, err = db.EntityValuesAsOf(ctx, p, entity, run); err != nil {
		return out, err
	}
	out.Kind = model.Kind(out.Values["kind"].Text)
	edges, err := db.EdgesAsOf(ctx, p, run)
	if err != nil {
		return out, fmt.Errorf("read edges after run %d: %w", run, err)
	}
	parent := make(map[string]string, len(edges))
	for _, e := range edges {
		parent[e.Child] = e.Parent
	}
	out.Parent = parent[entity]
	for range len(edges) { // a forest, so this is more than enough
		up, more := parent[out.Group]
		if !more {
			break
		}
		out.Group = up
	}
	return out, nil
}

// MemberSpan is a membership with its time: From and To are the instants at which
// the runs began that opened and ended it; To is zero while it lasts.
type MemberSpan struct {
	model.Member
	FromRun  string
	From, To time.Time
}

// MemberHistory lists every membership that an entity ever had, by time and
// customer. A new line of a customer that stayed is new evidence.
func (db *DB) MemberHistory(ctx context.Context, p model.Principal, entity string) ([]MemberSpan, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var out []MemberSpan
	var streams [][2]int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		m := MemberSpan{Member: model.Member{Entity: entity}}
		var s [2]int64
		var from, to int64
		err := rows.Scan(&s[0], &m.Customer.ID, &s[1], &m.Evidence.With.ID, &m.Evidence.Bits, &m.Evidence.Why, &m.FromRun, &from, &to)
		m.From, m.To = instant(from), instant(to)
		out, streams = append(out, m), append(streams, s)
		return err
	}, `SELECT c.stream_id, c.ext_id, m.with_stream_id, m.with_ext_id, m.bits, m.why, COALESCE(f.id, ''), COALESCE(f.started, 0), COALESCE(t.started, 0)
		FROM entity e JOIN member m ON m.entity_id = e.id JOIN customer c ON c.id = m.customer_id
		LEFT JOIN run f ON f.seq = m.from_run LEFT JOIN run t ON t.seq = m.to_run
		WHERE e.public_id = ? ORDER BY m.from_run, c.stream_id, c.ext_id, m.id`, entity)
	if err != nil {
		return nil, fmt.Errorf("read the members that entity %s ever had: %w", entity, err)
	}
	for i := range out {
		m := &out[i]
		if m.Customer, err = db.ref(ctx, streams[i][0], m.Customer.ID); err != nil {
			return nil, err
		}
		if m.Evidence.With, err = db.ref(ctx, streams[i][1], m.Evidence.With.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
