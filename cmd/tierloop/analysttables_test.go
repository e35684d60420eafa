package main

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tierloop/tierloop/report"
)

// counter is a question whose answer takes a while; each table says which count it is.
type counter struct {
	takes time.Duration
	err   error
	n     atomic.Int64
}

func (c *counter) count(context.Context) (report.Table, error) {
	n := c.n.Add(1)
	time.Sleep(c.takes)
	return report.Table{Rows: [][]string{make([]string, n)}}, c.err
}

func TestTableIsCountedOnceUntilTheNextRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, c := newTables(t.Context()), &counter{takes: 5 * time.Second}
		ask := func(after string) (int, bool, bool) {
			t.Helper()
			table, there, fresh, err := k.ask(t.Context(), "tiers", after, c.count)
			if err != nil {
				t.Fatal(err)
			}
			if !there {
				return 0, there, fresh
			}
			return len(table.Rows[0]), there, fresh
		}
		steps := []struct {
			after        string
			pause        time.Duration
			n            int
			there, fresh bool
		}{
			{"run1", 0, 0, false, false},                // too slow for who asks first
			{"run1", 10 * time.Second, 0, false, false}, // still counted, once
			{"run1", 0, 1, true, true},
			{"run1", 0, 1, true, true},
			{"run2", 10 * time.Second, 1, true, false}, // the one before, meanwhile
			{"run2", 0, 2, true, true},
		}
		for i, s := range steps {
			if n, there, fresh := ask(s.after); n != s.n || there != s.there || fresh != s.fresh {
				t.Fatalf("step %d: count %d, there %t, fresh %t, want %d, %t, %t", i, n, there, fresh, s.n, s.there, s.fresh)
			}
			time.Sleep(s.pause)
		}
		if n := c.n.Load(); n != 2 {
			t.Errorf("counted %d times", n)
		}
	})
}

func TestFileWaitsForTheCountAndAnErrorIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, c := newTables(t.Context()), &counter{takes: time.Minute, err: errors.New("no store")}
		if _, err := k.wait(t.Context(), "tiers", "run1", c.count); !errors.Is(err, c.err) {
			t.Fatalf("got %v", err)
		}
		c.err = nil
		table, err := k.wait(t.Context(), "tiers", "run1", c.count)
		if err != nil || len(table.Rows[0]) != 2 {
			t.Fatalf("got %v, %v", table.Rows, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := k.wait(ctx, "units", "run1", c.count); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("somebody who went away still waits: %v", err)
		}
		time.Sleep(time.Hour)
	})
}

func TestTablesAreCountedOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newTables(t.Context())
		var going, most atomic.Int64
		count := func(context.Context) (report.Table, error) {
			most.Store(max(most.Load(), going.Add(1)))
			time.Sleep(time.Minute)
			going.Add(-1)
			return report.Table{}, nil
		}
		for _, key := range []string{"a", "b", "c"} {
			k.look(key, "run1", count)
		}
		time.Sleep(time.Hour)
		if most.Load() != 1 || len(k.kept) != 3 {
			t.Errorf("%d at a time, %d kept", most.Load(), len(k.kept))
		}
		for i := range 2 * keptTables {
			if _, err := k.wait(t.Context(), string(rune('A'+i)), "run1", func(context.Context) (report.Table, error) { return report.Table{}, nil }); err != nil {
				t.Fatal(err)
			}
		}
		if len(k.kept) != keptTables || len(k.age) != keptTables {
			t.Errorf("%d kept, %d aged, want %d", len(k.kept), len(k.age), keptTables)
		}
	})
}
