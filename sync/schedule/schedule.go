package schedule

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
)

// Schedule runs jobs until its context ends.
type Schedule struct {
	Jobs  []configs.Job
	Clock clock.Clock
	Log   *slog.Logger
	// Run does one run. It returns when to go on with a run that has to wait,
	// zero for a run that is over.
	Run func(ctx context.Context, job configs.Job) (resume time.Time, err error)
	// LastStart is when a job last started, in this process or another; zero
	// when never.
	LastStart func(ctx context.Context, job string) (time.Time, error)
	// Unfinished is when a job goes on that another process, or this one before its
	// start, has left unfinished; zero when none is. Nil: no job is.
	Unfinished func(ctx context.Context, job string) (time.Time, error)
}

// look is how often a waiting job looks at the clock, which people and machines
// that sleep may move.
const look = 30 * time.Second

// Serve returns when ctx has ended and no job runs any more.
func (s *Schedule) Serve(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, job := range s.Jobs {
		plan, err := Parse(job.Cron, job.Location)
		if err != nil {
			return fmt.Errorf("job %s: %w", job.Name, err)
		}
		g.Go(func() error { return s.serve(ctx, job, plan) })
	}
	err := g.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// serve starts one job whenever it is due.
func (s *Schedule) serve(ctx context.Context, job configs.Job, plan Plan) error {
	due, err := s.first(ctx, job, plan)
	if err != nil {
		return err
	}
	for {
		s.Log.Info("job waits", "job", job.Name, "due", due)
		if err := s.until(ctx, due.Add(jitter(job, due))); err != nil {
			return err
		}
		started := s.Clock.Now()
		if late := started.Sub(due); job.CatchUp > 0 && late > job.CatchUp+job.Jitter+look || job.CatchUp == 0 && late > job.Jitter+2*look {
			s.Log.Warn("job is too late and waits for its next time", "job", job.Name, "due", due, "late", late)
			due = plan.Next(started)
			continue
		}
		resume := s.run(ctx, job)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		due = s.next(job, plan, started, resume)
	}
}

// first is the first due time: at once when a run was missed not too long ago.
func (s *Schedule) first(ctx context.Context, job configs.Job, plan Plan) (time.Time, error) {
	now := s.Clock.Now()
	if s.Unfinished != nil {
		again, err := s.Unfinished(ctx, job.Name)
		if err != nil {
			return time.Time{}, fmt.Errorf("job %s: unfinished: %w", job.Name, err)
		}
		if next := plan.Next(now); !again.IsZero() && again.Before(next) {
			return later(again, now), nil
		}
	}
	last, err := s.LastStart(ctx, job.Name)
	if err != nil {
		return time.Time{}, fmt.Errorf("job %s: last start: %w", job.Name, err)
	}
	if last.IsZero() || job.CatchUp == 0 {
		return plan.Next(now), nil
	}
	missed := time.Time{}
	for due := plan.Next(later(last, now.Add(-job.CatchUp))); !due.IsZero() && !due.After(now); due = plan.Next(due) {
		missed = due
	}
	if missed.IsZero() {
		return plan.Next(now), nil
	}
	s.Log.Info("job catches up with a missed run", "job", job.Name, "missed", missed)
	return missed, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// next is the due time after a run. What fell due while it ran is skipped, or
// run once more at the end when the job queues.
func (s *Schedule) next(job configs.Job, plan Plan, started, resume time.Time) time.Time {
	now := s.Clock.Now()
	due := plan.Next(started)
	if !due.After(now) {
		if job.Queue {
			return due
		}
		s.Log.Info("job was due again while it ran; skipped", "job", job.Name, "due", due)
		due = plan.Next(now)
	}
	if !resume.IsZero() && resume.Before(due) {
		return resume
	}
	return due
}

// run does one run; a panic ends the run, not the program.
func (s *Schedule) run(ctx context.Context, job configs.Job) (resume time.Time) {
	defer func() {
		if r := recover(); r != nil {
			s.Log.Error("job panicked", "job", job.Name, "panic", r, "stack", string(debug.Stack()))
		}
	}()
	resume, err := s.Run(ctx, job)
	if err != nil && ctx.Err() == nil {
		s.Log.Error("job ended with an error", "job", job.Name, "error", err)
	}
	return resume
}

// until waits for an instant, looking at the clock now and then.
func (s *Schedule) until(ctx context.Context, due time.Time) error {
	for {
		left := due.Sub(s.Clock.Now())
		if left <= 0 {
			return ctx.Err()
		}
		if err := s.Clock.Sleep(ctx, min(left, look)); err != nil {
			return err
		}
	}
}

// jitter spreads starts over the job's time, the same for each due time.
func jitter(job configs.Job, due time.Time) time.Duration {
	if job.Jitter <= 0 {
		return 0
	}
	h := fnv.New64a()
	fmt.Fprint(h, job.Name, due.Unix())
	return time.Duration(h.Sum64() % uint64(job.Jitter))
}
