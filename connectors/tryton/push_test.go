package tryton

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

const tierField = "category:" + tierTree

// tierOf reads what really stands there.
func (e *erp) tierOf(id string) string {
	fields, _ := e.Get(partyModel, id)
	return connectors.TextOf(fields[tierField])
}

func (e *erp) parties(names ...string) []string {
	e.t.Helper()
	var ids []string
	for _, n := range names {
		ids = append(ids, e.Put(partyModel, "", values{"name": n}))
	}
	return ids
}

func setTier(id, tier string) connectors.PushItem {
	return connectors.PushItem{ID: id, Fields: values{tierField: tier}, Expect: values{tierField: nil}}
}

func outcomes(results []connectors.PushResult) []connectors.Outcome {
	var out []connectors.Outcome
	for _, r := range results {
		out = append(out, r.Outcome)
	}
	return out
}

func through(e *erp, f *front, more ...any) *conn {
	return e.connect(append([]any{"base_url", f.URL}, more...)...)
}

// The stamp of a record is whole seconds on SQLite: edits need a second between.
func aSecondLater() { time.Sleep(1100 * time.Millisecond) }

func TestEditsBetweenReadingAndWriting(t *testing.T) {
	e := newERP(t)
	f := newFront(t, e.URL)
	c := through(e, f)
	ids := e.parties("甲", "乙", "丙", "丁", "戊")
	aSecondLater()
	f.once("write", func() {
		e.Put(partyModel, ids[1], values{"categories": []any{[]any{"add", []int{e.tier["Silver"]}}}}) // the value itself
		e.Put(partyModel, ids[2], values{"name": "丙二"})                                               // another field
		e.Delete(partyModel, ids[3])
	})
	batch := []connectors.PushItem{setTier(ids[0], "Gold"), setTier(ids[1], "Gold"), setTier(ids[2], "Gold"), setTier(ids[3], "Gold"), setTier(ids[4], "Platin")}
	got, err := c.Push(t.Context(), partyModel, batch)
	if err != nil {
		t.Fatal(err)
	}
	want := []connectors.Outcome{connectors.Written, connectors.Conflict, connectors.Written, connectors.Missing, connectors.Rejected}
	if d := cmp.Diff(want, outcomes(got)); d != "" {
		t.Error(d)
	}
	if e.tierOf(ids[0])+e.tierOf(ids[1])+e.tierOf(ids[2]) != "GoldSilverGold" {
		t.Errorf("%q %q %q", e.tierOf(ids[0]), e.tierOf(ids[1]), e.tierOf(ids[2]))
	}
	if n := f.count("write"); n != 2 {
		t.Errorf("%d writes", n)
	}
}

