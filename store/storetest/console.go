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

var consoleTests = map[string]func(*testing.T, *Bench){
	"customers are listed by tier and name":        listed,
	"a list is paged without gap or repeat":        listPages,
	"customers are found by what people remember":  found,
	"lists follow what runs change":                listFollows,
	"a unit's list holds what the unit may see":    unitList,
	"groups stand by their revenue":                groups,
	"the review queue is ordered, skipped, taken":  queue,
	"a unit learns sums of others above a crowd":   elsewhere,
	"months, documents and activities of a screen": around,
}

var ladder = []string{"A", "B", "C", model.Unrated, ""}

// lists makes the lists of the group's policy.
func (b *Bench) lists(run int64) {
	b.T.Helper()
	if err := b.RefreshLists(ctx, store.Fence{}, "group", run); err != nil {
		b.T.Fatal(err)
	}
}

func (b *Bench) listed(p model.Principal, f store.ListFilter) string {
	b.T.Helper()
	if f.Tiers == nil {
		f.Tiers = ladder
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	var out []string
	for _, r := range must(b.ListEntities(ctx, p, f))(b.T) {
		out = append(out, fmt.Sprintf("%s/%s/%d", r.Entity, r.Tier, r.Records))
	}
	return strings.Join(out, " ")
}

func (b *Bench) counted(p model.Principal) string {
	b.T.Helper()
	var out []string
	for _, c := range must(b.ListCounts(ctx, p))(b.T) {
		out = append(out, fmt.Sprintf("%s:%s:%d=%d", c.Unit, c.Tier, c.Band, c.N))
	}
	return strings.Join(out, " ")
}

func listed(t *testing.T, b *Bench) {
	run := world(t, b)
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.SaveMonths(ctx, map[string][]model.Month{"E1": {
			{Entity: "E1", Unit: "west", Month: 202610, Topic: model.TopicOrder, Count: 1, Amount: 50_000},
			{Entity: "E1", Unit: "east", Month: 202510, Topic: model.TopicOrder, Count: 1, Amount: 90_000}}}) // too long ago
		return err
	})
	b.lists(run)
	equal(t, "all", b.listed(sys, store.ListFilter{}), "E1/A/2 E2/C/1")
	equal(t, "tier", b.listed(sys, store.ListFilter{Tiers: []string{"C"}}), "E2/C/1")
	equal(t, "unit", b.listed(sys, store.ListFilter{Unit: "east"}), "E1/A/2")
	equal(t, "group", b.listed(sys, store.ListFilter{Group: "E2"}), "E2/C/1")
	equal(t, "quality below 700", b.listed(sys, store.ListFilter{Below: 700}), "")
	equal(t, "quality below 800", b.listed(sys, store.ListFilter{Below: 800}), "E1/A/2 E2/C/1")
	equal(t, "facets", b.counted(sys), ":A:7=1 :C:7=1 east:A:7=1 west:A:7=1 west:C:7=1")
	row := must(b.ListEntities(ctx, sys, store.ListFilter{Tiers: []string{"A"}, Limit: 1}))(t)[0]
	row.Mark = store.ListMark{}
	equal(t, "row", row, store.ListRow{Entity: "E1", Name: "华东钢铁有限公司", Kind: model.Organisation, Tier: "A", Score: "88", Quality: 700, Group: "E1",
		Units: []string{"east", "west"}, Records: 2, Revenue: 50_000})
}

func listPages(t *testing.T, b *Bench) {
	run := b.Run("r1")
	var change store.MasterChange
	var customers []model.Customer
	var tiers []model.TierResult
	for i := range 23 {
		id := fmt.Sprintf("E%02d", i)
		customers = append(customers, customer(Cust(id), "某某钢铁", "east", "west"))
		change.Entities = append(change.Entities, entity(id, "某某钢铁", Cust(id)))
		change.Members = append(change.Members, member(Cust(id), id, model.Ref{}))
		tiers = append(tiers, tier(id, ladder[i%3], "1"))
	}
	b.save(run, customers...)
	b.master(run, change)
	b.Tx(func(tx *store.Tx) error { _, err := tx.SaveTiers(ctx, run, tiers); return err })
	b.lists(run)
	for name, f := range map[string]store.ListFilter{"plain": {}, "unit": {Unit: "east"}, "search": {Text: "某某"}} {
		for _, p := range []model.Principal{sys, unit("east"), unit("west", "east")} {
			seen := map[string]bool{}
			f.Limit, f.Tiers, f.After = 5, ladder, store.ListMark{}
			if name == "unit" && !p.Sees("east") {
				continue
			}
			for range 10 {
				page := must(b.ListEntities(ctx, p, f))(t)
				for _, r := range page {
					if seen[r.Entity] {
						t.Errorf("%s, %v: %s comes twice", name, p.Units, r.Entity)
					}
					seen[r.Entity] = true
				}
				if len(page) < f.Limit {
					break
				}
				f.After = page[len(page)-1].Mark
			}
			if len(seen) != 23 {
				t.Errorf("%s, %v: %d of 23", name, p.Units, len(seen))
			}
		}
	}
	equal(t, "counted once", b.counted(unit("east", "west"))[:len(":A:0=8 :B:0=8 :C:0=7")], ":A:0=8 :B:0=8 :C:0=7")
}

