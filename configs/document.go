package configs

import (
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/tierloop/tierloop/model"
)

// maxFile bounds a configuration file, in bytes.
const maxFile = 4 << 20

// Document is one YAML file with the places of its values.
type Document struct {
	Path  string // as messages show it
	lines []string
	root  ast.Node
	// places holds, by dotted path, where the key and where the value stands.
	places map[string]place
}

type place struct{ key, value *token.Token }

// Finding is one issue with its place in a file.
type Finding struct {
	model.Issue
	File         string
	Line, Column int // 1-based; 0 when the file as a whole is meant
	Excerpt      string
}

// String renders file:line:col: severity code: text, and the excerpt.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	fmt.Fprintf(&b, ": %s %s: %s\n", f.Severity, f.Code, f.Text)
	if f.Excerpt != "" {
		b.WriteString(f.Excerpt)
	}
	if f.Fix != "" {
		fmt.Fprintf(&b, "  fix  %s\n", f.Fix)
	}
	return b.String()
}

// ReadDocument reads and parses a file; into receives its values. The findings
// are errors of syntax, unknown keys and wrong types.
func ReadDocument(path string, into any) (*Document, []Finding) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxFile {
		err = fmt.Errorf("%d bytes, at most %d are read", info.Size(), maxFile)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		code := "E1015"
		if os.IsNotExist(err) {
			code = "E1002"
		}
		return nil, []Finding{{File: path, Issue: model.Issue{Severity: model.SeverityError, Code: code,
			Text: "cannot read the file: " + rootCause(err), Fix: "check the path and its permissions"}}}
	}
	return ParseDocument(path, data, into)
}

func rootCause(err error) string {
	if pe, ok := err.(*os.PathError); ok {
		return pe.Err.Error()
	}
	return err.Error()
}

// ParseDocument does the work of ReadDocument on bytes.
func ParseDocument(path string, data []byte, into any) (*Document, []Finding) {
	d := &Document{Path: path, lines: strings.Split(string(data), "\n"), places: map[string]place{}}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return d, []Finding{d.parseError(err)}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return d, []Finding{{File: path, Issue: model.Issue{Severity: model.SeverityError, Code: "E1010", Text: "the file is empty"}}}
	}
	d.root = file.Docs[0].Body
	findings := d.index(d.root, "")
	findings = append(findings, d.unknownKeys(into)...)
	if len(findings) > 0 {
		return d, findings
	}
	if err := yaml.NodeToValue(d.root, into, yaml.Strict()); err != nil {
		return d, []Finding{d.parseError(err)}
	}
	return d, nil
}

// index remembers where every value stands.
func (d *Document) index(n ast.Node, path string) []Finding {
	var out []Finding
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			out = append(out, d.index(v, path)...)
		}
	case *ast.MappingValueNode:
		sub := join(path, keyText(n.Key))
		d.places[sub] = place{key: n.Key.GetToken(), value: n.Value.GetToken()}
		out = append(out, d.index(n.Value, sub)...)
	case *ast.SequenceNode:
		for i, v := range n.Values {
			sub := fmt.Sprintf("%s[%d]", path, i)
			d.places[sub] = place{key: v.GetToken(), value: v.GetToken()}
			out = append(out, d.index(v, sub)...)
		}
	case *ast.AnchorNode, *ast.AliasNode:
		out = append(out, d.at(n.GetToken(), model.Issue{Path: path, Severity: model.SeverityError, Code: "E1018",
			Text: "YAML anchors and aliases are not allowed", Fix: "write the value out"}))
	}
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// keyText is a key without its quotes.
func keyText(k ast.MapKeyNode) string {
	if t := k.GetToken(); t != nil {
		return t.Value
	}
	return k.String()
}

// Locate places issues of the pure rooms in the file. A path that is not in the
// file is placed at its nearest ancestor; prefix is put before every path.
func (d *Document) Locate(prefix string, issues []model.Issue) []Finding {
	var out []Finding
	for _, i := range issues {
		path := i.Path
		if prefix != "" {
			path = strings.TrimSuffix(join(prefix, path), ".")
		}
		i.Path = path
		var tok *token.Token
		for p := path; p != ""; p = parent(p) {
			if pl, ok := d.places[p]; ok {
				if tok = pl.value; p != path || tok == nil {
					tok = pl.key
				}
				break
			}
		}
		f := d.at(tok, i)
		if i.Column > 0 && f.Line > 0 {
			f.Column += i.Column - 1
			f.Excerpt = d.excerpt(f.Line, f.Column)
		}
		out = append(out, f)
	}
	return out
}

func parent(path string) string {
	dot, bracket := strings.LastIndexByte(path, '.'), strings.LastIndexByte(path, '[')
	if cut := max(dot, bracket); cut > 0 {
		return path[:cut]
	}
	return ""
}

func (d *Document) at(tok *token.Token, i model.Issue) Finding {
	f := Finding{Issue: i, File: d.Path}
	if tok != nil && tok.Position != nil {
		f.Line, f.Column = tok.Position.Line, tok.Position.Column
		f.Excerpt = d.excerpt(f.Line, f.Column)
	}
	return f
}

// excerpt shows the line and the one before it, with a caret under the column.
func (d *Document) excerpt(line, column int) string {
	var b strings.Builder
	for l := max(1, line-1); l <= line && l <= len(d.lines); l++ {
		fmt.Fprintf(&b, "  %4d │ %s\n", l, strings.TrimRight(d.lines[l-1], "\r"))
	}
	fmt.Fprintf(&b, "       │ %s^\n", strings.Repeat(" ", max(0, column-1)))
	return b.String()
}

// parseError turns an error of the YAML library into a finding.
func (d *Document) parseError(err error) Finding {
	i := model.Issue{Severity: model.SeverityError, Code: "E1010", Text: err.Error()}
	ye, ok := err.(yaml.Error)
	if !ok {
		i.Code = "E1011"
		return Finding{Issue: i, File: d.Path}
	}
	i.Text = ye.GetMessage()
	if _, syntax := err.(*yaml.SyntaxError); !syntax {
		i.Code = "E1011"
	}
	return d.at(ye.GetToken(), i)
}
