package store

import (
	"path/filepath"
	"strings"
	"testing"
)

// The lines of a page are found by their entities, however many others there are.
func TestLinesOfAPageAreFoundByTheirEntities(t *testing.T) {
	ctx := t.Context()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
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