func found(t *testing.T, b *Bench) {
	run := world(t, b)
	c := customer(Cust("1"), "苏州泊岚电气(ＧＲＯＵＰ) Holding", "east")
	c.Phones = []model.Phone{{E164: "+8613800132046"}}
	c.Identifiers = []model.Identifier{{Type: "uscc", Value: "91320594MA1X5L1K2B", Valid: true}}
	c.Domains = []string{"bolan.example"}
	b.save(run, c)
	b.lists(run)
	for text, want := range map[string]string{
		"泊岚": "E1/A/2", "苏州泊岚电气": "E1/A/2", "holding": "E1/A/2", "group": "E1/A/2", "ｇroup": "E1/A/2", " HOLD": "E1/A/2",
		"2046": "E1/A/2", "013 2046": "E1/A/2", "9132 0594": "E1/A/2", "91320594ma1x5l1k2b": "E1/A/2", "bolan.example": "E1/A/2", "li@bolan.example": "E1/A/2",
		"西部": "E2/C/1", "1380": "", "州泊": "", "%": "", "": "E1/A/2 E2/C/1",
	} {
		equal(t, text, b.listed(sys, store.ListFilter{Text: text}), want)
	}
	equal(t, "a unit does not find by another's record", b.listed(unit("west"), store.ListFilter{Text: "泊岚"}), "")
	equal(t, "its own it finds", b.listed(unit("west"), store.ListFilter{Text: "华东"}), "E1/A/1")
	masked := model.Principal{Name: "x", Role: model.Analyst, Masked: []string{"phone", "name"}}
	equal(t, "a masked attribute finds nothing", b.listed(masked, store.ListFilter{Text: "2046"})+b.listed(masked, store.ListFilter{Text: "泊岚"}), "")
	equal(t, "another does", b.listed(masked, store.ListFilter{Text: "91320594"}), "E1/A/2")
}

func listFollows(t *testing.T, b *Bench) {
	b.lists(world(t, b))
	run := b.Run("r2")
	b.save(run, customer(Cust("2"), "西部有色", "north"))
	e2 := entity("E2", "西部有色", Cust("2"))
	e2.Quality = 310
	gone := entity("E1", "华东钢铁有限公司", Erp("9"))
	gone.Emptied = true
	b.master(run, store.MasterChange{Entities: []store.EntityChange{e2, gone}, Members: []model.Member{{Customer: Cust("1")}, {Customer: Erp("9")}}})
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.SaveTiers(ctx, run, []model.TierResult{tier("E2", "B", "60")})
		return err
	})
	b.lists(run)
	equal(t, "list", b.listed(sys, store.ListFilter{}), "E2/B/1")
	equal(t, "facets", b.counted(sys), ":B:3=1 north:B:3=1")
	equal(t, "the old name", b.listed(sys, store.ListFilter{Text: "西部矿业"}), "")
	equal(t, "the new name", b.listed(sys, store.ListFilter{Text: "西部有色"}), "E2/B/1")
	ended := b.Run("r3")
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.EndTiers(ctx, ended, "group", model.ScopeGroup, []string{"E2"})
		return err
	})
	b.lists(ended)
	equal(t, "a tier that ended", b.listed(sys, store.ListFilter{}), "E2//1")
	b.lists(ended)
	equal(t, "again", b.counted(sys), "::3=1 north::3=1")
	b.save(run, customer(Cust("2"), "北方有色", "south")) // a run before it goes on
	b.lists(run)
	equal(t, "after an older run", b.counted(sys), "::3=1 south::3=1")
	equal(t, "its words", b.listed(sys, store.ListFilter{Text: "北方"}), "E2//1")
	b.save(b.Run("r4"), customer(Cust("2"), "北方有色", "west"))
	b.lists(ended + 1)
	equal(t, "after a newer run", b.counted(sys), "::3=1 west::3=1")
}

