package storetest

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var stewardTests = map[string]func(*testing.T, *Bench){
	"an override is replaced, follows a merge and ends":   overrides,
	"the latest word on a link binds":                     links,
	"a list of shareholders is replaced as a whole":       holdings,
	"an edge keeps share and dates":                       datedEdges,
	"a question is put off, answered and asked again":     questions,
	"decisions are found by record, author, time and act": decisions,
	"trials of a policy are told, stopped and kept":       trials,
	"business of entities is told by currency":            turnover,
	"an entity is read as it was":                         entityPast,
	"quality is kept by record":                           quality,
	"models have versions, of which one is active":        matchModels,
}

func overrides(t *testing.T, b *Bench) {
	run := world(t, b)
	set := func(entity, text, author string) {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveOverride(ctx, model.Override{Entity: entity, Attribute: "phone", Text: text, Base: "+86211234", Until: model.UntilDate,
				Expires: model.NewDate(2027, time.March, 1), Author: author, Reason: "打过电话"})
		})
	}
	set("E2", "+861", "li")
	set("E2", "+862", "wu")
	list := must(b.Overrides(ctx, sys))(t)
	want := model.Override{Entity: "E2", SetOn: "E2", Attribute: "phone", Text: "+862", Base: "+86211234", Until: model.UntilDate,
		Expires: model.NewDate(2027, time.March, 1), Author: "wu", Reason: "打过电话"}
	if len(list) != 2 || list[0].EndedBy != "wu" || list[0].Ended.IsZero() || !list[1].Ended.IsZero() {
		t.Fatalf("after two: %+v", list)
	}
	ignored := cmpopts.IgnoreFields(model.Override{}, "ID", "At")
	equal(t, "latest", list[1], want, ignored)

	b.master(run, store.MasterChange{Redirects: []store.Redirect{{From: "E2", To: "E1"}}})
	want.Entity = "E1"
	equal(t, "of the survivor", must(b.OverridesOf(ctx, sys, "E1"))(t)[1], want, ignored)
	b.Tx(func(tx *store.Tx) error {
		ended, err := tx.EndOverrides(ctx, "E1", "phone", "li")
		if !ended {
			t.Error("the override of a merged entity was not ended through the survivor")
		}
		return err
	})
	if list := must(b.OverridesOf(ctx, sys, "E1"))(t); list[1].EndedBy != "li" {
		t.Errorf("after the end: %+v", list[1])
	}

	set("E1", "+863", "li")
	b.Tx(func(tx *store.Tx) error {
		return tx.LapseOverrides(ctx, must(b.OverridesOf(ctx, sys, "E1"))(t), "tierloop")
	})
	list = must(b.OverridesOf(ctx, sys, "E1"))(t)
	if list[2].EndedBy != "tierloop" || list[1].EndedBy != "li" {
		t.Errorf("after a lapse: %+v", list)
	}
	if _, err := b.Overrides(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads overrides: %v", err)
	}
	if got := must(b.OverridesOf(ctx, model.Principal{Role: model.Steward, Masked: []string{"phone"}}, "E1"))(t); got[2].Text == "+863" {
		t.Error("a masked attribute is shown")
	}
}

