package engine

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
)

// drifted is a world whose CRM cloud changed the type of phone after a first run.
func drifted(t *testing.T, policy string) *world {
	w := newWorld(t, memory.Full(), "")
	if policy != "" {
		w.reconfigure("tierloop.yaml", "mapping: mapping.yaml,", "mapping: mapping.yaml, schema_drift: {customer: "+policy+"},")
	}
	fill(w)
	w.crm["cloud"].AddField("customer", connectors.Field{Name: "phone", Type: connectors.TypeText})
	w.crm["cloud"].Put("customer", "c1", map[string]any{"name": "泊岚电气(苏州)有限公司", "uscc": usccA, "phone": "0755-88886666"})
	w.sync(Request{})
	w.crm["cloud"].AddField("customer", connectors.Field{Name: "phone", Type: connectors.TypeNumber})
	w.crm["cloud"].Put("customer", "c1", map[string]any{"name": "泊岚电气(苏州)股份有限公司", "uscc": usccA, "phone": "0755-88887777"})
	return w
}

// phones of c1 as the store has them.
func (w *world) phones() string {
	w.t.Helper()
	c, err := w.db.CustomerByRef(w.t.Context(), model.SystemPrincipal(), model.Ref{Source: w.engine.Config.Sources[0].Name, Object: "customer", ID: "c1"})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, p := range c.Phones {
		out = append(out, p.Raw)
	}
	return c.Name + " " + strings.Join(out, " ")
}

func TestAChangedFieldDoesWhatThePolicyOfItsObjectSays(t *testing.T) {
	for _, tt := range []struct {
		policy, code string
		state        model.RunState
		holds        string
	}{
		{"", "E2208", model.RunPartial, "泊岚电气(苏州)股份有限公司 0755-88887777"},
		{"evolve", "E2208", model.RunPartial, "泊岚电气(苏州)股份有限公司 0755-88887777"},
		{"discard", "E2208", model.RunPartial, "泊岚电气(苏州)股份有限公司 "},
		{"freeze", "E6007", model.RunPartial, "泊岚电气(苏州)有限公司 0755-88886666"},
	} {
		w := drifted(t, tt.policy)
		r, code := w.exit(Request{})
		if r.Run.State != tt.state || len(r.Faults) != 1 || r.Faults[0].Code != tt.code || !strings.Contains(r.Faults[0].Error(), "phone") {
			t.Errorf("%s: %s, %v", tt.policy, r.Run.State, r.Faults)
		}
		if tt.code == "E6007" && code != fault.ExitGate || tt.code == "E2208" && r.Run.Counts["pull.schema"] != 1 {
			t.Errorf("%s: exit %d, counts %v", tt.policy, code, r.Run.Counts)
		}
		if got := w.phones(); got != tt.holds {
			t.Errorf("%s: c1 is %q, want %q", tt.policy, got, tt.holds)
		}
		// The other system was read all the same, and a lasting change is told once.
		if got := w.tiers("iot"); got != "i1=A i2=C" {
			t.Errorf("%s: iot shows %q", tt.policy, got)
		}
		if again, _ := w.exit(Request{}); tt.policy != "freeze" && len(again.Faults) != 0 {
			t.Errorf("%s: told again: %v", tt.policy, again.Faults)
		}
		w.sync(Request{AcceptSchema: true})
		w.sync(Request{Full: true})
		if got := w.phones(); got != "泊岚电气(苏州)股份有限公司 0755-88887777" {
			t.Errorf("%s: accepted, and c1 is %q", tt.policy, got)
		}
	}
}

func TestANewFieldStopsAFrozenObjectAlone(t *testing.T) {
	for policy, want := range map[string]int{"evolve": 0, "discard": 0, "freeze": 1} {
		w := newWorld(t, memory.Full(), "")
		w.reconfigure("tierloop.yaml", "mapping: mapping.yaml,", "mapping: mapping.yaml, schema_drift: {'*': "+policy+"},")
		fill(w)
		w.sync(Request{})
		w.crm["cloud"].AddField("order", connectors.Field{Name: "memo", Type: connectors.TypeText})
		if r, _ := w.exit(Request{}); len(r.Faults) != want {
			t.Errorf("%s: %v", policy, r.Faults)
		}
	}
}
