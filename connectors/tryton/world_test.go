package tryton

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m, func() error { return goleak.Find() }) }

const tierTree = "Customer tier"

// erp is a real server with a person at it.
type erp struct {
	*testkit.TrytonServer
	t    testing.TB
	root int
	tier map[string]int // child of the tree by name
}

func newERP(t testing.TB) *erp {
	t.Helper()
	return furnish(t, testkit.Tryton(t))
}

// furnish empties a server and makes the tree, unless it stands there alone.
func furnish(t testing.TB, s *testkit.TrytonServer) *erp {
	t.Helper()
	e := &erp{TrytonServer: s, t: t, tier: map[string]int{}}
	e.empty(partyModel, ask[[]int](e, "model.party.party.search", []any{both}, 0, nil, nil))
	var all []int
	names := map[string]int{}
	for _, c := range ask[[]struct {
		ID   int
		Name string
	}](e, "model.party.category.search_read", []any{both}, 0, nil, nil, []string{"name"}) {
		names[c.Name] = c.ID
		all = append(all, c.ID)
	}
	gold, silver := names["Gold"], names["Silver"]
	if e.root = names[tierTree]; len(all) == 3 && e.root*gold*silver != 0 {
		e.tier["Gold"], e.tier["Silver"] = gold, silver
		return e
	}
	e.empty("party.category", all)
	e.root = e.NewCategory(tierTree, 0)
	for _, name := range []string{"Gold", "Silver"} {
		e.tier[name] = e.NewCategory(name, e.root)
	}
	return e
}

func (e *erp) empty(object string, ids []int) {
	if len(ids) > 0 {
		e.Call("model."+object+".delete", ids)
	}
}

// ask calls the server and decodes the result.
func ask[T any](e *erp, method string, params ...any) T {
	e.t.Helper()
	var out T
	if err := json.Unmarshal(e.Call(method, params...), &out); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
	return out
}

func num(id string) int {
	n, _ := strconv.Atoi(id) // 0 is nobody
	return n
}

func (e *erp) Put(object, id string, fields map[string]any) string {
	e.t.Helper()
	if id == "" {
		return strconv.Itoa(ask[[]int](e, "model."+object+".create", []any{fields})[0])
	}
	e.Call("model."+object+".write", []int{num(id)}, fields)
	return id
}

func (e *erp) PutAll(object string, rows []map[string]any) []string {
	e.t.Helper()
	var ids []string
	for _, id := range ask[[]int](e, "model."+object+".create", rows) {
		ids = append(ids, strconv.Itoa(id))
	}
	return ids
}

func (e *erp) Delete(object, id string) {
	e.t.Helper()
	e.Call("model."+object+".delete", []int{num(id)})
}

// Merge runs the wizard that a person would use.
func (e *erp) Merge(_, loser, winner string) bool {
	e.t.Helper()
	e.Call("model.res.user.warning.create", []any{map[string]any{"user": 1,
		"name": fmt.Sprintf("party.replace name %s %s", loser, winner), "always": true}})
	session := ask[[]any](e, "wizard.party.replace.create")[0]
	e.Call("wizard.party.replace.execute", session, map[string]any{"ask": map[string]any{"source": num(loser), "destination": num(winner)}}, "replace")
	return true
}

// Get reads a party with the name of its tier.
func (e *erp) Get(object, id string) (map[string]any, bool) {
	e.t.Helper()
	rows := ask[[]map[string]any](e, "model."+object+".search_read", []any{[]any{"id", "=", num(id)}, both}, 0, nil, nil, []string{"name", "categories"})
	if len(rows) == 0 {
		return nil, false
	}
	row := rows[0]
	list, _ := row["categories"].([]any)
	for _, c := range list {
		for name, child := range e.tier {
			if c == float64(child) {
				row["category:"+tierTree] = name
			}
		}
	}
	delete(row, "categories")
	return row, true
}

var both = []any{"active", "in", []bool{true, false}}

func (e *erp) IDs(object string) []string {
	e.t.Helper()
	var out []string
	for _, id := range ask[[]int](e, "model."+object+".search", []any{both}, 0, nil, nil) {
		out = append(out, strconv.Itoa(id))
	}
	slices.Sort(out)
	return out
}

func (e *erp) options() map[string]any {
	return map[string]any{"base_url": e.URL, "database": e.Database, "user": e.User, "password": e.Password}
}

// connect makes a connector; more options go in pairs, and the name of an
// object other than the party with nothing behind it.
func (e *erp) connect(more ...any) *conn {
	e.t.Helper()
	raw := e.options()
	objects := map[string]map[string]any{partyModel: nil}
	if len(more)%2 == 1 {
		objects[more[len(more)-1].(string)] = nil
	}
	for i := 0; i+1 < len(more); i += 2 {
		raw[more[i].(string)] = more[i+1]
	}
	typ, _ := connectors.Lookup(Name)
	cfg, errs := typ.Resolve(raw, objects)
	if len(errs) > 0 {
		e.t.Fatal(errs)
	}
	c, err := typ.New(e.env(), cfg)
	if err != nil {
		e.t.Fatal(err)
	}
	return c.(*conn)
}

func (e *erp) env() connectors.Env {
	return connectors.Env{Source: "erp", Clock: hasty{}, Transport: &http.Transport{DisableKeepAlives: true}, Tokens: &conformance.Tokens{}}
}

// TestConformance shares one server among its tests: a start costs a second.
func TestConformance(t *testing.T) {
	server := testkit.Tryton(t)
	conformance.Run(t, conformance.Opt{
		System: Name,
		Open: func(t testing.TB) conformance.Instance {
			e := furnish(t, server)
			f := newFront(t, e.URL)
			options := e.options()
			options["base_url"] = f.URL
			return conformance.Instance{World: e, Options: options, Objects: map[string]map[string]any{partyModel: {}}, Clock: hasty{}, Faults: f.faults}
		},
		WriteCall: "write",
		Object:    partyModel, NameField: "name", EmptyField: "name", Many: 120,
		Target: "category:" + tierTree, Values: [2]string{"Gold", "Silver"}, BadValue: "Goldd", MissingID: "999999",
		Field: connectors.FieldSpec{Name: "category:Score band", Label: "Score band", Type: connectors.TypeChoice,
			Options: []connectors.Choice{{Value: "high", Label: "High"}, {Value: "low", Label: "Low"}}},
	})
}
