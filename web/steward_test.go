package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// fakeSteward keeps verdicts in the store and remembers what else it was asked.
type fakeSteward struct {
	db    *store.DB
	asked []string
}

func (f *fakeSteward) note(p model.Principal, format string, args ...any) error {
	f.asked = append(f.asked, p.Name+": "+fmt.Sprintf(format, args...))
	return nil
}

func (f *fakeSteward) Evidence(context.Context, model.Principal, model.Ref, model.Ref) (*web.Evidence, error) {
	text := func(zh, en string) model.Text { return model.Text{ZH: zh, EN: en} }
	return &web.Evidence{Total: 2.3, MergeFrom: 6.6, Fields: []web.Bits{{Label: text("先验", "prior"), Bits: -5.2}, {Label: text("字号", "name"), Level: text("相近", "similar"), Bits: 3.4},
		{Label: text("域名", "domain"), Level: text("相同", "equal"), Bits: 5.1}, {Label: text("电话", "phone"), Level: text("近似", "near"), Bits: 0.9}, {Label: text("街道门牌", "street"), Level: text("不同", "differs"), Bits: -1.9}}}, nil
}

func (f *fakeSteward) Effect(_ context.Context, _ model.Principal, d model.Doubt) (web.Effect, error) {
	return web.Effect{Records: 2, Tier: &web.Standing{Tier: "key", Score: "84.2", Why: model.Text{ZH: "近 12 个月订单 411 万元。", EN: "Orders of 4.1 m in 12 months."}}, Golden: map[string]string{"name": "Norvik Marine AB"}, Writes: []web.Write{{Target: d.A, Fields: []string{"group_tier"}}, {Target: d.B, Fields: []string{"group_tier"}}}}, nil
}

func (f *fakeSteward) Accept(_ context.Context, p model.Principal, keys []web.Key, reason string) (string, int, int, error) {
	return "B-1", len(keys), 0, f.note(p, "accept %v %s", keys, reason)
}

func (f *fakeSteward) TakeBack(_ context.Context, p model.Principal, batch, reason string) (int, error) {
	return 2, f.note(p, "take back %s %s", batch, reason)
}

func (f *fakeSteward) Claim(ctx context.Context, p model.Principal, unit string) (n int, err error) {
	free, err := f.db.Queue(ctx, p, store.QueueFilter{Unit: unit, Free: p.Name, Limit: 20})
	if err == nil {
		err = f.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			n, err = tx.Claim(ctx, p.Name, free, morning.Add(24*time.Hour))
			return err
		})
	}
	return n, err
}

func (f *fakeSteward) Decide(ctx context.Context, p model.Principal, a web.Reply) error {
	if strings.Contains(a.Reason, "impossible") {
		return &web.Refusal{Text: model.Text{ZH: "两个有效证件号不同", EN: "both have a valid code"}}
	}
	_ = f.note(p, "%s %s %s %v %s", a.Verdict, a.A.ID, a.B.ID, a.Picked, a.Reason)
	return f.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if a.Skip > 0 {
			return tx.SaveSkip(ctx, model.Skip{Kind: a.Kind, A: a.A, B: a.B, Until: morning.Add(a.Skip), Author: p.Name, Reason: a.Reason})
		}
		if a.Kind == model.DoubtBelongs {
			return tx.SaveLink(ctx, model.LinkDecision{Child: a.A, Parent: a.B, Verdict: model.LinkForbidden, Kind: model.SubsidiaryOf, Author: p.Name, Reason: a.Reason})
		}
		if err := tx.SaveDecision(ctx, model.Decision{A: a.A, B: a.B, Verdict: a.Verdict, Author: p.Name, Reason: a.Reason}); err != nil || a.Verdict != model.Undecided {
			return err
		}
		return tx.Reopen(ctx, a.Doubt)
	})
}

