package engine

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/memory"
)

func TestAMappingThatReadsMoreHasEverythingReadAnew(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.crm["cloud"].Put("customer", "c2", map[string]any{"name": "杭州云帆科技有限公司", "trade": "软件"})
	w.sync(Request{})
	w.file("mapping.yaml", strings.Replace(mappingYAML, "phone: phone,", "phone: phone, attributes.industry: trade,", 1))
	w.open(w.dir + "/tierloop.db")
	r := w.sync(Request{})
	if r.Run.Counts["pull.rows"] < 9 {
		t.Errorf("only %d rows were read", r.Run.Counts["pull.rows"])
	}
	found := false
	for _, e := range w.entities() {
		found = found || e.Values["industry"].Text == "软件"
	}
	if !found {
		t.Error("the new field did not arrive")
	}
	// Reading less, or the same, reads nothing anew.
	w.file("mapping.yaml", mappingYAML)
	w.open(w.dir + "/tierloop.db")
	if r := w.sync(Request{}); r.Run.Counts["pull.changed"] != 0 || r.Run.Counts["pull.new"] != 0 {
		t.Errorf("counts %v", r.Run.Counts)
	}
}
