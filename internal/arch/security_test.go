package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// proof is a link of docs/security/asvs.md to a test: its name, and the file.
var proof = regexp.MustCompile("\\[`([^`]+)`\\]\\(([^)]+)\\)")

// A table of proofs is worth what its tests are: each that it names must be there.
func TestEveryProofOfTheSecurityTableIsATest(t *testing.T) {
	const page = "../../docs/security/asvs.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	found := proof.FindAllStringSubmatch(string(text), -1)
	if len(found) < 100 {
		t.Fatalf("%s names %d tests", page, len(found))
	}
	for _, m := range found {
		name, file := m[1], filepath.Join(filepath.Dir(page), m[2])
		code, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		want := "func " + name + "("
		if !strings.HasPrefix(name, "Test") { // a part of the suite of the store
			want = `"` + name + `"`
		}
		if !strings.Contains(string(code), want) {
			t.Errorf("%s has no %s", m[2], name)
		}
	}
	for i, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "-") || strings.Contains(cells[3], "proof") {
			continue
		}
		if strings.TrimSpace(cells[3]) == "" && !strings.Contains(cells[2], "**Open**") && !strings.Contains(cells[2], "](") {
			t.Errorf("line %d has neither a proof nor a word that it is open: %s", i+1, strings.TrimSpace(cells[1]))
		}
	}
}
