package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"testing"
)

var (
	// plural is a number before a word that only fits many.
	plural = regexp.MustCompile(`%d ([a-z]+ )?[a-z]{3,}s\b`)
	choice = regexp.MustCompile(`\{[^{}|]*\|[^{}|]*\}`)
)

// TestEnglishTextsCount reads what is said with numbers in it: one row, two rows.
func TestEnglishTextsCount(t *testing.T) {
	counted := 0
	eachNode(t, func(set *token.FileSet, n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		format := map[string]int{"say": 1, "note": 1, "usage": 0, "Counted": 0}
		at, speaks := format[callee(call)]
		for i, arg := range call.Args {
			text, ok := arg.(*ast.BasicLit)
			if !ok || text.Kind != token.STRING {
				continue
			}
			said, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			where := set.Position(text.Pos())
			switch chosen := choice.MatchString(said); {
			case chosen && (!speaks || i != at || len(call.Args) == at+1):
				t.Errorf("%s: nobody counts for %q", where, said)
			case chosen:
				counted++
			case speaks && i == at && plural.MatchString(said):
				t.Errorf("%s: 1 is no plural in %q", where, said)
			}
		}
		return true
	})
	if counted < 50 {
		t.Errorf("found %d texts that count only", counted)
	}
}

func callee(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
