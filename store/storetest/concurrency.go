package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var concurrencyTests = map[string]func(*testing.T, *Bench){
	"of many claimers one gets the lease":        claimersOne,
	"streams made at once get one number":        streamsAtOnce,
	"writers of different streams all commit":    writersAll,
	"runs started at once have their own number": runsAtOnce,
	"the audit chain holds under many writers":   auditAtOnce,
	"a token is renewed once":                    tokenOnce,
	"a reader sees no half of a transaction":     readerWhole,
	"a transaction that must wait runs again":    crossingRetried,
}

// atOnce runs fn n times side by side and reports its errors.
func atOnce(t *testing.T, n int, fn func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func claimersOne(t *testing.T, b *Bench) {
	var won atomic.Int64
	atOnce(t, 8, func(i int) error {
		_, ok, err := b.AcquireLease(ctx, "crm", fmt.Sprint("holder ", i), time.Hour)
		if ok {
			won.Add(1)
		}
		return err
	})
	if won.Load() != 1 {
		t.Errorf("%d holders", won.Load())
	}
}

func streamsAtOnce(t *testing.T, b *Bench) {
	var mu sync.Mutex
	ids := map[int64]bool{}
	atOnce(t, 8, func(int) error {
		return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			s, err := tx.EnsureStream(ctx, "crm", "Account", store.CustomerStream)
			mu.Lock()
			defer mu.Unlock()
			ids[s.ID] = err == nil
			return err
		})
	})
	equal(t, "streams", len(must(b.Streams(ctx, sys))(t)), 1)
}

func writersAll(t *testing.T, b *Bench) {
	var streams []int64
	for i := range 4 {
		streams = append(streams, b.Stream(fmt.Sprint("crm", i), "Account", store.CustomerStream))
	}
	atOnce(t, 4, func(i int) error {
		for batch := range 5 {
			var recs []store.RawRecord
			for n := range 100 {
				recs = append(recs, Rec(fmt.Sprint(batch, "-", n), "p", "c"))
			}
			err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
				if _, err := tx.Stage(ctx, streams[i], 0, recs); err != nil {
					return err
				}
				return tx.SaveCursor(ctx, streams[i], store.Cursor{Value: fmt.Sprint(batch), Run: "r1"})
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, s := range streams {
		if n := must(b.LiveCount(ctx, sys, s))(t); n != 500 {
			t.Errorf("stream %d has %d records", s, n)
		}
	}
}

func runsAtOnce(t *testing.T, b *Bench) {
	atOnce(t, 8, func(i int) error {
		return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			_, err := tx.StartRun(ctx, model.Run{ID: fmt.Sprint("r", i), State: model.RunRunning, Started: Day})
			return err
		})
	})
	runs := must(b.Runs(ctx, sys, store.RunFilter{}))(t)
	if len(runs) != 8 || runs[0].Seq != 8 || runs[7].Seq != 1 {
		t.Errorf("runs %+v", runs)
	}
}

func auditAtOnce(t *testing.T, b *Bench) {
	atOnce(t, 8, func(i int) error {
		for range 5 {
			err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
				return tx.Audit(ctx, store.AuditEntry{Actor: fmt.Sprint(i), Action: "x"})
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err := b.VerifyAudit(ctx); err != nil {
		t.Error(err)
	}
	equal(t, "lines", len(must(b.AuditLog(ctx, sys, 0, 100))(t)), 40)
}

func tokenOnce(t *testing.T, b *Bench) {
	must(b.SwapToken(ctx, store.Token{Source: "crm", Name: "refresh", Value: []byte("first")}))(t)
	var won atomic.Int64
	atOnce(t, 8, func(i int) error {
		_, err := b.SwapToken(ctx, store.Token{Source: "crm", Name: "refresh", Value: []byte(fmt.Sprint(i + 1)), Version: 1})
		if err == nil {
			won.Add(1)
		}
		if errors.Is(err, store.ErrConflict) {
			return nil
		}
		return err
	})
	if won.Load() != 1 {
		t.Errorf("renewed %d times", won.Load())
	}
	all := must(b.Tokens(ctx))(t)
	if len(all) != 1 || all[0].Source != "crm" || all[0].Name != "refresh" || all[0].Version != 2 || string(all[0].Value) == "first" {
		t.Errorf("listed as %+v", all)
	}
}

func readerWhole(t *testing.T, b *Bench) {
	s := b.Stream("crm", "Account", store.CustomerStream)
	done := make(chan struct{})
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			if n, err := b.LiveCount(ctx, sys, s); err != nil || n%100 != 0 {
				t.Errorf("a reader sees %d records, %v", n, err)
				return
			}
		}
	})
	defer close(done)
	for batch := range 10 {
		b.Tx(func(tx *store.Tx) error {
			for n := range 100 {
				if _, err := tx.Stage(ctx, s, 0, []store.RawRecord{Rec(fmt.Sprint(batch, "-", n), "p", "c")}); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// crossingRetried lets two transactions change the same two rows in opposite
// order: on MySQL one is the victim of a dead-lock and must run again.
func crossingRetried(t *testing.T, b *Bench) {
	streams := []int64{b.Stream("crm", "A", store.CustomerStream), b.Stream("crm", "B", store.CustomerStream)}
	atOnce(t, 2, func(i int) error {
		for range 10 {
			err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
				if _, err := tx.NextGeneration(ctx, streams[i]); err != nil {
					return err
				}
				time.Sleep(2 * time.Millisecond)
				_, err := tx.NextGeneration(ctx, streams[1-i])
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, s := range must(b.Streams(ctx, sys))(t) {
		if s.Generation != 20 {
			t.Errorf("generation %d of %s", s.Generation, s.Object)
		}
	}
}
