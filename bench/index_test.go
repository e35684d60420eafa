package bench

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/bench/scale"
	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// BenchmarkIndex fills a matching index with -records records, then brings one in
// a hundred anew with another phone and the others of their systems left as they
// are, then a thousand one by one. It reports seconds for load and delta, and
// milliseconds for the single ones.
func BenchmarkIndex(b *testing.B) {
	m, _ := matching.Compile(matching.DefaultRules())
	for b.Loop() {
		runtime.GC()
		before := heapMB()
		world := scale.New(*indexed, 7)
		x := m.NewIndex()
		var again []scale.Record
		began := time.Now()
		n := 0
		for r := range world.All() {
			if n++; n%100 == 0 || n%1009 == 0 {
				again = append(again, r)
			}
			rec := matching.Prepare(customerOf(r))
			x.Upsert(&rec)
		}
		b.ReportMetric(time.Since(began).Seconds(), "load-s")
		began = time.Now()
		x.Settle()
		b.ReportMetric(time.Since(began).Seconds(), "settle-s")
		b.ReportMetric(float64(x.Stats().Pairs), "pairs")
		began = time.Now()
		x.BelongsTo()
		b.ReportMetric(time.Since(began).Seconds(), "families-s")
		runtime.GC()
		b.ReportMetric(heapMB()-before, "index-MB")

		began = time.Now()
		for i := range again {
			if i%11 != 0 {
				again[i].Phone = "0512-6" + again[len(again)-1-i].ID[len(again[i].ID)-7:]
				rec := matching.Prepare(customerOf(again[i]))
				x.Upsert(&rec)
			}
		}
		c := x.Settle()
		b.ReportMetric(time.Since(began).Seconds(), "delta-s")
		b.ReportMetric(float64(len(c.Founders)), "delta-entities")
		if c.All {
			b.Fatal("the delta had everything compared anew")
		}

		var took []time.Duration
		for i := 0; i < len(again) && len(took) < 1000; i += 11 {
			again[i].Address = ""
			began := time.Now()
			rec := matching.Prepare(customerOf(again[i]))
			x.Upsert(&rec)
			x.Settle()
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		b.ReportMetric(took[len(took)/2].Seconds()*1000, "single-p50-ms")
		b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "single-p99-ms")
	}
	b.ReportMetric(0, "ns/op")
}

func heapMB() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// customerOf is a made-up record as the mapping of files would have it.
func customerOf(r scale.Record) model.Customer {
	c := model.Customer{Ref: model.Ref{Source: r.Source, Object: "record", ID: r.ID}, Kind: model.Organisation, Name: r.Name,
		Names: []model.Name{{Type: model.LegalName, Value: r.Name}}}
	for t, v := range map[model.NameType]string{model.EnglishName: r.NameEN, model.FormerName: r.FormerName} {
		if v != "" {
			c.Names = append(c.Names, model.Name{Type: t, Value: v})
		}
	}
	if r.USCC != "" {
		id := clean.Identify(clean.KindUSCC, r.USCC)
		c.Identifiers = []model.Identifier{{Type: clean.KindUSCC, Value: id.Value, Valid: id.Valid}}
	}
	if p := clean.ParsePhone(r.Phone, "CN"); p.Valid {
		c.Phones = []model.Phone{{Raw: r.Phone, E164: p.E164}}
	}
	if r.Email != "" {
		c.Emails = []string{r.Email}
		if e := clean.ParseEmail(r.Email); e.Domain != "" {
			c.Domains = append(c.Domains, e.Domain)
		}
	}
	if r.Address != "" || r.City != "" {
		c.Addresses = []model.Address{{Country: r.Country, Province: r.Province, City: r.City, Street: r.Address}}
	}
	return c
}
