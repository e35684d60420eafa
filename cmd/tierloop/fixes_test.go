package main

import (
	"regexp"
	"testing"
)

// A fix that names a command which does not exist would be worse than none.
func TestEveryCommandThatAFixNamesExists(t *testing.T) {
	a := &app{}
	root := a.root()
	named := regexp.MustCompile(`tierloop ([a-z]+)(?: ([a-z]+))?`)
	for _, e := range catalogue() {
		for _, fix := range []string{e.Fix.EN, e.Fix.ZH} {
			for _, m := range named.FindAllStringSubmatch(fix, -1) {
				c, _, err := root.Find([]string{m[1]})
				if err != nil || c == root {
					t.Errorf("%s: there is no command tierloop %s", e.Code, m[1])
				}
			}
		}
	}
}
