package arch

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// modernc.org/sqlite is C translated for one exact modernc.org/libc; with another
// one it may fail in ways that no test of ours would see.
func TestSQLiteGetsTheLibcItAsksFor(t *testing.T) {
	gomod, err := os.ReadFile(strings.TrimSpace(list(t, "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite")))
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(gomod)
	if asked == nil {
		t.Fatal("sqlite's go.mod asks for no libc")
	}
	if got := strings.TrimSpace(list(t, "-m", "-f", "{{.Version}}", "modernc.org/libc")); got != string(asked[1]) {
		t.Errorf("the build has libc %s, sqlite asks for %s", got, asked[1])
	}
}
