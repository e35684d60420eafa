// Command benchpull reads the same records through TierLoop's Salesforce connector
// and through tap-salesforce of the Python registry, one after the other, from the
// same fake on loopback, and prints the table of docs/benchmarks.md. Run it with
// make bench-pull.
//
// Each reader is a process of its own that logs in, reads the same fields of every
// account and writes each record as JSON to a file, whose records are counted. Wall
// time is that of the whole process, CPU its own without the fake's, which lives in
// this process and answers both alike.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// fields are what both read.
var fields = []string{"Name", "ParentId", "Industry", "Phone", "Website", "BillingCity", "BillingCountry", "CreatedDate", "SystemModstamp"}

// readers come in their turn; TierLoop reads both ways, as bulk_from would choose.
var readers = []string{"TierLoop by REST", "TierLoop by jobs", "tap-salesforce"}

type options struct {
	rows, runs   int
	work, python string
}

// reading is one process that read everything.
type reading struct {
	rows      int
	wall, cpu time.Duration
}

func main() {
	if len(os.Args) == 5 && os.Args[1] == "read" { // our own reader, started by run
		if err := read(os.Args[2], os.Args[3], os.Args[4]); err != nil {
			fmt.Fprintln(os.Stderr, "benchpull read:", err)
			os.Exit(1)
		}
		return
	}
	var o options
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	flag.IntVar(&o.rows, "rows", 50_000, "accounts in the fake")
	flag.IntVar(&o.runs, "runs", 3, "readings of each, by turns")
	flag.StringVar(&o.work, "work", filepath.Join(cache, "tierloop-bench"), "folder for what is made: the tap's environment, the records")
	flag.StringVar(&o.python, "python", "python3", "Python that makes the tap's environment")
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "benchpull:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if err := os.MkdirAll(o.work, 0o755); err != nil {
		return err
	}
	tap, err := install(o)
	if err != nil {
		return err
	}
	site, err := serve(o.rows)
	if err != nil {
		return err
	}
	defer site.Close()
	if err := tap.prepare(site.base); err != nil {
		return err
	}
	got := map[string][]reading{}
	for range o.runs {
		for i, one := range []func(string) (reading, error){ours(o.work, 0), ours(o.work, 1), tap.read} {
			name := readers[i]
			r, err := one(site.base)
			if err == nil && r.rows != o.rows {
				err = fmt.Errorf("%d of %d records came", r.rows, o.rows)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			got[name] = append(got[name], r)
		}
	}
	table(o, got)
	return nil
}

func table(o options, got map[string][]reading) {
	fmt.Printf("%s, %d cores, %s; %d accounts, %d fields, best of %d runs by turns.\n\n", runtime.Version(), runtime.NumCPU(), strings.TrimSpace(requirement), o.rows, len(fields), o.runs)
	fmt.Println("| reader | records/s, wall | seconds, all runs | CPU µs/record |")
	fmt.Println("|---|---|---|---|")
	best := map[string]reading{}
	for _, name := range readers {
		best[name] = slices.MinFunc(got[name], func(a, b reading) int { return int(a.wall - b.wall) })
		var seconds []string
		for _, r := range got[name] {
			seconds = append(seconds, fmt.Sprintf("%.2f", r.wall.Seconds()))
		}
		least := slices.MinFunc(got[name], func(a, b reading) int { return int(a.cpu - b.cpu) })
		fmt.Printf("| %s | %.0f | %s | %.1f |\n", name, float64(o.rows)/best[name].wall.Seconds(), strings.Join(seconds, " · "), float64(least.cpu.Microseconds())/float64(o.rows))
	}
	fmt.Println()
	tap := best[readers[len(readers)-1]].wall.Seconds()
	for _, name := range readers[:len(readers)-1] {
		fmt.Printf("%s reads %.1f times as many records a second.\n", name, tap/best[name].wall.Seconds())
	}
}
