package testkit

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// Main runs the tests of a package, stops the servers that they started, runs the
// checks (goleak.Find, say) if the tests passed, and exits the process.
func Main(m *testing.M, checks ...func() error) {
	code := m.Run()
	stopAll()
	for _, check := range checks {
		if code != 0 {
			break
		}
		if err := check(); err != nil {
			fmt.Fprintln(os.Stderr, "after the tests:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// Unavailable ends the test: a server that cannot be had is a reason to skip on a
// developer's machine and a failure where CI is set.
func Unavailable(t testing.TB, server string, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is needed and CI is set: %v", server, err)
		return
	}
	t.Skipf("NOT TESTED, no %s: %v (scripts/setup-test-servers installs it)", server, err)
}

var running struct {
	sync.Mutex
	stops []func()
}

// stopAtEnd registers what Main has to stop; the last started stops first.
func stopAtEnd(stop func()) {
	running.Lock()
	defer running.Unlock()
	running.stops = append(running.stops, stop)
}

func stopAll() {
	running.Lock()
	defer running.Unlock()
	for i := len(running.stops) - 1; i >= 0; i-- {
		running.stops[i]()
	}
	running.stops = nil
}