func TestADeleteJustBeforeTheWriteSparesTheOthers(t *testing.T) {
	e := newERP(t)
	f := newFront(t, e.URL)
	ids := e.parties("甲", "乙")
	f.once("write", func() { e.Delete(partyModel, ids[0]) })
	got, err := through(e, f).Push(t.Context(), partyModel, []connectors.PushItem{setTier(ids[0], "Gold"), setTier(ids[1], "Gold")})
	if err != nil || got[0].Outcome != connectors.Missing || got[1].Outcome != connectors.Written || e.tierOf(ids[1]) != "Gold" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestALostAnswerIsUnknown(t *testing.T) {
	e := newERP(t)
	f := newFront(t, e.URL)
	c := through(e, f)
	ids := e.parties("甲", "乙", "丙")
	f.faults.Next("write", sandbox.ResetMidBody)
	batch := []connectors.PushItem{setTier(ids[0], "Gold"), setTier("999999", "Gold"), setTier(ids[1], "Silver")}
	got, err := c.Push(t.Context(), partyModel, batch)
	if d := cmp.Diff([]connectors.Outcome{connectors.Unknown, connectors.Missing, connectors.Unknown}, outcomes(got)); err != nil || d != "" {
		t.Error(err, d)
	}
	if f.count("write") != 1 || e.tierOf(ids[0]) != "Gold" {
		t.Errorf("%d writes, tier %q", f.count("write"), e.tierOf(ids[0]))
	}
	again, err := c.Push(t.Context(), partyModel, batch)
	if d := cmp.Diff([]connectors.Outcome{connectors.Unchanged, connectors.Missing, connectors.Unchanged}, outcomes(again)); err != nil || d != "" {
		t.Error(err, d)
	}
	// Nothing reached the server: an error, not an outcome.
	f.faults.Next("search_read", sandbox.ErrorBody, sandbox.ErrorBody, sandbox.ErrorBody, sandbox.ErrorBody, sandbox.ErrorBody, sandbox.ErrorBody)
	if got, err := c.Push(t.Context(), partyModel, []connectors.PushItem{setTier(ids[2], "Gold")}); connectors.KindOf(err) != connectors.KindUnavailable || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestVersionCountsOnlyWhereTheOldValueIsUnknown(t *testing.T) {
	e := newERP(t)
	c := e.connect()
	ids := e.parties("甲", "乙", "丙")
	recs, err := c.Fetch(t.Context(), partyModel, ids, []string{tierField})
	if err != nil || len(recs) != 3 {
		t.Fatal(recs, err)
	}
	aSecondLater()
	for _, id := range ids[:2] {
		e.Put(partyModel, id, values{"name": "改名"})
	}
	var batch []connectors.PushItem
	for i, r := range recs {
		it := setTier(r.ID, "Gold")
		it.Version = r.Version
		if i > 0 {
			it.Expect = nil
		}
		batch = append(batch, it)
	}
	got, err := c.Push(t.Context(), partyModel, batch)
	if d := cmp.Diff([]connectors.Outcome{connectors.Written, connectors.Conflict, connectors.Written}, outcomes(got)); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestOneChildOfEachTreeAndNoOtherCategoryIsTouched(t *testing.T) {
	e := newERP(t)
	c := e.connect()
	band := e.NewCategory("Score band", 0)
	high := e.NewCategory("high", band)
	own := e.NewCategory("Key account", 0)
	id := e.parties("甲")[0]
	e.Put(partyModel, id, values{"categories": []any{[]any{"add", []int{own, e.tier["Gold"], e.tier["Silver"]}}}})
	read := func() string {
		recs, err := c.Fetch(t.Context(), partyModel, []string{id}, []string{tierField, "category:Score band", "categories"})
		if err != nil || len(recs) != 1 {
			t.Fatal(recs, err)
		}
		f := recs[0].Fields
		return connectors.TextOf(f[tierField]) + "|" + connectors.TextOf(f["category:Score band"]) + "|" + fmt.Sprint(len(f["categories"].([]any)))
	}
	if got := read(); got != "Gold, Silver||3" {
		t.Errorf("two children read as %q", got)
	}
	push := func(fields values) {
		t.Helper()
		got, err := c.Push(t.Context(), partyModel, []connectors.PushItem{{ID: id, Fields: fields}})
		if err != nil || got[0].Outcome != connectors.Written {
			t.Errorf("%v: %v, %v", fields, got, err)
		}
	}
	push(values{tierField: "Silver", "category:Score band": "high", "name": "甲二"})
	if got := read(); got != "Silver|high|3" {
		t.Errorf("after the push: %q", got)
	}
	push(values{tierField: nil})
	if got := read(); got != "|high|2" {
		t.Errorf("after clearing: %q", got)
	}
	e.Call("model.party.category.write", []int{high}, values{"active": false})
	got, err := c.Push(t.Context(), partyModel, []connectors.PushItem{{ID: id, Fields: values{"category:Score band": "high"}}, {ID: id, Fields: values{tierField: "gold"}}})
	if err != nil || got[1].Outcome != connectors.Rejected || !strings.Contains(got[1].Err.Error(), `nearest is "Gold"`) {
		t.Errorf("%v, %v", got, err)
	}
	fields, _ := e.Get(partyModel, id)
	if fields["name"] != "甲二" {
		t.Errorf("name is %v", fields["name"])
	}
}

func TestPlainFields(t *testing.T) {
	e := newERP(t)
	c := e.connect()
	id := e.parties("甲")[0]
	for _, tt := range []struct {
		field string
		value any
		want  connectors.Outcome
		kind  connectors.Kind
	}{
		{"name", "新名", connectors.Written, ""},
		{"name", "新名", connectors.Unchanged, ""},
		{"email", "x@example.com", connectors.Rejected, connectors.KindUnsupported},
		{"active", "false", connectors.Rejected, connectors.KindUnsupported},
		{"addresses", "1", connectors.Rejected, connectors.KindUnsupported},
		{"customer_tier", "A", connectors.Rejected, connectors.KindNotFound},
		{"category:No such tree", "A", connectors.Rejected, connectors.KindNotFound},
		{tierField, "Platin", connectors.Rejected, connectors.KindInvalid},
	} {
		got, err := c.Push(t.Context(), partyModel, []connectors.PushItem{{ID: id, Fields: values{tt.field: tt.value}}})
		if err != nil || got[0].Outcome != tt.want || connectors.KindOf(got[0].Err) != tt.kind {
			t.Errorf("%s = %v: %v, %v", tt.field, tt.value, got, err)
		}
	}
}

func TestWire(t *testing.T) {
	choices := []byte(`[["",""],["a","Alpha"],["b","Beta"]]`)
	for _, tt := range []struct {
		f    fieldInfo
		text string
		want any // nil when it is refused
	}{
		{fieldInfo{Type: "char"}, "x", "x"},
		{fieldInfo{Type: "integer"}, "12", "12"},
		{fieldInfo{Type: "integer"}, "1.5", nil},
		{fieldInfo{Type: "integer"}, "1e3", nil},
		{fieldInfo{Type: "float"}, "87.5", "87.5"},
		{fieldInfo{Type: "float"}, "NaN", nil},
		{fieldInfo{Type: "numeric"}, "87.50", values{"__class__": "Decimal", "decimal": "87.50"}},
		{fieldInfo{Type: "numeric"}, "87,5", nil},
		{fieldInfo{Type: "boolean"}, "true", "true"},
		{fieldInfo{Type: "boolean"}, "yes", nil},
		{fieldInfo{Type: "date"}, "2026-03-01", values{"__class__": "date", "year": 2026, "month": 3, "day": 1}},
		{fieldInfo{Type: "date"}, "2026-02-30", nil},
		{fieldInfo{Type: "selection", Selection: choices}, "a", "a"},
		{fieldInfo{Type: "selection", Selection: choices}, "Alpha", nil},
		{fieldInfo{Type: "selection", Selection: []byte(`"get_types"`)}, "whatever", "whatever"},
	} {
		got, e := tt.f.wire("f", tt.text)
		if tt.want == nil {
			if e == nil || e.Kind != connectors.KindInvalid {
				t.Errorf("%s %q was taken as %v", tt.f.Type, tt.text, got)
			}
			continue
		}
		if w, isText := tt.want.(string); isText {
			if e != nil || connectors.TextOf(got) != w {
				t.Errorf("%s %q: %v, %v", tt.f.Type, tt.text, got, e)
			}
		} else if d := cmp.Diff(tt.want, got); e != nil || d != "" {
			t.Errorf("%s %q: %v %s", tt.f.Type, tt.text, e, d)
		}
	}
}

func TestParamsShareEqualValues(t *testing.T) {
	p := &push{batch: []connectors.PushItem{{ID: "1"}, {ID: "2"}, {ID: "3"}, {ID: "1"}},
		written: []map[string]any{{"a": "x"}, {"a": "y"}, {"a": "x"}, {"a": "x"}}}
	want := []any{[]int64{1, 3}, map[string]any{"a": "x"}, []int64{2}, map[string]any{"a": "y"}}
	if d := cmp.Diff(want, p.params([]int{0, 1, 2, 3})); d != "" {
		t.Error(d)
	}
}

func TestTreesAreMadeExtendedAndLeftAlone(t *testing.T) {
	e := newERP(t)
	c := e.connect()
	spec := func(name string, typ connectors.FieldType, options ...string) connectors.FieldSpec {
		s := connectors.FieldSpec{Name: name, Label: name, Type: typ}
		for _, o := range options {
			s.Options = append(s.Options, connectors.Choice{Value: o, Label: o})
		}
		return s
	}
	ensure := func(s connectors.FieldSpec, dry bool) connectors.FieldAction {
		t.Helper()
		got, err := c.EnsureFields(t.Context(), partyModel, []connectors.FieldSpec{s}, dry)
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		return got[0].Action
	}
	categories := func() int {
		return ask[int](e, "model.party.category.search_count", []any{both})
	}
	e.Call("model.party.category.write", []int{e.tier["Silver"]}, values{"active": false})
	before := categories()
	tier := spec(tierField, connectors.TypeChoice, "Gold", "Silver", "Bronze")
	for _, tt := range []struct {
		spec connectors.FieldSpec
		dry  bool
		want connectors.FieldAction
		more int // categories than before
	}{
		{tier, true, connectors.FieldExtended, 0},
		{spec("category:New", connectors.TypeChoice, "a"), true, connectors.FieldCreated, 0},
		{tier, false, connectors.FieldExtended, 1},
		{tier, false, connectors.FieldExists, 1},
		{spec("category:New", connectors.TypeChoice, "a", "b"), false, connectors.FieldCreated, 4},
		{spec("category:New", connectors.TypeNumber), false, connectors.FieldMismatch, 4},
		{spec("name", connectors.TypeText), false, connectors.FieldExists, 4},
		{spec("name", connectors.TypeNumber), false, connectors.FieldMismatch, 4},
		{spec("customer_tier", connectors.TypeText), false, connectors.FieldManual, 4},
	} {
		if got := ensure(tt.spec, tt.dry); got != tt.want || categories() != before+tt.more {
			t.Errorf("%s, dry %v: %s with %d more categories, want %s with %d", tt.spec.Name, tt.dry, got, categories()-before, tt.want, tt.more)
		}
	}
	id := e.parties("甲")[0]
	got, err := c.Push(t.Context(), partyModel, []connectors.PushItem{setTier(id, "Silver")})
	if err != nil || got[0].Outcome != connectors.Written {
		t.Errorf("a child that was woken up: %v, %v", got, err)
	}
}
