package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var (
	day = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	sys = model.SystemPrincipal()
)

// world is a store of some age with 1,200 closed rejects and 700 lines of the audit
// log from four years ago, and one of each from today.
func world(t *testing.T) (*Keeper, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(day.AddDate(-4, 0, 0))
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), store.Options{Clock: c})
	if err == nil {
		t.Cleanup(func() { _ = db.Close() })
		err = db.Migrate(t.Context())
	}
	k := &Keeper{Store: db, Clock: c, Log: slog.New(slog.DiscardHandler), Holder: "here",
		Rules: configs.Retention{Raw: configs.Span{Days: 30}, Rows: configs.Span{Days: 30}, Audit: configs.Span{Years: 3}}}
	write := func(rejects, lines int) {
		err = errors.Join(err, db.InTx(t.Context(), store.Fence{}, func(tx *store.Tx) error {
			var list []model.Reject
			for i := range rejects {
				list = append(list, model.Reject{Run: "r1", Stage: "map", Ref: model.Ref{Source: "crm", Object: "a", ID: fmt.Sprint(c.Now().Year(), i)}, Code: "E2101"})
			}
			err := tx.SaveRejects(t.Context(), list)
			for range lines {
				err = errors.Join(err, tx.Audit(t.Context(), store.AuditEntry{Actor: "li", Action: "plan.approve"}))
			}
			return err
		}))
		open, e := db.OpenRejects(t.Context(), sys, store.RejectFilter{})
		var ids []int64
		for _, r := range open {
			ids = append(ids, r.ID)
		}
		err = errors.Join(err, e, db.InTx(t.Context(), store.Fence{}, func(tx *store.Tx) error {
			_, err := tx.CloseRejects(t.Context(), ids, store.RejectDropped)
			return err
		}))
	}
	write(1200, 700)
	c.Advance(day.Sub(c.Now()))
	write(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	return k, c
}

// rows are how many of each kind a look or a purge told of.
func rows(lines []Line) string {
	var out []string
	for _, l := range lines {
		if l.Rows > 0 {
			out = append(out, fmt.Sprint(l.Kind, " ", l.Rows))
		}
	}
	return strings.Join(out, ", ")
}

func (k *Keeper) told(t *testing.T) (purges []string) {
	t.Helper()
	log, err := k.Store.AuditLog(t.Context(), sys, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range log {
		if l.Action == "retention.purge" {
			purges = append(purges, l.Detail)
		}
	}
	return purges
}

func TestAPurgeTakesAwayWhatALookShowed(t *testing.T) {
	k, _ := world(t)
	const want = "rejects 1200, audit 700"
	lines, err := k.Look(t.Context(), sys)
	if err != nil || rows(lines) != want {
		t.Fatalf("look: %s, %v", rows(lines), err)
	}
	if kept, err := k.Store.Retained(t.Context(), sys); err != nil || !kept[0].At.IsZero() {
		t.Errorf("a look wrote something: %+v, %v", kept, err)
	}
	lines, err = k.Purge(t.Context(), sys)
	if err != nil || rows(lines) != want {
		t.Fatalf("purge: %s, %v", rows(lines), err)
	}
	if err := k.Store.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
	if told := k.told(t); len(told) != 1 || !strings.Contains(told[0], `"rejects":"1200 from before 2026-10-23`) {
		t.Errorf("receipts %q", told)
	}
	kept, err := k.Store.Retained(t.Context(), sys)
	if err != nil || kept[1].Rows != 1 || kept[4].Rows != 3 || kept[1].Oldest.Before(day) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	lines, err = k.Purge(t.Context(), sys)
	if told := k.told(t); err != nil || rows(lines) != "" || len(told) != 1 {
		t.Errorf("a second purge: %s, %v, receipts %q", rows(lines), err, told)
	}
}

// A purge that ends after any of its steps has harmed nothing, and the next one does
// the rest and tells of all.
func TestAPurgeThatIsEndedAnywhereIsFinishedByTheNext(t *testing.T) {
	for after := 0; ; after++ {
		k, c := world(t)
		ctx, stop := context.WithCancel(t.Context())
		k.Clock = &ending{c, after, stop}
		_, err := k.Purge(ctx, sys)
		if err == nil {
			if after < 5 {
				t.Fatalf("the whole purge took %d steps", after)
			}
			return
		}
		k.Clock = c
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("ended after %d steps: %v", after, err)
		}
		if err := k.Store.VerifyAudit(t.Context()); err != nil {
			t.Errorf("ended after %d steps: %v", after, err)
		}
		if _, err := k.Purge(t.Context(), sys); err != nil {
			t.Fatal(err)
		}
		if err := k.Store.VerifyAudit(t.Context()); err != nil {
			t.Errorf("finished after %d steps: %v", after, err)
		}
		if told := k.told(t); len(told) != 1 || !strings.Contains(told[0], `"rejects":"1200 `) {
			t.Errorf("ended after %d steps: receipts %q", after, told)
		}
		if kept, err := k.Store.Retained(t.Context(), sys); err != nil || kept[1].Rows != 1 || kept[4].Rows != 3 {
			t.Errorf("ended after %d steps: kept %+v, %v", after, kept, err)
		}
	}
}

