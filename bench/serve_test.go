package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

const nightlyYAML = `version: tierloop/v1
group: {name: 示例集团}
policy: policy.yaml
sources:
  - {name: book, type: file, unit: unit0, mapping: mapping.yaml, options: {folder: .}, objects: {customer: {pattern: ["customers.csv"], key: [id]}}}
jobs:
  - {name: nightly, cron: "15 2 * * *"}
`

// BenchmarkServeIdle builds the program, lets it serve one nightly job over a
// small file and reports its resident memory once it has been at rest.
func BenchmarkServeIdle(b *testing.B) {
	dir := b.TempDir()
	binary := filepath.Join(dir, "tierloop")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "github.com/tierloop/tierloop/cmd/tierloop")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	for name, text := range map[string]string{
		"tierloop.yaml": nightlyYAML, "policy.yaml": policyYAML,
		"mapping.yaml":  "version: mapping/v1\nobjects:\n  customer: {as: customer, fields: {name: name, uscc: uscc}}\n",
		"customers.csv": "id,name,uscc\n1,苏州泊岚精密机械有限公司,91350100M000100Y43\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	var resident float64
	for b.Loop() {
		resident = residentAtRest(b, binary, dir)
	}
	b.ReportMetric(resident, "resident-MB")
	if info, err := os.Stat(binary); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
	}
	b.ReportMetric(0, "ns/op")
}

func residentAtRest(b *testing.B, binary, dir string) float64 {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	address := freeAddress(b)
	serve := exec.CommandContext(ctx, binary, "serve", "--listen", address)
	serve.Dir, serve.Stderr = dir, os.Stderr
	serve.Cancel = func() error { return serve.Process.Signal(os.Interrupt) }
	if err := serve.Start(); err != nil {
		b.Fatal(err)
	}
	for tries := 0; ; tries++ {
		resp, err := http.Get("http://" + address + "/healthz")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				break
			}
			err = fmt.Errorf("status %d", resp.StatusCode)
		}
		if tries == 100 {
			b.Fatalf("the service is not healthy: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(*idle)
	mb := statusMB(strconv.Itoa(serve.Process.Pid), "VmRSS:")
	cancel()
	if err := serve.Wait(); err != nil && ctx.Err() == nil {
		b.Fatal(err)
	}
	return mb
}

func freeAddress(b *testing.B) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