func links(t *testing.T, b *Bench) {
	world(t, b)
	say := func(child, parent model.Ref, v model.LinkVerdict, author string) {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveLink(ctx, model.LinkDecision{Child: child, Parent: parent, Verdict: v, Kind: model.BranchOf, From: model.NewDate(2024, time.May, 1), Author: author, Reason: "工商登记"})
		})
	}
	question := model.Doubt{Kind: model.DoubtBelongs, A: Erp("9"), B: Cust("2"), Why: "rival"}
	pair := model.Doubt{A: Cust("2"), B: Erp("9"), Bits: 3, Why: "name"}
	b.Tx(func(tx *store.Tx) error { return tx.ReplaceDoubts(ctx, []model.Doubt{question, pair}) })
	equal(t, "both questions on the two", must(b.Doubts(ctx, sys))(t), []model.Doubt{pair, question})
	other := model.Doubt{A: Cust("1"), B: Erp("9"), Bits: 5, Gate: "code", Why: "gated"}
	b.Tx(func(tx *store.Tx) error {
		return tx.ChangeDoubts(ctx, []model.Doubt{{A: Erp("9"), B: Cust("2")}, {A: Cust("1"), B: Cust("2")}}, []model.Doubt{other})
	})
	equal(t, "one was exchanged", must(b.Doubts(ctx, sys))(t), []model.Doubt{other, question})
	b.Tx(func(tx *store.Tx) error { return tx.ChangeDoubts(ctx, []model.Doubt{other}, []model.Doubt{pair}) })
	say(Erp("9"), Cust("2"), model.LinkSet, "li")
	equal(t, "one is answered", must(b.Doubts(ctx, sys))(t), []model.Doubt{pair})
	say(Cust("1"), model.Ref{}, model.LinkForbidden, "li")
	say(Erp("9"), Cust("2"), model.LinkForbidden, "wu")
	ignored := cmpopts.IgnoreFields(model.LinkDecision{}, "At")
	nobody := model.LinkDecision{Child: Cust("1"), Verdict: model.LinkForbidden, Kind: model.BranchOf, From: model.NewDate(2024, time.May, 1), Author: "li", Reason: "工商登记"}
	last := model.LinkDecision{Child: Erp("9"), Parent: Cust("2"), Verdict: model.LinkForbidden, Kind: model.BranchOf, From: model.NewDate(2024, time.May, 1), Author: "wu", Reason: "工商登记"}
	equal(t, "binding", must(b.Links(ctx, sys))(t), []model.LinkDecision{nobody, last}, ignored)
	say(Cust("1"), model.Ref{}, model.LinkWithdrawn, "li")
	equal(t, "one withdrawn", must(b.Links(ctx, sys))(t), []model.LinkDecision{last}, ignored)
	equal(t, "history", len(must(b.LinkHistory(ctx, sys))(t)), 4)
	if _, err := b.Links(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads links: %v", err)
	}
}

func holdings(t *testing.T, b *Bench) {
	line := func(list string, n int, child string) model.Holding {
		return model.Holding{List: list, Line: n, Child: child, Parent: "华东控股", Share: "51.5", From: model.NewDate(2024, time.May, 1), To: model.NewDate(2026, time.May, 1)}
	}
	save := func(list string, lines ...model.Holding) {
		b.Tx(func(tx *store.Tx) error { return tx.SaveHoldings(ctx, list, lines) })
	}
	save("b", line("b", 2, "甲"), line("b", 3, "乙"))
	save("a", line("a", 2, "丙"))
	save("b", line("b", 2, "丁"))
	equal(t, "lists", must(b.Holdings(ctx, sys))(t), []model.Holding{line("a", 2, "丙"), line("b", 2, "丁")})
	save("a")
	equal(t, "one removed", must(b.Holdings(ctx, sys))(t), []model.Holding{line("b", 2, "丁")})
}

func datedEdges(t *testing.T, b *Bench) {
	one := world(t, b)
	two := b.Run("r2")
	sub := model.Edge{Child: "E1", Parent: "E2", Kind: model.SubsidiaryOf, Why: "list register", Share: "51", From: model.NewDate(2024, time.May, 1)}
	set := func(run int64, e model.Edge) store.MasterCounts {
		return b.master(run, store.MasterChange{Edges: []store.ChildEdges{{Child: "E1", Edges: []model.Edge{e}}}})
	}
	set(one, sub)
	equal(t, "again", set(two, sub), store.MasterCounts{})
	sold := sub
	sold.To, sold.Share = model.NewDate(2026, time.October, 31), "60"
	equal(t, "changed", set(two, sold), store.MasterCounts{Edges: 2})
	equal(t, "now", must(b.EdgesOf(ctx, sys, "E1"))(t), []model.Edge{sold})
	equal(t, "then", must(b.EdgesAsOf(ctx, sys, one))(t), []model.Edge{sub})
}

