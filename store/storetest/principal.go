package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var principalTests = map[string]func(*testing.T, *Bench){
	"a unit sees its own customers":               unitCustomers,
	"a unit that a customer left sees it no more": unitLeft,
	"a unit sees its own facts":                   unitFacts,
	"a unit sees an entity's name only":           unitEntities,
	"a unit sees the group tier and its own":      unitTiers,
	"a unit sees its own plan rows and writes":    unitPlans,
	"no unit at all sees nothing":                 unitNone,
	"group reads are hidden from units":           unitHidden,
	"masked attributes are masked":                unitMasked,
}

func (b *Bench) customerIDs(p model.Principal) string {
	b.T.Helper()
	var out []string
	if err := b.EachCustomer(ctx, p, func(c store.StoredCustomer) error { out = append(out, c.Ref.String()); return nil }); err != nil {
		b.T.Error(err)
	}
	return strings.Join(out, " ")
}

func unitCustomers(t *testing.T, b *Bench) {
	world(t, b)
	equal(t, "east", b.customerIDs(unit("east")), "crm/Account/1")
	equal(t, "west", b.customerIDs(unit("west")), "crm/Account/2 erp/Customer/9")
	equal(t, "both", b.customerIDs(unit("west", "east")), "crm/Account/1 crm/Account/2 erp/Customer/9")
	if _, err := b.CustomerByRef(ctx, unit("east"), Cust("2")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("east reads west's customer: %v", err)
	}
	equal(t, "members of E1 for east", len(must(b.CustomersOfEntity(ctx, unit("east"), "E1"))(t)), 1)
	equal(t, "search", len(must(b.FindCustomers(ctx, unit("east"), "", 10))(t)), 1)
	b.save(1, customer(Cust("1"), "华东钢铁", "east", "west"))
	if c := must(b.CustomerByRef(ctx, unit("east"), Cust("1")))(t); len(c.Units) != 1 || c.Units[0] != "east" {
		t.Errorf("east learns of the units %v", c.Units)
	}
	equal(t, "units", must(b.UnitsOf(ctx, unit("east"), Cust("1")))(t), []store.UnitSpan{{Unit: "east", From: model.DateOf(Day)}})
}

func unitLeft(t *testing.T, b *Bench) {
	run := world(t, b)
	b.Clock.Advance(24 * time.Hour)
	b.save(run, customer(Cust("1"), "华东钢铁", "west"))
	equal(t, "east", b.customerIDs(unit("east")), "")
}

func unitFacts(t *testing.T, b *Bench) {
	world(t, b)
	// Order 3 is of unit east, on a customer of west; order 1 names no unit.
	equal(t, "east", b.byEntity(unit("east")), []string{"E1:1"})
	equal(t, "west", b.byEntity(unit("west")), []string{"E1:2"})
	equal(t, "activities of east", len(must(b.ActivitiesOfEntity(ctx, unit("east"), "E1"))(t)), 1)
	equal(t, "orders of E1 for east", len(must(b.OrdersOfEntity(ctx, unit("east"), "E1"))(t)), 1)
}

func unitEntities(t *testing.T, b *Bench) {
	world(t, b)
	e := must(b.Entity(ctx, unit("east"), "E1"))(t)
	equal(t, "entity", e.Entity, model.Entity{ID: "E1", Kind: model.Organisation, Group: "E1", Values: map[string]model.Value{"name": {Text: "华东钢铁有限公司"}}})
	if e.Quality != 0 {
		t.Errorf("quality %d", e.Quality)
	}
	if _, err := b.Entity(ctx, unit("east"), "E2"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("east reads an entity without a customer of its own: %v", err)
	}
	equal(t, "search", len(must(b.FindEntities(ctx, unit("east"), "", 10))(t)), 1)
	members := must(b.Members(ctx, unit("west"), "E1"))(t)
	equal(t, "members", members, []store.MemberState{{Member: model.Member{Customer: Erp("9"), Entity: "E1"}, FromRun: 1}})
}

