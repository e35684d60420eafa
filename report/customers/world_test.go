package customers

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var (
	ctx   = context.Background()
	sys   = model.SystemPrincipal()
	east  = model.Principal{Name: "east", Role: model.Viewer, Units: []string{"east"}}
	today = time.Date(2026, time.November, 21, 6, 0, 0, 0, time.UTC)
)

// onBothStores runs a test on SQLite and on MariaDB.
func onBothStores(t *testing.T, test func(*testing.T, *Room)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newRoom(t, filepath.Join(t.TempDir(), "store.db"))) })
	t.Run("mariadb", func(t *testing.T) { test(t, newRoom(t, "mysql:"+testkit.MariaDB(t))) })
}

func crm(id string) model.Ref { return model.Ref{Source: "crm", Object: "account", ID: id} }
func erp(id string) model.Ref { return model.Ref{Source: "erp", Object: "customer", ID: id} }

func record(ref model.Ref, name, city, phone, unit string) model.Customer {
	return model.Customer{Ref: ref, Kind: model.Organisation, Name: name, Units: []string{unit}, Status: model.Active,
		Addresses: []model.Address{{City: city}}, Phones: []model.Phone{{E164: phone}}}
}

func golden(id, group, name, city string, from model.Ref) store.EntityChange {
	return store.EntityChange{Entity: model.Entity{ID: id, Kind: model.Organisation, Group: group, Values: map[string]model.Value{
		"name": {Text: name, From: from, Rule: "longest"}, "city": {Text: city, From: from, Rule: "newest"}}}, Quality: 640}
}

func scored(entity, tier, score string, day int) model.TierResult {
	return model.TierResult{Entity: entity, Policy: "group", Scope: model.ScopeGroup, AsOf: model.NewDate(2026, time.November, day), Score: score, Raw: tier, Held: tier, Final: tier,
		Parts:  []model.Part{{ID: "money", Label: model.Text{ZH: "金额", EN: "money"}, Input: "7", Points: score}},
		Reason: model.Text{ZH: "集团收入 7", EN: "group revenue 7"}, SafeReason: model.Text{ZH: "集团等级", EN: "group tier"}}
}

