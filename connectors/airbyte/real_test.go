package airbyte

import (
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
)

// A real source: its catalog is read, its records arrive with their keys, its
// state brings it on, and its counts agree with ours.
func TestARealSource(t *testing.T) {
	typ, _ := connectors.Lookup(system)
	cfg, errs := typ.Resolve(map[string]any{"command": []any{testkit.Python(t, "source-faker", "source-faker")},
		"config": map[string]any{"count": json.Number("250"), "seed": json.Number("7"), "parallelism": json.Number("1")}}, map[string]map[string]any{"users": {}})
	if errs != nil {
		t.Fatal(errs)
	}
	conn, err := typ.New(connectors.Env{Source: "faker", Log: slog.New(slog.DiscardHandler), Clock: clock.System(), Tokens: &conformance.Tokens{}}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	objects, err := conn.(connectors.Describer).Objects(t.Context())
	if err != nil || len(objects) != 3 {
		t.Errorf("%v, %v", err, objects)
	}
	cursor := map[string]connectors.Cursor{}
	pull := func() (ids map[string]bool, last connectors.Page) {
		ids = map[string]bool{}
		err := conn.(connectors.Puller).Pull(t.Context(), connectors.PullRequest{Object: "users", From: cursor, PageSize: 100}, func(p connectors.Page) error {
			for _, r := range p.Records {
				ids[r.ID] = true
				if r.Fields["name"] == "" || r.Modified.IsZero() {
					t.Errorf("row %+v", r)
				}
			}
			cursor[p.Partition], last = p.Next, p
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return ids, last
	}
	ids, last := pull()
	if len(ids) != 250 || !ids["1"] || !last.Last || last.Complete {
		t.Errorf("%d users, last %v, complete %v", len(ids), last.Last, last.Complete)
	}
	if again, last := pull(); len(again) > 250 || !last.Last {
		t.Errorf("the second run brought %d", len(again))
	}
}
