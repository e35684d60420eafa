package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
)

var entityInsertion = insertion{
	table:   "entity",
	columns: []string{"public_id", "kind", "name", "name_fold", "parent", "group_id", "quality", "created_run", "changed_run", "emptied_run"},
	keys:    []string{"public_id"},
	keep:    []string{"created_run"},
}

// ratingInsertion is of known entities of which nothing but the quality is another. To
// SQLite a column that is named has changed: it would be taken out of its index and
// put in again.
var ratingInsertion = insertion{table: "entity", columns: []string{"public_id", "quality", "changed_run"}, keys: []string{"public_id"}}

var valueInsertion = insertion{
	table:   "entity_value",
	columns: []string{"entity_id", "attr", "text", "from_stream_id", "from_ext_id", "rule", "from_run", "to_run"},
	keys:    []string{"entity_id", "attr", "to_run"},
}

type entityRow struct {
	ID         int64  `db:"id"`
	Public     string `db:"public_id"`
	Kind       string `db:"kind"`
	Name       string `db:"name"`
	Parent     string `db:"parent"`
	Group      string `db:"group_id"`
	Quality    int    `db:"quality"`
	CreatedRun int64  `db:"created_run"`
	ChangedRun int64  `db:"changed_run"`
	EmptiedRun int64  `db:"emptied_run"`
}

const entityColumns = "id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run"

// saveEntities writes entities that differ from what is stored, and their values;
// an entity with another value counts as changed too.
func (tx *Tx) saveEntities(ctx context.Context, run int64, changes []EntityChange, n *MasterCounts) error {
	sorted := slices.SortedStableFunc(slices.Values(changes), func(a, b EntityChange) int { return cmp.Compare(a.ID, b.ID) })
	return chunks(sorted, func(part []EntityChange) error {
		ids := make([]string, len(part))
		for i, c := range part {
			ids[i] = c.ID
		}
		stored := map[string]entityRow{}
		var rows []entityRow
		if err := tx.list(ctx, &rows, "SELECT "+entityColumns+" FROM entity WHERE public_id IN "+in(len(ids)), anys(ids)...); err != nil {
			return err
		}
		for _, r := range rows {
			stored[r.Public] = r
			tx.keys[r.Public] = r.ID
		}
		var write, rate [][]any
		same := map[string]bool{}
		for _, c := range part {
			want := wantedRow(c, run)
			old, known := stored[c.ID]
			if known {
				want.ID, want.CreatedRun, want.ChangedRun = old.ID, old.CreatedRun, old.ChangedRun
				if c.Emptied && old.EmptiedRun != 0 {
					want.EmptiedRun = old.EmptiedRun
				}
				if want == old {
					same[c.ID] = old.ChangedRun != run
					continue
				}
				if old.Quality = want.Quality; want == old {
					rate = append(rate, []any{want.Public, want.Quality, run})
					continue
				}
			}
			write = append(write, []any{want.Public, want.Kind, want.Name, cut(fold(want.Name), 255), want.Parent, want.Group, want.Quality, want.CreatedRun, run, want.EmptiedRun})
		}
		n.Entities += len(write) + len(rate)
		if err := tx.insert(ctx, entityInsertion, write); err != nil {
			return err
		}
		if err := tx.insert(ctx, ratingInsertion, rate); err != nil {
			return err
		}
		keys, err := tx.entityKeys(ctx, ids)
		if err != nil {
			return err
		}
		moved, err := tx.saveValues(ctx, run, part, keys, n)
		if err != nil {
			return err
		}
		var touched []any
		for _, id := range ids {
			if same[id] && moved[keys[id]] {
				touched = append(touched, keys[id])
			}
		}
		if len(touched) > 0 {
			_, err = tx.exec(ctx, "UPDATE entity SET changed_run = ? WHERE id IN "+in(len(touched)), append([]any{run}, touched...)...)
		}
		return err
	})
}

func wantedRow(c EntityChange, run int64) entityRow {
	r := entityRow{Public: c.ID, Kind: string(c.Kind), Name: cut(c.Name(), 255), Parent: c.Parent, Group: c.Group, Quality: c.Quality, CreatedRun: run, ChangedRun: run}
	if c.Emptied {
		r.EmptiedRun = run
	}
	return r
}

// openValue is a stored value that no run has ended.
type openValue struct {
	entity, id, stream, fromRun int64
	attr, text, ext, rule       string
}

// saveValues ends values that changed or went and opens the new ones. It tells
// whose values moved.
func (tx *Tx) saveValues(ctx context.Context, run int64, part []EntityChange, keys map[string]int64, n *MasterCounts) (moved map[int64]bool, err error) {
	moved = map[int64]bool{}
	ids := make([]any, len(part))
	for i, c := range part {
		ids[i] = keys[c.ID]
	}
	open := map[int64]map[string]openValue{}
	err = tx.rows(ctx, func(rows *sql.Rows) error {
		var v openValue
		err := rows.Scan(&v.id, &v.entity, &v.attr, &v.text, &v.stream, &v.ext, &v.rule, &v.fromRun)
		if open[v.entity] == nil {
			open[v.entity] = map[string]openValue{}
		}
		open[v.entity][v.attr] = v
		return err
	}, "SELECT id, entity_id, attr, text, from_stream_id, from_ext_id, rule, from_run FROM entity_value WHERE to_run = 0 AND entity_id IN "+in(len(ids)), ids...)
	if err != nil {
		return nil, err
	}
	var end []ended
	var write [][]any
	for _, c := range part {
		key := keys[c.ID]
		for _, attr := range slices.Sorted(maps.Keys(c.Values)) {
			v := c.Values[attr]
			stream, err := tx.streamID(ctx, v.From.Source, v.From.Object)
			if err != nil {
				return nil, err
			}
			old, known := open[key][attr]
			if known && old.text == v.Text && old.stream == stream && old.ext == v.From.ID && old.rule == v.Rule {
				continue
			}
			if known {
				end = append(end, ended{old.id, old.fromRun})
			}
			moved[key] = true
			write = append(write, []any{key, attr, v.Text, stream, v.From.ID, v.Rule, run, int64(0)})
		}
		for attr, old := range open[key] {
			if _, kept := c.Values[attr]; !kept {
				moved[key] = true
				end = append(end, ended{old.id, old.fromRun})
			}
		}
	}
	n.Values += len(write)
	if err := tx.end(ctx, "entity_value", run, end); err != nil {
		return nil, err
	}
	return moved, tx.insert(ctx, valueInsertion, write)
}

// ended is an open row of a history table that the run ends.
type ended struct{ id, fromRun int64 }

// end closes open rows. A row that this very run opened leaves no trace: within
// a run only its last word counts.
func (tx *Tx) end(ctx context.Context, table string, run int64, rows []ended) error {
	var drop, closing []any
	slices.SortFunc(rows, func(a, b ended) int { return int(a.id - b.id) })
	for _, r := range rows {
		if r.fromRun == run {
			drop = append(drop, r.id)
		} else {
			closing = append(closing, r.id)
		}
	}
	err := chunks(drop, func(part []any) error {
		_, err := tx.exec(ctx, "DELETE FROM "+table+" WHERE id IN "+in(len(part)), part...)
		return err
	})
	if err != nil {
		return err
	}
	return chunks(closing, func(part []any) error {
		_, err := tx.exec(ctx, "UPDATE "+table+" SET to_run = ? WHERE id IN "+in(len(part)), append([]any{run}, part...)...)
		return err
	})
}