func (f *fakeSteward) Settle(p model.Principal) error { return f.note(p, "settle") }
func (f *fakeSteward) Override(_ context.Context, p model.Principal, entity, attribute, text, until, reason string) error {
	return f.note(p, "override %s %s=%s %s %s", entity, attribute, text, until, reason)
}
func (f *fakeSteward) EndOverride(_ context.Context, p model.Principal, entity, attribute, reason string) error {
	return f.note(p, "end %s %s %s", entity, attribute, reason)
}
func (f *fakeSteward) Merge(_ context.Context, p model.Principal, entity, other, reason string) error {
	return f.note(p, "merge %s %s %s", entity, other, reason)
}
func (f *fakeSteward) Split(_ context.Context, p model.Principal, entity string, records []model.Ref, reason string) error {
	return f.note(p, "split %s %v %s", entity, records, reason)
}
func (f *fakeSteward) Link(_ context.Context, p model.Principal, entity, parent string, kind model.EdgeKind, reason string) error {
	return f.note(p, "link %s %q %s %s", entity, parent, kind, reason)
}
func (f *fakeSteward) Pin(_ context.Context, p model.Principal, entity string, kind model.PinKind, tier string, until model.Date, reason string) error {
	return f.note(p, "pin %s %s %s %s %s", entity, kind, tier, until, reason)
}
func (f *fakeSteward) Unpin(_ context.Context, p model.Principal, entity string, kind model.PinKind, reason string) error {
	return f.note(p, "unpin %s %s %s", entity, kind, reason)
}
func (f *fakeSteward) Word(code string) model.Text { return model.Text{ZH: code, EN: code} }

func crmRef(id string) model.Ref { return model.Ref{Source: "salesforce", Object: "Account", ID: id} }
func erpRef(id string) model.Ref { return model.Ref{Source: "yonbip", Object: "customer", ID: id} }