func unitList(t *testing.T, b *Bench) {
	b.lists(world(t, b))
	equal(t, "east", b.listed(unit("east"), store.ListFilter{}), "E1/A/1")
	equal(t, "another's unit", b.listed(unit("east"), store.ListFilter{Unit: "west"}), "")
	equal(t, "facets", b.counted(unit("east")), "east:A:0=1")
	equal(t, "nobody", b.listed(unit(), store.ListFilter{})+b.counted(unit()), "")
	r := must(b.ListEntities(ctx, unit("west"), store.ListFilter{Tiers: ladder, Limit: 1}))(t)[0]
	if r.Score != "" || r.Quality != 0 || r.Group != "" || strings.Join(r.Units, " ") != "west" {
		t.Errorf("west learns %+v", r)
	}
	if _, err := b.Groups(ctx, unit("east"), nil, 5); !errors.Is(err, store.ErrHidden) {
		t.Errorf("groups: %v", err)
	}
	if _, err := b.ChildrenOf(ctx, unit("east"), "E1", store.ListMark{}, 5); !errors.Is(err, store.ErrHidden) {
		t.Errorf("children: %v", err)
	}
}

func groups(t *testing.T, b *Bench) {
	run := world(t, b)
	child := entity("E2", "西部矿业", Cust("2"))
	child.Group, child.Parent = "E1", "E1"
	b.master(run, store.MasterChange{Entities: []store.EntityChange{child}, Edges: []store.ChildEdges{{Child: "E2", Edges: []model.Edge{{Child: "E2", Parent: "E1", Kind: model.SubsidiaryOf}}}}})
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.SaveMonths(ctx, map[string][]model.Month{"E1": {{Entity: "E1", Unit: "west", Month: 202610, Topic: model.TopicOrder, Amount: 5}},
			"E2": {{Entity: "E2", Unit: "west", Month: 202609, Topic: model.TopicOrder, Amount: 7}}})
		return err
	})
	b.lists(run)
	equal(t, "groups", must(b.Groups(ctx, sys, nil, 5))(t), []store.GroupRow{{Group: "E1", Entities: 2, Amount: 12}})
	equal(t, "none after", len(must(b.Groups(ctx, sys, &store.GroupRow{Group: "E1", Amount: 12}, 5))(t)), 0)
	children := must(b.ChildrenOf(ctx, sys, "E1", store.ListMark{}, 5))(t)
	if len(children) != 1 || children[0].Entity != "E2" || children[0].Revenue != 7 {
		t.Errorf("children %+v", children)
	}
	edge := must(b.ParentEdge(ctx, sys, "E2"))(t)
	if len(edge) != 1 || edge[0].Parent != "E1" {
		t.Errorf("the parent of E2: %+v", edge)
	}
	equal(t, "no parent", len(must(b.ParentEdge(ctx, sys, "E1"))(t)), 0)
	equal(t, "none after the last", len(must(b.ChildrenOf(ctx, sys, "E1", children[0].Mark, 5))(t)), 0)
}

