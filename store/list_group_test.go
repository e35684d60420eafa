package store

import (
	"path/filepath"
	"strings"
	"testing"
)

// What a page shows, or a plan compares, is found by its entities, however many
// others there are.
func TestRowsOfAPageAreFoundByTheirEntities(t *testing.T) {
	db := inside(t)
	ids := make([]any, 50)
	for name, c := range map[string]struct {
		query, step string
		args        []any
	}{
		"lines of the list": {listedAs, "SEARCH l USING INDEX entity_list_entity", nil},
		"tiers":             {targetTiersQuery(false), "SEARCH tier USING INDEX sqlite_autoindex_tier_1 (entity_id=? AND policy=?", []any{"group"}},
		"reasons":           {groupReasonsQuery, "SEARCH t USING INDEX sqlite_autoindex_tier_1 (entity_id=? AND policy=? AND scope=? AND to_run=?)", []any{"group", "group"}},
	} {
		var plan []struct {
			ID, Parent, Notused int
			Detail              string
		}
		if err := db.reads().list(t.Context(), &plan, "EXPLAIN QUERY PLAN "+c.query+in(len(ids)), append(c.args, ids...)...); err != nil {
			t.Fatal(err)
		}
		var steps []string
		for _, p := range plan {
			steps = append(steps, p.Detail)
		}
		if all := strings.Join(steps, "\n"); !strings.Contains(all, c.step) {
			t.Errorf("%s: the plan is\n%s", name, all)
		}
	}
}

// inside is an empty store on SQLite, for tests of what only this room sees.
func inside(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}
