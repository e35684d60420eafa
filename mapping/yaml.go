package mapping

import (
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Text is a YAML scalar kept as it is written: 01 stays "01", true is "true"
// and null is "".
type Text string

// StringList is one text or a list of texts.
type StringList []string

// ValueMap replaces values. Keys and values are scalars kept as written, so
// that an unquoted 01 does not become 1.
type ValueMap map[string]string

// UnmarshalYAML reads any scalar.
func (t *Text) UnmarshalYAML(n ast.Node) error {
	s, ok := written(n)
	if !ok {
		return misplaced(n, "want a text, a number or a truth value")
	}
	*t = Text(s)
	return nil
}

// UnmarshalYAML reads a text or a list of texts.
func (l *StringList) UnmarshalYAML(n ast.Node) error {
	*l = nil
	list, isList := bare(n).(*ast.SequenceNode)
	if !isList {
		s, ok := written(n)
		if !ok || s == "" {
			return misplaced(n, "want a source field, a list of them, or a rule with from, value or expr")
		}
		*l = StringList{s}
		return nil
	}
	*l = StringList{}
	for _, e := range list.Values {
		s, ok := written(e)
		if !ok || s == "" {
			return misplaced(e, "want the name of a source field")
		}
		*l = append(*l, s)
	}
	return nil
}

// UnmarshalYAML reads a map of scalars.
func (m *ValueMap) UnmarshalYAML(n ast.Node) error {
	var pairs []*ast.MappingValueNode
	switch n := bare(n).(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.NullNode:
	default:
		return misplaced(n, "want a map from values of the source to values of ours")
	}
	*m = make(ValueMap, len(pairs))
	for _, p := range pairs {
		from, ok := written(p.Key)
		if !ok {
			return misplaced(p.Key, "want a text, a number or a truth value as key")
		}
		to, ok := written(p.Value)
		if !ok {
			return misplaced(p.Value, "want a text, a number or a truth value")
		}
		(*m)[from] = to
	}
	return nil
}

// UnmarshalYAML reads the three writings of a rule.
func (r *FieldRule) UnmarshalYAML(decode func(any) error) error {
	var v any
	if err := decode(&v); err != nil {
		return err
	}
	if _, isMap := v.(map[string]any); isMap {
		type plain FieldRule
		return decode((*plain)(r))
	}
	return decode(&r.From)
}

// bare takes an anchor off a node.
func bare(n ast.Node) ast.Node {
	if a, ok := n.(*ast.AnchorNode); ok {
		return a.Value
	}
	return n
}

// written is the text of a scalar as the author wrote it, without quotes.
func written(n ast.Node) (string, bool) {
	switch n := bare(n).(type) {
	case *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func misplaced(n ast.Node, text string) error {
	return &yaml.SyntaxError{Message: text, Token: n.GetToken()}
}
