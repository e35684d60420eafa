package scoring

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// BenchmarkHundredThousandSubjects adds and scores 100,000 customers of four
// orders under the sample policy: eleven indicators and two models.
func BenchmarkHundredThousandSubjects(b *testing.B) {
	c := mustCompile(b, readPolicy(b))
	subject := func(i int) Subject {
		s := Subject{
			Entity: fmt.Sprintf("e%07d", i), Scope: model.ScopeGroup, FirstSeen: day("2020-01-01"),
			Attributes: map[string]string{"employees": fmt.Sprint(i % 5000), "standing": "重点"},
		}
		for n := range 4 {
			o := order(fmt.Sprint(i*4+n), "2026-12-31", model.Amount(1000+i%9000))
			o.Date -= model.Date((i*7 + n*100) % 900)
			o.Number = o.Ref.ID
			s.Orders = append(s.Orders, o)
		}
		return s
	}
	for b.Loop() {
		run, err := c.NewRun(day("2026-12-31"), Inputs{})
		if err != nil {
			b.Fatal(err)
		}
		for i := range 100_000 {
			if err := run.Add(subject(i)); err != nil {
				b.Fatal(err)
			}
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/100_000, "held-B/subject")
		results, err := run.Results()
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for range results {
			n++
		}
		if n != 100_000 {
			b.Fatalf("%d results", n)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100_000, "ns/subject")
}
