package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

var (
	listInsertion = insertion{table: "entity_list", columns: []string{"unit", "tier", "name_sort", "entity_id", "band"}}
	listCounting  = insertion{table: "entity_list_count", columns: []string{"unit", "tier", "band", "n"}, keys: []string{"unit", "tier", "band"}}
)

// listMark is the counter that says which run is the first that the lists do not
// hold, for the tiers of one policy.
const listMark = "list:"

// RefreshLists brings what the console reads up to date with all runs up to this
// one: the list of entities with the tiers of a policy, the words by which customers
// are found, the groups, and the order of the review queue. It works in short
// transactions under the fence and can be cut off and run again without harm.
func (db *DB) RefreshLists(ctx context.Context, fence Fence, policy string, run int64) error {
	var held int64
	err := db.reads().get(ctx, &held, "SELECT value FROM counter WHERE name = ?", listMark+policy)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("refresh the lists: %w", err)
	}
	since := min(held, run) // this run, or a later one, may have been here before it went on
	steps := []func() error{
		func() error { return db.refreshEntities(ctx, fence, policy, since) },
		func() error { return db.refreshTerms(ctx, fence, since) },
		func() error { return db.refreshGroups(ctx, fence) },
		func() error { return db.WeighDoubts(ctx, fence) },
		func() error { return db.tidyMonthLog(ctx, fence) },
		func() error { return db.tidyTierLog(ctx, fence) },
		func() error {
			return db.InTx(ctx, fence, func(tx *Tx) error {
				if _, err := tx.exec(ctx, "DELETE FROM counter WHERE name LIKE 'list:%'"); err != nil {
					return err
				}
				return tx.insert(ctx, insertion{table: "counter", columns: []string{"name", "value"}, keys: []string{"name"}}, [][]any{{listMark + policy, max(held, run+1)}})
			})
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("refresh the lists: %w", err)
		}
	}
	return nil
}

