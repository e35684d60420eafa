package main

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/notify"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// hearing is a service that ran some jobs and what its hook heard.
type hearing struct {
	*notices
	t     *testing.T
	clock *clock.Manual
	heard []string
	down  bool
}

func listening(t *testing.T) *hearing {
	t.Helper()
	w := &hearing{t: t, clock: clock.NewManual(time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC))}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if w.down {
			rw.WriteHeader(http.StatusForbidden)
			return
		}
		w.heard = append(w.heard, string(body))
	}))
	t.Cleanup(server.Close)
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "t.db"), store.Options{Clock: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := notify.New(notify.Setup{Kind: "webhook", URL: server.URL, Transport: http.DefaultTransport, Clock: w.clock, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	rule := &configs.Notice{NotifyRule: configs.NotifyRule{Name: "ops", Jobs: []string{"nightly"}}, Rule: notify.Rule{Least: notify.Warning}}
	w.notices = &notices{db: db, clock: w.clock, log: slog.New(slog.DiscardHandler), channels: []noticeChannel{{rule, c}}, known: map[string]notify.State{}}
	return w
}

// run ends one run with the error and returns what was heard of it.
func (w *hearing) run(job string, failed error) []string {
	w.t.Helper()
	ctx, before := w.t.Context(), len(w.heard)
	w.clock.Advance(time.Hour)
	run := model.Run{ID: "run-" + w.clock.Now().Format("15:04"), Job: job, Started: w.clock.Now(), State: model.RunDone}
	if err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _, err := tx.StartRun(ctx, run); return err }); err != nil {
		w.t.Fatal(err)
	}
	w.tell(ctx, job, engine.Report{Run: run}, failed)
	w.end()
	return w.heard[before:]
}

func TestAChannelHearsOfATroubleAndOfItsEnd(t *testing.T) {
	w := listening(t)
	down := fault.New("E3001", "crm").At("source crm")
	for i, step := range []struct {
		job    string
		failed error
		want   string
	}{
		{"nightly", nil, ""}, {"nightly", down, "nightly has 1 problem"}, {"nightly", down, ""}, {"hourly", down, ""}, {"nightly", nil, "nightly is well again after 3 hours"}, {"nightly", nil, ""},
	} {
		got := strings.Join(w.run(step.job, step.failed), "\n")
		if (got == "") != (step.want == "") || !strings.Contains(got, step.want) {
			t.Errorf("run %d of %s: heard %q, want %q", i, step.job, got, step.want)
		}
	}
}

func TestAnotherProcessGoesOnWhereTheFirstLeft(t *testing.T) {
	w := listening(t)
	down := fault.New("E3001", "crm").At("source crm")
	if got := w.run("nightly", down); len(got) != 1 {
		t.Fatalf("heard %q", got)
	}
	w.known = map[string]notify.State{} // a new process knows nothing by itself
	if got := w.run("nightly", down); len(got) != 0 {
		t.Errorf("told twice: %q", got)
	}
}

func TestAMessageThatDidNotArriveIsMadeUpFor(t *testing.T) {
	w := listening(t)
	w.down = true
	w.run("nightly", errors.New("disk full"))
	w.down = false
	if got := w.run("nightly", errors.New("disk full")); len(got) != 1 || !strings.Contains(got[0], "E9001") {
		t.Errorf("heard %q", got)
	}
}

func TestADigestNamesNoCustomerAndEachProblemOnce(t *testing.T) {
	cycle := fault.New("E2205", 1, "星辰科技 → 南方重工").At("entity G-1")
	m := digest(engine.Report{Run: model.Run{ID: "r", Counts: map[string]int64{"pull.rows": 7, "pull.rejected": 1, "map.rejected": 1}}, Faults: []*fault.Fault{cycle, cycle}}, cycle)
	if len(m.Problems) != 1 || m.Level != notify.Warning || strings.Contains(m.Problems[0].Text.ZH, "星辰") || m.Problems[0].Where != "" {
		t.Errorf("%+v", m)
	}
	if len(m.Facts) != 2 || m.Facts[1].Value.EN != "2" {
		t.Errorf("%+v", m.Facts)
	}
}
