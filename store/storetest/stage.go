package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var stageTests = map[string]func(*testing.T, *Bench){
	"counts say what each record was":                    stageCounts,
	"only changed content is dirty":                      stageDirty,
	"a change after the read stays dirty":                stageDirtyRace,
	"ids are byte-exact":                                 stageExactIDs,
	"the last record of an id wins":                      stageTwice,
	"many rows keep order and content":                   stageMany,
	"a tombstoned record comes back":                     stageRestore,
	"a merged record names its winner until staged":      stageMerge,
	"the reconcile finds what went and what is missing":  stageReconcile,
	"what a reconcile counted is kept by object":         stageReconciled,
	"a rolled back transaction leaves rows nor cursor":   stageRollback,
	"a cursor has history and can be put back":           cursorHistory,
	"cursors are per partition and can be dropped":       cursorParts,
	"a stream keeps its number, kind, hash, generations": streamKeeps,
}

// Rec is a raw record whose mapped content is content.
func Rec(id, payload, content string) store.RawRecord {
	return store.RawRecord{ExtID: id, Payload: []byte(payload), ContentHash: store.HashOf([]byte(content)), Targets: "{}"}
}

func (b *Bench) stage(stream, generation int64, recs ...store.RawRecord) (n store.StageCounts) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.Stage(ctx, stream, generation, recs)
		return err
	})
	return n
}

func (b *Bench) dirty(stream int64) (ids []string) {
	b.T.Helper()
	for _, r := range must(b.DirtyBatch(ctx, sys, stream, 0, 10_000))(b.T) {
		ids = append(ids, r.ExtID)
	}
	slices.Sort(ids)
	return ids
}

func (b *Bench) clean(stream int64) {
	b.T.Helper()
	batch := must(b.DirtyBatch(ctx, sys, stream, 0, 10_000))(b.T)
	b.Tx(func(tx *store.Tx) error { return tx.ClearDirty(ctx, batch) })
}

func equal(t testing.TB, what string, got, want any, opts ...cmp.Option) {
	t.Helper()
	if d := cmp.Diff(want, got, opts...); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func stageCounts(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	equal(t, "first", b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b", "B"), Rec("3", "c", "C")), store.StageCounts{New: 3})
	b.Tx(func(tx *store.Tx) error { _, err := tx.Tombstone(ctx, s, []string{"3"}); return err })
	got := b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b2", "B"), Rec("3", "c", "C"), Rec("4", "d", "D"))
	equal(t, "second", got, store.StageCounts{New: 1, Refreshed: 1, Same: 1, Restored: 1})
	equal(t, "third", b.stage(s, 0, Rec("1", "a2", "A2")), store.StageCounts{Changed: 1})
	version := Rec("1", "a2", "A2")
	version.Version = "W/2"
	equal(t, "a new version alone", b.stage(s, 0, version), store.StageCounts{Refreshed: 1})
	got2 := must(b.Raw(ctx, sys, model.Ref{Source: "crm", Object: "Account", ID: "1"}))(t)
	if string(got2.Payload) != "a2" || got2.Version != "W/2" || !got2.Dirty {
		t.Errorf("stored %+v", got2)
	}
}

func stageDirty(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b", "B"))
	equal(t, "new records", b.dirty(s), []string{"1", "2"})
	b.clean(s)
	equal(t, "after mapping", b.dirty(s), []string(nil))
	b.stage(s, 0, Rec("1", "a2", "A"), Rec("2", "b2", "B2"))
	equal(t, "after one refresh and one change", b.dirty(s), []string{"2"})
	b.Tx(func(tx *store.Tx) error { _, err := tx.MarkStreamDirty(ctx, s); return err })
	equal(t, "after a new mapping", b.dirty(s), []string{"1", "2"})
	batch := must(b.RawBatch(ctx, sys, s, 0, 1))(t)
	rest := must(b.RawBatch(ctx, sys, s, batch[0].ID, 10))(t)
	if len(batch) != 1 || len(rest) != 1 {
		t.Errorf("pages of %d and %d records", len(batch), len(rest))
	}
}

func stageDirtyRace(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b", "B"))
	batch := must(b.DirtyBatch(ctx, sys, s, 0, 10))(t)
	b.stage(s, 0, Rec("1", "a2", "A2"))
	b.Tx(func(tx *store.Tx) error { return tx.ClearDirty(ctx, batch) })
	equal(t, "dirty", b.dirty(s), []string{"1"})
}

func stageExactIDs(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	ids := []string{"a", "A", "a ", " a", "\u00e1", "a\u0301", "客户1", "0012", "12", "a\x00", "\xff\xfe"}
	var recs []store.RawRecord
	for _, id := range ids {
		recs = append(recs, Rec(id, "p"+id, "c"+id))
	}
	equal(t, "first", b.stage(s, 0, recs...), store.StageCounts{New: len(ids)})
	equal(t, "again", b.stage(s, 0, recs...), store.StageCounts{Same: len(ids)})
	for _, id := range ids {
		if r := must(b.Raw(ctx, sys, model.Ref{Source: "crm", Object: "Account", ID: id}))(t); string(r.Payload) != "p"+id || r.ExtID != id {
			t.Errorf("id %q gave %q with payload %q", id, r.ExtID, r.Payload)
		}
	}
	for _, id := range []string{"", string(make([]byte, 256))} {
		err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			_, err := tx.Stage(ctx, s, 0, []store.RawRecord{Rec(id, "", "")})
			return err
		})
		if err == nil {
			t.Errorf("an id of %d bytes was taken", len(id))
		}
	}
}