func questions(t *testing.T, b *Bench) {
	world(t, b)
	doubt := model.Doubt{A: Cust("1"), B: Cust("2"), Bits: 3, Gate: "code", Why: "gated"}
	b.Tx(func(tx *store.Tx) error { return tx.ReplaceDoubts(ctx, []model.Doubt{doubt}) })
	for _, until := range []time.Time{Day.AddDate(0, 0, 7), Day.AddDate(0, 0, 3)} {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveSkip(ctx, model.Skip{A: Cust("2"), B: Cust("1"), Until: until, Author: "li", Reason: "明天问"})
		})
	}
	equal(t, "the later word on a skip counts", must(b.Skips(ctx, sys))(t),
		[]model.Skip{{A: Cust("1"), B: Cust("2"), Until: Day.AddDate(0, 0, 3), Author: "li", Reason: "明天问"}}, cmpopts.IgnoreFields(model.Skip{}, "At"))
	say := func(v model.Verdict) {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveDecision(ctx, model.Decision{A: Cust("2"), B: Cust("1"), Verdict: v, Author: "li", Reason: "r"})
		})
	}
	say(model.Different)
	equal(t, "answered", must(b.Doubts(ctx, sys))(t), []model.Doubt{})
	say(model.Undecided)
	equal(t, "nothing binds", len(must(b.Decisions(ctx, sys))(t)), 0)
	equal(t, "history", len(must(b.DecisionHistory(ctx, sys))(t)), 2)
	for range 2 {
		b.Tx(func(tx *store.Tx) error { return tx.Reopen(ctx, doubt) })
	}
	equal(t, "asked again, once", must(b.Doubts(ctx, sys))(t), []model.Doubt{doubt})
	if _, err := b.Skips(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads skips: %v", err)
	}
}

func turnover(t *testing.T, b *Bench) {
	run := world(t, b)
	bill := func(id string, c model.Ref, kind model.OrderKind, currency string, amount model.Amount, status model.OrderStatus) model.Order {
		o := order(id, c, "", amount)
		o.Kind, o.Currency, o.Status = kind, currency, status
		return o
	}
	b.Tx(func(tx *store.Tx) error {
		must(tx.SaveOrders(ctx, run, []model.Order{bill("8", Cust("1"), model.Invoice, "CNY", 25_000, model.Done), bill("9", Erp("9"), model.Invoice, "CNY", 9_000, model.Done),
			bill("10", Cust("2"), model.SalesOrder, "USD", 7_000, model.Done), bill("11", Cust("2"), model.SalesOrder, "CNY", 1<<50, model.Cancelled)}))(t)
		return nil
	})
	equal(t, "business", must(b.Turnover(ctx, sys, []string{"E1", "E2", "E77"}))(t), map[string]map[string]model.Amount{
		"E1": {"CNY": 34_000}, "E2": {"CNY": 30_000, "USD": 7_000}})
	equal(t, "of a unit", must(b.Turnover(ctx, unit("east"), []string{"E1", "E2"}))(t), map[string]map[string]model.Amount{"E1": {"CNY": 25_000}})
}

func entityPast(t *testing.T, b *Bench) {
	one := world(t, b)
	two, three := b.Run("r2"), b.Run("r3")
	sub := model.Edge{Child: "E2", Parent: "E1", Kind: model.SubsidiaryOf, Why: "name"}
	b.master(two, store.MasterChange{Entities: []store.EntityChange{entity("E3", "控股", Cust("1"))}, Members: []model.Member{member(Cust("1"), "E3", model.Ref{})},
		Edges: []store.ChildEdges{{Child: "E2", Edges: []model.Edge{sub}}, {Child: "E1", Edges: []model.Edge{{Child: "E1", Parent: "E3", Kind: model.SubsidiaryOf}}}}})
	gone := entity("E2", "", Cust("2"))
	gone.Emptied, gone.Values = true, nil
	b.master(three, store.MasterChange{Entities: []store.EntityChange{gone}, Members: []model.Member{member(Cust("2"), "E1", Erp("9"))},
		Edges: []store.ChildEdges{{Child: "E2"}, {Child: "E1"}}, Redirects: []store.Redirect{{From: "E2", To: "E1"}}})
	for _, c := range []struct {
		run                 int64
		entity              string
		name, parent, group string
	}{{one, "E2", "西部矿业", "", "E2"}, {two, "E2", "西部矿业", "E1", "E3"}, {two, "E1", "华东钢铁有限公司", "E3", "E3"}, {three, "E1", "华东钢铁有限公司", "", "E1"}} {
		e := must(b.EntityAsOf(ctx, sys, c.entity, c.run))(t)
		if e.Name() != c.name || e.Parent != c.parent || e.Group != c.group {
			t.Errorf("%s after run %d: name %q, parent %q, group %q; want %+v", c.entity, c.run, e.Name(), e.Parent, e.Group, c)
		}
	}
	for entity, run := range map[string]int64{"E2": three, "E3": one} {
		if _, err := b.EntityAsOf(ctx, sys, entity, run); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s after run %d: %v", entity, run, err)
		}
	}
	for _, c := range []struct {
		ref  model.Ref
		run  int64
		want string
	}{{Cust("2"), one, "E2"}, {Cust("2"), three, "E1"}, {Cust("1"), one, "E1"}, {Cust("1"), two, "E3"}, {Cust("2"), math.MaxInt64, "E1"}} {
		equal(t, fmt.Sprint("entity of ", c.ref, " after run ", c.run), must(b.EntityOfAsOf(ctx, sys, c.ref, c.run))(t), c.want)
	}
	for _, ref := range []model.Ref{Cust("77"), {Source: "nowhere", Object: "x", ID: "1"}} {
		if _, err := b.EntityOfAsOf(ctx, sys, ref, one); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("entity of %s: %v", ref, err)
		}
	}
	var got []string
	for _, m := range must(b.MemberHistory(ctx, sys, "E1"))(t) {
		span := m.Customer.ID + " from " + m.FromRun
		if !m.To.IsZero() {
			span += ", left"
		}
		got = append(got, span)
	}
	equal(t, "history of members", got, []string{"1 from r1, left", "9 from r1", "2 from r3"})
	if _, err := b.EntityAsOf(ctx, unit("east"), "E1", one); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads the past: %v", err)
	}
}

