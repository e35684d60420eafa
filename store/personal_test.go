package store

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// A column that is added to the schema must be said to hold data of persons, or why
// it holds none: an erasure looks nowhere else.
func TestEveryColumnIsLookedThroughOrHoldsNoPersons(t *testing.T) {
	ctx := context.Background()
	db := inside(t)
	said := map[string]bool{}
	for _, l := range personals {
		for _, c := range slices.Concat(l.texts, l.docs) {
			said[l.table+"."+c] = true
		}
	}
	for _, names := range withoutPersons {
		for _, name := range strings.Fields(names) {
			if said[name] {
				t.Errorf("%s is said twice", name)
			}
			said[name] = true
		}
	}
	var columns []struct {
		Table string `db:"tab"`
		Name  string `db:"name"`
		Type  string `db:"type"`
	}
	err := db.reads().list(ctx, &columns, `SELECT m.name AS tab, c.name AS name, c.type AS type FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%'`)
	if err != nil || len(columns) < 100 {
		t.Fatalf("%d columns, %v", len(columns), err)
	}
	for _, c := range columns {
		name := c.Table + "." + c.Name
		if (c.Type == "TEXT" || c.Type == "BLOB") && !said[name] {
			t.Errorf("%s: is it in personals or in withoutPersons?", name)
		}
		delete(said, name)
	}
	for name := range said {
		t.Errorf("there is no %s", name)
	}
}