func queue(t *testing.T, b *Bench) {
	run := world(t, b)
	b.save(run, customer(Cust("3"), "丙", "east"), customer(Cust("4"), "丁", "east"))
	b.master(run, store.MasterChange{Entities: []store.EntityChange{entity("E3", "丙", Cust("3")), entity("E4", "丁", Cust("4"))},
		Members: []model.Member{member(Cust("3"), "E3", model.Ref{}), member(Cust("4"), "E4", model.Ref{})}})
	sold := func(e string, n model.Amount) []model.Month {
		return []model.Month{{Entity: e, Unit: "east", Month: 202610, Topic: model.TopicOrder, Amount: n}, {Entity: e, Unit: "east", Month: 202611, Topic: model.TopicInvoice, Amount: n / 2}}
	}
	small, large := model.Doubt{A: Cust("1"), B: Cust("3"), Bits: 0, Why: "name"}, model.Doubt{A: Cust("3"), B: Cust("4"), Gate: "code", Why: "name"}
	west := model.Doubt{A: Cust("2"), B: Cust("4"), Bits: 1, Why: "phone"}
	b.Tx(func(tx *store.Tx) error {
		must(tx.SaveMonths(ctx, map[string][]model.Month{"E1": sold("E1", 100), "E3": sold("E3", 1_000), "E4": sold("E4", 9_000)}))(t)
		return tx.ReplaceDoubts(ctx, []model.Doubt{small, west, large})
	})
	b.lists(run)
	of := func(list []store.QueuedDoubt, err error) (out []model.Doubt) {
		t.Helper()
		for _, q := range must(list, err)(t) {
			out = append(out, q.Doubt)
		}
		return out
	}
	all := must(b.Queue(ctx, sys, store.QueueFilter{Limit: 9}))(t)
	equal(t, "order", of(all, nil), []model.Doubt{large, west, small})
	equal(t, "stake", []model.Amount{all[0].Stake, all[0].Worth, all[2].Stake}, []model.Amount{10_000, 10_000, 1_100})
	b.Tx(func(tx *store.Tx) error {
		must(tx.SaveMonths(ctx, map[string][]model.Month{"E4": sold("E4", 9_500)}))(t)
		return tx.ReweighDoubts(ctx)
	})
	if err := b.WeighDoubts(ctx, store.Fence{}); err != nil {
		t.Fatal(err)
	}
	all = must(b.Queue(ctx, sys, store.QueueFilter{Limit: 9}))(t)
	equal(t, "weighed anew", []model.Amount{all[0].Stake, all[0].Worth, all[2].Stake}, []model.Amount{10_500, 10_500, 1_100})
	equal(t, "after the first", of(b.Queue(ctx, sys, store.QueueFilter{After: &all[0], Limit: 9})), []model.Doubt{west, small})
	equal(t, "unit", of(b.Queue(ctx, sys, store.QueueFilter{Unit: "west", Limit: 9})), []model.Doubt{west})
	equal(t, "by an identifier", len(must(b.Queue(ctx, sys, store.QueueFilter{Exact: true, Limit: 9}))(t)), 0)
	equal(t, "a unit's steward sees pairs of its own", of(b.Queue(ctx, unit("east"), store.QueueFilter{Limit: 9})), []model.Doubt{large, small})
	if _, err := b.Question(ctx, unit("east"), all[1].ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another's question: %v", err)
	}

	b.Tx(func(tx *store.Tx) error {
		equal(t, "taken", must(tx.Claim(ctx, "li", all[:2], b.Clock.Now().Add(time.Hour)))(t), 2)
		equal(t, "taken after", must(tx.Claim(ctx, "wu", all[1:], b.Clock.Now().Add(time.Hour)))(t), 1)
		return tx.SaveSkip(ctx, model.Skip{A: large.A, B: large.B, Until: b.Clock.Now().Add(time.Minute), Author: "li", Reason: "later"})
	})
	equal(t, "free for wu", of(b.Queue(ctx, sys, store.QueueFilter{Free: "wu", Limit: 9})), []model.Doubt{small})
	equal(t, "li's", of(b.Queue(ctx, sys, store.QueueFilter{Mine: "li", Limit: 9})), []model.Doubt{west})
	open, skipped, err := b.QueueSize(ctx, sys)
	equal(t, "size", []any{open, skipped, err}, []any{int64(2), int64(1), nil})
	q := must(b.Question(ctx, sys, all[0].ID))(t)
	equal(t, "claimed", q.Claimed, "li")
	equal(t, "held", []string{must(b.HolderOf(ctx, sys, west))(t), must(b.HolderOf(ctx, sys, model.Doubt{A: west.B, B: west.A}))(t)}, []string{"li", "li"})
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveDecision(ctx, model.Decision{A: Cust("9"), B: Cust("3"), Verdict: model.Different, Author: "li", Reason: "x"})
	})
	equal(t, "decided on", len(must(b.DecisionsOn(ctx, sys, []model.Ref{Cust("3")}))(t)), 1)
	equal(t, "nothing decided on", len(must(b.DecisionsOn(ctx, sys, []model.Ref{Cust("1")}))(t)), 0)
	b.Clock.Advance(2 * time.Hour)
	equal(t, "all are free again", len(must(b.Queue(ctx, sys, store.QueueFilter{Free: "wu", Limit: 9}))(t)), 3)
	b.Tx(func(tx *store.Tx) error { return tx.Release(ctx, "li") })
}

func elsewhere(t *testing.T, b *Bench) {
	run := world(t, b)
	equal(t, "one record is too few", must(b.Elsewhere(ctx, unit("east"), "E1"))(t), store.Elsewhere{Few: true})
	var more []model.Customer
	var members []model.Member
	for i := range 4 {
		ref := Erp(fmt.Sprint("m", i))
		more, members = append(more, customer(ref, "华东钢铁", "west")), append(members, member(ref, "E1", Cust("1")))
	}
	b.save(run, more...)
	b.master(run, store.MasterChange{Members: members})
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.SaveMonths(ctx, map[string][]model.Month{"E1": {{Entity: "E1", Unit: "west", Month: 202610, Topic: model.TopicOrder, Amount: 5},
			{Entity: "E1", Unit: "east", Month: 202610, Topic: model.TopicOrder, Amount: 70}}})
		return err
	})
	equal(t, "five are told", must(b.Elsewhere(ctx, unit("east"), "E1"))(t), store.Elsewhere{Records: 5, Units: 1, Revenue: 5})
	equal(t, "the group has no elsewhere", must(b.Elsewhere(ctx, sys, "E1"))(t), store.Elsewhere{})
	if _, err := b.Elsewhere(ctx, unit("east"), "E2"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a customer of others: %v", err)
	}
}

