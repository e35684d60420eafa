//go:build sdk

package conformance

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// NodeClient installs npm packages, runs a script of testdata on them and gives
// what it printed: one JSON object.
func NodeClient(t *testing.T, packages []string, script string, args ...string) map[string]json.RawMessage {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile(filepath.Join("testdata", script))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{script: text, "package.json": []byte(`{"private":true,"type":"module"}`)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	client(t, dir, 5*time.Minute, append([]string{"npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"}, packages...)...)
	return printed(t, client(t, dir, time.Minute, append([]string{"node", script}, args...)...))
}

// NodeServer installs the packages of a folder of testdata, with their scripts, adds
// files, starts a script of the installed packages and gives the address that it
// tells; it ends with the test.
func NodeServer(t *testing.T, folder string, files map[string]string, args ...string) (base string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", folder))); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	client(t, dir, 9*time.Minute, "npm", "install", "--no-audit", "--no-fund")
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Dir = dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()         // killed
	})
	lines, said := bufio.NewScanner(out), ""
	for lines.Scan() {
		if m := address.FindString(lines.Text()); m != "" {
			go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the process
			return m
		}
		said += lines.Text() + "\n"
	}
	t.Fatalf("the server tells no address:\n%s", said)
	return ""
}

var address = regexp.MustCompile(`http://localhost:\d+`)

// PythonClient is NodeClient for packages of PyPI.
func PythonClient(t *testing.T, packages []string, script string, args ...string) map[string]json.RawMessage {
	t.Helper()
	dir := t.TempDir()
	path, err := filepath.Abs(filepath.Join("testdata", script))
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "bin", "python")
	client(t, dir, time.Minute, "python3", "-m", "venv", dir)
	client(t, dir, 5*time.Minute, append([]string{bin, "-m", "pip", "install", "-q", "--disable-pip-version-check"}, packages...)...)
	return printed(t, client(t, dir, time.Minute, append([]string{bin, path}, args...)...))
}

func client(t *testing.T, dir string, most time.Duration, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), most)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir, cmd.Env = dir, append(cmd.Environ(), "NO_PROXY=127.0.0.1,localhost", "PYTHONUTF8=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args[:2], " "), err, stderr.String())
	}
	return out
}

func printed(t *testing.T, out []byte) map[string]json.RawMessage {
	t.Helper()
	var got map[string]json.RawMessage
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return got
}
