package schedule

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
)

// starts runs a schedule for a while in a bubble of fake time and returns when
// the job started, relative to midnight 2000-01-01, where such bubbles begin.
func starts(t *testing.T, job configs.Job, last time.Time, lasts time.Duration, run func(n int) (time.Time, error)) []time.Duration {
	t.Helper()
	var out []time.Duration
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), lasts)
		defer cancel()
		s := &Schedule{Jobs: []configs.Job{job}, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
			LastStart: func(context.Context, string) (time.Time, error) { return last, nil },
			Run: func(context.Context, configs.Job) (time.Time, error) {
				out = append(out, time.Since(begin))
				return run(len(out))
			}}
		if err := s.Serve(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
	return out
}

func job(change func(*configs.Job)) configs.Job {
	j := configs.Job{Name: "nightly", Cron: "0 * * * *", Location: time.UTC, CatchUp: 6 * time.Hour}
	change(&j)
	return j
}

func equal(t *testing.T, got []time.Duration, want ...time.Duration) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("started at %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("started at %v, want %v", got, want)
		}
	}
}

func none(int) (time.Time, error) { return time.Time{}, nil }

func TestRunsWhenDue(t *testing.T) {
	equal(t, starts(t, job(func(*configs.Job) {}), time.Time{}, 150*time.Minute, none), time.Hour, 2*time.Hour)
}

func TestCatchesUpOnceWithMissedRuns(t *testing.T) {
	midnight := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	equal(t, starts(t, job(func(*configs.Job) {}), midnight.Add(-5*time.Hour), 90*time.Minute, none), 0, time.Hour)
	// Too long ago for a daily job: it waits for its next time.
	daily := job(func(j *configs.Job) { j.Cron = "0 12 * * *" })
	equal(t, starts(t, daily, midnight.Add(-48*time.Hour), 13*time.Hour, none), 12*time.Hour)
}

func TestPanicsAndErrorsDoNotEndTheSchedule(t *testing.T) {
	got := starts(t, job(func(*configs.Job) {}), time.Time{}, 200*time.Minute, func(n int) (time.Time, error) {
		if n == 1 {
			panic("boom")
		}
		return time.Time{}, errors.New("no network")
	})
	equal(t, got, time.Hour, 2*time.Hour, 3*time.Hour)
}

func TestOverlap(t *testing.T) {
	long := func(n int) (time.Time, error) {
		if n == 1 {
			time.Sleep(90 * time.Minute)
		}
		return time.Time{}, nil
	}
	equal(t, starts(t, job(func(*configs.Job) {}), time.Time{}, 190*time.Minute, long), time.Hour, 3*time.Hour)
	queue := job(func(j *configs.Job) { j.Queue = true })
	equal(t, starts(t, queue, time.Time{}, 190*time.Minute, long), time.Hour, 150*time.Minute, 3*time.Hour)
}

func TestWaitingRunGoesOnWhenItsQuotaIsBack(t *testing.T) {
	got := starts(t, job(func(*configs.Job) {}), time.Time{}, 119*time.Minute, func(n int) (time.Time, error) {
		if n == 1 {
			return time.Now().Add(20 * time.Minute), nil
		}
		return time.Time{}, nil
	})
	equal(t, got, time.Hour, 80*time.Minute)
}

func TestJitterStaysInsideItsBounds(t *testing.T) {
	j := job(func(j *configs.Job) { j.Jitter = 5 * time.Minute })
	got := starts(t, j, time.Time{}, 200*time.Minute, none)
	if len(got) != 3 {
		t.Fatalf("started at %v", got)
	}
	for i, at := range got {
		if late := at - time.Duration(i+1)*time.Hour; late < 0 || late >= 5*time.Minute {
			t.Errorf("start %d is %v off", i, late)
		}
	}
	if got[0]-time.Hour == got[1]-2*time.Hour {
		t.Error("two starts have the same jitter")
	}
}

func TestWhatWasLeftUnfinishedGoesOn(t *testing.T) {
	for _, c := range []struct{ again, want time.Duration }{{0, time.Hour}, {-5 * time.Minute, 0}, {20 * time.Minute, 20 * time.Minute}, {90 * time.Minute, time.Hour}} {
		synctest.Test(t, func(t *testing.T) {
			begin, first := time.Now(), time.Duration(-1)
			ctx, cancel := context.WithTimeout(context.Background(), 61*time.Minute)
			defer cancel()
			s := &Schedule{Jobs: []configs.Job{job(func(*configs.Job) {})}, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
				LastStart: func(context.Context, string) (time.Time, error) { return begin, nil },
				Unfinished: func(context.Context, string) (time.Time, error) {
					if c.again == 0 {
						return time.Time{}, nil
					}
					return begin.Add(c.again), nil
				},
				Run: func(context.Context, configs.Job) (time.Time, error) {
					if first < 0 {
						first = time.Since(begin)
					}
					return time.Time{}, nil
				}}
			if err := s.Serve(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			if first != c.want {
				t.Errorf("left until %s: went on at %s, want %s", c.again, first, c.want)
			}
		})
	}
}
