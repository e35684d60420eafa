package matching

import (
	"fmt"
	"runtime"
	"testing"
)

func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			records, truth := synthetic(n, 7)
			m, _ := Compile(Rules{})
			var r Result
			for b.Loop() {
				r = m.Match(records, nil)
			}
			p, q := quality(r.Clusters, truth)
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(float64(r.Stats.Pairs), "pairs")
			b.ReportMetric(p, "precision")
			b.ReportMetric(q, "recall")
		})
	}
}

// BenchmarkRecordSize reports the heap that prepared records hold.
func BenchmarkRecordSize(b *testing.B) {
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		records, _ := synthetic(50_000, 7)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/50_000, "B/record")
		runtime.KeepAlive(records)
	}
}

func BenchmarkWeigh(b *testing.B) {
	records, _ := synthetic(2_000, 7)
	m, _ := Compile(Rules{})
	t := newTable(records, nil, nil, m.trusted)
	s := newScorer(countTable(t, Models{}), t.words, m.rules.Generic)
	var p pair
	i := 0
	for b.Loop() {
		s.weigh(&t.rows[i%2_000], &t.rows[(i*7+1)%2_000], &p)
		i++
	}
}

// BenchmarkCompare weighs all pairs that share a key, on both cores; the index
// stands, and nothing is clustered.
func BenchmarkCompare(b *testing.B) {
	records, _ := synthetic(200_000, 7)
	m, _ := Compile(Rules{})
	x := m.NewIndex()
	for i := range records {
		x.Upsert(&records[i])
	}
	x.Settle()
	for i := range x.table.rows {
		x.open(uint32(i))
	}
	x.together()
	x.stats.Pairs = 0
	for b.Loop() {
		x.edges.clear()
		x.pending.moved = x.pending.moved[:0]
		x.compare()
	}
	b.ReportMetric(float64(x.stats.Pairs)/b.Elapsed().Seconds(), "pairs/s")
}

// quality is the pairwise precision and recall of clusters.
func quality(clusters [][]int, truth []int) (precision, recall float64) {
	var right, made, there float64
	sizes := map[int]int{}
	for _, c := range truth {
		sizes[c]++
	}
	for _, n := range sizes {
		there += float64(choose2(n))
	}
	for _, c := range clusters {
		made += float64(choose2(len(c)))
		in := map[int]int{}
		for _, i := range c {
			in[truth[i]]++
		}
		for _, n := range in {
			right += float64(choose2(n))
		}
	}
	return right / max(made, 1), right / max(there, 1)
}
