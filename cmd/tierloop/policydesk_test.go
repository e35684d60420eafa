package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

func TestPoliciesAreTriedOnTheStore(t *testing.T) {
	a, e := twinStore(t)
	ctx := t.Context()
	d := &policyDesk{stewardDesk: a.stewardDesk(e), serving: ctx}
	ana := model.Principal{Name: "ana", Role: model.Analyst}
	live, err := os.ReadFile("policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// By the other policy everybody with an order reaches the third tier.
	other := strings.Replace(string(live), "min: 35", "min: 1.5", 1)
	before := tiersOf(t, e)
	try := func(ask web.TrialAsk) web.Trial {
		t.Helper()
		id, err := d.Begin(ctx, ana, ask)
		if err != nil {
			t.Fatal(err)
		}
		var got web.Trial
		eventually(t, "the trial ends", func() bool {
			if got, err = d.Trial(ctx, ana, "en", id); err != nil {
				t.Fatal(err)
			}
			return !got.Under() && d.occupy("") // its place is free too
		})
		if got.State != "done" || got.Found == nil {
			t.Fatalf("%s: %s %s", ask.Kind, got.State, got.Why)
		}
		return got
	}
	if same := try(web.TrialAsk{Kind: "preview", Text: string(live)}).Found; same.Up+same.Down+same.Other != 0 || same.Customers != 4 || len(same.Moves) != 0 {
		t.Errorf("the policy in force moves somebody: %+v", same)
	}
	preview := try(web.TrialAsk{Kind: "preview", Text: other})
	if p := preview.Found; p.Up == 0 || int64(len(p.Moves)) != p.Up+p.Down+p.Other || p.Guard == "" || p.Matrix[p.Last()][p.Last()] != 4 {
		t.Errorf("preview %+v", p)
	}
	compare := try(web.TrialAsk{Kind: "compare", Text: string(live), Against: preview.ID}).Found
	if compare.Same == compare.Customers || compare.Against == "" {
		t.Errorf("the other policy agrees: %+v", compare)
	}
	past := try(web.TrialAsk{Kind: "backtest", Text: other, From: "2026-01-01", To: "2026-06-30", Every: "quarterly"}).Found
	if len(past.Reviews) != 2 || past.Reviews[1].Day != "2026-06-30" || past.Customers != 4 {
		t.Errorf("backtest %+v", past)
	}
	file, err := d.File(ctx, ana, "zh", preview.ID)
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if rows, err := book.GetRows(book.GetSheetName(0)); err != nil || len(rows) < 2 {
		t.Errorf("the file has %d rows, %v", len(rows), err)
	}
	if after := tiersOf(t, e); after != before {
		t.Errorf("tiers %s after the trials, %s before", after, before)
	}
	heads, err := d.Latest(ctx, ana)
	if err != nil || len(heads) != 4 || heads[0].Kind != "backtest" || !strings.Contains(heads[0].Policy, " · ") {
		t.Errorf("latest %+v, %v", heads, err)
	}
}

func tiersOf(t *testing.T, e *engine.Engine) string {
	t.Helper()
	var out []string
	err := e.Store.CurrentTiers(t.Context(), model.SystemPrincipal(), e.Config.Policy.Policy().Name, model.ScopeGroup, func(r store.StoredTier) error {
		out = append(out, r.Entity+"="+r.Final)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestATrialIsStoppedRefusedOrLost(t *testing.T) {
	a, e := twinStore(t)
	now := clock.NewManual(time.Now())
	d := &policyDesk{stewardDesk: a.stewardDesk(e), serving: t.Context()}
	d.clock = now
	ana := model.Principal{Name: "ana", Role: model.Analyst}
	live, err := os.ReadFile("policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]web.TrialAsk{
		"a policy with errors": {Kind: "preview", Text: "name: [broken"},
		"a unit that is none":  {Kind: "preview", Text: string(live), Unit: "nowhere"},
		"a date that is none":  {Kind: "backtest", Text: string(live), From: "yesterday"},
		"too many reviews":     {Kind: "backtest", Text: string(live), From: "1900-01-01", Every: "monthly"},
	} {
		if _, err := d.Begin(t.Context(), ana, ask); !isRefusal(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if findings, ok := d.Check("name: [broken"); ok || len(findings) == 0 || !strings.HasPrefix(findings[0].Place, "policy.yaml:") {
		t.Errorf("findings %+v, %t", findings, ok)
	}
	// One that another process computes: it is stopped through the store, and lost
	// when that process is silent.
	running := store.Trial{ID: "T-other", Kind: "preview", State: store.TrialRunning, Author: "ana", Ask: "{}", Said: "3 9", Asked: now.Now()}
	keep(t, e, func(tx *store.Tx) error { return tx.SaveTrial(t.Context(), running) })
	if got, err := d.Trial(t.Context(), ana, "en", "T-other"); err != nil || got.State != "running" || got.Done != 3 || got.Of != 9 {
		t.Errorf("under way %+v, %v", got, err)
	}
	if err := d.Stop(t.Context(), ana, "T-other"); err != nil {
		t.Error(err)
	}
	if got, err := e.Store.Trial(t.Context(), ana, "T-other"); err != nil || got.State != store.TrialStopping {
		t.Errorf("stopped %+v, %v", got, err)
	}
	now.Advance(time.Hour)
	if got, err := d.Trial(t.Context(), ana, "en", "T-other"); err != nil || got.State != "lost" {
		t.Errorf("silent for an hour: %+v, %v", got.TrialHead, err)
	}
	// One of this process that is cut off in the middle.
	gone, cut := context.WithCancel(t.Context())
	d.serving = gone
	cut()
	id, err := d.Begin(t.Context(), ana, web.TrialAsk{Kind: "preview", Text: string(live)})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is cut off", func() bool {
		got, err := d.Trial(t.Context(), ana, "en", id)
		return err == nil && got.State == store.TrialStopped && got.Found == nil
	})
	if !d.occupy("T-mine") {
		t.Error("the place is not free")
	}
	if _, err := d.Begin(t.Context(), ana, web.TrialAsk{Kind: "preview", Text: string(live)}); !isRefusal(err) {
		t.Errorf("a second one at once: %v", err)
	}
}

func keep(t *testing.T, e *engine.Engine, fn func(*store.Tx) error) {
	t.Helper()
	if err := e.Store.InTx(t.Context(), store.Fence{}, fn); err != nil {
		t.Fatal(err)
	}
}