func unitTiers(t *testing.T, b *Bench) {
	world(t, b)
	equal(t, "group for east", b.current(unit("east"), model.ScopeGroup), "E1=A ")
	equal(t, "west for east", b.current(unit("east"), model.UnitScope("west")), "")
	equal(t, "west for west", b.current(unit("west"), model.UnitScope("west")), "E1=B ")
	history := must(b.TierHistory(ctx, unit("east"), "E1"))(t)
	if len(history) != 1 {
		t.Fatalf("history %+v", history)
	}
	r := history[0].TierResult
	if r.Score != "" || r.Parts != nil || r.Indicators != nil || r.Outputs != nil || r.Reason != r.SafeReason || r.Final != "A" {
		t.Errorf("east sees %+v", r)
	}
	equal(t, "policies", must(b.Policies(ctx, unit("east")))(t), map[string][]string{"group": {model.ScopeGroup}})
}

func unitPlans(t *testing.T, b *Bench) {
	world(t, b)
	b.plan(plan("p1"), planRow(1, Cust("1"), "east"), planRow(2, Erp("9"), "west"))
	b.intend(intent(1, Cust("1")), intent(2, Erp("9")))
	rows := must(b.PlanRows(ctx, unit("west"), "p1", 0, 10))(t)
	if len(rows) != 1 || rows[0].Seq != 2 {
		t.Errorf("rows %+v", rows)
	}
	writes := must(b.Ledger(ctx, unit("west"), store.LedgerFilter{Plan: "p1"}))(t)
	if len(writes) != 1 || writes[0].Seq != 2 {
		t.Errorf("writes %+v", writes)
	}
}

func unitNone(t *testing.T, b *Bench) {
	world(t, b)
	b.plan(plan("p1"), planRow(1, Cust("1"), ""))
	b.intend(intent(1, Cust("1")))
	nobody := unit()
	equal(t, "customers", b.customerIDs(nobody), "")
	equal(t, "orders", b.byEntity(nobody), []string(nil))
	equal(t, "tiers", b.current(nobody, model.ScopeGroup), "")
	equal(t, "rows", len(must(b.PlanRows(ctx, nobody, "p1", 0, 10))(t)), 0)
	equal(t, "writes", len(must(b.Ledger(ctx, nobody, store.LedgerFilter{}))(t)), 0)
	equal(t, "entities", len(must(b.FindEntities(ctx, nobody, "", 10))(t)), 0)
}

