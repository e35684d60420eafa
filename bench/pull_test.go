package bench

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/sync/engine"
)

// BenchmarkPull reports rows/s of 200-row pages from the server on loopback:
// read and decoded only ("pages", what anybody has to pay), and through the
// pull and map stages into each store.
func BenchmarkPull(b *testing.B) {
	b.Run("pages", func(b *testing.B) {
		s := newCRM(b, 0, *pullRows, false)
		for b.Loop() {
			if n := readPages(b, s.url); n != *pullRows {
				b.Fatalf("%d rows, want %d", n, *pullRows)
			}
		}
		report(b, "rows/s", b.N**pullRows, b.Elapsed())
	})
	b.Run("sqlite", func(b *testing.B) {
		pullAndMap(b, func() string { return filepath.Join(b.TempDir(), "tierloop.db") })
	})
	b.Run("mariadb", func(b *testing.B) {
		pullAndMap(b, func() string { return "mysql:" + testkit.MariaDB(b) })
	})
}

func report(b *testing.B, unit string, n int, took time.Duration) {
	b.ReportMetric(float64(n)/took.Seconds(), unit)
}

// readPages reads and decodes every page with nothing but the standard library.
func readPages(b *testing.B, url string) int {
	for rows, after := 0, 0; ; {
		resp, err := http.Get(url + "/customer?after=" + strconv.Itoa(after))
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		var a rowsAnswer
		if err := json.Unmarshal(body, &a); err != nil {
			b.Fatal(err)
		}
		rows, after = rows+len(a.Records), a.Next
		if !a.More {
			return rows
		}
	}
}

func pullAndMap(b *testing.B, dsn func() string) {
	ctx := context.Background()
	var stages [2]time.Duration
	var total, cpu time.Duration
	s := newCRM(b, 0, *pullRows, false)
	dir := b.TempDir()
	if err := write(dir, customerYAML, s.url); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		e, err := open(ctx, dir, dsn())
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		began, spent := time.Now(), cpuTime(b)
		for i, stage := range []string{"pull", "map"} {
			from := time.Now()
			r, err := e.Run(ctx, engine.Request{Stages: []string{stage}})
			if err != nil {
				b.Fatal(err)
			}
			stages[i] += time.Since(from)
			if n := r.Run.Counts[stage+".rows"]; n != int64(*pullRows) || r.Run.Counts["map.rejected"] != 0 {
				b.Fatalf("counts %v", r.Run.Counts)
			}
		}
		total, cpu = total+time.Since(began), cpu+cpuTime(b)-spent
		b.StopTimer()
		e.Close()
		e.Store.Close()
		b.StartTimer()
	}
	report(b, "rows/s", b.N**pullRows, total)
	report(b, "pull-rows/s", b.N**pullRows, stages[0])
	report(b, "map-rows/s", b.N**pullRows, stages[1])
	b.ReportMetric(float64(cpu.Microseconds())/float64(b.N**pullRows), "cpu-µs/row")
}

// cpuTime is what this process has used, the server on loopback included, a
// database server not. Other work on the machine does not change it.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