// refreshEntities makes anew the rows of entities that a run since then touched,
// of all when since is 0.
func (db *DB) refreshEntities(ctx context.Context, fence Fence, policy string, since int64) error {
	touched := map[int64]bool{}
	collect := func(query string, args ...any) error {
		var ids []int64
		err := db.reads().list(ctx, &ids, query, args...)
		for _, id := range ids {
			touched[id] = true
		}
		return err
	}
	err := collect("SELECT id FROM entity WHERE changed_run >= ?", since)
	if since > 0 && err == nil {
		err = collect("SELECT entity_id FROM tier WHERE to_run > 0 AND to_run >= ?", since)
	}
	if since > 0 && err == nil {
		err = collect("SELECT entity_id FROM tier WHERE from_run >= ?", since)
	}
	if since > 0 && err == nil {
		err = collect("SELECT entity_id FROM member WHERE from_run >= ? OR to_run >= ?", since, since)
	}
	if since > 0 && err == nil {
		err = collect("SELECT m.entity_id FROM customer c JOIN member m ON m.customer_id = c.id AND m.to_run = 0 WHERE c.changed_run >= ?", since)
	}
	if err != nil {
		return err
	}
	ids := make([]int64, 0, len(touched))
	for id := range touched {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return chunks(ids, func(part []int64) error {
		return db.InTx(ctx, fence, func(tx *Tx) error { return tx.listEntities(ctx, policy, part) })
	})
}

// listKey is a row of entity_list.
type listKey struct {
	Unit   string `db:"unit"`
	Tier   string `db:"tier"`
	Name   string `db:"name_sort"`
	Entity int64  `db:"entity_id"`
	Band   int    `db:"band"`
}

func (tx *Tx) listEntities(ctx context.Context, policy string, ids []int64) error {
	var had []listKey
	if err := tx.list(ctx, &had, "SELECT unit, tier, name_sort, entity_id, band FROM entity_list WHERE entity_id IN "+in(len(ids)), anys(ids)...); err != nil {
		return err
	}
	want, err := tx.wantedList(ctx, policy, ids)
	if err != nil {
		return err
	}
	counts := map[listKey]int64{}
	changed := map[int64]bool{} // entities whose rows are all written again
	for _, k := range had {
		if !want[k] {
			changed[k.Entity] = true
		}
	}
	known := map[listKey]bool{}
	for _, k := range had {
		if changed[k.Entity] {
			counts[listKey{Unit: k.Unit, Tier: k.Tier, Band: k.Band}]--
		} else {
			known[k] = true
		}
	}
	var rows [][]any
	for k := range want {
		if !known[k] {
			counts[listKey{Unit: k.Unit, Tier: k.Tier, Band: k.Band}]++
			rows = append(rows, []any{k.Unit, k.Tier, k.Name, k.Entity, k.Band})
		}
	}
	if len(changed) > 0 {
		if _, err := tx.exec(ctx, "DELETE FROM entity_list WHERE entity_id IN "+in(len(changed)), keysOf(changed)...); err != nil {
			return err
		}
	}
	slices.SortFunc(rows, func(a, b []any) int { return compareCells(a, b) })
	if err := tx.insert(ctx, listInsertion, rows); err != nil {
		return err
	}
	return tx.countList(ctx, counts)
}

// wantedList is what the rows of the entities should be.
func (tx *Tx) wantedList(ctx context.Context, policy string, ids []int64) (map[listKey]bool, error) {
	var entities []struct {
		ID      int64  `db:"id"`
		Name    string `db:"name"`
		Quality int    `db:"quality"`
	}
	if err := tx.list(ctx, &entities, "SELECT id, name, quality FROM entity WHERE emptied_run = 0 AND id IN "+in(len(ids)), anys(ids)...); err != nil {
		return nil, err
	}
	var tiers []struct {
		Entity int64  `db:"entity_id"`
		Tier   string `db:"final_tier"`
	}
	if err := tx.list(ctx, &tiers, "SELECT entity_id, final_tier FROM tier WHERE policy = ? AND scope = 'group' AND to_run = 0 AND entity_id IN "+in(len(ids)), append([]any{policy}, anys(ids)...)...); err != nil {
		return nil, err
	}
	tier := map[int64]string{}
	for _, t := range tiers {
		tier[t.Entity] = t.Tier
	}
	var units []struct {
		Entity int64  `db:"entity_id"`
		Unit   string `db:"unit"`
	}
	if err := tx.list(ctx, &units, `SELECT DISTINCT m.entity_id, u.unit FROM member m JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0
		WHERE m.to_run = 0 AND m.entity_id IN `+in(len(ids)), anys(ids)...); err != nil {
		return nil, err
	}
	of := map[int64][]string{}
	for _, u := range units {
		if u.Unit != "" {
			of[u.Entity] = append(of[u.Entity], u.Unit)
		}
	}
	want := map[listKey]bool{}
	for _, e := range entities {
		k := listKey{Tier: tier[e.ID], Name: sortName(e.Name), Entity: e.ID, Band: e.Quality / 100}
		want[k] = true
		for _, k.Unit = range of[e.ID] {
			want[k] = true
		}
	}
	return want, nil
}

// sortName is by what names are ordered.
func sortName(name string) string {
	text := []rune(searchFold(name))
	return string(text[:min(len(text), 48)])
}

// countList adds to the counts of the facets.
func (tx *Tx) countList(ctx context.Context, add map[listKey]int64) error {
	var keys []listKey
	for k, n := range add {
		if n != 0 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b listKey) int {
		return compareCells([]any{a.Unit, a.Tier, "", int64(a.Band)}, []any{b.Unit, b.Tier, "", int64(b.Band)})
	})
	for _, k := range keys {
		n, err := tx.exec(ctx, "UPDATE entity_list_count SET n = n + ? WHERE unit = ? AND tier = ? AND band = ?", add[k], k.Unit, k.Tier, k.Band)
		if err == nil && n == 0 {
			err = tx.insert(ctx, listCounting, [][]any{{k.Unit, k.Tier, k.Band, add[k]}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func keysOf(set map[int64]bool) []any {
	out := make([]int64, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	slices.Sort(out)
	return anys(out)
}

// compareCells orders rows by unit, tier, name and key.
func compareCells(a, b []any) int {
	for i := range 3 {
		if x, y := a[i].(string), b[i].(string); x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return int(a[3].(int64) - b[3].(int64))
}