// people fills the store with customers: G-NORVIK1 and four that may be it or each
// other, a group of two, scores, orders, quality; everything by three runs.
func (w *world) people() {
	w.t.Helper()
	record := func(ref model.Ref, name, city, street, phone, domain, unit string) model.Customer {
		return model.Customer{Ref: ref, Kind: model.Organisation, Name: name, Units: []string{unit}, Status: model.Active, Domains: []string{domain},
			Addresses: []model.Address{{City: city, Street: street}}, Phones: []model.Phone{{E164: phone}}, Identifiers: []model.Identifier{{Type: "uscc", Value: "91320594MA1X5L1K2B", Valid: true}}}
	}
	golden := func(id, group, name, city string, from model.Ref) store.EntityChange {
		return store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: group, Values: map[string]model.Value{
			"name": {Text: name, From: from, Rule: "rank"}, "city": {Text: city, From: from, Rule: "recent"}, "phone": {Text: "+862162822046", From: from, Rule: "frequent"}, "uscc": {Text: "91320594MA1X5L1K2B", From: from, Rule: "only"}}}, Quality: 820}
	}
	score := func(entity, tier, points string, month time.Month) model.TierResult {
		return model.TierResult{Entity: entity, Policy: "group", Scope: model.ScopeGroup, AsOf: model.NewDate(2026, month, 1), Score: points, Raw: tier, Held: tier, Final: tier,
			Parts: []model.Part{{ID: "r", Label: model.Text{ZH: "最近购买", EN: "recency"}, Adds: "12.4", Weight: "0.14"}, {ID: "f", Label: model.Text{ZH: "购买频次", EN: "frequency"}, Adds: "14.1", Weight: "0.16"},
				{ID: "m", Label: model.Text{ZH: "金额", EN: "monetary"}, Adds: "41.8", Weight: "0.5"}, {ID: "g", Label: model.Text{ZH: "毛利", EN: "margin"}, Adds: "9.6", Weight: "0.2"}},
			Lifts:  []model.Lift{{Label: model.Text{ZH: "近 12 个月订单额", EN: "orders of 12 months"}, From: "4112550", To: "5000000", Side: ">="}},
			Reason: model.Text{ZH: "近 12 个月订单 411 万元，跨两个业务单元。", EN: "Orders of 4.1 m in 12 months, in two units."}, SafeReason: model.Text{ZH: "集团等级由全集团往来决定。", EN: "The group's tier follows from all business with the group."}}
	}
	sold := func(entity, unit string, month int, n model.Amount) model.Month {
		return model.Month{Entity: entity, Unit: unit, Month: month, Topic: model.TopicOrder, Count: int64(n%7) + 1, Amount: n * model.AmountScale}
	}
	a, b := crmRef("001A0000x9Qk"), erpRef("77120")
	child := golden("G-SUZHOU1", "G-BOLAN01", "泊岚电气（苏州）有限公司", "苏州", erpRef("C00871"))
	child.Parent = "G-BOLAN01"
	steps := []func(*store.Tx, int64) error{
		func(tx *store.Tx, run int64) error {
			_, err := tx.SaveCustomers(ctx, run, []model.Customer{record(a, "Norvik Marine AB", "Göteborg", "Hamngatan 4", "+4631554018", "norvik-m.example", "east"),
				record(b, "NORVIK MARINE Aktiebolag", "Göteborg", "Varvsvägen 19", "+4631554022", "norvik-m.example", "med"), record(erpRef("77121"), "Norvik Marin", "Göteborg", "", "+4631554018", "norvik-m.example", "med"),
				record(crmRef("B1"), "泊岚控股有限公司", "上海", "张江路 1 号", "+862162822046", "bolan.example", "east"), record(erpRef("C00871"), "泊岚电气(苏州)", "苏州", "星湖街 2 号", "+8651288880000", "bolan.example", "med"),
				record(crmRef("B2"), "泊岚电气苏州有限公司", "苏州市", "星湖街2号", "+8651288880001", "bolan.example", "east")})
			if err != nil {
				return err
			}
			founder := func(ref model.Ref, e string) model.Member {
				return model.Member{Customer: ref, Entity: e, Evidence: model.Evidence{Why: "founder"}}
			}
			_, err = tx.ApplyMaster(ctx, run, store.MasterChange{
				Entities: []store.EntityChange{golden("G-NORVIK1", "G-NORVIK1", "Norvik Marine AB", "Göteborg", a), golden("G-NORVIK2", "G-NORVIK2", "NORVIK MARINE Aktiebolag", "Göteborg", b), golden("G-NORVIK3", "G-NORVIK3", "Norvik Marin", "Göteborg", erpRef("77121")),
					golden("G-BOLAN01", "G-BOLAN01", "泊岚控股有限公司", "上海", crmRef("B1")), child},
				Members: []model.Member{founder(a, "G-NORVIK1"), founder(b, "G-NORVIK2"), founder(erpRef("77121"), "G-NORVIK3"), founder(crmRef("B1"), "G-BOLAN01"), founder(erpRef("C00871"), "G-SUZHOU1"),
					{Customer: crmRef("B2"), Entity: "G-SUZHOU1", Evidence: model.Evidence{With: erpRef("C00871"), Bits: 9.4, Why: "whole-name"}}},
				Edges:   []store.ChildEdges{{Child: "G-SUZHOU1", Edges: []model.Edge{{Child: "G-SUZHOU1", Parent: "G-BOLAN01", Kind: model.SubsidiaryOf, Why: "brand", Share: "60"}}}},
				Journal: []model.JournalEntry{{Op: model.EntityCreated, Entity: "G-SUZHOU1", Author: "tierloop", At: morning}, {Op: model.MemberMoved, Entity: "G-SUZHOU1", Customer: crmRef("B2"), Author: "chen", Reason: "同一信用代码，旧抬头", At: morning}},
			})
			return err
		},
		func(tx *store.Tx, run int64) error {
			_, err := tx.SaveTiers(ctx, run, []model.TierResult{score("G-SUZHOU1", "growth", "61.2", time.September), score("G-NORVIK1", "growth", "61", time.October), score("G-NORVIK2", "standard", "22", time.October)})
			if err == nil {
				_, err = tx.SaveMonths(ctx, map[string][]model.Month{"G-SUZHOU1": {sold("G-SUZHOU1", "med", 202601, 310_000), sold("G-SUZHOU1", "med", 202604, 120_000), sold("G-SUZHOU1", "east", 202608, 480_000), sold("G-SUZHOU1", "med", 202611, 220_000)},
					"G-BOLAN01": {sold("G-BOLAN01", "east", 202610, 90_000)}, "G-NORVIK1": {sold("G-NORVIK1", "east", 202609, 3_310_400)}, "G-NORVIK2": {sold("G-NORVIK2", "med", 202609, 802_150)}, "G-NORVIK3": {sold("G-NORVIK3", "med", 202609, 21_000)}})
			}
			return err
		},
		func(tx *store.Tx, run int64) error {
			_, err := tx.SaveTiers(ctx, run, []model.TierResult{score("G-SUZHOU1", "key", "77.9", time.November)})
			if err == nil {
				err = tx.ReplaceDoubts(ctx, []model.Doubt{{A: a, B: b, Bits: 2.3, Why: "name"}, {A: a, B: erpRef("77121"), Bits: 4, Why: "id:uscc+name"}, {A: b, B: erpRef("77121"), Bits: 0.4, Why: "phone"}, {Kind: model.DoubtBelongs, A: crmRef("B2"), B: crmRef("B1"), Why: "shared-phone"}})
			}
			if err == nil {
				err = tx.SaveQuality(ctx, run, []model.RecordQuality{{Customer: a, Score: 900}, {Customer: b, Score: 640, Findings: []model.Finding{{Attribute: "phone", Flaw: model.FlawInvalid}, {Attribute: "identifier", Flaw: model.FlawMissing, Proposed: "91320594MA1X5L1K2B"}}}})
			}
			if err == nil {
				err = tx.SaveTrend(ctx, run-1, []model.QualityPoint{{Records: 6, Score: 770}, {Unit: "east", Records: 3, Score: 800}, {Unit: "med", Records: 3, Score: 740}})
			}
			if err == nil {
				err = tx.SaveTrend(ctx, run, []model.QualityPoint{{Records: 6, Score: 790}, {Attribute: "phone", Records: 6, Score: 833, Invalid: 1}, {Unit: "east", Records: 3, Score: 860}, {Unit: "med", Records: 3, Score: 720}, {Unit: "med", Attribute: "phone", Records: 3, Score: 666, Invalid: 1}})
			}
			return err
		},
	}
	var last int64
	for i, step := range steps {
		err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) (err error) {
			if last, err = tx.StartRun(ctx, model.Run{ID: fmt.Sprint("people", i), Job: "nightly", Trigger: "schedule", State: model.RunDone, Started: w.clock.Now()}); err != nil {
				return err
			}
			return step(tx, last)
		})
		if err != nil {
			w.t.Fatalf("people, step %d: %v", i, err)
		}
	}
	if err := w.db.RefreshLists(ctx, store.Fence{}, "group", last); err != nil {
		w.t.Fatal(err)
	}
	w.account(access.Person{Name: "chen", Label: "陈知夏", Role: model.Steward})
	w.account(access.Person{Name: "boss", Role: model.Admin})
	w.account(access.Person{Name: "east", Role: model.Viewer, Units: []string{"east"}})
}

