package ops

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// RunLine is one run in the list.
type RunLine struct {
	model.Run
	Seq int64
	// Took is how long it ran; zero while it runs.
	Took time.Duration
	// Pulled rows, changes in the plan, fields written, rows and writes refused.
	Pulled, Planned, Written, Refused int64
}

// RunFilter narrows Runs; empty fields do not.
type RunFilter struct {
	Job    string
	State  model.RunState
	Before int64 // only runs that started before the one with this number
	Limit  int   // 0: 100
}

// Runs lists runs, newest first, and the Before of the next page; 0: there is none.
func (r *Room) Runs(ctx context.Context, p model.Principal, f RunFilter) ([]RunLine, int64, error) {
	n := limit(f.Limit)
	found, err := r.Store.Runs(ctx, p, store.RunFilter{Job: f.Job, State: f.State, BeforeSeq: f.Before, Limit: n + 1})
	if err != nil {
		return nil, 0, err
	}
	var next int64
	if len(found) > n {
		found, next = found[:n], found[n-1].Seq
	}
	out := make([]RunLine, len(found))
	for i, s := range found {
		out[i] = runLine(s)
	}
	return out, next, nil
}

func runLine(s store.StoredRun) RunLine {
	l := RunLine{Run: s.Run, Seq: s.Seq}
	if !s.Ended.IsZero() {
		l.Took = s.Ended.Sub(s.Started)
	}
	c := s.Counts
	l.Pulled = c["pull.rows"]
	l.Planned = c["plan.rows"]
	l.Written = c["apply.sent"] + c["apply.confirmed"]
	l.Refused = c["pull.rejected"] + c["map.rejected"] + c["apply.rejected"] + c["apply.missing"]
	return l
}