func around(t *testing.T, b *Bench) {
	run := world(t, b)
	b.Tx(func(tx *store.Tx) error {
		must(tx.SaveMonths(ctx, map[string][]model.Month{"E1": {{Entity: "E1", Unit: "east", Month: 202610, Topic: model.TopicOrder, Amount: 5},
			{Entity: "E1", Unit: "west", Month: 202610, Topic: model.TopicOrder, Amount: 6}}}))(t)
		return tx.SaveDrift(ctx, []store.DriftEntry{{Target: Cust("1"), Field: "tier", Expected: "A", Found: "B", Run: "r1"}})
	})
	b.master(run, store.MasterChange{Redirects: []store.Redirect{{From: "E0", To: "E1"}}})
	equal(t, "months of west", must(b.MonthsOf(ctx, unit("west"), "E1", 202601))(t), []model.Month{{Entity: "E1", Unit: "west", Month: 202610, Topic: model.TopicOrder, Amount: 6}})
	docs := must(b.LatestOrders(ctx, sys, "E1", 1))(t)
	if len(docs) != 1 || docs[0].Number != "SO2" || docs[0].Amount != 20_000 {
		t.Errorf("the last document: %+v", docs)
	}
	equal(t, "documents of east", len(must(b.LatestOrders(ctx, unit("east"), "E1", 9))(t)), 1)
	equal(t, "activities", len(must(b.LatestActivities(ctx, sys, "E1", 9))(t)), 2)
	equal(t, "activities of east", len(must(b.LatestActivities(ctx, unit("east"), "E1", 9))(t)), 1)
	equal(t, "former ids", must(b.FormerIDs(ctx, sys, "E1"))(t), []string{"E0"})
	equal(t, "for a unit", must(b.FormerIDs(ctx, unit("east"), "E1"))(t), []string(nil))
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveQuality(ctx, run, []model.RecordQuality{{Customer: Cust("1"), Score: 1000}, {Customer: Cust("2"), Score: 600, Findings: []model.Finding{{Attribute: "phone", Flaw: model.FlawMissing}}},
			{Customer: Erp("9"), Score: 500, Findings: []model.Finding{{Attribute: "name", Flaw: model.FlawMissing}}}})
	})
	first, next, err := b.Findings(ctx, sys, "west", 0, 1)
	if err != nil || len(first) != 1 || first[0].Customer != Cust("2") || next == 0 {
		t.Errorf("findings: %v, %+v", err, first)
	}
	second, next, err := b.Findings(ctx, sys, "", next, 1)
	if err != nil || len(second) != 1 || second[0].Customer != Erp("9") || next != 0 {
		t.Errorf("the next findings: %v, %+v", err, second)
	}
	none, _, err := b.Findings(ctx, unit("east"), "", 0, 9)
	equal(t, "findings of others", []any{len(none), err}, []any{0, nil})
	of := must(b.FindingsOf(ctx, sys, "E0"))(t)
	if len(of) != 2 || of[0].Customer != Cust("1") || of[1].Customer != Erp("9") || len(of[0].Findings) != 0 || len(of[1].Findings) != 1 {
		t.Errorf("findings of a customer: %+v", of)
	}
	equal(t, "findings of a customer's own records", len(must(b.FindingsOf(ctx, unit("west"), "E1"))(t)), 1)
	equal(t, "drift", len(must(b.DriftsOf(ctx, unit("east"), Cust("1"), 9))(t)), 1)
	equal(t, "another's drift", len(must(b.DriftsOf(ctx, unit("west"), Cust("1"), 9))(t)), 0)
	for name, read := range map[string]func() error{
		"months":     func() error { _, err := b.MonthsOf(ctx, unit("east"), "E2", 0); return err },
		"documents":  func() error { _, err := b.LatestOrders(ctx, unit("east"), "E2", 9); return err },
		"activities": func() error { _, err := b.LatestActivities(ctx, unit("east"), "E2", 9); return err },
	} {
		if err := read(); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s of another's customer: %v", name, err)
		}
	}
}
