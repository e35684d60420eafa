package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// halfWidth is punctuation of Latin script that stands at a Chinese character.
var halfWidth = regexp.MustCompile(`\p{Han}[,;:()!?]|[,;:()!?]\p{Han}`)

// TestChineseTextsHaveChinesePunctuation reads every text of the program. Examples are
// commands to be typed as they stand: there a comma separates values.
func TestChineseTextsHaveChinesePunctuation(t *testing.T) {
	chinese := 0
	eachNode(t, func(set *token.FileSet, n ast.Node) bool {
		if pair, ok := n.(*ast.KeyValueExpr); ok {
			key, named := pair.Key.(*ast.Ident)
			return !named || key.Name != "Example"
		}
		text, ok := n.(*ast.BasicLit)
		if !ok || text.Kind != token.STRING {
			return true
		}
		said, err := strconv.Unquote(text.Value)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.ContainsFunc(said, func(r rune) bool { return r >= '一' && r <= '龥' }) {
			return true
		}
		chinese++
		if at := halfWidth.FindStringIndex(said); at != nil {
			t.Errorf("%s: half-width punctuation in %q", set.Position(text.Pos()), said[max(0, strings.LastIndexByte(said[:at[0]], '\n')+1):])
		}
		return true
	})
	if chinese < 500 {
		t.Errorf("found %d Chinese texts only", chinese)
	}
}

// eachNode walks over the program's files in this folder.
func eachNode(t *testing.T, fn func(*token.FileSet, ast.Node) bool) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool { return fn(set, n) })
	}
}