// stewarded gives a console what its pages about customers need.
func stewarded(db *store.DB, opt *web.Options) *fakeSteward {
	f := &fakeSteward{db: db}
	opt.Steward = f
	opt.Customers = &customers.Room{Store: db, Policy: "group", Ladder: []string{"strategic", "key", "growth", "standard"},
		Target: func(_ context.Context, ref model.Ref) (model.Ref, []string, error) {
			return ref, []string{"group_tier"}, nil
		},
		Forest: func(_ context.Context, run int64, until time.Time, day model.Date) (map[string]model.Edge, error) {
			if day.String() < "2021" || (run == 0) != until.IsZero() {
				return nil, nil
			}
			return map[string]model.Edge{"G-SUZHOU1": {Child: "G-SUZHOU1", Parent: "G-NORVIK1", Kind: model.SubsidiaryOf, Share: "51", Why: model.RuleSteward}}, nil
		}}
	opt.Currency = "CNY"
	for _, t := range []struct {
		id, zh, en string
		floor      *float64
	}{{"strategic", "战略", "Strategic", new(90.0)}, {"key", "核心", "Key", new(80.0)}, {"growth", "成长", "Growth", new(60.0)}, {"standard", "标准", "Standard", nil}} {
		opt.Tiers = append(opt.Tiers, web.Tier{ID: t.id, Label: model.Text{ZH: t.zh, EN: t.en}, Floor: t.floor})
	}
	return f
}

