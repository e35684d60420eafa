package singer

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge/bridgetest"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
)

// TestMain makes the test binary a tap that plays what a test wrote down.
func TestMain(m *testing.M) {
	if path := os.Getenv("TABLE"); path != "" {
		readTable(path, os.Args[1:])
		os.Exit(0)
	}
	if dir := os.Getenv("TAP"); dir != "" {
		play(dir, os.Args[1:])
		os.Exit(0)
	}
	testkit.Main(m)
}

// play writes the next run of the folder. A line that starts with ! is something
// to do: exit N, hang, say TEXT on standard error, config JSON to rewrite the
// configuration with.
func play(dir string, args []string) {
	flag := func(name string) string {
		for i, a := range args {
			if a == name && i+1 < len(args) {
				return args[i+1]
			}
		}
		return ""
	}
	file := "catalog.json"
	if !strings.Contains(strings.Join(args, " "), "--discover") {
		n := 1
		for ; exists(filepath.Join(dir, fmt.Sprintf("got-%d.json", n))); n++ {
		}
		got := map[string]json.RawMessage{}
		for _, name := range []string{"--config", "--catalog", "--properties", "--state"} {
			if path := flag(name); path != "" {
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
		file = fmt.Sprintf("run-%d.jsonl", n)
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(text)) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch word {
		case "!exit":
			n, _ := strconv.Atoi(rest)
			os.Exit(n)
		case "!hang":
			time.Sleep(time.Hour)
		case "!say":
			fmt.Fprintln(os.Stderr, rest)
		case "!config":
			if err := os.WriteFile(flag("--config"), []byte(rest), 0o600); err != nil {
				panic(err)
			}
		default:
			fmt.Print(line)
		}
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// stage is a tap and what was stored of it.
type stage struct {
	t      *testing.T
	dir    string
	tokens connectors.TokenStore
	conn   *Connector
	clock  *clock.Manual

	cursor map[string]connectors.Cursor
	pages  []connectors.Page
}

const customers = `{"streams":[{"tap_stream_id":"crm-customers","stream":"customers","key_properties":["id"],
"schema":{"type":"object","properties":{"id":{"type":"integer"},"name":{"type":["null","string"],"title":"名称"},"seen":{"type":["null","string"],"format":"date-time"},"secret":{"type":"string"}}},
"metadata":[{"breadcrumb":[],"metadata":{%s}},{"breadcrumb":["properties","id"],"metadata":{"inclusion":"automatic"}},{"breadcrumb":["properties","secret"],"metadata":{"inclusion":"available","selected-by-default":"false"}}]},
{"tap_stream_id":"orders","stream":"orders","schema":{},"metadata":[]}]}`

const isIncremental = `"valid-replication-keys":["seen"]`

func newStage(t *testing.T, meta string, options, object map[string]any, runs ...string) *stage {
	t.Helper()
	s := &stage{t: t, dir: t.TempDir(), tokens: &conformance.Tokens{}, cursor: map[string]connectors.Cursor{}, clock: clock.NewManual(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))}
	s.write("catalog.json", "welcome to the tap\n"+fmt.Sprintf(customers, meta))
	for i, r := range runs {
		s.write(fmt.Sprintf("run-%d.jsonl", i+1), r)
	}
	all := map[string]any{"command": []any{os.Args[0]}, "env": map[string]any{"TAP": s.dir}, "config": map[string]any{"api_token": "geheim9", "start": json.Number("1")}}
	for k, v := range options {
		all[k] = v
	}
	typ, _ := connectors.Lookup(system)
	cfg, errs := typ.Resolve(all, map[string]map[string]any{"crm-customers": object})
	if errs != nil {
		t.Fatal(errs)
	}
	conn, err := typ.New(connectors.Env{Source: "tap", Log: slog.New(slog.DiscardHandler), Clock: s.clock, Tokens: s.tokens}, cfg)
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

// pull runs the tap and stores the cursor of every page.
func (s *stage) pull(size int) error {
	s.pages = nil
	return s.conn.Pull(s.t.Context(), connectors.PullRequest{Object: "crm-customers", From: s.cursor, PageSize: size}, func(p connectors.Page) error {
		s.pages = append(s.pages, p)
		s.cursor[p.Partition] = p.Next
		s.clock.Advance(2 * time.Second)
		return nil
	})
}

// seen are the ids of the pull, deleted ones with a minus.
func (s *stage) seen() string { return bridgetest.Seen(s.pages) }

func (s *stage) last() connectors.Page { return s.pages[len(s.pages)-1] }

// got is what the tap was handed in a run.
func (s *stage) got(run int) map[string]json.RawMessage {
	s.t.Helper()
	return bridgetest.Handed(s.t, filepath.Join(s.dir, fmt.Sprintf("got-%d.json", run)))
}
