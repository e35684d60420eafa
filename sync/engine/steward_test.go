package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// decide writes what a steward lays down.
func (w *world) decide(fn func(context.Context, *store.Tx) error) {
	w.t.Helper()
	ctx := context.Background()
	if err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// ref is a customer of a unit's CRM.
func (w *world) ref(unit, id string) model.Ref {
	return model.Ref{Source: unit, Object: "customer", ID: id}
}

// of is the entity of a customer.
func (w *world) of(unit, id string) store.StoredEntity {
	w.t.Helper()
	entity, err := w.db.EntityOf(context.Background(), model.SystemPrincipal(), w.ref(unit, id))
	if err != nil {
		w.t.Fatal(err)
	}
	e, err := w.db.Entity(context.Background(), model.SystemPrincipal(), entity)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func TestAnOverrideHoldsUntilItsLastDay(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	id := w.of("cloud", "c2").ID
	w.decide(func(ctx context.Context, tx *store.Tx) error {
		return tx.SaveOverride(ctx, model.Override{Entity: id, Attribute: "city", Text: "湖州", Until: model.UntilDate, Expires: model.NewDate(2026, time.November, 2), Author: "li", Reason: "搬迁"})
	})
	for day, want := range []string{"湖州", "湖州", ""} {
		w.sync(Request{Stages: []string{"match"}})
		if v := w.of("cloud", "c2").Values["city"]; v.Text != want {
			t.Errorf("%d days later the city is %+v, want %q", day, v, want)
		}
		w.clock.Advance(23 * time.Hour)
	}
}

func TestAVerdictThatCannotBeCarriedOutIsReported(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	say := func(a, b model.Ref, v model.Verdict) {
		w.decide(func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveDecision(ctx, model.Decision{A: a, B: b, Verdict: v, Author: "li", Reason: "电话核实"})
		})
	}
	say(w.ref("cloud", "c1"), w.ref("cloud", "c2"), model.Same)
	say(w.ref("cloud", "c2"), w.ref("cloud", "c3"), model.Same)
	say(w.ref("cloud", "c1"), w.ref("cloud", "c3"), model.Different)
	r, _ := w.engine.Run(context.Background(), Request{Stages: []string{"match"}})
	if len(r.Faults) != 1 || r.Faults[0].Code != "E2207" {
		t.Fatalf("faults %v, want one E2207", r.Faults)
	}
	one, two, three := w.of("cloud", "c1").ID, w.of("cloud", "c2").ID, w.of("cloud", "c3").ID
	if one == three || (one == two) == (two == three) {
		t.Errorf("entities %s, %s and %s: want c2 with one of the others", one, two, three)
	}
	journal, err := w.db.Journal(context.Background(), model.SystemPrincipal(), two)
	if err != nil {
		t.Fatal(err)
	}
	if last := journal[len(journal)-1]; last.Op != model.EntityMerged || last.Author != "li" || last.Reason != "电话核实" {
		t.Errorf("the journal ends with %+v", last)
	}
}

func TestASourceTakenOutOfTheConfigurationNoLongerFeedsGoldenValues(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.crm["cloud"].Put("customer", "c1", map[string]any{"name": "泊岚电气(苏州)有限公司", "uscc": usccA, "phone": "021-26803542", "parent": "c2"})
	w.sync(Request{})
	shared, alone := w.of("iot", "i1").ID, w.of("cloud", "c3").ID
	if e := w.of("iot", "i1"); e.Values["phone"].From != w.ref("cloud", "c1") || e.Parent != w.of("cloud", "c2").ID {
		t.Fatalf("to begin with, the phone comes from %v and the parent is %q", e.Values["phone"].From, e.Parent)
	}
	text := readFile(t, w.dir+"/tierloop.yaml")
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.Contains(line, "name: cloud") {
			kept = append(kept, line)
		}
	}
	w.file("tierloop.yaml", strings.Join(kept, "\n"))
	w.open(w.dir + "/tierloop.db")
	w.sync(Request{Stages: []string{"match"}})
	e := w.of("iot", "i1")
	if e.ID != shared || w.of("cloud", "c1").ID != shared {
		t.Error("the members came apart")
	}
	if e.Values["phone"].Text != "" || e.Values["name"].From != w.ref("iot", "i1") || e.Parent != "" {
		t.Errorf("the source that was taken out still speaks: phone %+v, name %+v, parent %q", e.Values["phone"], e.Values["name"], e.Parent)
	}
	if e := w.of("cloud", "c3"); e.ID != alone || e.Name() != "成都没有订单有限公司" {
		t.Errorf("an entity of which nobody else speaks lost its name: %+v", e.Entity)
	}
}

