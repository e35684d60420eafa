// Command peoplefile writes a file of persons, many records of each, and its
// truth:
//
//	go run ./bench/cmd/peoplefile -n 50000 -noise 1.5 -out records.csv -truth truth.csv
//
// What the file holds is told in package bench/people.
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"

	"github.com/tierloop/tierloop/bench/people"
)

func main() {
	var o people.Options
	flag.IntVar(&o.Records, "n", 50_000, "how many records")
	flag.BoolVar(&o.Shop, "shop", false, "customers of a Chinese shop, not a register")
	flag.Float64Var(&o.Mean, "mean", 0, "records per person, 0 for 10, in a shop 3")
	flag.IntVar(&o.Most, "most", 40, "most records of one person")
	flag.Float64Var(&o.Noise, "noise", 1, "how much noise; 2 doubles it")
	flag.Uint64Var(&o.Seed, "seed", 1, "another seed is another world")
	out := flag.String("out", "records.csv", "file of the records")
	truth := flag.String("truth", "truth.csv", "file of the truth")
	flag.Parse()
	if err := write(o, *out, *truth); err != nil {
		fmt.Fprintln(os.Stderr, "peoplefile:", err)
		os.Exit(1)
	}
}

func write(o people.Options, out, truth string) error {
	rows, owners := [][]string{o.Header()}, [][]string{{"record_id", "entity_id"}}
	for _, r := range people.Make(o) {
		rows = append(rows, r.Cells)
		owners = append(owners, []string{r.Cells[0], r.Entity})
	}
	if err := save(out, rows); err != nil {
		return err
	}
	return save(truth, owners)
}

func save(path string, rows [][]string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		return err
	}
	return f.Close()
}