func stageTwice(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	equal(t, "counts", b.stage(s, 0, Rec("1", "old", "O"), Rec("2", "x", "X"), Rec("1", "new", "N")), store.StageCounts{New: 2})
	if r := must(b.Raw(ctx, sys, model.Ref{Source: "crm", Object: "Account", ID: "1"}))(t); string(r.Payload) != "new" {
		t.Errorf("payload %q", r.Payload)
	}
}

func stageMany(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	var recs []store.RawRecord
	for i := range 1700 {
		recs = append(recs, Rec(fmt.Sprintf("id-%05d", (i*7919)%1700), fmt.Sprint("payload ", i), fmt.Sprint(i)))
	}
	equal(t, "first", b.stage(s, 0, recs...), store.StageCounts{New: 1700})
	for i := range recs[:600] {
		recs[i] = Rec(recs[i].ExtID, "changed", "changed")
	}
	equal(t, "second", b.stage(s, 0, recs...), store.StageCounts{Changed: 600, Same: 1100})
	if n := must(b.LiveCount(ctx, sys, s))(t); n != 1700 {
		t.Errorf("%d records live", n)
	}
}

func stageRestore(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b", "B"))
	b.clean(s)
	b.Tx(func(tx *store.Tx) error {
		if n := must(tx.Tombstone(ctx, s, []string{"1", "9"}))(t); n != 1 {
			t.Errorf("%d tombstoned", n)
		}
		if n := must(tx.Tombstone(ctx, s, []string{"1"}))(t); n != 0 {
			t.Errorf("%d tombstoned twice", n)
		}
		return nil
	})
	ref := model.Ref{Source: "crm", Object: "Account", ID: "1"}
	if r := must(b.Raw(ctx, sys, ref))(t); r.Tombstone.IsZero() || !r.Dirty {
		t.Errorf("tombstone %v, dirty %v", r.Tombstone, r.Dirty)
	}
	if n := must(b.LiveCount(ctx, sys, s))(t); n != 1 {
		t.Errorf("%d live", n)
	}
	b.clean(s)
	b.stage(s, 0, Rec("1", "a", "A"))
	if r := must(b.Raw(ctx, sys, ref))(t); !r.Tombstone.IsZero() || !r.Dirty {
		t.Errorf("after its return: tombstone %v, dirty %v", r.Tombstone, r.Dirty)
	}
}