func TestAStatusIsComparedInWords(t *testing.T) {
	w := newWorld(t)
	w.people()
	chen := w.as("chen")
	chen.post("/language", "language", "zh", "back", "/")
	if got := chen.get("/review"); strings.Count(got.body, "<td>正常</td>") != 2 || strings.Contains(got.body, ">active<") {
		t.Errorf("the status of both sides:\n%s", got.body)
	}
}

func TestPagesOfCustomersSayWhatTheReaderMaySee(t *testing.T) {
	w := newWorld(t)
	w.people()
	chen, east := w.as("chen"), w.as("east")
	for _, c := range []struct {
		who    *client
		path   string
		status int
		has    []string
		hasNot []string
	}{
		{chen, "/customers", 200, []string{"Norvik Marine AB", "5 of 5", "G-SUZHOU1", "3,310,400"}, []string{"⟦"}},
		{chen, "/customers?tier=key", 200, []string{"G-SUZHOU1", "1 of 5"}, []string{"G-NORVIK1"}},
		{chen, "/customers?q=" + url.QueryEscape("泊岚"), 200, []string{"G-BOLAN01", "G-SUZHOU1"}, []string{"G-NORVIK1"}},
		{chen, "/customers?q=nobody", 200, []string{"No customer fits"}, nil},
		{chen, "/customers/G-SUZHOU1", 200, []string{"Why “Key”: 77.9 points", "recency", "orders of 12 months", "yonbip/customer/C00871", "同一信用代码，旧抬头", "泊岚控股有限公司", "60 %", "<svg", "480,000", ">Key 80</text>", "dashed: where tiers"}, []string{"⟦"}},
		{chen, "/customers/G-NORVIK2", 200, []string{"What is to be mended in the source records", "It fails its check", "91320594MA1X5L1K2B", `name="as_of"`}, []string{"⟦"}},
		{chen, "/customers/G-SUZHOU1?as_of=2026-11-20", 200, []string{"known at the end of 2026-11-20", "泊岚电气（苏州）有限公司", "yonbip/customer/C00871", "Back to now"}, []string{"⟦", "method=\"post\" action=\"/customers"}},
		{chen, "/customers/G-SUZHOU1?as_of=2020-01-01", 200, []string{"There was no such customer then"}, []string{"C00871"}},
		{chen, "/customers/G-SUZHOU1?as_of=then", 404, nil, nil},
		{chen, "/customers/G-SUZHOU1?valid_on=2026-02-30", 404, nil, nil},
		{chen, "/customers/G-SUZHOU1?valid_on=2024-12-31", 200, []string{"what is known now", "that of 2024-12-31 in business", "Norvik Marine AB", "/customers/G-NORVIK1?valid_on=2024-12-31", "subsidiary", "51 %"}, []string{"⟦", "泊岚控股"}},
		{chen, "/customers/G-NORVIK1?as_of=2026-11-20&valid_on=2024-12-31", 200, []string{"known at the end of 2026-11-20", "Directly below", "/customers/G-SUZHOU1?as_of=2026-11-20&amp;valid_on=2024-12-31"}, []string{"⟦", "belonged to nobody"}},
		{chen, "/customers/G-SUZHOU1?valid_on=2020-12-31", 200, []string{"On 2020-12-31 it belonged to nobody"}, []string{"Norvik"}},
		{east, "/customers/G-SUZHOU1?valid_on=2024-12-31", 404, nil, []string{"Norvik"}},
		{east, "/customers/G-SUZHOU1?as_of=2026-11-20", 404, nil, []string{"C00871"}},
		{chen, "/customers/G-NOBODY1", 404, nil, nil},
		{chen, "/hierarchy", 200, []string{"泊岚控股有限公司", "1,220,000"}, []string{"⟦", "G-NORVIK1"}},
		{chen, "/hierarchy/G-BOLAN01", 200, []string{"泊岚电气（苏州）有限公司"}, []string{"⟦"}},
		{chen, "/quality", 200, []string{"790", "▲ 20", "▼ 20", "91320594MA1X5L1K2B"}, []string{"⟦"}},
		{chen, "/quality?unit=med", 200, []string{"666 ‰"}, nil},
		{chen, "/review", 200, []string{"Are these the same customer?", "<mark>Aktiebolag</mark>", "4,112,550 at stake", "5.1</text>", "4 open"}, []string{"⟦"}},
		{chen, "/review/history", 200, []string{"No decision in 90 days"}, []string{"⟦"}},
		{chen, "/search?q=" + url.QueryEscape("泊岚"), 200, []string{"G-BOLAN01"}, []string{"⟦"}},
		{chen, "/search?q=g-norvik2", 303, nil, nil},
		{chen, "/search?q=2046", 303, nil, nil},
		{east, "/customers", 200, []string{"G-SUZHOU1", "3 of 3"}, []string{"G-NORVIK2", "G-NORVIK3", "820", "77.9"}},
		{east, "/customers/G-SUZHOU1", 200, []string{"Your scope is 华东", "too few to show", "B2", "The group&#39;s tier follows"}, []string{"⟦", "C00871", "77.9", "Key 80", "旧抬头", "60 %", "120,000", "/override", "/merge", "/pin"}},
		{east, "/customers/G-NORVIK2", 404, nil, nil},
		{east, "/hierarchy", 403, nil, nil},
		{east, "/review", 403, nil, nil},
	} {
		got := c.who.page(c.path)
		if got.status != c.status {
			t.Errorf("%s: status %d, want %d", c.path, got.status, c.status)
		}
		for _, text := range c.has {
			if !strings.Contains(got.body, text) {
				t.Errorf("%s lacks %q", c.path, text)
			}
		}
		for _, text := range c.hasNot {
			if strings.Contains(got.body, text) {
				t.Errorf("%s shows %q", c.path, text)
			}
		}
	}
	if got := chen.page("/search?q=g-norvik2").header.Get("Location"); got != "/customers/G-NORVIK2" {
		t.Errorf("the id of a customer leads to %q", got)
	}
	chen.post("/language", "language", "zh", "back", "/")
	for _, path := range []string{"/customers", "/customers/G-SUZHOU1", "/hierarchy", "/quality", "/review", "/review/history", "/search?q=" + url.QueryEscape("泊岚")} {
		if got := chen.page(path); strings.Contains(got.body, "⟦") || !strings.Contains(got.body, `lang="zh-CN"`) {
			t.Errorf("%s in Chinese: status %d, %s", path, got.status, regexp.MustCompile("⟦[^⟧]*⟧").FindString(got.body))
		}
	}
}

