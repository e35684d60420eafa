package configs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/tierloop/tierloop/model"
)

const (
	maxFile  = 1 << 20 // bytes of a file
	maxDepth = 64      // of brackets, and of list signs in one line
)

// readFile reads a file of bounded size.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("it is larger than %d MiB", maxFile>>20)
	}
	return data, err
}

// unreadable says why a file cannot be read.
func unreadable(path string, err error) model.Issue {
	why := err.Error()
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		why = pe.Err.Error()
	}
	return model.Issue{Severity: model.SeverityError, Code: "E1015", Text: fmt.Sprintf("cannot read %s: %s", path, why),
		Fix: "check the path, which starts at the folder of tierloop.yaml, and its permissions"}
}

// parse gives the one mapping of the text, nil when there is none.
func (d *Document) parse(text string) ast.Node {
	if at := invalidUTF8(text); at >= 0 {
		before := text[:at]
		line := strings.Count(before, "\n") + 1
		column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
		d.fail(&token.Token{Position: &token.Position{Line: line, Column: column}}, model.Issue{Code: "E1010",
			Text: "the file is not UTF-8 text", Fix: "save it as UTF-8; editors on Chinese Windows may save GBK or UTF-16"})
		return nil
	}
	tokens := lexer.Tokenize(text)
	if t := tooDeep(tokens); t != nil {
		d.fail(t, model.Issue{Code: "E1010", Text: fmt.Sprintf("lists or maps are nested deeper than %d", maxDepth), Fix: "write them flatter"})
		return nil
	}
	if d.fullWidth(text, tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return nil
	}
	var root ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root == nil:
			root = doc.Body
		default:
			d.fail(doc.Start, model.Issue{Code: "E1010", Text: "the file holds several documents", Fix: "keep one; remove the line --- and what follows"})
			return nil
		}
	}
	switch root.(type) {
	case nil, *ast.NullNode:
		d.fail(nil, model.Issue{Code: "E1010", Text: "the file is empty", Fix: "see docs/reference/config.md for what belongs into it"})
	case *ast.MappingNode:
		return root
	default:
		d.fail(start(root), model.Issue{Code: "E1010", Text: "the file holds " + kindOf(root) + " where keys with values belong", Fix: "write key: value"})
	}
	return nil
}

func invalidUTF8(text string) int {
	if strings.ContainsRune(text, 0) {
		return strings.IndexByte(text, 0)
	}
	if utf8.ValidString(text) {
		return -1
	}
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return i
		}
	}
	return -1
}

// tooDeep finds the token at which nesting exceeds maxDepth, before the parser
// recurses into it.
func tooDeep(tokens token.Tokens) *token.Token {
	brackets, signs, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			signs, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType, token.MappingValueType:
			signs++
		}
		if brackets > maxDepth || signs > maxDepth && brackets == 0 {
			return t
		}
	}
	return nil
}

// sayings are the library's words for broken YAML in words for people who
// write configuration, not parsers. The first that occurs counts.
var sayings = []struct{ said, text, fix string }{
	{"found character '\t'", "a tab stands where blanks indent", "indent with blanks"},
	{"a tab", "a tab stands where blanks indent", "indent with blanks"},
	{"mapping value is not allowed", `a second ": " stands in one value`, `put the value in quotes, or begin a new line for the second key`},
	{"',' or '", "a bracket { or [ is not closed before this place, or a comma is missing", "add the bracket, or the comma"},
	{"non-map value", "a list or a text stands among keys", "indent it under its key, or write key: value"},
	{"unexpected scalar", "a value cannot be read here; * and & have a meaning of their own", "put the value in quotes"},
	{"could not find flow mapping end", "the bracket { is not closed", "add }"},
	{"could not find flow mapping", "an entry of {…} is not written key: value", "correct the entry"},
	{"sequence end token ']'", "the bracket [ is not closed", "add ]"},
	{"of single-quoted", "the quote ' is not closed", "add ' at the end, and write ' inside as ''"},
	{"of double-quoted", `the quote " is not closed`, `add " at the end, and write " inside as \"`},
	{"reserved character", "a value cannot start with this character", "put the value in quotes"},
	{"unexpected directive", "a value cannot start with %", "put the value in quotes"},
	{"value is not allowed", "this line is indented in a way that fits no line above", "align it with the keys of its level, by blanks"},
	{"invalid key", "this is no key", "write a plain text, a colon and a blank"},
}

// syntax reports broken YAML.
func (d *Document) syntax(err error) {
	ye, ok := errors.AsType[yaml.Error](err)
	if !ok {
		d.fail(nil, model.Issue{Code: "E1010", Text: err.Error(), Fix: "mend the syntax"})
		return
	}
	i := model.Issue{Code: "E1010", Text: ye.GetMessage(), Fix: "mend the syntax at the place shown"}
	for _, s := range sayings {
		if strings.Contains(i.Text, s.said) {
			i.Text, i.Fix = s.text, s.fix
			break
		}
	}
	d.fail(ye.GetToken(), i)
}
