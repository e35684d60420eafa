package bench

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// BenchmarkServeIdle builds the program, lets it serve one nightly job over a
// small file and reports its resident memory once it has been at rest.
func BenchmarkServeIdle(b *testing.B) {
	binary := buildProgram(b)
	var resident float64
	for b.Loop() {
		s := serve(b, binary, filepath.Join(b.TempDir(), "tierloop.db"))
		time.Sleep(*idle)
		resident = statusMB(strconv.Itoa(s.process.Process.Pid), "VmRSS:")
		s.stop()
	}
	b.ReportMetric(resident, "resident-MB")
	if info, err := os.Stat(binary); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
	}
	b.ReportMetric(0, "ns/op")
}
