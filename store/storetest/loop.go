package storetest

import (
	"slices"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// What the stages of the loop ask beside the nouns' own verbs.
var loopTests = map[string]func(*testing.T, *Bench){
	"named records are mapped again":              recordsDirty,
	"the share of rejected records":               rejectedShare,
	"mended records leave the quarantine":         rejectsMended,
	"merges of the source are listed":             sourceMerges,
	"checkpoints of a stage over all runs":        stageHistory,
	"present results of every scope":              openTiers,
	"receipts of some records":                    writesOfRecords,
	"what the loop asks is hidden from the units": loopHidden,
}

func recordsDirty(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "p", "c"), Rec("2", "p", "c"))
	b.Tx(func(tx *store.Tx) error {
		return tx.ClearDirty(ctx, must(b.RawBatch(ctx, sys, s, 0, 10))(t))
	})
	equal(t, "before", len(b.dirty(s)), 0)
	var n int64
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.MarkDirty(ctx, []model.Ref{Cust("2"), Cust("77"), {Source: "crm", Object: "Lead", ID: "1"}})
		return err
	})
	equal(t, "marked", n, int64(1))
	equal(t, "afterwards", b.dirty(s), []string{"2"})
}

func rejectedShare(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "p", "c"), Rec("2", "p", "c"), Rec("3", "p", "c"))
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveRejects(ctx, []model.Reject{reject("r1", store.MapStage, Cust("1"), "E2101"), reject("r1", store.MapStage, Cust("2"), "E2101")})
	})
	rejected, live, err := b.RejectedShare(ctx, sys, "crm", 1)
	if err != nil || rejected != 2 || live != 3 {
		t.Errorf("%d of %d, %v; want 2 of 3", rejected, live, err)
	}
	if rejected, live, err := b.RejectedShare(ctx, sys, "crm", 10); err != nil || rejected != 2 || live != 0 {
		t.Errorf("with few rejects: %d of %d, %v; want 2, uncounted", rejected, live, err)
	}
}

func rejectsMended(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.Tx(func(tx *store.Tx) error {
		return tx.SaveRejects(ctx, []model.Reject{reject("r1", store.MapStage, Cust("1"), "E2101"), reject("r1", store.MapStage, Cust("2"), "E2101")})
	})
	b.Tx(func(tx *store.Tx) error { return tx.CloseMended(ctx, store.MapStage, s, []string{"1", "9"}) })
	open := must(b.OpenRejects(ctx, sys, store.RejectFilter{}))(t)
	if len(open) != 1 || open[0].Ref != Cust("2") {
		t.Errorf("open: %+v", open)
	}
}

func sourceMerges(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "p", "c"), Rec("2", "p", "c"), Rec("3", "p", "c"))
	b.Tx(func(tx *store.Tx) error {
		for _, loser := range []string{"3", "2"} {
			if _, err := tx.MergeRaw(ctx, s, model.Merge{Loser: loser, Winner: "1"}); err != nil {
				return err
			}
		}
		return nil
	})
	equal(t, "merges", must(b.SourceMerges(ctx, sys))(t), []store.SourceMerge{{Loser: Cust("2"), Winner: Cust("1")}, {Loser: Cust("3"), Winner: Cust("1")}})
}

func stageHistory(t *testing.T, b *Bench) {
	first, second := b.Run("r1"), b.Run("r2")
	for run, state := range map[int64]string{first: "done", second: "stale"} {
		b.Tx(func(tx *store.Tx) error {
			return tx.SetStage(ctx, run, store.Checkpoint{Stage: "match", State: state, Mark: "m"})
		})
	}
	var got []string
	for _, c := range must(b.StageHistory(ctx, sys, "match", 10))(t) {
		got = append(got, c.State)
	}
	equal(t, "newest first", got, []string{"stale", "done"})
	equal(t, "of another stage", len(must(b.StageHistory(ctx, sys, "score", 10))(t)), 0)
	equal(t, "limited", len(must(b.StageHistory(ctx, sys, "match", 1))(t)), 1)
}

func openTiers(t *testing.T, b *Bench) {
	world(t, b)
	var got []string
	err := b.EachOpenTier(ctx, sys, "group", func(entity, scope string) error { got = append(got, entity+" "+scope); return nil })
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if len(got) == 0 || !slices.Contains(got, "E1 "+model.ScopeGroup) {
		t.Errorf("present results: %q", got)
	}
	if n := len(slices.Compact(slices.Clone(got))); n != len(got) {
		t.Errorf("a result comes twice: %q", got)
	}
}

func writesOfRecords(t *testing.T, b *Bench) {
	b.plan(plan("p1"), planRow(1, Cust("1"), "east"), planRow(2, Cust("2"), "east"))
	b.Tx(func(tx *store.Tx) error {
		_, err := tx.Intend(ctx, []model.LedgerEntry{
			{Plan: "p1", Run: "r1", Seq: 1, Attempt: 1, Target: Cust("1"), Field: "tier", New: "A"},
			{Plan: "p1", Run: "r1", Seq: 2, Attempt: 1, Target: Cust("2"), Field: "tier", New: "A"}})
		return err
	})
	got := must(b.WritesOf(ctx, sys, "crm", "Account", []string{"2", "77"}))(t)
	if len(got) != 1 || got[0].Target != Cust("2") || got[0].State != model.WriteIntent {
		t.Errorf("receipts: %+v", got)
	}
	equal(t, "of an unknown object", len(must(b.WritesOf(ctx, sys, "crm", "Lead", []string{"2"}))(t)), 0)
}

func loopHidden(t *testing.T, b *Bench) {
	world(t, b)
	p := model.Principal{Name: "east", Role: model.Viewer, Units: []string{"east"}}
	_, merges := b.SourceMerges(ctx, p)
	_, _, share := b.RejectedShare(ctx, p, "crm", 1)
	_, history := b.StageHistory(ctx, p, "match", 1)
	_, writes := b.WritesOf(ctx, p, "crm", "Account", []string{"1"})
	tiers := b.EachOpenTier(ctx, p, "group", func(string, string) error { return nil })
	for what, err := range map[string]error{"merges": merges, "share": share, "history": history, "writes": writes, "tiers": tiers} {
		if err == nil {
			t.Errorf("%s: a principal limited to units is answered", what)
		}
	}
}
