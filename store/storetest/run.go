package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var runTests = map[string]func(*testing.T, *Bench){
	"runs are numbered and updated":                 runsNumbered,
	"checkpoints are per stage":                     runStages,
	"a lease has one holder and a growing token":    leaseOneHolder,
	"a transaction of a lost lease does not commit": leaseFences,
	"an expired lease that nobody took still holds": leaseExpired,
	"a token is swapped by version":                 tokenSwapped,
	"the audit log is a chain":                      auditChain,
}

func runsNumbered(t *testing.T, b *Bench) {
	one, two := b.Run("r1"), b.Run("r2")
	if one != 1 || two != 2 {
		t.Errorf("numbers %d and %d", one, two)
	}
	r := must(b.DB.Run(ctx, sys, "r1"))(t)
	r.State, r.Stage, r.Counts, r.Resume, r.Error = model.RunWaiting, "pull", map[string]int64{"pull.new": 7}, Day.AddDate(0, 0, 1), "E3003: quota is used up"
	b.Tx(func(tx *store.Tx) error { return tx.UpdateRun(ctx, r.Run) })
	equal(t, "run", must(b.DB.Run(ctx, sys, "r1"))(t), r)
	b.Tx(func(tx *store.Tx) error { r.State = model.RunDone; return tx.FinishRun(ctx, r.Run) })
	if got := must(b.DB.Run(ctx, sys, "r1"))(t); got.Ended.IsZero() || got.State != model.RunDone {
		t.Errorf("finished %+v", got)
	}
	for _, c := range []struct {
		filter store.RunFilter
		want   string
	}{{store.RunFilter{}, "r2 r1"}, {store.RunFilter{State: model.RunRunning}, "r2"}, {store.RunFilter{BeforeSeq: 2}, "r1"}, {store.RunFilter{Job: "hourly"}, ""}, {store.RunFilter{Limit: 1}, "r2"}} {
		var ids []string
		for _, r := range must(b.Runs(ctx, sys, c.filter))(t) {
			ids = append(ids, r.ID)
		}
		equal(t, "runs", strings.Join(ids, " "), c.want)
	}
	if _, err := b.DB.Run(ctx, sys, "r9"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
}

func runStages(t *testing.T, b *Bench) {
	run := b.Run("r1")
	for _, c := range []store.Checkpoint{{Stage: "pull", State: "running", Mark: "1"}, {Stage: "map", State: "done"}, {Stage: "pull", State: "done", Mark: "2"}} {
		b.Tx(func(tx *store.Tx) error { return tx.SetStage(ctx, run, c) })
	}
	got := must(b.Stages(ctx, sys, run))(t)
	if len(got) != 2 || got["pull"].State != "done" || got["pull"].Mark != "2" || got["map"].At.IsZero() {
		t.Errorf("stages %+v", got)
	}
	second := b.Run("r2")
	b.Tx(func(tx *store.Tx) error {
		return tx.SetStage(ctx, second, store.Checkpoint{Stage: "pull", State: "stale", Mark: "3"})
	})
	past := must(b.StageHistory(ctx, sys, "pull", 10))(t)
	if len(past) != 2 || past[0].Run != second || past[0].Mark != "3" || past[1].Run != run || past[1].State != "done" {
		t.Errorf("history %+v", past)
	}
	equal(t, "the newest alone", len(must(b.StageHistory(ctx, sys, "pull", 1))(t)), 1)
}

func (b *Bench) acquire(holder string) (int64, bool) {
	b.T.Helper()
	token, ok, err := b.AcquireLease(ctx, "crm", holder, time.Minute)
	if err != nil {
		b.T.Fatal(err)
	}
	return token, ok
}

func leaseOneHolder(t *testing.T, b *Bench) {
	first, ok := b.acquire("a")
	if !ok || first != 1 {
		t.Fatalf("token %d, %v", first, ok)
	}
	if _, ok := b.acquire("b"); ok {
		t.Error("two holders")
	}
	if again, ok := b.acquire("a"); !ok || again != 2 {
		t.Errorf("the same holder anew: token %d, %v", again, ok)
	}
	if held := must(b.RenewLease(ctx, store.Fence{Lease: "crm", Token: 1}, time.Minute))(t); held {
		t.Error("renewed with the token before")
	}
	fence := store.Fence{Lease: "crm", Token: 2}
	b.Clock.Advance(50 * time.Second)
	if held := must(b.RenewLease(ctx, fence, time.Minute))(t); !held {
		t.Error("not renewed")
	}
	b.Clock.Advance(50 * time.Second)
	if _, ok := b.acquire("b"); ok {
		t.Error("taken before the renewed time was over")
	}
	if held := must(b.ReleaseLease(ctx, fence))(t); !held {
		t.Error("not released")
	}
	if token, ok := b.acquire("b"); !ok || token != 3 {
		t.Errorf("after release: token %d, %v", token, ok)
	}
	if held := must(b.ReleaseLease(ctx, fence))(t); held {
		t.Error("released what another holds")
	}
	l := must(b.LeaseOf(ctx, "crm"))(t)
	if l.Holder != "b" || l.Token != 3 || !l.Expires.After(b.Clock.Now()) {
		t.Errorf("lease %+v", l)
	}
	if _, err := b.LeaseOf(ctx, "erp"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a lease never taken: %v", err)
	}
}

func leaseFences(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	old, _ := b.acquire("a")
	b.Clock.Advance(2 * time.Minute)
	now, ok := b.acquire("b")
	if !ok {
		t.Fatal("an expired lease was not taken over")
	}
	stage := func(token int64, id string) error {
		return b.InTx(ctx, store.Fence{Lease: "crm", Token: token}, func(tx *store.Tx) error {
			_, err := tx.Stage(ctx, s, 0, []store.RawRecord{Rec(id, "p", "c")})
			return err
		})
	}
	if err := stage(old, "1"); !errors.Is(err, store.ErrFenced) {
		t.Errorf("the old holder: %v", err)
	}
	if err := stage(now, "2"); err != nil {
		t.Errorf("the new holder: %v", err)
	}
	if err := stage(0, "3"); !errors.Is(err, store.ErrFenced) {
		t.Errorf("no holder: %v", err)
	}
	equal(t, "stored", b.dirty(s), []string{"2"})
}

func leaseExpired(t *testing.T, b *Bench) {
	token, _ := b.acquire("a")
	b.Clock.Advance(time.Hour)
	fence := store.Fence{Lease: "crm", Token: token}
	if err := b.InTx(ctx, fence, func(*store.Tx) error { return nil }); err != nil {
		t.Errorf("nobody took it over: %v", err)
	}
	if held := must(b.RenewLease(ctx, fence, time.Minute))(t); !held {
		t.Error("it cannot be renewed")
	}
}

func tokenSwapped(t *testing.T, b *Bench) {
	none := must(b.LoadToken(ctx, "crm", "refresh"))(t)
	if none.Version != 0 || none.Value != nil {
		t.Errorf("nothing stored, but %+v", none)
	}
	first := store.Token{Source: "crm", Name: "refresh", Value: []byte("one"), Expires: Day}
	if v := must(b.SwapToken(ctx, first))(t); v != 1 {
		t.Errorf("version %d", v)
	}
	if _, err := b.SwapToken(ctx, first); !errors.Is(err, store.ErrConflict) {
		t.Errorf("stored twice as new: %v", err)
	}
	first.Version, first.Value = 1, []byte("two\x00\xff")
	must(b.SwapToken(ctx, first))(t)
	if _, err := b.SwapToken(ctx, first); !errors.Is(err, store.ErrConflict) {
		t.Errorf("an old version was swapped: %v", err)
	}
	first.Version = 2
	equal(t, "stored", must(b.LoadToken(ctx, "crm", "refresh"))(t), first)
}

func auditChain(t *testing.T, b *Bench) {
	for _, action := range []string{"plan.approve", "pin.set", "user.add"} {
		b.Tx(func(tx *store.Tx) error {
			return tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: action, Subject: "p1", Detail: `{"gate":"变更"}`})
		})
	}
	stop := errors.New("rolled back")
	_ = b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _ = tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: "x"}); return stop })
	log := must(b.AuditLog(ctx, sys, 0, 10))(t)
	if len(log) != 3 || log[0].Action != "user.add" || log[0].Seq != 3 || log[2].At.IsZero() {
		t.Errorf("log %+v", log)
	}
	equal(t, "page", len(must(b.AuditLog(ctx, sys, 3, 1))(t)), 1)
	if err := b.VerifyAudit(ctx); err != nil {
		t.Error(err)
	}
	seq, head, err := b.AuditHead(ctx)
	if err != nil || seq != 3 || len(head) != 32 {
		t.Errorf("head %d %x, %v", seq, head, err)
	}
	equal(t, "the hash of the newest line", must(b.AuditHash(ctx, 3))(t), head)
	if _, err := b.AuditHash(ctx, 4); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a line that is not there: %v", err)
	}
}
