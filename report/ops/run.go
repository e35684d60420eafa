package ops

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// The stages of a run, in their order.
var stages = []string{"pull", "map", "match", "score", "plan", "apply", "verify"}

// RunDetail is one run: what each stage counted, and what the rows themselves say
// about every system.
type RunDetail struct {
	RunLine
	Stages  []Stage
	Sources []SourceWrites // by source and object
	Causes  []Cause        // the most frequent first
	Plan    string         // the id of the plan it made or applied; empty: none
}

// Stage is what one stage counted.
type Stage struct {
	Name   string
	Counts []Count // by name
}

// Count is one number of a stage, such as rows or rejected.
type Count struct {
	Name string
	N    int64
}

// SourceWrites is what became of the writes to one object, counted from its rows.
type SourceWrites struct {
	Source, Object string
	// By state: confirmed and sent are good; conflict was skipped since the live
	// value had changed; rejected and missing were refused; unknown and pending
	// are looked at by the next run.
	By map[model.WriteState]int64
}

// Good fields hold the plan's value, or the system said yes.
func (s SourceWrites) Good() int64 { return s.By[model.WriteConfirmed] + s.By[model.WriteSent] }

// Conflicts are fields left alone since somebody had changed them.
func (s SourceWrites) Conflicts() int64 { return s.By[model.WriteConflict] + s.By[model.WriteDrifted] }

// Refused fields were rejected by the system, or their record is gone.
func (s SourceWrites) Refused() int64 { return s.By[model.WriteRejected] + s.By[model.WriteMissing] }

// Open fields have no known outcome yet.
func (s SourceWrites) Open() int64 {
	return s.By[model.WriteIntent] + s.By[model.WriteUnknown] + s.By[model.WritePending]
}

// Cause is a reason for which rows of one object failed.
type Cause struct {
	Source, Object string
	Stage          string // where: pull, map … ; apply for refused writes
	Code           string // of the fault, or the kind of the system's error
	Rows           int64
}

// Run reads one run; store.ErrNotFound: there is none of this id.
func (r *Room) Run(ctx context.Context, p model.Principal, id string) (RunDetail, error) {
	s, err := r.Store.Run(ctx, p, id)
	if err != nil {
		return RunDetail{}, err
	}
	d := RunDetail{RunLine: runLine(s), Stages: stagesOf(s.Counts)}
	writes, err := r.Store.WriteTallies(ctx, p, id)
	if err != nil {
		return d, err
	}
	rejects, err := r.Store.RejectTallies(ctx, p, id)
	if err != nil {
		return d, err
	}
	d.Sources, d.Causes = sourceWrites(writes), causes(writes, rejects)
	d.Plan, err = r.planOf(ctx, p, id)
	return d, err
}

// planOf is the plan that a run applied, else the one that it made.
func (r *Room) planOf(ctx context.Context, p model.Principal, run string) (string, error) {
	receipts, err := r.Store.Ledger(ctx, p, store.LedgerFilter{Run: run, Limit: 1})
	if err != nil {
		return "", err
	}
	if len(receipts) > 0 {
		return receipts[0].Plan, nil
	}
	return r.Store.PlanOfRun(ctx, p, run)
}

// stagesOf sorts counts such as pull.rows by stage.
func stagesOf(counts map[string]int64) []Stage {
	by := map[string][]Count{}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		stage, name, _ := strings.Cut(key, ".")
		by[stage] = append(by[stage], Count{name, counts[key]})
	}
	var out []Stage
	for _, name := range stages {
		if list := by[name]; len(list) > 0 {
			out = append(out, Stage{name, list})
		}
	}
	return out
}

func sourceWrites(tallies []store.WriteTally) []SourceWrites {
	var out []SourceWrites
	for _, t := range tallies { // they come by source and object
		if n := len(out); n == 0 || out[n-1].Source != t.Source || out[n-1].Object != t.Object {
			out = append(out, SourceWrites{Source: t.Source, Object: t.Object, By: map[model.WriteState]int64{}})
		}
		out[len(out)-1].By[t.State] += t.Fields
	}
	return out
}

func causes(writes []store.WriteTally, rejects []store.RejectTally) []Cause {
	var out []Cause
	for _, w := range writes {
		if w.Code != "" && w.State != model.WriteConfirmed && w.State != model.WriteSent {
			out = append(out, Cause{w.Source, w.Object, "apply", w.Code, w.Fields})
		}
	}
	for _, t := range rejects {
		out = append(out, Cause{t.Source, t.Object, t.Stage, t.Code, t.Rows})
	}
	slices.SortStableFunc(out, func(a, b Cause) int { return cmp.Compare(b.Rows, a.Rows) })
	return out
}