// field is the value of a hidden field of a page.
func field(body, name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestAStewardDecidesPairAfterPair(t *testing.T) {
	w := newWorld(t)
	w.people()
	chen := w.as("chen")
	page := chen.get("/review").body
	answer := func(verdict string, more ...string) answer {
		form := append([]string{"kind", field(page, "kind"), "a", field(page, "a"), "b", field(page, "b"), "q", field(page, "q"), "next", field(page, "next"), "verdict", verdict}, more...)
		return chen.post("/review/decide", form...)
	}
	if got := answer("same", "reason", "impossible"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "both have a valid code") {
		t.Errorf("a verdict that cannot be: status %d", got.status)
	}
	first := field(page, "b")
	got := answer("same", "reason", "same licence", "pick.name", "Norvik Marine", "pick.city", "")
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/review?q=") {
		t.Fatalf("after an answer: status %d to %s", got.status, got.header.Get("Location"))
	}
	page = chen.get(got.header.Get("Location")).body
	if field(page, "b") == first || !strings.Contains(page, "undo with U") || !strings.Contains(page, "3 open") {
		t.Errorf("the next question is not another one: %s", field(page, "b"))
	}
	if last := w.steward.asked[len(w.steward.asked)-1]; last != "chen: same 001A0000x9Qk 77120 map[name:Norvik Marine] same licence" {
		t.Errorf("kept: %s", last)
	}
	answer("skip")
	if got := answer("nonsense"); got.status != http.StatusNotFound {
		t.Errorf("a verdict that is none: status %d", got.status)
	}
	if page = chen.get("/review").body; !strings.Contains(page, "1 skipped") {
		t.Error("a skipped question is not told")
	}
	history := chen.get("/review/history").body
	if !strings.Contains(history, "same licence") {
		t.Error("the history lacks the verdict")
	}
	if got := chen.post("/review/undo", "a", "salesforce/Account/001A0000x9Qk", "b", "yonbip/customer/77120", "back", "history"); got.header.Get("Location") != "/review/history" {
		t.Errorf("undo: status %d to %s", got.status, got.header.Get("Location"))
	}
	if page = chen.get("/review").body; !strings.Contains(page, "3 open") {
		t.Error("what was taken back is not asked again")
	}
	if got := chen.post("/review/claim", "unit", ""); got.status != http.StatusSeeOther {
		t.Errorf("claim: status %d", got.status)
	}
	w.account(access.Person{Name: "wu", Role: model.Steward})
	if body := w.as("wu").get("/review").body; !strings.Contains(body, "All done") {
		t.Error("another steward meets a question that is taken")
	}
}

