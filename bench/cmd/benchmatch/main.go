// Command benchmatch runs tierloop match and Splink side by side, one at a time,
// over the open labelled sets and made-up files of companies and of persons, and prints the
// tables of docs/benchmarks.md. Run it with make bench-match.
//
// Both get the same files; both answers are scored by package bench/evaluate.
// Wall time, CPU and the highest resident set are those of each whole process,
// from reading to writing. Splink's models are in bench/splink.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

type options struct {
	data, work, python string
	scale, people      int
	seed               uint64
	peer, oracle       bool
	only               []string
}

func main() {
	var o options
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	only := flag.String("only", "", "sets to run, by commas (default: all)")
	flag.StringVar(&o.data, "data", "../shared/data/er", "folder of the labelled sets")
	flag.StringVar(&o.work, "work", filepath.Join(cache, "tierloop-bench"), "folder for what is made: the program, Splink's environment, answers")
	flag.StringVar(&o.python, "python", "python3", "Python that makes Splink's environment")
	flag.IntVar(&o.scale, "scale", 1_000_000, "records of the made-up file of companies, 0 for none")
	flag.IntVar(&o.people, "people", 50_000, "records of the made-up register of persons, 0 for none")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the made-up files")
	flag.BoolVar(&o.peer, "peer", true, "run Splink too")
	flag.BoolVar(&o.oracle, "oracle", true, "also tell Splink's best of eight thresholds, chosen by the labels, up to 100,000 records")
	flag.Parse()
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "benchmatch:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if err := os.MkdirAll(o.work, 0o755); err != nil {
		return err
	}
	b := &bench{options: o}
	if err := b.install(); err != nil {
		return err
	}
	sets, absent := b.sets()
	for _, name := range absent {
		fmt.Fprintf(os.Stderr, "\n*** %s IS ABSENT: %s does not hold it; it is not in the tables below ***\n\n", name, o.data)
	}
	if len(sets) == 0 {
		return fmt.Errorf("no set to run: -data %s holds none of those asked for, -scale is %d and -people %d", o.data, o.scale, o.people)
	}
	var rows []row
	before := load()
	for _, made := range sets {
		s, err := made()
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		got, err := b.measure(s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		rows = append(rows, got...)
		for _, r := range got { // a long run tells what it has, should it be cut off
			fmt.Fprintln(os.Stderr, line(r, ""))
		}
	}
	b.print(os.Stdout, rows, absent, before)
	return nil
}
