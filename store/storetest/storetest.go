package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Open gives a fresh, empty store that is closed when the test ends. It passes
// the options on and migrates.
type Open func(t *testing.T, opt store.Options) *store.DB

// Run tests a kind of store.
func Run(t *testing.T, open Open) {
	for _, topic := range []struct {
		name  string
		tests map[string]func(*testing.T, *Bench)
	}{
		{"stage", stageTests}, {"mapped", mappedTests}, {"facts", factTests}, {"packs", packTests}, {"counted", countedTests}, {"master", masterTests}, {"steward", stewardTests}, {"tier", tierTests}, {"month", monthTests},
		{"report", reportTests}, {"many", manyTests}, {"target", targetTests}, {"plan", planTests}, {"run", runTests}, {"loop", loopTests}, {"tally", tallyTests}, {"principal", principalTests},
		{"console", consoleTests}, {"access", accessTests}, {"privacy", privacyTests}, {"retention", retentionTests}, {"requests", requestTests}, {"concurrency", concurrencyTests},
	} {
		t.Run(topic.name, func(t *testing.T) {
			for name, test := range topic.tests {
				t.Run(name, func(t *testing.T) { test(t, NewBench(t, open, nil)) })
			}
		})
	}
}

// Bench is a store on a clock that is moved by hand.
type Bench struct {
	*store.DB
	T     testing.TB
	Clock *clock.Manual
}

// Day is when a bench's clock starts.
var Day = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// NewBench opens a store; onStatement may be nil.
func NewBench(t *testing.T, open Open, onStatement func(string)) *Bench {
	c := clock.NewManual(Day)
	return &Bench{DB: open(t, store.Options{Clock: c, OnStatement: onStatement}), T: t, Clock: c}
}

var (
	ctx = context.Background()
	sys = model.SystemPrincipal()
)

// Tx runs fn in a transaction without fence and moves the clock a second.
func (b *Bench) Tx(fn func(*store.Tx) error) {
	b.T.Helper()
	b.Clock.Advance(time.Second)
	if err := b.InTx(ctx, store.Fence{}, fn); err != nil {
		b.T.Fatal(err)
	}
}

// Run starts a run and returns its number.
func (b *Bench) Run(id string) (seq int64) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		seq, err = tx.StartRun(ctx, model.Run{ID: id, Job: "nightly", Trigger: "manual", State: model.RunRunning, Started: b.Clock.Now()})
		return err
	})
	return seq
}

// Stream makes a stream.
func (b *Bench) Stream(source, object string, kind store.StreamKind) (id int64) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) error {
		s, err := tx.EnsureStream(ctx, source, object, kind)
		id = s.ID
		return err
	})
	return id
}

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
