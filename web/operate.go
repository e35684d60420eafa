package web

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

// Operator does what operators ask for. by is the name of the person, for the
// audit log. What turns the loop goes on in the background, behind the run under
// way, and shows in the list of runs.
type Operator interface {
	// Jobs are the configured jobs, Systems the configured sources with how often
	// they are read.
	Jobs(now time.Time) []Job
	Systems(now time.Time) []ops.Cadence
	// Meaning explains the code of a fault and how to mend it; ok is false for what
	// is no such code.
	Meaning(code string) (what, fix model.Text, ok bool)

	// Said is a sentence that was stored in English, such as why a row was refused or
	// a run failed, in the reader's language; what is not known stays as it is.
	Said(lang, text string) string

	StartJob(ctx context.Context, by, job string) error
	// Try asks a source whether it answers. It writes nothing.
	Try(ctx context.Context, by, source string) (Answer, error)
	Replay(ctx context.Context, by string, f ops.RejectFilter) (rows int64, err error)
	Drop(ctx context.Context, by string, f ops.RejectFilter) (rows int64, err error)
	// Approve says yes to gates of a plan by their keys, and returns how
	// many there were.
	Approve(ctx context.Context, by, plan string, gates []string, reason string) (int, error)
	Apply(ctx context.Context, by, plan string) error
	Undo(ctx context.Context, by, run string) error
}

// Job is one configured job.
type Job struct {
	Name, Cron string
	Sources    []string // empty: all
	Next       time.Time
}

// Answer is what a source said just now.
type Answer struct {
	OK       bool
	Problem  model.Text // why not
	Measured time.Duration
}
