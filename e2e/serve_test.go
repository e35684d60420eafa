package e2e

import (
	"bufio"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary builds the program once for all tests of the package.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tierloop-e2e")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "tierloop")
	out, err := exec.Command("go", "build", "-o", path, "../cmd/tierloop").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// program is the command in a group's folder.
func program(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	return cmd
}

// start runs the program and gives its lines on stderr.
func start(t *testing.T, cmd *exec.Cmd) <-chan string {
	t.Helper()
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(pipe); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return lines
}

// waitFor returns the first line that holds the text.
func waitFor(t *testing.T, lines <-chan string, text string) string {
	t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		select {
		case l, ok := <-lines:
			if !ok {
				t.Fatalf("the program ended without saying %q", text)
			}
			if strings.Contains(l, text) {
				return l
			}
		case <-timeout:
			t.Fatalf("no %q within 30 s", text)
		}
	}
}

func TestServeAnswersAndStopsCleanlyOnSIGTERM(t *testing.T) {
	g := group{dir: t.TempDir()}
	crashGroup(t, g.dir, 1)
	body, err := os.ReadFile(filepath.Join(g.dir, "tierloop.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, g.dir, "tierloop.yaml", string(body)+"jobs:\n  - {name: nightly, cron: \"0 2 * * *\"}\n")
	serve := program(t, g.dir, "serve", "--listen", "127.0.0.1:0", "--lang", "en")
	lines := start(t, serve)
	said := waitFor(t, lines, "serving 1 job")
	base := strings.TrimSpace(said[strings.Index(said, "http://"):])
	url := base + "/healthz"
	for path, want := range map[string]string{"/healthz": `"status":"ok"`, "/metrics": "tierloop_build_info", "/login": "TierLoop"} {
		resp, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		_, _ = bufio.NewReader(resp.Body).WriteTo(&b)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %d %.200s", path, resp.StatusCode, b.String())
		}
	}
	if err := program(t, g.dir, "healthcheck", "--url", url).Run(); err != nil {
		t.Errorf("healthcheck: %v", err)
	}
	began := time.Now()
	if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := serve.Wait(); err != nil {
		t.Errorf("serve ended with %v", err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the stop took %v", took)
	}
	if err := program(t, g.dir, "healthcheck", "--url", url).Run(); err == nil {
		t.Error("a stopped program is healthy")
	}
}

func TestASyncThatIsStoppedGoesOnAndEndsTheSame(t *testing.T) {
	undisturbed := crashed(t, "sqlite", 3, "")
	g := group{dir: t.TempDir()}
	g.dsn = filepath.Join(g.dir, "tierloop.db")
	crashGroup(t, g.dir, 3)
	for _, after := range []string{"pull", "match", "plan"} {
		cmd := program(t, g.dir, "sync", "--as-of", "2026-11-01", "--lang", "en")
		lines := start(t, cmd)
		waitFor(t, lines, "▸ "+after)
		_ = cmd.Process.Signal(syscall.SIGTERM)
		err := cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); err != nil && code != 143 {
			t.Errorf("stopped after %s: exit %d", after, code)
		}
	}
	if out, err := program(t, g.dir, "sync", "--as-of", "2026-11-01").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := content(t, g)
	for _, name := range []string{"member", "tier", "target cloud", "target iot", "target care"} {
		if got[name] != undisturbed[name] {
			t.Errorf("%s differs from an undisturbed run", name)
		}
	}
}

func TestTwoProcessesNeverTurnTheLoopAtOnce(t *testing.T) {
	g := group{dir: t.TempDir()}
	g.dsn = filepath.Join(g.dir, "tierloop.db")
	crashGroup(t, g.dir, 4)
	const n = 4
	codes := make([]int, n)
	var all sync.WaitGroup
	for i := range n {
		cmd := program(t, g.dir, "sync", "--as-of", "2026-11-01", "-q")
		all.Go(func() {
			_ = cmd.Run()
			codes[i] = cmd.ProcessState.ExitCode()
		})
	}
	all.Wait()
	worked := 0
	for _, c := range codes {
		switch c {
		case 0:
			worked++
		case 7:
		default:
			t.Errorf("exit codes %v", codes)
		}
	}
	if worked == 0 {
		t.Errorf("nobody did the work: %v", codes)
	}
	db, err := sql.Open("sqlite", g.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if twice := rows(t, db, "SELECT stream_id, ext_id, field, COUNT(*) FROM ledger GROUP BY 1, 2, 3 HAVING COUNT(*) > 1"); twice != "" {
		t.Errorf("written twice:\n%s", twice)
	}
}
