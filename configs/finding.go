package configs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
)

// Finding is one issue with its place in a file.
type Finding struct {
	model.Issue
	File         string
	Line, Column int // 1-based, in characters; 0 when the file as a whole is meant
	Excerpt      string
}

// String renders file:line:col: severity code: text, the excerpt and the fix.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.Error() + "\n" + f.Excerpt)
	if f.Fix != "" {
		fmt.Fprintf(&b, "  fix  %s\n", f.Fix)
	}
	return b.String()
}

// Error is one line: place, severity, code, text.
func (f Finding) Error() string {
	return fmt.Sprintf("%s: %s %s: %s", f.Place(), f.Severity, f.Code, f.Text)
}

// Place is file:line:column, or the file alone.
func (f Finding) Place() string {
	if f.Line == 0 {
		return f.File
	}
	return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
}

// HasErrors says whether any finding is an error.
func HasErrors(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Severity == model.SeverityError })
}

// sortFindings orders by place, files as they were first read.
func sortFindings(list []Finding) {
	order := map[string]int{}
	for i, f := range list {
		if _, ok := order[f.File]; !ok {
			order[f.File] = i
		}
	}
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Locate places issues of the pure rooms in the file. A path that is not in the
// file is placed at its nearest ancestor; prefix is put before every path.
// Issues that follow from a value that could not be read are left out.
func (d *Document) Locate(prefix string, issues []model.Issue) []Finding {
	var out []Finding
	for _, i := range issues {
		if prefix != "" {
			i.Path = strings.TrimSuffix(join(prefix, i.Path), ".")
		}
		if !d.follows(i.Path) {
			out = append(out, d.locate(i))
		}
	}
	return out
}

// aboutKey are the codes that say that a key is wrong, not its value.
var aboutKey = map[string]bool{"E1012": true, mapping.CodeField: true, mapping.CodeTierUnknown: true}

func (d *Document) locate(i model.Issue) Finding {
	for p := i.Path; p != ""; p = parent(p) {
		pl, ok := d.places[p]
		if !ok {
			continue
		}
		if !isScalar(pl.node) || p != i.Path || aboutKey[i.Code] {
			return d.at(pl.key, i)
		}
		f := d.at(pl.node.GetToken(), i)
		if i.Column > 0 {
			d.inside(&f, pl.node)
		}
		return f
	}
	return d.at(nil, i)
}

// inside moves a finding to its column of a value that stands in one line.
func (d *Document) inside(f *Finding, n ast.Node) {
	switch t := n.GetToken(); t.Type {
	case token.SingleQuoteType, token.DoubleQuoteType:
		f.Column++
	case token.LiteralType, token.FoldedType:
		if f.Line >= len(d.lines) {
			return
		}
		f.Line++
		body := d.lines[f.Line-1]
		f.Column = 1 + len(body) - len(strings.TrimLeft(body, " "))
	}
	if at := f.Column + f.Issue.Column - 1; at <= len([]rune(d.lines[f.Line-1]))+1 {
		f.Column = at
	}
	f.Excerpt = d.excerpt(f.Line, f.Column)
}

// follows says whether an issue at path is a mere consequence: its value, one
// above or a child that it may miss could not be read.
func (d *Document) follows(path string) bool {
	return slices.ContainsFunc(d.broken, func(b string) bool {
		rest, under := strings.CutPrefix(path, b)
		return under && (rest == "" || rest[0] == '.' || rest[0] == '[') || path != "" && parent(b) == path
	})
}

func parent(path string) string {
	if cut := strings.LastIndexAny(path, ".["); cut > 0 {
		return path[:cut]
	}
	return ""
}

func (d *Document) at(t *token.Token, i model.Issue) Finding {
	f := Finding{Issue: i, File: d.Path}
	if t != nil && t.Position != nil {
		f.Line, f.Column = t.Position.Line, max(1, t.Position.Column)
		f.Excerpt = d.excerpt(f.Line, f.Column)
	}
	return f
}
