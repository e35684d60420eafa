package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var memberInsertion = insertion{
	table:   "member",
	columns: []string{"customer_id", "entity_id", "with_stream_id", "with_ext_id", "bits", "why", "from_run", "to_run"},
}

// saveMembers moves customers to entities. The customers must be stored.
func (tx *Tx) saveMembers(ctx context.Context, run int64, members []model.Member, n *MasterCounts) error {
	all := make([]mapped[model.Member], len(members))
	for i, m := range slices.SortedStableFunc(slices.Values(members), func(a, b model.Member) int { return a.Customer.Compare(b.Customer) }) {
		stream, err := tx.streamID(ctx, m.Customer.Source, m.Customer.Object)
		if err != nil {
			return err
		}
		all[i] = mapped[model.Member]{value: m, ref: m.Customer, stream: stream}
	}
	return eachStream(all, func(part []mapped[model.Member]) error {
		entities := make([]string, len(part))
		for i, m := range part {
			entities[i] = m.value.Entity
		}
		keys, err := tx.entityKeys(ctx, entities)
		if err != nil {
			return err
		}
		open, err := tx.openMembers(ctx, part)
		if err != nil {
			return err
		}
		var end []ended
		var write [][]any
		for _, m := range part {
			old, known := open[m.ref.ID]
			if !known {
				return fmt.Errorf("customer %s: %w", m.ref, ErrNotFound)
			}
			e := m.value.Evidence
			with, err := tx.streamID(ctx, e.With.Source, e.With.Object)
			if err != nil {
				return err
			}
			want := openMember{customer: old.customer, id: old.id, fromRun: old.fromRun, entity: keys[m.value.Entity], stream: with, ext: e.With.ID, bits: e.Bits, why: cut(e.Why, 255)}
			if m.value.Entity == "" {
				want.entity = 0
			}
			if old.id != 0 && want == old || old.id == 0 && want.entity == 0 {
				continue
			}
			if old.id != 0 {
				end = append(end, ended{old.id, old.fromRun})
			}
			n.Members++
			if want.entity != 0 {
				write = append(write, []any{old.customer, want.entity, with, e.With.ID, e.Bits, want.why, run, int64(0)})
			}
		}
		if err := tx.end(ctx, "member", run, end); err != nil {
			return err
		}
		return tx.insert(ctx, memberInsertion, write)
	})
}

// openMember is a customer and, unless id is 0, its open membership.
type openMember struct {
	customer, id, entity, stream, fromRun int64
	ext, why                              string
	bits                                  float64
}

func (tx *Tx) openMembers(ctx context.Context, part []mapped[model.Member]) (map[string]openMember, error) {
	out := make(map[string]openMember, len(part))
	args := append([]any{part[0].stream}, anys(refIDs(part))...)
	err := tx.rows(ctx, func(rows *sql.Rows) error {
		var id string
		var m openMember
		err := rows.Scan(&id, &m.customer, &m.id, &m.entity, &m.stream, &m.ext, &m.bits, &m.why, &m.fromRun)
		out[id] = m
		return err
	}, `SELECT c.ext_id, c.id, COALESCE(m.id, 0), COALESCE(m.entity_id, 0), COALESCE(m.with_stream_id, 0), COALESCE(m.with_ext_id, ''),
		COALESCE(m.bits, 0), COALESCE(m.why, ''), COALESCE(m.from_run, 0)
		FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0
		WHERE c.stream_id = ? AND c.ext_id IN `+in(len(part)), args...)
	return out, err
}

// Members lists the open memberships of an entity that p sees, by customer.
func (db *DB) Members(ctx context.Context, p model.Principal, entity string) ([]MemberState, error) {
	return db.membersWhere(ctx, p, entity, "m.to_run = 0")
}

// MemberCounts is how many members of each entity p sees.
func (db *DB) MemberCounts(ctx context.Context, p model.Principal, entities []string) (map[string]int, error) {
	out := make(map[string]int, len(entities))
	cond, condArgs := customerSeen(p, "m.customer_id")
	err := chunks(entities, func(part []string) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var entity string
			var n int
			err := rows.Scan(&entity, &n)
			out[entity] = n
			return err
		}, "SELECT e.public_id, COUNT(*) FROM entity e JOIN member m ON m.entity_id = e.id AND m.to_run = 0 WHERE "+cond+
			" AND e.public_id IN "+in(len(part))+" GROUP BY e.public_id", append(append([]any{}, condArgs...), anys(part)...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("count the members of %d entities: %w", len(entities), err)
	}
	return out, nil
}

// MembersAsOf lists the memberships of an entity as they stood after a run.
func (db *DB) MembersAsOf(ctx context.Context, p model.Principal, entity string, run int64) ([]MemberState, error) {
	return db.membersWhere(ctx, p, entity, "m.from_run <= ? AND (m.to_run = 0 OR m.to_run > ?)", run, run)
}

// EntityOfAsOf is the entity that a customer belonged to after a run; ErrNotFound:
// to none.
func (db *DB) EntityOfAsOf(ctx context.Context, p model.Principal, customer model.Ref, run int64) (string, error) {
	if !p.Group() {
		return "", ErrHidden
	}
	stream, err := db.findStream(ctx, customer.Source, customer.Object)
	if err != nil {
		return "", err
	}
	var found []string
	err = db.reads().list(ctx, &found, `SELECT e.public_id FROM customer c JOIN member m ON m.customer_id = c.id JOIN entity e ON e.id = m.entity_id
		WHERE c.stream_id = ? AND c.ext_id = ? AND m.from_run <= ? AND (m.to_run = 0 OR m.to_run > ?)`, stream, customer.ID, run, run)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("entity of customer %s after run %d: %w", customer, run, err)
	}
	return found[0], nil
}

// membersWhere does not follow redirects for the past: an id that has lost since
// had members of its own then.
func (db *DB) membersWhere(ctx context.Context, p model.Principal, entity, when string, args ...any) ([]MemberState, error) {
	id, err := db.entityKey(ctx, entity)
	if len(args) == 0 {
		id, _, err = db.follow(ctx, entity)
	}
	if err != nil {
		return nil, err
	}
	cond, condArgs := customerSeen(p, "m.customer_id")
	out, err := db.members(ctx, when+" AND "+cond+" AND m.entity_id = ?", append(append(append([]any{}, args...), condArgs...), id)...)
	if err != nil {
		return nil, fmt.Errorf("read members of entity %s: %w", entity, err)
	}
	if !p.Group() {
		for i := range out {
			out[i].Evidence = model.Evidence{} // it speaks of other units' customers
		}
	}
	return out, nil
}

func (db *DB) members(ctx context.Context, where string, args ...any) ([]MemberState, error) {
	var out []MemberState
	var streams [][2]int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var m MemberState
		var s [2]int64
		err := rows.Scan(&s[0], &m.Customer.ID, &m.Entity, &s[1], &m.Evidence.With.ID, &m.Evidence.Bits, &m.Evidence.Why, &m.FromRun)
		out, streams = append(out, m), append(streams, s)
		return err
	}, `SELECT c.stream_id, c.ext_id, e.public_id, m.with_stream_id, m.with_ext_id, m.bits, m.why, m.from_run
		FROM member m JOIN customer c ON c.id = m.customer_id JOIN entity e ON e.id = m.entity_id WHERE `+where, args...)
	if err != nil {
		return nil, err
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
	sortByRef(out, func(m MemberState) model.Ref { return m.Customer })
	return out, nil
}
