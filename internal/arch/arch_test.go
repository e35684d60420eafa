package arch

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// rooms lists who may know whom of ours. A package lives in the first room whose
// name (a path.Match pattern) fits the beginning of its path; it may know its own
// room and the rooms listed, its tests also those under tests.
var rooms = []struct{ name, may, tests string }{
	{"model", "", "internal/*"},
	{"mapping/clean", "model", "internal/*"},
	{"mapping", "model mapping/clean", "internal/*"},
	{"matching", "model mapping/clean", "internal/*"},
	{"master", "model mapping/clean", "internal/*"},
	{"scoring", "model mapping/clean internal/varint", "internal/*"},
	{"internal/fault", "internal/phrase", "internal/*"},
	{"internal/*", "", "internal/*"},
	{"connectors/all", "connectors/*", "connectors internal/*"},
	{"connectors/sandbox", "internal/*", ""},
	{"connectors/rest", "model connectors connectors/sandbox internal/*", "connectors/conformance"},
	{"connectors/bridge", "model connectors connectors/sandbox internal/*", ""},
	{"connectors/probe", "model connectors internal/*", "connectors/memory connectors/conformance"},
	{"connectors/conformance", "model connectors connectors/rest connectors/sandbox internal/*", "connectors/memory"},
	{"connectors/*", "model connectors connectors/rest connectors/bridge connectors/sandbox internal/*", "connectors/conformance"},
	{"connectors", "model connectors/sandbox internal/*", ""},
	{"store", "model internal/*", ""},
	{"notify", "model internal/*", ""},
	{"configs", "model notify connectors mapping mapping/clean matching master scoring internal/*", ""},
	{"sync", "model mapping mapping/clean matching master scoring connectors connectors/rest store privacy configs internal/*",
		"connectors/memory connectors/conformance"},
	{"privacy", "model store internal/*", ""},
	{"report", "model store internal/*", ""},
	{"access", "model store internal/*", ""},
	{"web", "model report access configs internal/*", "store"},
	{"bench/cmd", "* */*", ""},
	{"bench", "model access web mapping mapping/clean matching master scoring connectors connectors/rest connectors/memory store privacy configs sync report internal/*", ""},
	{"cmd", "* */*", ""},
	{"e2e", "* */*", "* */*"},
}

func TestEachRoomKnowsOnlyWhatItMay(t *testing.T) {
	for _, p := range packages(t) {
		if room, _ := roomOf(p.name); room == "" {
			t.Errorf("%s belongs to no room", p.name)
		}
		for _, imported := range p.imports {
			if known, ours := strings.CutPrefix(imported, module+"/"); ours && !mayKnow(p.name, known, false) {
				t.Errorf("%s may not know %s", p.name, known)
			}
		}
		for _, imported := range p.testImports {
			if known, ours := strings.CutPrefix(imported, module+"/"); ours && !mayKnow(p.name, known, true) {
				t.Errorf("the tests of %s may not know %s", p.name, known)
			}
		}
	}
}

// roomOf returns the room of a package, stars filled in, and its line in rooms.
func roomOf(name string) (room string, line int) {
	elements := strings.Split(name, "/")
	for i, r := range rooms {
		n := strings.Count(r.name, "/") + 1
		if n > len(elements) {
			continue
		}
		room := strings.Join(elements[:n], "/")
		if ok, _ := path.Match(r.name, room); ok {
			return room, i
		}
	}
	return "", -1
}

func mayKnow(name, known string, inTest bool) bool {
	room, line := roomOf(name)
	other, _ := roomOf(known)
	if line < 0 || room == other {
		return room == other
	}
	patterns := rooms[line].may
	if inTest {
		patterns += " " + rooms[line].tests
	}
	return slices.ContainsFunc(strings.Fields(patterns), func(p string) bool {
		ok, _ := path.Match(p, other)
		return ok
	})
}

func TestTheTableSaysWhatTheDesignSays(t *testing.T) {
	for _, tt := range []struct {
		name, known string
		inTest, may bool
	}{
		{"model", "internal/clock", false, false},
		{"scoring", "mapping/clean", false, true},
		{"scoring", "mapping", false, false},
		{"scoring", "internal/varint", false, true},
		{"scoring", "internal/clock", false, false},
		{"mapping/clean", "mapping", false, false},
		{"matching", "internal/clock", false, false},
		{"connectors", "connectors/odoo", false, false},
		{"connectors/odoo", "connectors/rest", false, true},
		{"connectors/odoo", "connectors/hubspot", false, false},
		{"connectors/odoo/wire", "connectors/odoo", false, true},
		{"connectors/odoo", "connectors/conformance", false, false},
		{"connectors/odoo", "connectors/conformance", true, true},
		{"connectors/odoo", "store", true, false},
		{"store", "connectors", false, false},
		{"store/storetest", "store", false, true},
		{"sync/engine", "sync/writeback", false, true},
		{"sync/engine", "connectors/odoo", true, false},
		{"sync/engine", "connectors/memory", true, true},
		{"sync/engine", "report", false, false},
		{"access", "store", false, true},
		{"access", "report", false, false},
		{"web", "access", false, true},
		{"web", "store", false, false},
		{"web", "sync/engine", false, false},
		{"report", "store", false, true},
		{"internal/testkit", "model", true, false},
		{"configs", "connectors/all", false, false},
		{"cmd/tierloop", "connectors/all", false, true},
		{"utilities", "model", false, false},
	} {
		if got := mayKnow(tt.name, tt.known, tt.inTest); got != tt.may {
			t.Errorf("%s (test: %v) may know %s: %v, want %v", tt.name, tt.inTest, tt.known, got, tt.may)
		}
	}
}
