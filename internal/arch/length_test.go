package arch

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const longest = 700 // lines; a typical file has 120

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// It reads every file itself, which also tells the go command's test cache what
// the other tests of this package depend on.
func TestNoFileIsLong(t *testing.T) {
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines := bytes.Count(text, []byte("\n"))
		if lines > longest && !strings.HasSuffix(path, "_test.go") && !generated.Match(text) {
			t.Errorf("%s has %d lines, at most %d", strings.TrimPrefix(path, "../../"), lines, longest)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
