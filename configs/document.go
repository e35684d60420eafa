package configs

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/tierloop/tierloop/model"
)

// Document is one YAML file with the places of its values.
type Document struct {
	Path string // as messages show it
	// Sum is the hash of the bytes that were read.
	Sum   [sha256.Size]byte
	lines []string // as excerpts show them: secrets are masked
	root  ast.Node
	// places holds every value by its dotted path.
	places map[string]place
	// broken are paths whose values could not be read; what follows from that
	// is not reported on top.
	broken   []string
	findings []Finding
}

type place struct {
	key  *token.Token // of an element of a list: where the element starts
	node ast.Node
}

// ReadDocument reads and parses a file; into, a pointer to a struct, receives
// its values. The findings are errors of syntax, unknown keys and wrong types,
// all at once; what could be read is in into nevertheless. The Document is nil
// when the file cannot be read.
func ReadDocument(path string, into any) (*Document, []Finding) {
	data, err := readFile(path)
	if err != nil {
		return nil, []Finding{{File: path, Issue: unreadable(path, err)}}
	}
	return ParseDocument(path, data, into)
}

// ParseDocument does the work of ReadDocument on bytes.
func ParseDocument(path string, data []byte, into any) (*Document, []Finding) {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data), "\ufeff"))
	d := &Document{Path: path, Sum: sha256.Sum256(data), lines: masked(text), places: map[string]place{}}
	if d.root = d.parse(text); d.root != nil {
		d.index(d.root, "")
		d.decode(d.root, reflect.ValueOf(into).Elem(), "")
	}
	return d, d.findings
}

// index remembers where every value stands, and reports what YAML has and
// TierLoop does not take: keys that stand twice, anchors, merges, tags.
func (d *Document) index(n ast.Node, path string) {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			key, ok := keyText(v.Key)
			sub := join(path, key)
			if !ok {
				d.refuse(v.Key.GetToken(), sub)
				continue
			}
			if first, twice := d.places[sub]; twice {
				d.fail(v.Key.GetToken(), model.Issue{Path: sub, Code: "E1017",
					Text: fmt.Sprintf("the key %q stands twice; first in line %d", key, first.key.Position.Line), Fix: "keep one of the two"})
				continue
			}
			d.places[sub] = place{key: v.Key.GetToken(), node: v.Value}
			d.index(v.Value, sub)
		}
	case *ast.SequenceNode:
		for i, v := range n.Values {
			sub := fmt.Sprintf("%s[%d]", path, i)
			d.places[sub] = place{key: start(v), node: v}
			d.index(v, sub)
		}
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		d.refuse(n.GetToken(), path)
	}
}

func (d *Document) refuse(t *token.Token, path string) {
	d.fail(t, model.Issue{Path: path, Code: "E1018", Text: "anchors (&), aliases (*), merges (<<), tags (!) and keys that are no plain text are not taken", Fix: "write the value out"})
}

// fail adds an error at a token. The value at its path is not looked at again.
func (d *Document) fail(t *token.Token, i model.Issue) {
	i.Severity = model.SeverityError
	d.findings = append(d.findings, d.at(t, i))
	if i.Path != "" {
		d.broken = append(d.broken, i.Path)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// keyText is a key without its quotes; false for a key that is no plain text.
func keyText(k ast.MapKeyNode) (string, bool) {
	switch k := k.(type) {
	case *ast.StringNode:
		return k.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		return k.GetToken().Value, true
	}
	return k.GetToken().Value, false
}

// start is the first token of a node; a mapping of goccy's starts at its colon.
func start(n ast.Node) *token.Token {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return n.GetToken()
}

// raw reads the mapping at path with scalars as the texts that were written,
// so that 00123 stays 00123. Values are nil, string, []any or map[string]any.
func (d *Document) raw(path string) map[string]any {
	m, _ := plain(d.places[path].node, func(n ast.Node) any { s, _ := written(n); return s }).(map[string]any)
	return m
}

// tree reads a value below a path with its types, as JSON has them.
func (d *Document) tree(path string) any { return plain(d.places[path].node, typed) }
