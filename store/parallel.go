package store

import (
	"context"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// atOnce does the jobs that walk hands out, one on every core and one more that
// may wait for the disk. The first error ends all and is returned.
func atOnce[T any](ctx context.Context, walk func(ctx context.Context, hand func(T) error) error, do func(context.Context, T) error) error {
	g, ctx := errgroup.WithContext(ctx)
	jobs := make(chan T)
	g.Go(func() error {
		defer close(jobs)
		return walk(ctx, func(job T) error {
			select {
			case jobs <- job:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range runtime.GOMAXPROCS(0) + 1 {
		g.Go(func() error {
			for job := range jobs {
				if err := do(ctx, job); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// ahead reads job after job and hands what was read to take, in the order of the
// jobs; it reads the next ones meanwhile. The first error ends it and is returned.
func ahead[J, T any](ctx context.Context, jobs iter.Seq[J], read func(context.Context, J) (T, error), take func(T) error) error {
	g, ctx := errgroup.WithContext(ctx)
	done := make(chan T, 1)
	g.Go(func() error {
		defer close(done)
		for job := range jobs {
			t, err := read(ctx, job)
			if err != nil {
				return err
			}
			select {
			case done <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for t := range done {
			if err := take(t); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}