func quality(t *testing.T, b *Bench) {
	run := world(t, b)
	bad := model.RecordQuality{Customer: Cust("1"), Score: 750, Findings: []model.Finding{{Attribute: "identifier", Flaw: model.FlawInvalid, Proposed: "91350100M000100Y43"}}}
	good := model.RecordQuality{Customer: Erp("9"), Score: 1000}
	save := func(list ...model.RecordQuality) {
		b.Tx(func(tx *store.Tx) error { return tx.SaveQuality(ctx, run, list) })
	}
	save(good, bad, model.RecordQuality{Customer: Cust("77"), Score: 1})
	worse := bad
	worse.Score = 700
	other := bad
	other.Findings = []model.Finding{{Attribute: "identifier", Flaw: model.FlawInvalid}}
	var judged [][3]bool
	for range 2 {
		err := b.EachCustomerOf(ctx, sys, []model.Ref{Cust("1")}, func(c store.JudgedCustomer) error {
			judged = append(judged, [3]bool{c.Judged(bad), c.Judged(worse), c.Judged(other)})
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		bad = worse
		save(bad)
	}
	equal(t, "as stored", judged, [][3]bool{{true, false, false}, {true, true, false}})
	if err := b.EachCustomerOf(ctx, sys, []model.Ref{Cust("2")}, func(c store.JudgedCustomer) error {
		if c.Judged(model.RecordQuality{Customer: Cust("2")}) {
			t.Error("nobody has judged it")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	read := func(p model.Principal) (out []model.RecordQuality) {
		if err := b.EachQuality(ctx, p, func(q model.RecordQuality) error { out = append(out, q); return nil }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	bad.Name, bad.Units, bad.Entity = "华东钢铁", []string{"east"}, "E1"
	good.Name, good.Units, good.Entity = "华东钢铁有限公司", []string{"west"}, "E1"
	ignored := cmpopts.EquateEmpty()
	equal(t, "records", read(sys), []model.RecordQuality{bad, good}, ignored)
	equal(t, "of a unit", read(unit("west")), []model.RecordQuality{good}, ignored)

	point := func(unit string, score int) model.QualityPoint {
		return model.QualityPoint{Unit: unit, Attribute: "phone", Records: 10, Score: score, Missing: 1, Invalid: 2, Conflicts: 3, Stale: 4}
	}
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveTrend(ctx, run, []model.QualityPoint{point("", 1), point("west", 1)})
	})
	two := b.Run("r2")
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveTrend(ctx, two, []model.QualityPoint{point("", 1), point("west", 600)})
	})
	b.Tx(func(tx *store.Tx) error { return tx.SaveTrend(ctx, two, []model.QualityPoint{point("", 800)}) })
	at := func(p model.QualityPoint, run string) model.QualityPoint { p.Run = run; return p }
	noTime := cmpopts.IgnoreFields(model.QualityPoint{}, "At")
	equal(t, "last run", must(b.QualityTrend(ctx, sys, 1))(t), []model.QualityPoint{at(point("", 800), "r2"), at(point("west", 600), "r2")}, noTime)
	equal(t, "trend of a unit", must(b.QualityTrend(ctx, unit("west"), 5))(t), []model.QualityPoint{at(point("west", 600), "r2"), at(point("west", 1), "r1")}, noTime)
}