func TestWhatIsAmendedNeedsAReason(t *testing.T) {
	w := newWorld(t)
	w.people()
	boss := w.as("boss")
	for _, c := range []struct {
		path string
		form []string
		want string
	}{
		{"/override", []string{"attribute", "city", "value", "苏州市", "until", "change"}, "boss: override G-SUZHOU1 city=苏州市 change why"},
		{"/override/end", []string{"attribute", "city"}, "boss: end G-SUZHOU1 city why"},
		{"/merge", []string{"other", "G-NORVIK1"}, "boss: merge G-SUZHOU1 G-NORVIK1 why"},
		{"/split", []string{"record", "salesforce/Account/B2"}, "boss: split G-SUZHOU1 [salesforce/Account/B2] why"},
		{"/link", []string{"parent", "G-NORVIK1", "kind", "branch-of"}, `boss: link G-SUZHOU1 "G-NORVIK1" branch-of why`},
		{"/link", []string{"top", "1", "kind", "branch-of"}, `boss: link G-SUZHOU1 "" branch-of why`},
		{"/pin", []string{"kind", "floor", "tier", "key", "until", "2026-12-31"}, "boss: pin G-SUZHOU1 floor key 2026-12-31 why"},
		{"/pin/end", []string{"kind", "floor"}, "boss: unpin G-SUZHOU1 floor why"},
	} {
		before := len(w.steward.asked)
		if got := boss.post("/customers/G-SUZHOU1"+c.path, c.form...); got.status != http.StatusUnprocessableEntity || len(w.steward.asked) != before {
			t.Errorf("%s without a reason: status %d", c.path, got.status)
		}
		got := boss.post("/customers/G-SUZHOU1"+c.path, append(c.form, "reason", "why")...)
		if got.status != http.StatusSeeOther || w.steward.asked[len(w.steward.asked)-1] != c.want {
			t.Errorf("%s: status %d, %v", c.path, got.status, w.steward.asked)
		}
	}
	if got := boss.post("/customers/G-NOBODY1/merge", "other", "G-NORVIK1", "reason", "why"); got.status != http.StatusNotFound {
		t.Errorf("a customer that is not there: status %d", got.status)
	}
	if got := boss.post("/customers/G-SUZHOU1/link", "reason", "why"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a link to nothing: status %d", got.status)
	}
}

func TestGroupsOfOneIdentifierAreAcceptedInOneAct(t *testing.T) {
	w := newWorld(t)
	w.people()
	chen := w.as("chen")
	page := chen.get("/review/groups")
	for _, want := range []string{"Accept by groups", "91320594MA1X5L1K2B", "Norvik Marine AB"} {
		if page.status != 200 || !strings.Contains(page.body, want) {
			t.Fatalf("the page of groups lacks %q, status %d:\n%s", want, page.status, page.body)
		}
	}
	if got := chen.post("/review/groups/accept", "key", "uscc 91320594MA1X5L1K2B"); got.status != http.StatusSeeOther {
		t.Errorf("accept: status %d", got.status)
	}
	if got := chen.post("/review/groups/undo", "batch", "B-1"); got.status != http.StatusSeeOther {
		t.Errorf("undo: status %d", got.status)
	}
	want := []string{"chen: accept [{uscc 91320594MA1X5L1K2B}] one valid identifier, names agree", "chen: take back B-1 undo"}
	if fmt.Sprint(w.steward.asked) != fmt.Sprint(want) {
		t.Errorf("asked %q, want %q", w.steward.asked, want)
	}
}