func stageMerge(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b", "B"))
	b.Tx(func(tx *store.Tx) error {
		first := must(tx.MergeRaw(ctx, s, model.Merge{Loser: "1", Winner: "2"}))(t)
		again := must(tx.MergeRaw(ctx, s, model.Merge{Loser: "1", Winner: "2"}))(t)
		unknown := must(tx.MergeRaw(ctx, s, model.Merge{Loser: "7", Winner: "2"}))(t)
		if !first || again || unknown {
			t.Errorf("merged: %v, again %v, unknown %v", first, again, unknown)
		}
		return nil
	})
	ref := model.Ref{Source: "crm", Object: "Account", ID: "1"}
	if r := must(b.Raw(ctx, sys, ref))(t); r.MergedInto != "2" || r.Tombstone.IsZero() {
		t.Errorf("stored %+v", r)
	}
	winner := model.Ref{Source: "crm", Object: "Account", ID: "2"}
	equal(t, "merges", must(b.SourceMerges(ctx, sys))(t), []store.SourceMerge{{Loser: ref, Winner: winner}})
	b.stage(s, 0, Rec("1", "a", "A"))
	if r := must(b.Raw(ctx, sys, ref))(t); r.MergedInto != "" || !r.Tombstone.IsZero() {
		t.Errorf("restored %+v", r)
	}
	equal(t, "merges taken back", len(must(b.SourceMerges(ctx, sys))(t)), 0)
}

func stageReconciled(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.Stream("crm", "Order", store.OrderStream)
	b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b", "B"))
	for told := range int64(2) {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveReconciled(ctx, s, store.Reconciled{Told: 3 + told, Seen: 3, Gone: 1, Missed: 1, Fetched: 1, Run: "r1"})
		})
	}
	got := must(b.Reconciled(ctx, sys))(t)
	if len(got) != 2 || got[0].Object != "Account" || got[0].Told != 4 || got[0].Stored != 2 || got[0].Missed != 1 || got[0].At.IsZero() || got[0].Run != "r1" {
		t.Errorf("got %+v", got)
	}
	if got[1].Told != -1 || !got[1].At.IsZero() {
		t.Errorf("never reconciled: %+v", got[1])
	}
	if counts := must(b.UnitCounts(ctx, sys))(t); len(counts) != 0 {
		t.Errorf("nothing is mapped, yet %+v", counts)
	}
}

func stageReconcile(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.stage(s, 0, Rec("1", "a", "A"), Rec("2", "b", "B"), Rec("3", "c", "C"), Rec("4", "d", "D"))
	b.Tx(func(tx *store.Tx) error {
		g := must(tx.NextGeneration(ctx, s))(t)
		if g != 1 {
			t.Errorf("generation %d", g)
		}
		return tx.MarkSeen(ctx, s, g, []string{"3", "1", "8"})
	})
	b.stage(s, 1, Rec("2", "b", "B")) // unchanged, but seen
	equal(t, "unseen", must(b.Unseen(ctx, sys, s, 1, "", 10))(t), []string{"4"})
	equal(t, "unseen after the last", must(b.Unseen(ctx, sys, s, 1, "4", 10))(t), []string(nil))
	equal(t, "unknown", must(b.Unknown(ctx, sys, s, []string{"9", "1", "7", "9"}))(t), []string{"7", "9"})
	b.stage(s, 0, Rec("3", "c2", "C2")) // an ordinary pull keeps the generation
	equal(t, "unseen after a pull", must(b.Unseen(ctx, sys, s, 1, "", 10))(t), []string{"4"})
}

