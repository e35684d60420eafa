package web_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// fakeOperator notes what it is asked for.
type fakeOperator struct {
	asked []string
}

func (o *fakeOperator) did(format string, args ...any) {
	o.asked = append(o.asked, fmt.Sprintf(format, args...))
}

func (o *fakeOperator) Jobs(now time.Time) []web.Job {
	return []web.Job{{Name: "nightly", Cron: "0 2 * * *", Next: now.Add(time.Hour)}}
}

func (o *fakeOperator) Systems(now time.Time) []ops.Cadence {
	return []ops.Cadence{{Source: "crm", Type: "salesforce", Units: []string{"east"}, Every: time.Hour, Next: now.Add(time.Hour)}, {Source: "erp", Type: "sap"}}
}

func (o *fakeOperator) Meaning(code string) (what, fix model.Text, ok bool) {
	return model.Text{ZH: "缺少名称", EN: "the name is missing"}, model.Text{ZH: "补上映射", EN: "map a name"}, code == "E2001"
}

func (o *fakeOperator) Said(lang, text string) string { return phrase.In(lang, text) }

func (o *fakeOperator) StartJob(_ context.Context, by, job string) error {
	o.did("%s starts %s", by, job)
	return nil
}

func (o *fakeOperator) Try(_ context.Context, by, source string) (web.Answer, error) {
	o.did("%s tries %s", by, source)
	return web.Answer{OK: source == "crm", Problem: model.Text{ZH: "拒绝登录", EN: "login refused"}, Measured: 120 * time.Millisecond}, nil
}

func (o *fakeOperator) Replay(_ context.Context, by string, f ops.RejectFilter) (int64, error) {
	o.did("%s replays %s %s/%s", by, f.Code, f.Source, f.Object)
	return 2, nil
}

func (o *fakeOperator) Drop(_ context.Context, by string, f ops.RejectFilter) (int64, error) {
	o.did("%s drops %s %s/%s", by, f.Code, f.Source, f.Object)
	return 2, nil
}

func (o *fakeOperator) Approve(_ context.Context, by, plan string, gates []string, reason string) (int, error) {
	o.did("%s approves %s of %s: %s", by, strings.Join(gates, "+"), plan, reason)
	return len(gates), nil
}

func (o *fakeOperator) Apply(_ context.Context, by, plan string) error {
	o.did("%s applies %s", by, plan)
	return nil
}

func (o *fakeOperator) Undo(_ context.Context, by, run string) error {
	o.did("%s undoes %s", by, run)
	return nil
}