// ending ends the work at its n-th pause.
type ending struct {
	clock.Clock
	n    int
	stop context.CancelFunc
}

func (e *ending) Sleep(ctx context.Context, d time.Duration) error {
	if e.n--; e.n < 0 {
		e.stop()
		return ctx.Err()
	}
	return e.Clock.Sleep(ctx, d)
}

func TestAHoldKeepsItsSourceAndTheAuditLog(t *testing.T) {
	for source, want := range map[string]string{"": "", "crm": "", "erp": "rejects 1200"} {
		k, c := world(t)
		c.Advance(time.Hour)
		hold := func(fn func(*store.Tx) error) {
			t.Helper()
			if err := k.Store.InTx(t.Context(), store.Fence{}, fn); err != nil {
				t.Fatal(err)
			}
		}
		hold(func(tx *store.Tx) error {
			// Sources are known once something of them is stored.
			_, err := tx.EnsureStream(t.Context(), "erp", "b", store.CustomerStream)
			return err
		})
		var id int64
		hold(func(tx *store.Tx) (err error) {
			id, err = tx.SaveHold(t.Context(), store.Hold{Source: source, Reason: "a suit", Author: "li"})
			return err
		})
		lines, err := k.Look(t.Context(), sys)
		if err != nil || rows(lines) != want || !lines[4].Held || lines[0].Held != (source == "") {
			t.Errorf("held %q: look %+v, %v", source, lines, err)
		}
		lines, err = k.Purge(t.Context(), sys)
		if err != nil || rows(lines) != want {
			t.Errorf("held %q: purged %s, %v", source, rows(lines), err)
		}
		hold(func(tx *store.Tx) error { return tx.ReleaseHold(t.Context(), id, "li") })
		lines, err = k.Look(t.Context(), sys)
		if err != nil || !strings.HasSuffix(rows(lines), "audit 700") {
			t.Errorf("released %q: %s, %v", source, rows(lines), err)
		}
	}
}

func TestWhatIsKeptForEverStays(t *testing.T) {
	k, _ := world(t)
	k.Rules = configs.Retention{}
	if lines, err := k.Purge(t.Context(), sys); err != nil || rows(lines) != "" {
		t.Errorf("%s, %v", rows(lines), err)
	}
}

func TestOneProcessPurgesAtATime(t *testing.T) {
	k, c := world(t)
	token, ok, err := k.Store.AcquireLease(t.Context(), Lease, "there", time.Minute)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, err := k.Purge(t.Context(), sys); !errors.Is(err, ErrBusy) {
		t.Errorf("while another purges: %v", err)
	}
	if _, err := k.Store.ReleaseLease(t.Context(), store.Fence{Lease: Lease, Token: token}); err != nil {
		t.Fatal(err)
	}
	// Another takes the lease over while this one hangs.
	k.Clock = hook{c, func() {
		c.Advance(2 * leaseTTL)
		_, _, err = k.Store.AcquireLease(t.Context(), Lease, "there", time.Minute)
	}}
	if _, e := k.Purge(t.Context(), sys); !errors.Is(e, store.ErrFenced) || err != nil {
		t.Errorf("taken over: %v, %v", e, err)
	}
}

// hook does something at every pause.
type hook struct {
	clock.Clock
	fn func()
}

func (h hook) Sleep(ctx context.Context, d time.Duration) error {
	h.fn()
	return h.Clock.Sleep(ctx, d)
}

func TestServingPurgesOnceADay(t *testing.T) {
	k, c := world(t)
	ctx, stop := context.WithCancel(t.Context())
	var at []time.Time
	k.Clock = hook{c, func() {
		kept, err := k.Store.Retained(t.Context(), sys)
		if err != nil {
			t.Error(err)
		}
		if last := kept[0].At; !last.IsZero() && (len(at) == 0 || !at[len(at)-1].Equal(last)) {
			at = append(at, last)
		}
		if len(at) == 3 {
			stop()
		}
	}}
	k.Daily(ctx)
	if first := at[0].Sub(day); first < 5*time.Minute || first > 10*time.Minute {
		t.Errorf("the first purge came after %s", first)
	}
	for i := range 2 {
		if d := at[i+1].Sub(at[i]); d < every || d > every+time.Hour {
			t.Errorf("the next purge came after %s", d)
		}
	}
}
