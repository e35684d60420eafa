package access

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
)

func b64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

type file struct{ name, text string }

func filesOf(t *testing.T, dir string) (out []file) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, file{filepath.Base(name), string(text)})
	}
	return out
}

func TestNobodyAndStrangersMayNothing(t *testing.T) {
	for _, v := range []Visitor{{}, visitor(model.Account{}, model.Session{}), visitor(model.Account{ID: 1, Role: "chief"}, model.Session{}), visitor(model.Account{ID: 1, Role: model.System}, model.Session{})} {
		for _, g := range Grants() {
			if v.May(g.Permission) {
				t.Errorf("%+v may %s", v.Account, g.Permission)
			}
		}
	}
	if (Visitor{}).Principal().Group() {
		t.Error("nobody sees the whole group")
	}
}

func TestUnitsTakeAwayWhatCannotBeCutToThem(t *testing.T) {
	for _, g := range Grants() {
		got := slices.Contains(Permissions(model.Principal{Role: model.Admin, Units: []string{"east"}}), g.Permission)
		if got == g.Whole {
			t.Errorf("an admin of one unit has %s: %v", g.Permission, got)
		}
	}
}

func TestThePermissionTableIsWhole(t *testing.T) {
	seen := map[Permission]bool{}
	for _, g := range Grants() {
		if g.What.ZH == "" || g.What.EN == "" || seen[g.Permission] || g.Permission == Public || g.Permission == Self {
			t.Errorf("the line of %s is not complete, or stands twice", g.Permission)
		}
		seen[g.Permission] = true
		for _, r := range g.Roles {
			if !slices.Contains(Roles, r) || r == model.Admin {
				t.Errorf("%s names role %s", g.Permission, r)
			}
		}
	}
}

// Whoever checks how the group is run must not have a hand in it.
func TestAnAuditorReadsAndChangesNothing(t *testing.T) {
	may := Permissions(model.Principal{Role: model.Auditor})
	if !slices.Contains(may, AuditRead) || !slices.Contains(may, PlanRead) || len(Mask(model.Auditor)) == 0 {
		t.Errorf("an auditor may %v", may)
	}
	for _, p := range may {
		if !strings.HasSuffix(string(p), ".read") {
			t.Errorf("an auditor may %s", p)
		}
	}
}
