package ops

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var (
	ctx = context.Background()
	sys = model.SystemPrincipal()
	day = time.Date(2026, time.November, 21, 6, 0, 0, 0, time.UTC)
)

// newRoom is a store with three runs; the last wrote to two systems.
func newRoom(t *testing.T) *Room {
	t.Helper()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "store.db"), store.Options{Clock: clock.NewManual(day)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	one, two := model.Ref{Source: "crm", Object: "Account", ID: "1"}, model.Ref{Source: "erp", Object: "Customer", ID: "2"}
	err = db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		for i, id := range []string{"R1", "R2", "R3"} {
			started := day.Add(time.Duration(i) * time.Hour)
			_, err := tx.StartRun(ctx, model.Run{ID: id, Job: "nightly", Trigger: "schedule", State: model.RunPartial, Started: started, Ended: started.Add(90 * time.Second),
				Counts: map[string]int64{"pull.rows": 9, "plan.rows": 3, "apply.confirmed": 1, "apply.rejected": 1, "map.rejected": 1, "extra.kind": 4}})
			if err != nil {
				return err
			}
		}
		rows := func(yield func(model.PlanRow, error) bool) {
			for i, target := range []model.Ref{one, two} {
				if !yield(model.PlanRow{Seq: i + 1, Target: target, Name: "甲公司", Unit: "east", Entity: "E1", Field: "tier", Old: "C", OldKnown: true, New: "A", Why: model.Text{ZH: "上升", EN: "up"}}, nil) {
					return
				}
			}
		}
		plan := model.Plan{ID: "P1", Run: "R3", Made: day, State: model.PlanHeld, Gates: []model.Gate{{Name: "changed", Limit: "20 %", Found: "31 %"}, {Name: "down", Limit: "5", Found: "9"}, {Name: "empty", Passed: true}}}
		if err := tx.SavePlan(ctx, plan, rows); err != nil {
			return err
		}
		if err := tx.Approve(ctx, "P1", model.Approval{Gate: plan.Gates[1].Key(), Author: "li"}); err != nil {
			return err
		}
		made, err := tx.Intend(ctx, []model.LedgerEntry{{Plan: "P1", Run: "R3", Seq: 1, Attempt: 1, Target: one, Field: "tier", New: "A"}, {Plan: "P1", Run: "R3", Seq: 2, Attempt: 1, Target: two, Field: "tier", New: "A"}})
		if err != nil {
			return err
		}
		made[0].State, made[1].State, made[1].Code, made[1].Said = model.WriteConfirmed, model.WriteRejected, "invalid", "no such option"
		if err := tx.Settle(ctx, made); err != nil {
			return err
		}
		return tx.SaveRejects(ctx, []model.Reject{{Run: "R3", Stage: "map", Ref: one, Code: "E2001", Reason: "no name"}, {Run: "R3", Stage: "map", Ref: model.Ref{Source: "crm", Object: "Account", ID: "2"}, Code: "E2001", Reason: "no name"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return &Room{Store: db}
}

func TestRunsComePageByPage(t *testing.T) {
	r := newRoom(t)
	first, next, err := r.Runs(ctx, sys, RunFilter{Limit: 2})
	if err != nil || len(first) != 2 || first[0].ID != "R3" || next == 0 {
		t.Fatalf("first page: %+v, next %d, %v", first, next, err)
	}
	if l := first[0]; l.Took != 90*time.Second || l.Pulled != 9 || l.Planned != 3 || l.Written != 1 || l.Refused != 2 {
		t.Errorf("line: %+v", l)
	}
	second, next, err := r.Runs(ctx, sys, RunFilter{Limit: 2, Before: next})
	if err != nil || len(second) != 1 || second[0].ID != "R1" || next != 0 {
		t.Fatalf("second page: %+v, next %d, %v", second, next, err)
	}
}

func TestARunIsCountedFromItsRows(t *testing.T) {
	r := newRoom(t)
	d, err := r.Run(ctx, sys, "R3")
	if err != nil {
		t.Fatal(err)
	}
	wantSources := []SourceWrites{{"crm", "Account", map[model.WriteState]int64{model.WriteConfirmed: 1}}, {"erp", "Customer", map[model.WriteState]int64{model.WriteRejected: 1}}}
	wantCauses := []Cause{{"crm", "Account", "map", "E2001", 2}, {"erp", "Customer", "apply", "invalid", 1}}
	if diff := cmp.Diff(wantSources, d.Sources) + cmp.Diff(wantCauses, d.Causes); diff != "" {
		t.Error(diff)
	}
	if erp := d.Sources[1]; d.Plan != "P1" || d.Sources[0].Good() != 1 || erp.Refused() != 1 || erp.Good()+erp.Conflicts()+erp.Open() != 0 {
		t.Errorf("plan %q, sources %+v", d.Plan, d.Sources)
	}
	var names []string
	for _, s := range d.Stages {
		names = append(names, s.Name)
	}
	if want := []string{"pull", "map", "plan", "apply"}; !slices.Equal(names, want) {
		t.Errorf("stages %v, want %v", names, want)
	}
	if _, err := r.Run(ctx, sys, "R9"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
}

func TestAWriteSaysWhoseItIsAndWhy(t *testing.T) {
	r := newRoom(t)
	page, next, err := r.Writes(ctx, sys, WriteFilter{Run: "R3", Limit: 1})
	if err != nil || len(page) != 1 || next != page[0].ID {
		t.Fatalf("page: %+v, next %d, %v", page, next, err)
	}
	if w := page[0]; w.Name != "甲公司" || w.Unit != "east" || w.Why.EN != "up" {
		t.Errorf("write: %+v", w)
	}
	rest, next, err := r.Writes(ctx, sys, WriteFilter{Run: "R3", After: next, Code: "invalid"})
	if err != nil || len(rest) != 1 || next != 0 || rest[0].Said != "no such option" {
		t.Fatalf("refused: %+v, next %d, %v", rest, next, err)
	}
	all, err := r.WritesOf(ctx, sys, model.Ref{Source: "erp", Object: "Customer", ID: "2"})
	if err != nil || len(all) != 1 || all[0].Entity != "E1" {
		t.Fatalf("of the record: %+v, %v", all, err)
	}
}

func TestRejectsWaitByCause(t *testing.T) {
	r := newRoom(t)
	causes, err := r.DeadLetters(ctx, sys)
	if err != nil || len(causes) != 1 || causes[0].Rows != 2 {
		t.Fatalf("causes: %+v, %v", causes, err)
	}
	page, next, err := r.Rejects(ctx, sys, RejectFilter{Code: "E2001", Limit: 1})
	if err != nil || len(page) != 1 || next != page[0].ID {
		t.Fatalf("rows: %+v, next %d, %v", page, next, err)
	}
}

func TestAPlanSaysWhatIsWaiting(t *testing.T) {
	r := newRoom(t)
	d, err := r.Plan(ctx, sys, "P1")
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Waiting) != 1 || d.Waiting[0].Name != "changed" || d.Rows != 2 {
		t.Errorf("plan: waiting %+v, rows %d", d.Waiting, d.Rows)
	}
	rows, next, err := r.PlanRows(ctx, sys, "P1", store.PlanRowFilter{Limit: 1})
	if err != nil || len(rows) != 1 || next != 1 {
		t.Errorf("rows: %+v, next %d, %v", rows, next, err)
	}
}

func TestFreshnessFollowsTheSchedule(t *testing.T) {
	for _, tt := range []struct {
		name  string
		read  time.Time
		every time.Duration
		want  Freshness
	}{
		{"not read yet", time.Time{}, time.Hour, Never},
		{"no job reads it", day.Add(-48 * time.Hour), 0, Unscheduled},
		{"within the interval", day.Add(-time.Hour), time.Hour, Fresh},
		{"one missed", day.Add(-90 * time.Minute), time.Hour, Late},
		{"two missed", day.Add(-3 * time.Hour), time.Hour, Stale},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := freshness(tt.read, tt.every, day); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestUnitsDoNotSeeTheGroupsRuns(t *testing.T) {
	r := newRoom(t)
	wu := model.Principal{Name: "wu", Role: model.Viewer, Units: []string{"west"}}
	if _, _, err := r.Runs(ctx, wu, RunFilter{}); !errors.Is(err, store.ErrHidden) {
		t.Errorf("runs: %v", err)
	}
	rows, _, err := r.PlanRows(ctx, wu, "P1", store.PlanRowFilter{})
	if err != nil || len(rows) != 0 {
		t.Errorf("rows of another unit's plan: %+v, %v", rows, err)
	}
}
