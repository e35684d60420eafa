package bench

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/store"
)

var shown = flag.Int("shown", 20_000, "customers behind the console's pages")

// BenchmarkConsole asks the program, in a process of its own, for each page of the
// console again and again, as a person who sees the group and as one of a unit,
// and reports the 95th percentile of the time until the page is read.
func BenchmarkConsole(b *testing.B) {
	binary := buildProgram(b)
	b.Run("sqlite", func(b *testing.B) { benchConsole(b, binary, filepath.Join(b.TempDir(), "store.db")) })
	b.Run("mariadb", func(b *testing.B) { benchConsole(b, binary, "mysql:"+testkit.MariaDB(b)) })
}

func benchConsole(b *testing.B, binary, dsn string) {
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	fillConsole(b, db, *shown)
	addPeople(b, db)
	b.Logf("%d customers stored in %s", *shown, time.Since(began).Round(time.Second))
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	s := serve(b, binary, dsn)
	who := map[bool]string{true: "unit", false: "group"}
	group, unit := s.as("group"), s.as("unit")
	for _, p := range pages(*shown) {
		b.Run(who[p.unit]+p.path, func(b *testing.B) {
			c := group
			if p.unit {
				c = unit
			}
			began := time.Now()
			for again := true; again; { // a report is counted once after each run
				_, again = s.ask(c, p.path)
			}
			first := time.Since(began)
			var took []time.Duration
			for b.Loop() {
				d, _ := s.ask(c, p.path)
				took = append(took, d)
			}
			b.ReportMetric(milliseconds(first), "first-ms")
			b.ReportMetric(milliseconds(percentile(took, 50)), "p50-ms")
			b.ReportMetric(milliseconds(percentile(took, 95)), "p95-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// percentile is a time that p in a hundred do not exceed; 0 of none.
func percentile(took []time.Duration, p int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return took[(len(took)-1)*p/100]
}

// page is an address that the group asks for, or a person of a unit.
type page struct {
	path string
	unit bool
}

// pages are all pages of the console that read the store of n customers.
func pages(n int) []page {
	id := func(i int) string { return fmt.Sprintf("E%07d", i) }
	search := func(path, text string) string { return path + "?q=" + url.QueryEscape(text) }
	var out []page
	for _, path := range []string{
		"/", "/runs", "/runs/R1", "/connections", "/dead",
		"/customers", "/customers?tier=gold", "/customers?unit=unit3&tier=silver", "/customers?below=400",
		search("/customers", "泊岚"+hanNumber(n/3)), search("/customers", "泊"), search("/customers", fmt.Sprintf("%07d", n/3)), search("/customers", "没有这家"),
		search("/search", "泊岚"), "/customers/" + id(n/2), "/review", "/review/history", "/review/groups", "/hierarchy", "/hierarchy/" + id(0), "/quality",
		"/reports", "/reports/tiers", "/reports/units", "/reports/effect", "/reports/trend", "/reports/sales", "/reports/movement", "/reports/review", "/reports/concentration", "/reports/overlap", "/reports/pairs", "/reports/whitespace", "/reports/differences", "/reports/quality", "/reports/coverage", "/reports/reconcile", "/reports/writeback",
		"/policy", "/exports", "/plans", "/plans/P1", "/users", "/users/unit", "/audit", "/requests", "/scores", "/settings", "/account",
	} {
		out = append(out, page{path: path})
	}
	for _, path := range []string{"/customers", search("/customers", "泊岚"), "/customers/" + id(n/20*10+3), "/reports/tiers"} {
		out = append(out, page{path: path, unit: true})
	}
	return out
}