// operations is a world with one run that wrote to two systems, a plan that a gate
// holds and two rows that wait.
func operations(t *testing.T) (*world, *fakeOperator) {
	o := &fakeOperator{}
	w := newWorld(t, func(opt *web.Options) { opt.Operator = o })
	one, two := model.Ref{Source: "crm", Object: "Account", ID: "001A"}, model.Ref{Source: "erp", Object: "Customer", ID: "K-9"}
	row := func(seq int, to model.Ref, unit string) model.PlanRow {
		return model.PlanRow{Seq: seq, Target: to, Name: "泊岚<b>电气</b>", Unit: unit, Entity: "G-1", Field: "group_tier", Old: "C", OldKnown: true, New: "A", Why: model.Text{ZH: "购买频次上升", EN: "buys more often"}}
	}
	err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		run := model.Run{ID: "RUN1", Job: "nightly", Trigger: "schedule", State: model.RunPartial, Started: morning, Ended: morning.Add(12 * time.Minute), Config: "3f9c1e77aa",
			Counts: map[string]int64{"pull.rows": 12904, "map.rows": 12901, "map.rejected": 2, "match.entities": 7731, "score.results": 7731, "plan.rows": 2, "apply.confirmed": 1, "apply.rejected": 1, "verify.confirmed": 1}}
		if _, err := tx.StartRun(ctx, run); err != nil {
			return err
		}
		for _, p := range []model.Plan{{ID: "PLAN1", Run: "RUN1", Made: morning, State: model.PlanApplied},
			{ID: "PLAN2", Run: "RUN2", Made: morning.Add(time.Hour), State: model.PlanHeld, Counts: model.PlanCounts{Change: 2}, Gates: []model.Gate{{Name: "changed", Limit: "15%", Found: "31 of 100 (31%)"}, {Name: "downgraded", Limit: "5%", Found: "0 of 2 (0%)", Passed: true}}},
			{ID: "PLAN3", Run: "RUN3", Made: morning.Add(-time.Hour), State: model.PlanSuperseded}} {
			if err := tx.SavePlan(ctx, p, func(yield func(model.PlanRow, error) bool) {
				score := row(3, two, "med")
				score.Field, score.Old, score.New = "group_score", "61", "82"
				_ = yield(row(1, one, "east"), nil) && yield(row(2, two, "med"), nil) && yield(score, nil)
			}); err != nil {
				return err
			}
		}
		made, err := tx.Intend(ctx, []model.LedgerEntry{{Plan: "PLAN1", Run: "RUN1", Seq: 1, Attempt: 1, Target: one, Field: "group_tier", Old: "C", OldKnown: true, New: "A"},
			{Plan: "PLAN1", Run: "RUN1", Seq: 2, Attempt: 1, Target: two, Field: "group_tier", Old: "C", OldKnown: true, New: "A"}})
		if err != nil {
			return err
		}
		made[0].State, made[1].State, made[1].Code, made[1].Said = model.WriteConfirmed, model.WriteRejected, "invalid", `{"status":"error","message":"key was not one of the allowed options"}`
		if err := tx.Settle(ctx, made); err != nil {
			return err
		}
		return tx.SaveRejects(ctx, []model.Reject{{Run: "RUN1", Stage: "map", Ref: one, Code: "E2001", Field: "name", Where: "crm.yaml:7:3", Reason: "the name is absent"},
			{Run: "RUN1", Stage: "map", Ref: model.Ref{Source: "crm", Object: "Account", ID: "002"}, Code: "E2001", Reason: "the name is absent"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.account(access.Person{Name: "op", Role: model.Operator})
	w.account(access.Person{Name: "approver", Role: model.Approver})
	return w, o
}

func TestOperationsScreensSayWhatHappened(t *testing.T) {
	w, _ := operations(t)
	op := w.as("op")
	for _, tt := range []struct {
		path string
		want []string
		not  []string
	}{
		{"/runs", []string{"RUN1", "12,904", "▲ partial"}, nil},
		{"/runs?state=done", []string{"No run yet"}, []string{"RUN1"}},
		{"/runs/run1", []string{"12,901", "2 × ", "E2001", "the name is missing", "map a name", "invalid", "泊岚&lt;b&gt;电气"}, []string{"<b>电气"}},
		{"/runs/RUN1?state=rejected", []string{"K-9"}, []string{"001A</a>"}},
		{"/runs/RUN1?row=2", []string{"buys more often", "not one of the allowed options", "attempt 1"}, nil},
		{"/connections", []string{"crm", "salesforce", "not read yet", "Check now"}, nil},
		{"/dead", []string{"E2001", "map a name", "Replay"}, []string{"crm.yaml:7:3"}},
		{"/dead?code=E2001&source=crm&object=Account", []string{"crm.yaml:7:3", "the name is absent"}, nil},
		{"/plans", []string{"PLAN2", "needs approval", "superseded"}, nil},
		{"/plans/PLAN2", []string{"31 of 100", "holds the plan", "buys more often", "disabled"}, []string{`name="gate"`}},
		{"/plans/PLAN2?unit=med", []string{"K-9"}, []string{"001A"}},
		{"/", []string{"E2001", "PLAN2"}, nil},
	} {
		got := op.get(tt.path)
		if got.status != http.StatusOK {
			t.Errorf("%s: status %d", tt.path, got.status)
			continue
		}
		for _, text := range tt.want {
			if !strings.Contains(got.body, text) {
				t.Errorf("%s lacks %q", tt.path, text)
			}
		}
		for _, text := range append(tt.not, "⟦") {
			if strings.Contains(got.body, text) {
				t.Errorf("%s shows %q", tt.path, text)
			}
		}
	}
	for _, path := range []string{"/runs/RUN9", "/plans/PLAN9"} {
		if got := op.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
}

func TestStoredSentencesAreSaidInTheReadersLanguage(t *testing.T) {
	w, _ := operations(t)
	op := w.as("op")
	op.post("/language", "language", "zh", "back", "/")
	if got := op.get("/dead?code=E2001&source=crm&object=Account").body; !strings.Contains(got, "缺少名称</td>") || strings.Contains(got, "is absent") {
		t.Errorf("the reason of a row in 中文:\n%s", got)
	}
	if got := op.get("/plans/PLAN2").body; !strings.Contains(got, "变更占比") {
		t.Errorf("the gates of a plan in 中文:\n%s", got)
	}
}

func TestAPlanShowsEachRecordOnceWithAllItsFields(t *testing.T) {
	w, _ := operations(t)
	body := w.as("op").get("/plans/PLAN2").body
	if n := strings.Count(body, `K-9</td>`); n != 1 {
		t.Errorf("the record stands %d times", n)
	}
	for _, want := range []string{`group_tier</span> C → <b>A</b>`, `group_score</span> 61 → <b>82</b>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the plan lacks %s:\n%s", want, body)
		}
	}
}

func TestOperationsFormsDoWhatTheySay(t *testing.T) {
	w, o := operations(t)
	op, boss := w.as("op"), w.as("approver")
	for _, tt := range []struct {
		who    *client
		path   string
		form   []string
		status int
		did    string
	}{
		{op, "/runs", []string{"job", "nightly"}, http.StatusSeeOther, "op starts nightly"},
		{op, "/runs", []string{"job", "other"}, http.StatusNotFound, ""},
		{op, "/runs/RUN1/undo", nil, http.StatusSeeOther, "op undoes RUN1"},
		{op, "/runs/RUN9/undo", nil, http.StatusNotFound, ""},
		{op, "/connections/crm/check", nil, http.StatusOK, "op tries crm"},
		{op, "/connections/other/check", nil, http.StatusNotFound, ""},
		{op, "/dead/replay", []string{"code", "E2001", "source", "crm", "object", "Account"}, http.StatusSeeOther, "op replays E2001 crm/Account"},
		{op, "/dead/drop", []string{"code", "E2001", "source", "crm"}, http.StatusSeeOther, "op drops E2001 crm/"},
		{op, "/dead/drop", nil, http.StatusNotFound, ""},
		{op, "/plans/PLAN2/approve", []string{"gate", "changed", "reason", "x"}, http.StatusForbidden, ""},
		{boss, "/plans/PLAN2/approve", []string{"gate", "changed"}, http.StatusUnprocessableEntity, ""},
		{boss, "/plans/PLAN2/approve", []string{"gate", "changed", "reason", "agreed"}, http.StatusSeeOther, "approver approves changed of PLAN2: agreed"},
		{op, "/plans/PLAN2/apply", nil, http.StatusConflict, ""},
		{op, "/plans/PLAN3/apply", nil, http.StatusConflict, ""},
		{boss, "/plans/PLAN2/apply", nil, http.StatusForbidden, ""},
	} {
		o.asked = nil
		got := tt.who.post(tt.path, tt.form...)
		if got.status != tt.status {
			t.Errorf("%s %v: status %d, want %d", tt.path, tt.form, got.status, tt.status)
		}
		var want []string
		if tt.did != "" {
			want = []string{tt.did}
		}
		if !slices.Equal(o.asked, want) {
			t.Errorf("%s %v: did %q, want %q", tt.path, tt.form, o.asked, want)
		}
	}
}
