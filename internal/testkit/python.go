package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// Python is the path of a program in an environment that
// scripts/setup-test-servers made from python.txt.
func Python(t testing.TB, environment, program string) string {
	t.Helper()
	dir, err := pythonDir()
	if err == nil {
		path := filepath.Join(dir, environment, "bin", program)
		if _, err = os.Stat(path); err == nil {
			return path
		}
	}
	Unavailable(t, program, err)
	return ""
}

// pythonDir is where the script puts its environments.
func pythonDir() (string, error) {
	if dir := os.Getenv("TIERLOOP_TEST_PYTHON"); dir != "" {
		return dir, nil
	}
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "tierloop-test-python"), err
}
