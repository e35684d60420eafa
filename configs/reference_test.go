package configs

import (
	"os"
	"reflect"
	"testing"
)

func TestEveryKeyIsExplainedInBothLanguages(t *testing.T) {
	left := map[string]bool{}
	for k := range reference {
		left[k] = true
	}
	for _, kind := range Kinds {
		root, _ := rootOf(kind)
		for _, s := range sections("", root, map[reflect.Type]bool{}) {
			for _, k := range orderedKeys(s.t) {
				name := s.t.String() + "." + k
				if n := reference[name]; n.Text.EN == "" || n.Text.ZH == "" {
					t.Errorf("reference.txt lacks %s", name)
				}
				delete(left, name)
			}
		}
	}
	for k := range left {
		t.Errorf("reference.txt explains %s, which is no key", k)
	}
}

func TestReferencePage(t *testing.T) {
	const path = "../docs/reference/config.md"
	if *update {
		if err := os.WriteFile(path, []byte(ReferencePage()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != ReferencePage() {
		t.Errorf("%s is stale: run the test with -update (%v)", path, err)
	}
}