// newRoom is a store with G1 (records of east and west), its subsidiary G2 (west),
// and G3 (east) that may be G1; two runs, a write that drifted, an order a month.
func newRoom(t *testing.T, dsn string) *Room {
	t.Helper()
	c := clock.NewManual(today)
	db, err := store.Open(ctx, dsn, store.Options{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	sold := func(entity, unit string, month int, n model.Amount) model.Month {
		return model.Month{Entity: entity, Unit: unit, Month: month, Topic: model.TopicOrder, Count: 1, Amount: n}
	}
	child := golden("G2", "G1", "泊岚电气(苏州)", "苏州", erp("2"))
	child.Parent = "G1"
	steps := []func(*store.Tx, int64) error{
		func(tx *store.Tx, run int64) error {
			_, err := tx.SaveCustomers(ctx, run, []model.Customer{record(crm("1"), "泊岚电气", "上海", "+862112345618", "east"), record(erp("1"), "泊岚电气有限公司", "上海市", "+862112345622", "west"),
				record(erp("2"), "泊岚电气(苏州)", "苏州", "", "west"), record(crm("3"), "泊岚电器", "上海", "+862112345618", "east")})
			if err != nil {
				return err
			}
			_, err = tx.ApplyMaster(ctx, run, store.MasterChange{
				Entities: []store.EntityChange{golden("G1", "G1", "泊岚电气有限公司", "上海市", erp("1")), child, golden("G3", "G3", "泊岚电器", "上海", crm("3"))},
				Members: []model.Member{{Customer: crm("1"), Entity: "G1", Evidence: model.Evidence{Why: "founder"}}, {Customer: erp("1"), Entity: "G1", Evidence: model.Evidence{With: crm("1"), Bits: 9, Why: "name"}},
					{Customer: erp("2"), Entity: "G2"}, {Customer: crm("3"), Entity: "G3"}},
				Edges:     []store.ChildEdges{{Child: "G2", Edges: []model.Edge{{Child: "G2", Parent: "G1", Kind: model.SubsidiaryOf, Why: "list"}}}},
				Redirects: []store.Redirect{{From: "G0", To: "G1"}},
				Journal:   []model.JournalEntry{{Op: model.EntityCreated, Entity: "G1", At: today}, {Op: model.EntityMerged, Entity: "G1", Other: "G0", Author: "li", Reason: "同一执照", At: today.Add(time.Hour)}},
			})
			return err
		},
		func(tx *store.Tx, run int64) error {
			_, err := tx.SaveTiers(ctx, run, []model.TierResult{scored("G1", "gold", "70", 1), scored("G2", "gold", "61", 1), scored("G3", model.Unrated, "", 1)})
			if err == nil {
				_, err = tx.SaveMonths(ctx, map[string][]model.Month{"G1": {sold("G1", "west", 202610, 700), sold("G1", "east", 202611, 40), sold("G1", "west", 202401, 5)}, "G2": {sold("G2", "west", 202610, 9)}, "G3": {sold("G3", "east", 202609, 100)}})
			}
			return err
		},
		func(tx *store.Tx, run int64) error {
			_, err := tx.SaveTiers(ctx, run, []model.TierResult{scored("G1", "platinum", "83", 20)})
			return err
		},
		func(tx *store.Tx, run int64) error {
			if err := tx.ReplaceDoubts(ctx, []model.Doubt{{A: crm("1"), B: crm("3"), Bits: 1, Why: "phone"}}); err != nil {
				return err
			}
			return tx.SaveDecision(ctx, model.Decision{A: crm("3"), B: erp("2"), Verdict: model.Different, Author: "li", Reason: "两家"})
		},
		func(tx *store.Tx, run int64) error {
			if err := tx.SaveQuality(ctx, run, []model.RecordQuality{{Customer: crm("1"), Score: 1000}, {Customer: erp("1"), Score: 700, Findings: []model.Finding{{Attribute: "phone", Flaw: model.FlawInvalid}}},
				{Customer: crm("3"), Score: 500, Findings: []model.Finding{{Attribute: "name", Flaw: model.FlawMissing}}}}); err != nil {
				return err
			}
			return tx.SaveTrend(ctx, run, []model.QualityPoint{{Unit: "", Records: 3, Score: 733}, {Unit: "east", Records: 2, Score: 750}, {Unit: "east", Attribute: "name", Records: 2, Score: 500, Missing: 1}})
		},
		func(tx *store.Tx, run int64) error {
			return tx.SaveTrend(ctx, run, []model.QualityPoint{{Unit: "", Records: 3, Score: 740}, {Unit: "east", Records: 2, Score: 700}, {Unit: "east", Attribute: "name", Records: 2, Score: 500, Missing: 1}, {Unit: "west", Records: 2, Score: 800}})
		},
	}
	var last int64
	for i, step := range steps {
		err := db.InTx(ctx, store.Fence{}, func(tx *store.Tx) (err error) {
			if last, err = tx.StartRun(ctx, model.Run{ID: "R" + string(rune('1'+i)), Job: "nightly", Trigger: "schedule", State: model.RunDone, Started: c.Now()}); err != nil {
				return err
			}
			return step(tx, last)
		})
		if err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		c.Advance(time.Minute)
	}
	if err := db.RefreshLists(ctx, store.Fence{}, "group", last); err != nil {
		t.Fatal(err)
	}
	return &Room{Store: db, Policy: "group", Ladder: []string{"platinum", "gold"},
		Target: func(_ context.Context, ref model.Ref) (model.Ref, []string, error) { return ref, []string{"tier"}, nil }}
}
