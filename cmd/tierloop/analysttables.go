package main

import (
	"context"
	"sync"
	"time"

	"github.com/tierloop/tierloop/report"
)

// tables keeps the tables that people at the console asked for. Over a million
// customers one takes seconds to count, and it changes with a run only: until the
// next one it is counted once. After it the table before is shown while the new one
// is counted, one at a time, so that readers do not take the machine from a sync.
type tables struct {
	serving context.Context // counting ends with it, not with who asked
	turn    chan struct{}

	mu   sync.Mutex
	kept map[string]*answer
	age  []string // keys, the oldest first
}

// answer is a table and the run after which it was counted.
type answer struct {
	after   string
	table   report.Table
	counted bool
	going   *counting
}

// counting is a table that is being counted.
type counting struct {
	after string
	done  chan struct{} // closed when err and table are there
	table report.Table
	err   error
}

const (
	// keptTables is how many tables are kept.
	keptTables = 64
	// patience is how long a page waits for a table before it says that it is being
	// counted: every page is there within a tenth of a second.
	patience = 80 * time.Millisecond
	// longestCount ends a count that nobody can be waiting for any more.
	longestCount = 30 * time.Minute
)

func newTables(serving context.Context) *tables {
	return &tables{serving: serving, turn: make(chan struct{}, 1), kept: map[string]*answer{}}
}

// ask is the table of a key as it is after the last run, or with fresh false the one
// before; neither, when it is still counted for the first time.
func (k *tables) ask(ctx context.Context, key, after string, count func(context.Context) (report.Table, error)) (t report.Table, there, fresh bool, err error) {
	old, going := k.look(key, after, count)
	if going == nil {
		return old.table, true, true, nil
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-going.done:
		return going.table, true, true, going.err
	case <-timer.C:
		return old.table, old.counted, false, nil
	case <-ctx.Done():
		return t, false, false, ctx.Err()
	}
}

// wait is the table as it is after the last run, however long it takes.
func (k *tables) wait(ctx context.Context, key, after string, count func(context.Context) (report.Table, error)) (report.Table, error) {
	kept, going := k.look(key, after, count)
	if going == nil {
		return kept.table, nil
	}
	select {
	case <-going.done:
		return going.table, going.err
	case <-ctx.Done():
		return report.Table{}, ctx.Err()
	}
}

// look returns what is kept, and what is being counted where that is not of this run.
func (k *tables) look(key, after string, count func(context.Context) (report.Table, error)) (answer, *counting) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a := k.kept[key]
	if a == nil {
		if len(k.age) == keptTables {
			delete(k.kept, k.age[0])
			k.age = k.age[1:]
		}
		a = &answer{}
		k.kept[key], k.age = a, append(k.age, key)
	}
	if a.counted && a.after == after {
		return *a, nil
	}
	if a.going == nil || a.going.after != after {
		a.going = &counting{after: after, done: make(chan struct{})}
		go k.count(a, a.going, count)
	}
	return *a, a.going
}

// count fills in what was asked for when its turn comes.
func (k *tables) count(a *answer, c *counting, count func(context.Context) (report.Table, error)) {
	ctx, cancel := context.WithTimeout(k.serving, longestCount)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
		c.table, c.err = count(ctx)
		<-k.turn
	case <-ctx.Done():
		c.err = ctx.Err()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if a.going == c {
		a.going = nil
		if c.err == nil {
			a.after, a.table, a.counted = c.after, c.table, true
		}
	}
	close(c.done)
}
