// Command scalefile writes a customer file of any size and its truth:
//
//	go run ./bench/cmd/scalefile -n 1000000 -out records.csv -truth truth.csv
//
// The truth has record_id, entity_id, group_id, relation and noise_tags. What
// the file holds is told in package bench/scale.
package main

import (
	"bufio"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tierloop/tierloop/bench/scale"
)

func main() {
	n := flag.Int("n", 1_000_000, "how many records")
	seed := flag.Uint64("seed", 1, "another seed is another world")
	out := flag.String("out", "records.csv", "file of the records")
	truth := flag.String("truth", "truth.csv", "file of the truth")
	flag.Parse()
	if err := write(*n, *seed, *out, *truth); err != nil {
		fmt.Fprintln(os.Stderr, "scalefile:", err)
		os.Exit(1)
	}
}

func write(n int, seed uint64, out, truth string) error {
	start := time.Now()
	records, err := create(out, scale.Header)
	if err != nil {
		return err
	}
	defer records.file.Close()
	truths, err := create(truth, []string{"record_id", "entity_id", "group_id", "relation", "noise_tags"})
	if err != nil {
		return err
	}
	defer truths.file.Close()
	w := scale.New(n, seed)
	written := 0
	for r := range w.All() {
		written++
		records.csv.Write(r.Cells())
		truths.csv.Write([]string{r.ID, r.Entity, r.Group, r.Relation, strings.Join(r.Tags, "|")})
	}
	if err := records.close(); err != nil {
		return err
	}
	if err := truths.close(); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d records of %d companies in %.1f s\n", written, w.Companies(), time.Since(start).Seconds())
	return nil
}

// table is a CSV file under way; what goes wrong shows when it is closed.
type table struct {
	file   *os.File
	buffer *bufio.Writer
	csv    *csv.Writer
}

func create(path string, header []string) (*table, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	b := bufio.NewWriterSize(f, 1<<20)
	t := &table{f, b, csv.NewWriter(b)}
	return t, t.csv.Write(header)
}

func (t *table) close() error {
	t.csv.Flush()
	if err := t.csv.Error(); err != nil {
		return err
	}
	if err := t.buffer.Flush(); err != nil {
		return err
	}
	return t.file.Close()
}
