package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tierloop/tierloop"

type pkg struct {
	name                 string // import path below the module
	imports, testImports []string
	dir                  string
	files                []string
}

// packages lists the module, including packages that do not compile just now.
func packages(t *testing.T) (all []pkg) {
	t.Helper()
	out := list(t, "-e", "-json=ImportPath,Imports,TestImports,XTestImports,Dir,GoFiles", "./...")
	for dec := json.NewDecoder(strings.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir                             string
			Imports, TestImports, XTestImports, GoFiles []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, pkg{strings.TrimPrefix(p.ImportPath, module+"/"), p.Imports,
			slices.Concat(p.TestImports, p.XTestImports), p.Dir, p.GoFiles})
	}
}

// list runs go list in the root of the module.
func list(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd.Args, err)
	}
	return string(out)
}
