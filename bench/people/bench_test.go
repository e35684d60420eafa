package people

import (
	"flag"
	"testing"

	"github.com/tierloop/tierloop/matching"
)

var size = flag.Int("records", 50_000, "records of the benchmark's file")

// A file of persons is matched in memory, prepared before:
//
//	go test -run '^$' -bench Match -benchtime 1x ./bench/people -args -records 200000
func BenchmarkMatch(b *testing.B) {
	for name, o := range map[string]Options{"register": {Mean: 4, Seed: 21}, "shop": {Shop: true, Seed: 23}} {
		b.Run(name, func(b *testing.B) {
			o.Records = *size
			var records []matching.Record
			for _, r := range Make(o) {
				records = append(records, matching.Prepare(customer(o, r.Cells)))
			}
			m, _ := matching.Compile(matching.DefaultRules())
			for b.Loop() {
				b.ReportMetric(float64(m.Match(records, nil).Stats.Pairs)/float64(len(records)), "pairs/record")
			}
		})
	}
}
