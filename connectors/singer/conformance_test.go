package singer

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/bridge/bridgetest"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/clock"
)

// readTable is a log-based tap over a table on the disk.
func readTable(path string, args []string) {
	if strings.Contains(strings.Join(args, " "), "--discover") {
		fmt.Println(`{"streams":[{"tap_stream_id":"customers","stream":"customers","key_properties":["no"],
"schema":{"type":"object","properties":{"no":{"type":"string"},"name":{"type":"string"},"note":{"type":["null","string"]},"staff":{"type":"integer"},"sales":{"type":"number"},"changed":{"type":"string","format":"date-time"}}},
"metadata":[{"breadcrumb":[],"metadata":{"forced-replication-method":"LOG_BASED"}}]}]}`)
		return
	}
	var state struct{ Bookmarks map[string]int }
	var catalog struct {
		Streams []struct {
			Metadata []struct {
				Breadcrumb []string
				Metadata   struct{ Selected bool }
			}
		}
	}
	for i, a := range args {
		if into := map[string]any{"--state": &state, "--catalog": &catalog}[a]; into != nil {
			text, err := os.ReadFile(args[i+1])
			if err == nil {
				err = json.Unmarshal(text, into)
			}
			if err != nil {
				panic(err)
			}
		}
	}
	wanted := map[string]bool{"no": true}
	for _, m := range catalog.Streams[0].Metadata {
		if len(m.Breadcrumb) == 2 && m.Metadata.Selected {
			wanted[m.Breadcrumb[1]] = true
		}
	}
	ids, rows, err := bridgetest.Read(path)
	if err != nil {
		panic(err)
	}
	fmt.Println(`{"type":"SCHEMA","stream":"customers","schema":{},"key_properties":["no"]}`)
	out := json.NewEncoder(os.Stdout)
	for _, id := range ids {
		r := rows[id]
		if r.Change <= state.Bookmarks["customers"] {
			continue
		}
		fields := map[string]any{"no": id, "_sdc_deleted_at": nil, "changed": r.At}
		for k, v := range r.Fields {
			if wanted[k] {
				fields[k] = v
			}
		}
		if r.Gone {
			fields["_sdc_deleted_at"] = "2026-01-01T00:00:00Z"
		}
		_ = out.Encode(map[string]any{"type": "RECORD", "stream": "customers", "record": fields})
		_ = out.Encode(map[string]any{"type": "STATE", "value": map[string]any{"bookmarks": map[string]int{"customers": r.Change}}})
	}
}

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System: system,
		Open: func(t testing.TB) conformance.Instance {
			now := clock.NewManual(time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC))
			path := filepath.Join(t.TempDir(), "table.json")
			return conformance.Instance{World: bridgetest.New(t, path, now), Clock: now,
				Options: map[string]any{"command": []any{os.Args[0]}, "env": map[string]any{"TABLE": path}, "config": map[string]any{}},
				Objects: map[string]map[string]any{"customers": {"modified": "changed"}}}
		},
		Object: "customers", NameField: "name", Many: 2_003, EmptyField: "note", NumberField: "staff", MoneyField: "sales",
	})
}
