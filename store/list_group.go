package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var groupInsertion = insertion{table: "group_list", columns: []string{"group_id", "entities", "amount"}}

// GroupRow is a group of companies: its ultimate parent, how many entities it
// has, and their revenue by orders of the last twelve months with business.
type GroupRow struct {
	Group    string       `db:"group_id"`
	Entities int64        `db:"entities"`
	Amount   model.Amount `db:"amount"`
}

// refreshGroups makes the list of groups anew.
func (db *DB) refreshGroups(ctx context.Context, fence Fence) error {
	first := db.YearStart()
	var want []GroupRow
	err := db.reads().list(ctx, &want, "SELECT group_id, COUNT(*) AS entities, 0 AS amount FROM entity WHERE emptied_run = 0 AND group_id <> '' GROUP BY group_id HAVING COUNT(*) > 1 ORDER BY group_id")
	if err != nil {
		return err
	}
	rows := make([][]any, len(want))
	at := make(map[string]int, len(want))
	for i, g := range want {
		rows[i], at[g.Group] = []any{g.Group, g.Entities, int64(0)}, i
	}
	err = chunks(want, func(part []GroupRow) error {
		names := make([]any, len(part))
		for i, g := range part {
			names[i] = g.Group
		}
		return db.reads().rows(ctx, func(r *sql.Rows) error {
			var group string
			var amount int64
			err := r.Scan(&group, &amount)
			rows[at[group]][2] = amount
			return err
		}, `SELECT e.group_id, SUM(m.amount) FROM entity e JOIN fact_month m ON m.entity_id = e.id
			WHERE m.month >= ? AND m.topic = 'order' AND e.group_id IN `+in(len(part))+" GROUP BY e.group_id", append([]any{first}, names...)...)
	})
	if err != nil {
		return err
	}
	return db.InTx(ctx, fence, func(tx *Tx) error {
		if _, err := tx.exec(ctx, "DELETE FROM group_list"); err != nil {
			return err
		}
		return tx.insert(ctx, groupInsertion, rows)
	})
}

// YearStart is the first of the twelve months that end with this one, such as
// 202512.
func (db *DB) YearStart() int {
	return model.MonthOf(model.DateOf(db.opt.Clock.Now()).AddMonths(-11))
}

// Groups lists groups by revenue, the largest first, after the last one of the
// page before; limit rows. Only the whole group sees it.
func (db *DB) Groups(ctx context.Context, p model.Principal, after *GroupRow, limit int) ([]GroupRow, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	where, args := "1 = 1", []any(nil)
	if after != nil {
		where, args = "amount <= ? AND (amount < ? OR group_id < ?)", []any{int64(after.Amount), int64(after.Amount), after.Group}
	}
	var out []GroupRow
	if err := db.reads().list(ctx, &out, "SELECT group_id, entities, amount FROM group_list WHERE "+where+" ORDER BY amount DESC, group_id DESC LIMIT ?", append(args, limit)...); err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	return out, nil
}

// GroupOf is one line of Groups; a customer that stands alone has none.
func (db *DB) GroupOf(ctx context.Context, p model.Principal, group string) (GroupRow, bool, error) {
	if !p.Group() {
		return GroupRow{}, false, ErrHidden
	}
	var out []GroupRow
	err := db.reads().list(ctx, &out, "SELECT group_id, entities, amount FROM group_list WHERE group_id = ?", group)
	if err != nil || len(out) == 0 {
		return GroupRow{}, false, err
	}
	return out[0], true, nil
}

// listedAs asks for the lines of entities in all units: asked for those of no unit,
// SQLite would go through the lines of everybody.
const listedAs = `SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band FROM entity e JOIN entity_list l ON l.entity_id = e.id
			WHERE e.public_id IN `

// ListedAs are the lines of the list of some entities, by id.
func (db *DB) ListedAs(ctx context.Context, p model.Principal, entities []string) (map[string]ListRow, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := make(map[string]ListRow, len(entities))
	err := chunks(entities, func(part []string) error {
		var keys []listKey
		err := db.reads().list(ctx, &keys, listedAs+in(len(part)), anys(part)...)
		if err != nil {
			return err
		}
		keys = slices.DeleteFunc(keys, func(k listKey) bool { return k.Unit != "" })
		rows, err := db.dress(ctx, p, keys)
		for _, r := range rows {
			out[r.Entity] = r
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list %d entities: %w", len(entities), err)
	}
	return out, nil
}

// ChildrenOf lists the living entities directly under one, by name, after the name
// and id of the last one of the page before.
func (db *DB) ChildrenOf(ctx context.Context, p model.Principal, parent string, after ListMark, limit int) ([]ListRow, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	id, _, err := db.follow(ctx, parent)
	if err != nil {
		return nil, err
	}
	var keys []listKey
	err = db.reads().list(ctx, &keys, `SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band FROM edge x JOIN entity_list l ON l.entity_id = x.child_id AND l.unit = ''
		WHERE x.to_run = 0 AND x.parent_id = ? AND l.name_sort >= ? AND (l.name_sort > ? OR l.entity_id > ?) ORDER BY l.name_sort, l.entity_id LIMIT ?`,
		id, after.Name, after.Name, after.Entity, limit)
	if err != nil {
		return nil, fmt.Errorf("list the entities under %s: %w", parent, err)
	}
	return db.dress(ctx, p, keys)
}
