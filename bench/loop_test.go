package bench

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkLoop turns the whole loop over -customers customers in two systems
// that have a tenth of them in common. Each step is a process of its own: the
// first pull, map, match and score; a plan, where one customer in a hundred has
// to change; its apply and verify; and a second run, in which nothing is new
// but the records that the first one wrote. Per step and stage it reports
// seconds and the highest resident memory in MB.
func BenchmarkLoop(b *testing.B) {
	half := *customers / 2
	left, right := newCRM(b, 0, half, true), newCRM(b, half-half/5, half, true)
	for b.Loop() {
		dir := b.TempDir()
		home := dir
		if *keep != "" {
			home = *keep
		}
		if err := write(home, customerYAML+orderYAML+writebackYAML, left.url, right.url); err != nil {
			b.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(home, "tierloop.db")); err != nil {
			child(b, "first", home)
		}
		if home != dir {
			copyFiles(b, home, dir)
		}
		for _, step := range []string{"plan", "apply", "second"} {
			child(b, step, dir)
		}
		if info, err := os.Stat(filepath.Join(dir, "tierloop.db")); err == nil {
			b.ReportMetric(float64(info.Size())/1e6, "store-MB")
		}
	}
	b.ReportMetric(0, "ns/op") // the steps say more
}

func copyFiles(b *testing.B, from, to string) {
	files, err := filepath.Glob(filepath.Join(from, "t*")) // the store with its log, and tierloop.yaml
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range append(files, filepath.Join(from, "policy.yaml"), filepath.Join(from, "mapping.yaml")) {
		in, err := os.Open(name)
		if err != nil {
			b.Fatal(err)
		}
		out, err := os.Create(filepath.Join(to, filepath.Base(name)))
		if err == nil {
			_, err = io.Copy(out, in)
		}
		if err != nil {
			b.Fatal(err)
		}
		in.Close()
		if err := out.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