func unitHidden(t *testing.T, b *Bench) {
	world(t, b)
	p := unit("east", "west")
	for name, read := range map[string]func() (any, error){
		"streams":        func() (any, error) { return b.Streams(ctx, p) },
		"raw":            func() (any, error) { return b.Raw(ctx, p, Cust("1")) },
		"dirty":          func() (any, error) { return b.DirtyBatch(ctx, p, 1, 0, 1) },
		"unknown":        func() (any, error) { return b.Unknown(ctx, p, 1, nil) },
		"unseen":         func() (any, error) { return b.Unseen(ctx, p, 1, 1, "", 1) },
		"live count":     func() (any, error) { return b.LiveCount(ctx, p, 1) },
		"cursors":        func() (any, error) { return b.Cursors(ctx, p, 1) },
		"cursor history": func() (any, error) { return b.CursorHistory(ctx, p, 1, "") },
		"rejects":        func() (any, error) { return b.OpenRejects(ctx, p, store.RejectFilter{}) },
		"master":         func() (any, error) { return b.LoadMasterState(ctx, p) },
		"redirects":      func() (any, error) { return b.Redirects(ctx, p) },
		"edges":          func() (any, error) { return b.EdgesOf(ctx, p, "E1") },
		"past edges":     func() (any, error) { return b.EdgesAsOf(ctx, p, 1) },
		"past entity":    func() (any, error) { return b.EntityOfAsOf(ctx, p, Cust("1"), 1) },
		"past values":    func() (any, error) { return b.EntityValuesAsOf(ctx, p, "E1", 1) },
		"group":          func() (any, error) { return b.EntitiesOfGroup(ctx, p, "E1") },
		"journal":        func() (any, error) { return b.Journal(ctx, p, "E1") },
		"decisions":      func() (any, error) { return b.Decisions(ctx, p) },
		"doubts":         func() (any, error) { return b.Doubts(ctx, p) },
		"pins":           func() (any, error) { return b.Pins(ctx, p) },
		"plan":           func() (any, error) { return b.LatestPlan(ctx, p) },
		"plans":          func() (any, error) { return b.Plans(ctx, p, 1) },
		"approvals":      func() (any, error) { return b.Approvals(ctx, p) },
		"open writes":    func() (any, error) { return b.OpenWrites(ctx, p) },
		"confirmed":      func() (any, error) { return b.LastConfirmed(ctx, p, Cust("1"), "tier") },
		"drifts":         func() (any, error) { return b.Drifts(ctx, p, Day, 1) },
		"runs":           func() (any, error) { return b.Runs(ctx, p, store.RunFilter{}) },
		"run":            func() (any, error) { return b.DB.Run(ctx, p, "r1") },
		"stages":         func() (any, error) { return b.Stages(ctx, p, 1) },
		"stage history":  func() (any, error) { return b.StageHistory(ctx, p, "pull", 1) },
		"merges":         func() (any, error) { return b.SourceMerges(ctx, p) },
		"writes of":      func() (any, error) { return b.WritesOf(ctx, p, "crm", "Account", []string{"1"}) },
		"open tiers":     func() (any, error) { return nil, b.EachOpenTier(ctx, p, "group", nil) },
		"rejected share": func() (any, error) { n, _, err := b.RejectedShare(ctx, p, "crm", 1); return n, err },
		"audit":          func() (any, error) { return b.AuditLog(ctx, p, 0, 1) },
		"what is kept":   func() (any, error) { return b.Retained(ctx, p) },
		"what is aged":   func() (any, error) { return b.CountAged(ctx, p, store.Aged{Kind: store.KeptRejects}) },
	} {
		if got, err := read(); !errors.Is(err, store.ErrHidden) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func unitMasked(t *testing.T, b *Bench) {
	run := world(t, b)
	c := customer(Cust("1"), "华东钢铁", "east")
	c.Identifiers = []model.Identifier{{Type: "uscc", Value: "91310000X"}}
	c.Addresses = []model.Address{{City: "上海", Street: "张江路"}}
	c.Domains = []string{"hd.example"}
	b.save(run, c)
	p := model.Principal{Name: "x", Role: model.Analyst, Masked: []string{"name", "phone", "email", "identifier", "address", "domain", "margin"}}
	got := must(b.CustomerByRef(ctx, p, Cust("1")))(t)
	text := fmt.Sprintf("%+v", got)
	for _, secret := range []string{"华东", "021", "+8621", "a@example", "hd.example", "9131", "张江", "上海", "margin:12"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q shows in %s", secret, text)
		}
	}
	if got.Attributes["industry"] != "steel" || len(got.Phones) != 1 {
		t.Errorf("more is hidden than asked for: %s", text)
	}
	if _, err := b.Raw(ctx, p, Cust("1")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a payload shows what is masked: %v", err)
	}
	e := must(b.Entity(ctx, p, "E1"))(t)
	run++
	b.master(run, store.MasterChange{Entities: []store.EntityChange{{Entity: model.Entity{ID: "E2", Kind: model.Organisation, Group: "E2", Values: map[string]model.Value{
		"id.uscc": {Text: "91320594MA1XABCD5X"}, "street": {Text: "张江路"}, "legal_name": {Text: "西部矿业"}, "city": {Text: "上海"}}}}}})
	for attribute, want := range map[string]string{"id.uscc": "9132••••CD5X", "street": "•••", "legal_name": "西••", "city": "上海"} {
		if got := must(b.Entity(ctx, p, "E2"))(t).Values[attribute].Text; got != want {
			t.Errorf("golden %s is %q, want %q", attribute, got, want)
		}
	}
	if e.Name() != "华••" || e.Values["phone"].Text != "••••" {
		t.Errorf("entity %+v", e)
	}
	if found := must(b.FindCustomers(ctx, p, "华东", 10))(t); len(found) != 0 {
		t.Errorf("a search tells the masked name: %v", found)
	}
}
