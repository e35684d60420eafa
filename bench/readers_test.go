package bench

import (
	"context"
	"flag"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/store"
)

var readers = flag.Int("readers", 50, "people who each ask for a page every 10 s while a sync runs")

// BenchmarkReaders turns the loop over -customers customers twice, each time a
// first run and one in which all is read again and nothing has changed: alone,
// then beside -readers people at the console of a second process on the same
// store. It reports how much longer the runs take with them, and the pages' times.
func BenchmarkReaders(b *testing.B) {
	binary := buildProgram(b)
	half := *customers / 2
	left, right := newCRM(b, 0, half, true), newCRM(b, half-half/5, half, true)
	for b.Loop() {
		turn := func(watched bool) (took [2]time.Duration, slowest time.Duration) {
			dir := b.TempDir()
			if err := write(dir, customerYAML+orderYAML+writebackYAML, left.url, right.url); err != nil {
				b.Fatal(err)
			}
			end := func() time.Duration { return 0 }
			if watched {
				end = watch(b, binary, filepath.Join(dir, "tierloop.db"))
			}
			for i, step := range []string{"first", "second"} {
				began := time.Now()
				child(b, step, dir)
				took[i] = time.Since(began)
			}
			return took, end()
		}
		alone, _ := turn(false)
		beside, p95 := turn(true)
		for i, step := range []string{"first", "second"} {
			b.ReportMetric(100*(beside[i].Seconds()/alone[i].Seconds()-1), step+"-slower-%")
		}
		b.ReportMetric(milliseconds(p95), "page-p95-ms")
	}
	b.ReportMetric(0, "ns/op")
}

// watch lets people read pages of the store until end, which says the 95th
// percentile of their times.
func watch(b *testing.B, binary, dsn string) (end func() time.Duration) {
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	addPeople(b, db)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	s := serve(b, binary, dsn)
	people := []*http.Client{s.as("group"), s.as("unit")}
	read := []string{"/", "/runs", "/connections", "/customers", "/review", "/hierarchy", "/quality", "/reports/tiers", "/plans", "/audit"}
	var (
		mu   sync.Mutex
		took []time.Duration
		all  sync.WaitGroup
	)
	ctx, cancel := context.WithCancel(ctx)
	for i := range *readers {
		all.Go(func() {
			pause := time.Duration(i) * 10 * time.Second / time.Duration(*readers)
			for n := i; ; n++ {
				select {
				case <-ctx.Done():
					return
				case <-time.After(pause):
				}
				who := 0
				if read[n%len(read)] == "/customers" {
					who = n / len(read) % 2
				}
				d, _ := s.ask(people[who], read[n%len(read)])
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
				pause = 10*time.Second - d
			}
		})
	}
	return func() time.Duration {
		cancel()
		all.Wait()
		s.stop()
		return percentile(took, 95)
	}
}
