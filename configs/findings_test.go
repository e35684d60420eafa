package configs

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files")

// TestFindings loads every archive of testdata/findings over testdata/base.txtar
// and compares what is found with the archive's last file, want.
func TestFindings(t *testing.T) {
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if got := loadFiles(t, base.Files); got != "" {
		t.Fatalf("the base has findings:\n%s", got)
	}
	cases, err := filepath.Glob("testdata/findings/*.txtar")
	if err != nil || len(cases) < 20 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			c, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var want string
			files := append([]txtar.File{}, base.Files...)
			kept := c.Files[:0:0]
			for _, f := range c.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				kept = append(kept, f)
				files = append(files, f)
			}
			got := loadFiles(t, files)
			if *update {
				c.Files = append(kept, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(c), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// loadFiles writes the files, later ones over earlier ones, and renders what
// Load finds, with paths as seen from the folder.
func loadFiles(t *testing.T, files []txtar.File) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, findings := Load(filepath.Join(dir, "tierloop.yaml"))
	if (cfg == nil) != HasErrors(findings) {
		t.Errorf("config is %v with findings %v", cfg, findings)
	}
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.String())
	}
	return strings.ReplaceAll(b.String(), dir+string(filepath.Separator), "")
}
