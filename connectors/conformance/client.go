//go:build sdk

package conformance

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
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