func TestTheHierarchyFollowsStewardsThenListsThenSources(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.crm["cloud"].Put("customer", "c2", map[string]any{"name": "杭州云帆科技有限公司", "parent": "c3"})
	w.sync(Request{})
	parent := func() string { return w.of("cloud", "c2").Parent }
	run := func(want model.Ref) {
		t.Helper()
		w.sync(Request{Stages: []string{"match"}})
		if id := w.of(want.Source, want.ID).ID; parent() != id || w.of("cloud", "c2").Group != id {
			t.Errorf("the parent is %q, want %s of %s", parent(), id, want)
		}
	}
	run(w.ref("cloud", "c3"))
	doubts := func() (out []model.Doubt) {
		t.Helper()
		all, err := w.db.Doubts(context.Background(), sys)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			if d.Kind == model.DoubtBelongs {
				out = append(out, d)
			}
		}
		return out
	}
	if n := len(doubts()); n != 0 {
		t.Errorf("%d questions, want none", n)
	}

	// A list names another parent, by code and by a name in another spelling.
	holdings := []model.Holding{{Line: 2, Child: "杭州云帆科技有限公司", Parent: usccA, Share: "51", To: model.NewDate(2026, time.November, 3)},
		{Line: 3, Child: "杭州云帆科技有限公司", Parent: "宁波海曙五金有限公司", Share: "30"}, {Line: 4, Child: "无人知晓有限公司", Parent: usccA}}
	w.decide(func(ctx context.Context, tx *store.Tx) error { return tx.SaveHoldings(ctx, "register", holdings) })
	run(w.ref("iot", "i1"))
	edges, err := w.db.EdgesOf(context.Background(), sys, w.of("cloud", "c2").ID)
	if err != nil || len(edges) != 1 || edges[0].Share != "51" || edges[0].To != model.NewDate(2026, time.November, 3) {
		t.Errorf("edges %+v, %v", edges, err)
	}
	if q := doubts(); len(q) != 1 || q[0].A != w.ref("cloud", "c2") || q[0].B != w.ref("cloud", "c3") || q[0].Why != "rival" {
		t.Errorf("asked %+v, want whether c2 belongs to c3", q)
	}

	// A steward says no; nobody asks again.
	w.decide(func(ctx context.Context, tx *store.Tx) error {
		return tx.SaveLink(ctx, model.LinkDecision{Child: w.ref("cloud", "c2"), Parent: w.ref("cloud", "c3"), Verdict: model.LinkForbidden, Author: "li", Reason: "工商登记"})
	})
	run(w.ref("iot", "i1"))
	if n := len(doubts()); n != 0 {
		t.Errorf("%d questions after the answer", n)
	}

	// The share was sold: without it only a minority and the banned parent are left.
	w.clock.Advance(72 * time.Hour)
	w.sync(Request{Stages: []string{"match"}})
	if parent() != "" {
		t.Errorf("the parent is %q after the sale", parent())
	}
	if q := doubts(); len(q) != 1 || q[0].B != w.ref("iot", "i2") || q[0].Why != "list register" {
		t.Errorf("asked %+v, want whether c2 belongs to its holder of 30 %%", q)
	}

	// A steward's own link stands above all.
	w.decide(func(ctx context.Context, tx *store.Tx) error {
		return tx.SaveLink(ctx, model.LinkDecision{Child: w.ref("cloud", "c2"), Parent: w.ref("cloud", "c3"), Verdict: model.LinkSet, Kind: model.SubsidiaryOf, Author: "li", Reason: "协议控制"})
	})
	run(w.ref("cloud", "c3"))
}

func TestACycleIsToldByNames(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.crm["cloud"].Put("customer", "c2", map[string]any{"name": "杭州云帆科技有限公司", "parent": "c3"})
	w.crm["cloud"].Put("customer", "c3", map[string]any{"name": "成都没有订单有限公司", "parent": "c2"})
	r, err := w.engine.Run(context.Background(), Request{Stages: []string{"pull", "map", "match"}})
	if err == nil || len(r.Faults) != 1 {
		t.Fatalf("%v, faults %v; want one cycle", err, r.Faults)
	}
	for _, text := range []string{"1 parent relations form a cycle", "杭州云帆科技有限公司 → ", "成都没有订单有限公司 → ", "(parent field of cloud)"} {
		if !strings.Contains(r.Faults[0].Error(), text) {
			t.Errorf("%q lacks %q", r.Faults[0].Error(), text)
		}
	}
}

func TestQualityIsMeasuredByUnitAndFollowsTheRecords(t *testing.T) {
	w := newWorld(t, memory.Full(), "")
	fill(w)
	w.sync(Request{})
	point := func(unit, attribute string) model.QualityPoint {
		t.Helper()
		all, err := w.db.QualityTrend(context.Background(), sys, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			if p.Unit == unit && p.Attribute == attribute {
				return p
			}
		}
		t.Fatalf("no quality of %s of unit %q in %+v", attribute, unit, all)
		return model.QualityPoint{}
	}
	if p := point("cloud", "identifier"); p.Records != 3 || p.Missing != 2 || p.Score != 333 {
		t.Errorf("identifiers of cloud: %+v, want 2 of 3 missing", p)
	}
	if all, one, other := point("", "").Records, point("cloud", "").Records, point("iot", "").Records; all != one+other {
		t.Errorf("%d records in all, %d and %d in the units", all, one, other)
	}
	before := w.of("cloud", "c2")
	w.customer("cloud", "c2", "杭州云帆科技有限公司", "91330100254108679L")
	w.sync(Request{})
	if p := point("cloud", "identifier"); p.Missing != 1 {
		t.Errorf("after one was mended: %+v", p)
	}
	if after := w.of("cloud", "c2"); after.Quality <= before.Quality || before.Quality == 0 {
		t.Errorf("the entity's score went from %d to %d", before.Quality, after.Quality)
	}
	w.clock.Advance(3 * 365 * 24 * time.Hour)
	points, err := MeasureQuality(context.Background(), w.db, sys, w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range points {
		if p.Attribute == master.QualityRecord && p.Stale != p.Records {
			t.Errorf("three years later %d of %d records are stale", p.Stale, p.Records)
		}
	}
}
