package bench

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

const nightlyYAML = `version: tierloop/v1
group: {name: 示例集团}
store: {dsn: "${env:TIERLOOP_BENCH_STORE}"}
policy: policy.yaml
sources:
  - {name: book, type: file, unit: unit0, mapping: mapping.yaml, options: {folder: .}, objects: {customer: {pattern: ["customers.csv"], key: [id]}}}
jobs:
  - {name: nightly, cron: "15 2 * * *"}
`

// service is the program in a process of its own, serving one nightly job over a
// small file and the console.
type service struct {
	b       *testing.B
	binary  string
	url     string
	process *exec.Cmd
	cancel  context.CancelFunc
}

// buildProgram makes the binary of a release.
func buildProgram(b *testing.B) (binary string) {
	binary = filepath.Join(b.TempDir(), "tierloop")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "github.com/tierloop/tierloop/cmd/tierloop")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// serve starts the program over the store behind dsn.
func serve(b *testing.B, binary, dsn string) *service {
	dir := b.TempDir()
	for name, text := range map[string]string{
		"tierloop.yaml": nightlyYAML, "policy.yaml": policyYAML,
		"mapping.yaml":  "version: mapping/v1\nobjects:\n  customer: {as: customer, fields: {name: name, uscc: uscc}}\n",
		"customers.csv": "id,name,uscc\n1,苏州泊岚精密机械有限公司,91350100M000100Y43\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &service{b: b, binary: binary, cancel: cancel}
	address := freeAddress(b)
	s.url = "http://" + address
	s.process = exec.CommandContext(ctx, binary, "serve", "--listen", address)
	s.process.Dir, s.process.Stderr = dir, os.Stderr
	s.process.Env = append(os.Environ(), "TIERLOOP_BENCH_STORE="+dsn)
	s.process.Cancel = func() error { return s.process.Process.Signal(os.Interrupt) }
	if err := s.process.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.stop)
	for tries := 0; ; tries++ {
		resp, err := http.Get(s.url + "/healthz")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return s
			}
			err = fmt.Errorf("status %d", resp.StatusCode)
		}
		if tries == 100 {
			b.Fatalf("the service is not healthy: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// stop ends the process; once is enough.
func (s *service) stop() {
	if s.cancel == nil {
		return
	}
	s.cancel()
	s.cancel = nil
	_ = s.process.Wait() // it was told to end
}

func freeAddress(b *testing.B) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

const pass = "correct horse battery"

// addPeople makes the accounts of a person who sees the group and of one who sees
// a unit.
func addPeople(b *testing.B, db *store.DB) {
	ctx := context.Background()
	guard, err := access.NewGuard(ctx, db, clock.System(), nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range []access.Person{{Name: "group", Role: model.Admin}, {Name: "unit", Role: model.Viewer, Units: []string{"unit3"}}} {
		if err := guard.AddAccountWithPassword(ctx, model.SystemPrincipal(), p, pass); err != nil {
			b.Fatal(err)
		}
	}
}

// as is a browser of somebody who is logged in.
func (s *service) as(name string) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.b.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	resp, err := c.PostForm(s.url+"/login", url.Values{"name": {name}, "password": {pass}})
	if err != nil {
		s.b.Fatal(err)
	}
	defer resp.Body.Close()
	if strings.HasSuffix(resp.Request.URL.Path, "/login") {
		s.b.Fatalf("%s is not let in: %s", name, resp.Status)
	}
	return c
}

// ask asks for a page and reads it to its end; again: figures on it are still being
// counted.
func (s *service) ask(c *http.Client, path string) (took time.Duration, again bool) {
	began := time.Now()
	resp, err := c.Get(s.url + path)
	if err != nil {
		s.b.Error(err)
		return 0, false
	}
	defer resp.Body.Close()
	if wait, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && resp.StatusCode == http.StatusTooManyRequests {
		time.Sleep(time.Duration(wait) * time.Second) // one account asks faster than a person may
		return s.ask(c, path)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		s.b.Errorf("%s: %s, %v", path, resp.Status, err)
	}
	return time.Since(began), resp.Header.Get("Refresh") != ""
}
