package store

import (
	"context"
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
