package connectors_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tierloop/tierloop/connectors"
)

// TestSchemasAskOnlyWhatTheyMust counts the calls that reach the system. What it
// says is its number of calls so far, so that a new answer shows.
func TestSchemasAskOnlyWhatTheyMust(t *testing.T) {
	down, lacking := errors.New("down"), errors.New("no such field")
	// A description has as many fields as it has a number.
	known := func(said int, _ string, fields []string) error {
		if said < len(fields) {
			return lacking
		}
		return nil
	}
	calls, broken := 0, false
	s := connectors.NewSchemas(func(context.Context, string, string) (int, error) {
		calls++
		if broken {
			return calls, down
		}
		return calls, nil
	})
	ctx := t.Context()
	for _, step := range []struct {
		does  string
		do    func() (int, error)
		want  int
		err   error
		calls int
	}{
		{"the first look asks", func() (int, error) { return s.Get(ctx, "pull", "a") }, 1, nil, 1},
		{"the second does not", func() (int, error) { return s.Get(ctx, "pull", "a") }, 1, nil, 1},
		{"another object does", func() (int, error) { return s.Get(ctx, "pull", "b") }, 2, nil, 2},
		{"what fits is not asked", func() (int, error) { return s.Fitting(ctx, "push", "a", make([]string, 1), known) }, 1, nil, 2},
		{"what does not fit is asked once more", func() (int, error) { return s.Fitting(ctx, "push", "a", make([]string, 3), known) }, 3, nil, 3},
		{"and then refused", func() (int, error) { return s.Fitting(ctx, "push", "a", make([]string, 9), known) }, 4, lacking, 4},
		{"a description asked anew is kept", func() (int, error) { return s.Get(ctx, "pull", "a") }, 4, nil, 4},
		{"a failure is told", func() (int, error) { broken = true; return s.Ask(ctx, "describe", "a") }, 0, down, 5},
		{"and keeps what was known", func() (int, error) { return s.Get(ctx, "pull", "a") }, 4, nil, 5},
		{"what is forgotten is asked", func() (int, error) { broken = false; s.Forget(); return s.Get(ctx, "pull", "b") }, 6, nil, 6},
	} {
		got, err := step.do()
		if got != step.want || !errors.Is(err, step.err) || calls != step.calls {
			t.Fatalf("%s: got %d, %v after %d calls; want %d, %v after %d", step.does, got, err, calls, step.want, step.err, step.calls)
		}
	}
}
