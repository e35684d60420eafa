package testkit

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { Main(m, func() error { return goleak.Find() }) }

// verdict records how a test ended without ending ours.
type verdict struct {
	testing.TB
	skipped, failed bool
}

func (v *verdict) Helper()               {}
func (v *verdict) Fatalf(string, ...any) { v.failed = true }
func (v *verdict) Skipf(string, ...any)  { v.skipped = true }

func TestMissingServerSkipsButFailsWhereCIIsSet(t *testing.T) {
	for _, tt := range []struct {
		ci              string
		skipped, failed bool
	}{
		{ci: "", skipped: true},
		{ci: "true", failed: true},
	} {
		t.Setenv("CI", tt.ci)
		v := &verdict{TB: t}
		Unavailable(v, "a server", errors.New("not installed"))
		if v.skipped != tt.skipped || v.failed != tt.failed {
			t.Errorf("CI=%q: skipped %v, failed %v; want %v, %v", tt.ci, v.skipped, v.failed, tt.skipped, tt.failed)
		}
	}
}

func TestScratchSweepsTheDirectoriesOfDeadProcessesOnly(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	const neverAPID = "99999999"
	dead := filepath.Join(os.TempDir(), scratchPrefix+"mariadb-"+neverAPID+"-1")
	other := filepath.Join(os.TempDir(), scratchPrefix+"notes")
	for _, dir := range []string{dead, other} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	mine, err := scratch(nil, "postgresql")
	if err != nil {
		t.Fatal(err)
	}
	if second, err := scratch(nil, "postgresql"); err != nil || second == mine {
		t.Fatalf("second directory %s, %v; first %s", second, err, mine)
	}
	for dir, want := range map[string]bool{dead: false, other: true, mine: true} {
		_, err := os.Stat(dir)
		if got := err == nil; got != want {
			t.Errorf("%s exists: %v, want %v", filepath.Base(dir), got, want)
		}
	}
}
