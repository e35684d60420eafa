package store

import (
	"path/filepath"
	"strings"
	"testing"
)

// The lines of a page are found by their entities, however many others there are.
func TestLinesOfAPageAreFoundByTheirEntities(t *testing.T) {
	ctx := t.Context()
	db := inside(t)
	var plan []struct {
		ID, Parent, Notused int
		Detail              string
	}
	ids := make([]string, 50)
	if err := db.reads().list(ctx, &plan, "EXPLAIN QUERY PLAN "+listedAs+in(len(ids)), anys(ids)...); err != nil {
		t.Fatal(err)
	}
	var steps []string
	for _, p := range plan {
		steps = append(steps, p.Detail)
	}
	if all := strings.Join(steps, "\n"); !strings.Contains(all, "SEARCH l USING INDEX entity_list_entity") {
		t.Errorf("the plan is\n%s", all)
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
