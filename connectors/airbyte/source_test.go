package airbyte

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge/bridgetest"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/clock"
)

// TestMain makes the test binary a source: one over a table on the disk, or one
// that plays what a test wrote down.
func TestMain(m *testing.M) {
	if path := os.Getenv("TABLE"); path != "" {
		readTable(path, os.Args[1:])
		os.Exit(0)
	}
	if dir := os.Getenv("SOURCE"); dir != "" {
		play(dir, os.Args[1:])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func flagOf(args []string, name string) string {
	if i := slices.Index(args, name); i >= 0 && i+1 < len(args) {
		return args[i+1]
	}
	return ""
}

// play writes what stands in the file of the command; of reads, in that of the
// next run, after noting what the source was handed.
func play(dir string, args []string) {
	file := args[0] + ".jsonl"
	if args[0] == "read" {
		n := 1
		for ; exists(filepath.Join(dir, fmt.Sprintf("got-%d.json", n))); n++ {
		}
		got := map[string]json.RawMessage{}
		for _, name := range []string{"--config", "--catalog", "--state"} {
			if path := flagOf(args, name); path != "" {
				body, err := os.ReadFile(path)
				if err != nil {
					panic(err)
				}
				got[name] = body
			}
		}
		body, _ := json.Marshal(got)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("got-%d.json", n)), body, 0o600); err != nil {
			panic(err)
		}
		file = fmt.Sprintf("read-%d.jsonl", n)
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(text)) {
		if code, ok := strings.CutPrefix(line, "!exit "); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(code))
			os.Exit(n)
		}
		fmt.Print(line)
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

const (
	spec = `{"type":"SPEC","spec":{"connectionSpecification":{"properties":{"start":{"type":"string"},"auth":{"oneOf":[{"properties":{"pin":{"airbyte_secret":true}}}]}}}}}`
	good = `{"type":"LOG","log":{"level":"INFO","message":"hello"}}` + "\nnot json\n" + `{"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}}`
	both = `{"type":"CATALOG","catalog":{"streams":[{"name":"customers","json_schema":{"properties":{"id":{"type":"integer"},"name":{"type":["null","string"]},"updated":{"type":"string","format":"date-time"}}},"supported_sync_modes":["full_refresh","incremental"],"source_defined_cursor":true,"default_cursor_field":["updated"],"source_defined_primary_key":[["id"]],"extra":9007199254740993},
{"name":"orders","namespace":"shop","json_schema":{},"supported_sync_modes":["full_refresh"]}]}}`
)

// stage is a source and what was stored of it.
type stage struct {
	t     *testing.T
	dir   string
	conn  *Connector
	clock *clock.Manual

	cursor map[string]connectors.Cursor
	pages  []connectors.Page
}

func newStage(t *testing.T, object map[string]any, reads ...string) *stage {
	t.Helper()
	s := &stage{t: t, dir: t.TempDir(), cursor: map[string]connectors.Cursor{}, clock: clock.NewManual(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))}
	for name, text := range map[string]string{"spec": spec, "check": good, "discover": strings.ReplaceAll(both, "\n", "")} {
		s.write(name+".jsonl", text)
	}
	for i, r := range reads {
		s.write(fmt.Sprintf("read-%d.jsonl", i+1), r)
	}
	typ, _ := connectors.Lookup(system)
	cfg, errs := typ.Resolve(map[string]any{"command": []any{os.Args[0]}, "env": map[string]any{"SOURCE": s.dir}, "config": map[string]any{"auth": map[string]any{"pin": "geheim9"}}},
		map[string]map[string]any{"customers": object})
	if errs != nil {
		t.Fatal(errs)
	}
	conn, err := typ.New(connectors.Env{Source: "s", Log: slog.New(slog.DiscardHandler), Clock: s.clock, Tokens: &conformance.Tokens{}}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	s.conn = conn.(*Connector)
	return s
}

func (s *stage) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) pull(size int, fields ...string) error {
	s.pages = nil
	return s.conn.Pull(s.t.Context(), connectors.PullRequest{Object: "customers", From: s.cursor, PageSize: size, Fields: fields}, func(p connectors.Page) error {
		s.pages = append(s.pages, p)
		s.cursor[p.Partition] = p.Next
		s.clock.Advance(2 * time.Second)
		return nil
	})
}

func (s *stage) seen() string { return bridgetest.Seen(s.pages) }

func (s *stage) last() connectors.Page { return s.pages[len(s.pages)-1] }

func (s *stage) got(run int) map[string]json.RawMessage {
	s.t.Helper()
	return bridgetest.Handed(s.t, filepath.Join(s.dir, fmt.Sprintf("got-%d.json", run)))
}

// readTable is a source over a table on the disk, which captures its changes.
func readTable(path string, args []string) {
	switch args[0] {
	case "spec":
		fmt.Println(spec)
		return
	case "check":
		fmt.Println(`{"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}}`)
		return
	case "discover":
		fmt.Println(`{"type":"CATALOG","catalog":{"streams":[{"name":"customers","source_defined_cursor":true,"default_cursor_field":["_ab_cdc_updated_at"],"supported_sync_modes":["full_refresh","incremental"],"source_defined_primary_key":[["no"]],"json_schema":{"properties":{"no":{"type":"string"},"name":{"type":"string"},"note":{"type":["null","string"]},"staff":{"type":"integer"},"sales":{"type":"number"},"_ab_cdc_updated_at":{"type":"string","format":"date-time"},"_ab_cdc_deleted_at":{"type":["null","string"]}}}}]}}`)
		return
	}
	var catalog struct {
		Streams []struct {
			Stream struct {
				Schema struct{ Properties map[string]any } `json:"json_schema"`
			}
		}
	}
	var states []struct {
		Stream struct {
			State struct{ Change int } `json:"stream_state"`
		}
	}
	for flag, into := range map[string]any{"--catalog": &catalog, "--state": &states} {
		if file := flagOf(args, flag); file != "" {
			text, err := os.ReadFile(file)
			if err == nil {
				err = json.Unmarshal(text, into)
			}
			if err != nil {
				panic(err)
			}
		}
	}
	from := 0
	if len(states) > 0 {
		from = states[0].Stream.State.Change
	}
	ids, rows, err := bridgetest.Read(path)
	if err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	for _, id := range ids {
		r := rows[id]
		if r.Change <= from {
			continue
		}
		data := map[string]any{"no": id, "_ab_cdc_updated_at": r.At}
		for k, v := range r.Fields {
			if _, wanted := catalog.Streams[0].Stream.Schema.Properties[k]; wanted {
				data[k] = v
			}
		}
		if r.Gone {
			data["_ab_cdc_deleted_at"] = r.At
		}
		_ = out.Encode(map[string]any{"type": "RECORD", "record": map[string]any{"stream": "customers", "data": data, "emitted_at": 1}})
		_ = out.Encode(map[string]any{"type": "STATE", "state": map[string]any{"type": "STREAM", "sourceStats": map[string]any{"recordCount": 1.0},
			"stream": map[string]any{"stream_descriptor": map[string]any{"name": "customers"}, "stream_state": map[string]any{"Change": r.Change}}}})
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
				Objects: map[string]map[string]any{"customers": {}}}
		},
		Object: "customers", NameField: "name", Many: 2_003, EmptyField: "note", NumberField: "staff", MoneyField: "sales",
	})
}
