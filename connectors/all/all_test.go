package all

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

var root = filepath.Join("..", "..")

// withoutFake reaches systems that have no fake: only their capabilities are
// asked, so that nothing has to answer there.
var withoutFake = map[string]struct {
	options map[string]any
	object  string
	own     map[string]any
}{
	"airbyte": {map[string]any{"command": "source"}, "customers", map[string]any{"deleted": "d"}},
	"singer":  {map[string]any{"command": "tap"}, "customers", map[string]any{"deleted": "d"}},
	"file":    {map[string]any{"folder": "."}, "customers", map[string]any{"key": "no"}},
	"sql":     {map[string]any{"driver": "sqlite", "dsn": "crm.db"}, "customers", map[string]any{"modified": "m", "deleted": "d"}},
	"tryton":  {map[string]any{"base_url": "http://localhost", "database": "d", "user": "u", "password": "p"}, "party.party", nil},
}

func TestEverySystemHasAPageAnExampleAndALineInEachTable(t *testing.T) {
	english, chinese := tables(t, "README.md")
	rights, rightsZH := tables(t, "permissions.md")
	for _, typ := range connectors.Types() {
		page := filepath.Join(root, "docs", "connectors", typ.Name+".md")
		if b, err := os.ReadFile(page); err != nil || !strings.Contains(string(b), "\n# 中文") && !strings.Contains(string(b), "\n## 中文") {
			t.Errorf("%s: no page in two languages: %v", typ.Name, err)
		}
		for _, name := range []string{"tierloop.yaml", "mapping.yaml"} {
			if _, err := os.Stat(filepath.Join(root, "configs", "examples", typ.Name, name)); err != nil {
				t.Errorf("%s: no example: %v", typ.Name, err)
			}
		}
		link := "[" + typ.Title + "](" + typ.Name + ".md)"
		if english[link] == nil || chinese[link] == nil {
			t.Errorf("docs/connectors/README.md lacks the line %s", link)
		}
		if len(rights[link]) != 5 || len(rightsZH[link]) != 5 {
			t.Errorf("docs/connectors/permissions.md lacks the line %s", link)
		}
	}
	if n := len(connectors.Types()); len(english) != n || len(chinese) != n {
		t.Errorf("%d systems are registered, the tables have %d and %d lines", n, len(english), len(chinese))
	}
}

func TestTheTablesSayWhatTheCapabilitiesSay(t *testing.T) {
	english, chinese := tables(t, "README.md")
	for _, typ := range connectors.Types() {
		caps := capsOf(t, typ)
		link := "[" + typ.Title + "](" + typ.Name + ".md)"
		for _, table := range []struct {
			rows        map[string][]string
			yes, no, to string
		}{{english, "yes", "no", " to "}, {chinese, "是", "否", " 至 "}} {
			cells := table.rows[link]
			if len(cells) != 11 {
				t.Errorf("%s has %d cells", link, len(cells))
				continue
			}
			for i, told := range []bool{caps.Incremental, caps.Windows, caps.SeesDeletes, caps.SeesMerges} {
				if want := map[bool]string{true: table.yes, false: table.no}[told]; !strings.HasPrefix(cells[2+i], want) {
					t.Errorf("%s, column %d: %q, the connector says %s", link, 3+i, cells[2+i], want)
				}
			}
			if want := thousands(caps.MaxPushBatch); cells[6] != want {
				t.Errorf("%s: batch %q, the connector says %s", link, cells[6], want)
			}
			if want := callsFor(10_000, caps, table.to); cells[7] != want {
				t.Errorf("%s: calls %q, the connector says %s", link, cells[7], want)
			}
		}
	}
}

// words are names that mean something else as well.
var words = []string{"file", "memory", "rest", "sql"}

// TestNoOtherRoomNamesASystem: a new system touches its own folder, the list of this
// one, an example and a page. The demo and the benchmarks choose some by name.
func TestNoOtherRoomNamesASystem(t *testing.T) {
	known := map[string]bool{}
	for _, typ := range connectors.Types() {
		known[typ.Name] = !slices.Contains(words, typ.Name)
	}
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		at, _ := filepath.Rel(root, path) // root is its beginning
		at = filepath.ToSlash(at)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (slices.Contains([]string{"connectors", "bench/cmd", "cmd/tierloop/demo", "e2e"}, at) || strings.HasPrefix(d.Name(), ".") && at != "."):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(at, ".go") || strings.HasSuffix(at, "_test.go") || at == "cmd/tierloop/demo.go":
			return nil
		}
		files++
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && known[text] {
					t.Errorf("%s names the system %s", at, text)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || files < 300 {
		t.Fatalf("%d files, %v", files, err)
	}
}

// capsOf asks for the capabilities of the customer object.
func capsOf(t *testing.T, typ connectors.Type) connectors.Caps {
	t.Helper()
	object := withoutFake[typ.Name].object
	options, objects := withoutFake[typ.Name].options, map[string]map[string]any{object: withoutFake[typ.Name].own}
	if typ.Fake != nil {
		f := typ.Fake(sandbox.Setup{Clock: clock.System(), Seed: 1})
		object = f.Objects()[0]
		options, objects = f.Options("http://localhost")
	}
	cfg, errs := typ.Resolve(options, objects)
	if errs != nil {
		t.Fatalf("%s: %v", typ.Name, errs)
	}
	c, err := typ.New(connectors.Env{Source: "docs", Dir: t.TempDir(), Clock: clock.System(), Tokens: &conformance.Tokens{}}, cfg)
	if err != nil {
		t.Fatalf("%s: %v", typ.Name, err)
	}
	caps := c.Caps(object)
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	return caps
}

// callsFor is how many pushes so many changes take in full batches.
func callsFor(changes int, caps connectors.Caps, to string) string {
	if caps.Write == connectors.WriteNone {
		return "–"
	}
	batches := thousands((changes + caps.MaxPushBatch - 1) / max(caps.MaxPushBatch, 1))
	switch caps.Write {
	case connectors.WriteOnePerCall:
		return thousands(changes)
	case connectors.WriteSharedValue:
		return batches + to + thousands(changes)
	}
	return batches
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	if n >= 1000 {
		s = s[:len(s)-3] + "," + s[len(s)-3:]
	}
	return s
}

// tables are the lines of the two tables of a page by their first cell.
func tables(t *testing.T, page string) (english, chinese map[string][]string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "docs", "connectors", page))
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(string(b), "\n# 中文")
	return lines(first), lines(second)
}

func lines(text string) map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "| [") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		out[cells[0]] = cells
	}
	return out
}
