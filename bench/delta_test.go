package bench

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/bench/scale"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// BenchmarkDelta loads -records companies into an engine over SQLite. Then an
// engine that knows nothing takes one changed record (cold), and with all in memory
// one record in a hundred and up to five hundred single ones: each time stored, matched, the
// golden records and the hierarchy brought up to date, all committed.
func BenchmarkDelta(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "tierloop.db")
		var again []model.Customer
		load := func(save func([]model.Customer) error) error {
			var part []model.Customer
			n := 0
			for r := range scale.New(*indexed, 7).All() {
				c := customerOf(r)
				if part = append(part, c); len(part) == 1000 {
					if err := save(part); err != nil {
						return err
					}
					part = part[:0]
				}
				if n++; n%100 == 0 || n%1009 == 0 {
					again = append(again, c)
				}
			}
			return save(part)
		}
		first, end := rowEngine(b, path)
		match(b, first, "load", load)
		end()
		e, end := rowEngine(b, path)
		change := func(c *model.Customer, n int) {
			c.Phones = []model.Phone{{Raw: "", E164: fmt.Sprintf("+86512%08d", 60_000_000+n)}}
		}
		singles := again[:min(501, 1+len(again)/2)]
		change(&singles[0], 0)
		match(b, e, "cold", func(save func([]model.Customer) error) error { return save(singles[:1]) })
		delta := again[len(singles):]
		for i := range delta {
			change(&delta[i], i+1)
		}
		stop := profile(b, "delta")
		match(b, e, "delta", func(save func([]model.Customer) error) error { return save(delta) })
		stop()
		var took []time.Duration
		stop = profile(b, "single")
		for i := range singles[1:] {
			change(&singles[i+1], len(again)+i)
			began := time.Now()
			match(b, e, "", func(save func([]model.Customer) error) error { return save(singles[i+1 : i+2]) })
			took = append(took, time.Since(began))
		}
		stop()
		slices.Sort(took)
		b.ReportMetric(took[len(took)/2].Seconds()*1000, "single-p50-ms")
		b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "single-p99-ms")
		end()
	}
	b.ReportMetric(0, "ns/op") // the steps say more
}

// rowEngine is an engine for rows that come from nowhere, and what ends it: an engine
// that is kept holds an index of everybody.
func rowEngine(b *testing.B, path string) (e *engine.Engine, end func()) {
	ctx := context.Background()
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(ctx, path, store.Options{Clock: clock.System(), Log: log})
	if err == nil {
		err = db.Migrate(ctx)
	}
	if err != nil {
		b.Fatal(err)
	}
	cfg := &configs.Config{Location: time.UTC}
	cfg.Matcher, _ = matching.Compile(matching.DefaultRules())
	cfg.Survivor, _ = master.Compile(master.DefaultRules())
	names := map[string]bool{}
	for r := range scale.New(1_000, 7).All() {
		names[r.Source] = true
	}
	for name := range names {
		cfg.Sources = append(cfg.Sources, configs.Source{SourceRule: configs.SourceRule{Name: name}})
	}
	slices.SortFunc(cfg.Sources, func(a, b configs.Source) int { return cmp.Compare(a.Name, b.Name) })
	for i := range cfg.Sources {
		cfg.Sources[i].Rank = i
	}
	e = &engine.Engine{Config: cfg, Store: db, Clock: clock.System(), Log: log, Version: "bench"}
	return e, func() { e.Close(); db.Close() }
}

// match takes customers into the store and matches; a step with a name is reported.
func match(b *testing.B, e *engine.Engine, step string, feed func(func([]model.Customer) error) error) {
	began, spent := time.Now(), cpuSeconds()
	_, _, err := e.MatchRows(context.Background(), engine.Request{Job: "bench"}, feed)
	if err != nil {
		b.Fatalf("%s: %v", step, err)
	}
	if step != "" {
		b.ReportMetric(time.Since(began).Seconds(), step+"-s")
		b.ReportMetric(cpuSeconds()-spent, step+"-CPU-s")
	}
}

// profile writes a CPU profile into the folder of -profiles, if there is one.
func profile(b *testing.B, name string) (stop func()) {
	if *profiles == "" {
		return func() {}
	}
	f, err := os.Create(filepath.Join(*profiles, name+".cpu"))
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		b.Fatal(err)
	}
	return func() {
		pprof.StopCPUProfile()
		f.Close()
	}
}
