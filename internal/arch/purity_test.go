package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"
)

var (
	pureRooms = []string{"mapping", "mapping/clean", "matching", "master", "scoring", "internal/varint"}
	impure    = []string{"os", "os/exec", "net", "net/http", "database/sql", "math/rand", "math/rand/v2", "crypto/rand"}
	clock     = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}
)

func TestPureRoomsTouchNoWorldAndNoClock(t *testing.T) {
	for _, p := range packages(t) {
		if room, _ := roomOf(p.name); !slices.Contains(pureRooms, room) {
			continue
		}
		for _, imported := range p.imports {
			if slices.Contains(impure, imported) {
				t.Errorf("%s is pure and may not import %s", p.name, imported)
			}
		}
		for _, name := range p.files {
			for _, call := range clockCalls(t, filepath.Join(p.dir, name), nil) {
				t.Errorf("%s: a pure room is told the time", call)
			}
		}
	}
}

func TestClockCallsAreFound(t *testing.T) {
	const src = "package p\nimport \"time\"\nvar f = time.Now\nfunc g() { time.Sleep(time.Second) }\n"
	if calls := clockCalls(t, "p.go", src); len(calls) != 2 {
		t.Errorf("found %v, want time.Now and time.Sleep", calls)
	}
}

// clockCalls returns where a file uses the clock of the machine. src is as in
// parser.ParseFile.
func clockCalls(t *testing.T, file string, src any) (found []string) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, sel.Sel.Name) {
				found = append(found, set.Position(sel.Pos()).String()+" time."+sel.Sel.Name)
			}
		}
		return true
	})
	return found
}

func TestSQLScanningStaysWhereSQLIs(t *testing.T) {
	for _, p := range packages(t) {
		room, _ := roomOf(p.name)
		if slices.Contains(p.imports, "github.com/jmoiron/sqlx") && room != "store" && room != "connectors/sql" {
			t.Errorf("%s may not import sqlx: only store and connectors/sql may", p.name)
		}
	}
}