func stageRollback(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	stop := errors.New("the process ends here")
	err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		must(tx.Stage(ctx, s, 0, []store.RawRecord{Rec("1", "a", "A")}))(t)
		if err := tx.SaveCursor(ctx, s, store.Cursor{Value: "7"}); err != nil {
			t.Fatal(err)
		}
		must(tx.EnsureStream(ctx, "erp", "Customer", store.CustomerStream))(t)
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("got %v", err)
	}
	if n, c := must(b.LiveCount(ctx, sys, s))(t), must(b.Cursors(ctx, sys, s))(t); n != 0 || len(c) != 0 {
		t.Errorf("%d records, %d cursors stay", n, len(c))
	}
	if erp := b.Stream("erp", "Customer", store.CustomerStream); erp == s {
		t.Error("a rolled back stream was remembered")
	}
	equal(t, "streams", len(must(b.Streams(ctx, sys))(t)), 2)
}

func cursorHistory(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	for i, v := range []string{"10", "20", "30", "40"} {
		run := []string{"r1", "r1", "r2", "r3"}[i]
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveCursor(ctx, s, store.Cursor{Value: v, Run: run, Complete: i == 3, Generation: 2})
		})
	}
	past := must(b.CursorHistory(ctx, sys, s, ""))(t)
	var values []string
	for _, c := range past {
		values = append(values, c.Run+"="+c.Value)
	}
	equal(t, "history", values, []string{"r3=40", "r2=30", "r1=20"})
	b.Tx(func(tx *store.Tx) error { return tx.RollbackCursor(ctx, s, past[2], "r4") })
	now := must(b.Cursors(ctx, sys, s))(t)[""]
	if now.Value != "20" || now.Run != "r4" || now.Complete {
		t.Errorf("present cursor %+v", now)
	}
	for i := range 60 {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveCursor(ctx, s, store.Cursor{Value: "x", Run: fmt.Sprint("later", i)})
		})
	}
	if n := len(must(b.CursorHistory(ctx, sys, s, ""))(t)); n != 50 {
		t.Errorf("%d lines of history", n)
	}
}

func cursorParts(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	b.Tx(func(tx *store.Tx) error {
		for _, part := range []string{"north", "south"} {
			if err := tx.SaveCursor(ctx, s, store.Cursor{Part: part, Value: part + "-1", Run: "r1"}); err != nil {
				return err
			}
		}
		return tx.SaveCursor(ctx, s, store.Cursor{Part: "north", Value: "north-2", Run: "r1"})
	})
	c := must(b.Cursors(ctx, sys, s))(t)
	if len(c) != 2 || c["north"].Value != "north-2" || c["south"].Value != "south-1" || c["north"].At.IsZero() {
		t.Errorf("cursors %+v", c)
	}
	b.Tx(func(tx *store.Tx) error { return tx.DropCursor(ctx, s, "south") })
	if c := must(b.Cursors(ctx, sys, s))(t); len(c) != 1 || c["north"].Value != "north-2" {
		t.Errorf("cursors %+v", c)
	}
	b.Tx(func(tx *store.Tx) error { return tx.DropCursors(ctx, s) })
	if c := must(b.Cursors(ctx, sys, s))(t); len(c) != 0 {
		t.Errorf("cursors %+v", c)
	}
	if h := must(b.CursorHistory(ctx, sys, s, "north"))(t); len(h) != 1 {
		t.Errorf("history %+v", h)
	}
}

func streamKeeps(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	if again := b.Stream("crm", "Account", store.CustomerStream); again != s {
		t.Errorf("number %d, then %d", s, again)
	}
	b.Tx(func(tx *store.Tx) error {
		must(tx.NextGeneration(ctx, s))(t)
		return tx.SetMapHash(ctx, s, "h1")
	})
	equal(t, "streams", must(b.Streams(ctx, sys))(t), []store.Stream{{ID: s, Source: "crm", Object: "Account", Kind: store.CustomerStream, MapHash: "h1", Generation: 1}})
}
