package arch

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryDirectDependencyHasADecisionRecord(t *testing.T) {
	records := decisions(t)
	edit := exec.Command("go", "mod", "edit", "-json", "../../go.mod")
	out, err := edit.Output()
	if err != nil {
		t.Fatalf("%v: %v", edit.Args, err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	for _, dep := range mod.Require {
		path := regexp.MustCompile(`/v\d+$`).ReplaceAllString(dep.Path, "")
		if !dep.Indirect && !strings.Contains(records, path) {
			t.Errorf("docs/decisions says nothing about %s", dep.Path)
		}
	}
}

// decisions returns the text of all records.
func decisions(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../../docs/decisions/[0-9]*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no decision record: %v", err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
