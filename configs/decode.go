package configs

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/tierloop/tierloop/model"
)

// decode reads a node into v and reports every unknown key and wrong type in
// it; the library's own decoder stops at the first, names Go types, reads 010
// as 8 and cuts 1.5 to 1. A text keeps what was written: 00123 stays 00123.
//
// A struct with a decoder of its own is asked for everything but a mapping. Of
// a mapping the keys are its tagged fields; one without tags is read into its
// pointer field (scoring.Source, scoring.Cut).
func (d *Document) decode(n ast.Node, v reflect.Value, path string) {
	switch n.(type) {
	case *ast.NullNode, *ast.AliasNode, *ast.AnchorNode, *ast.TagNode: // absent, or reported already
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		d.decode(n, v.Elem(), path)
		return
	}
	m, isMap := n.(*ast.MappingNode)
	switch {
	case v.Kind() == reflect.Struct && isMap && !isText(v):
		if f, ok := mappingForm(v.Type()); ok {
			d.decode(n, v.FieldByIndex(f.Index), path)
			return
		}
		d.fields(m, v, path)
	case decodesItself(v.Type()):
		if err := yaml.NodeToValue(n, v.Addr().Interface()); err != nil {
			d.refused(n, v, path, err)
		}
	case isText(v):
		text, ok := written(n)
		if !ok || v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)) != nil {
			d.wrong(n, path, wanted(v.Type()))
		}
	default:
		d.plain(n, v, path)
	}
}

// fields reads the keys of a struct.
func (d *Document) fields(m *ast.MappingNode, v reflect.Value, path string) {
	known := yamlFields(v.Type())
	for _, e := range m.Values {
		key, _ := keyText(e.Key)
		sub := join(path, key)
		if d.places[sub].node != e.Value {
			continue // stands twice, or is no plain key: reported already
		}
		if f, ok := known[key]; ok {
			d.decode(e.Value, v.FieldByIndex(f.Index), sub)
			continue
		}
		d.unknownKey(e.Key.GetToken(), key, path, known)
	}
}

// plain reads the kinds that Go itself has.
func (d *Document) plain(n ast.Node, v reflect.Value, path string) {
	text, scalar := written(n)
	ok := scalar
	switch v.Kind() {
	case reflect.Interface:
		v.Set(reflect.ValueOf(plain(n, typed)))
		return
	case reflect.Map:
		var m *ast.MappingNode
		if m, ok = n.(*ast.MappingNode); ok {
			d.entries(m, v, path)
		}
	case reflect.Slice:
		var s *ast.SequenceNode
		if s, ok = n.(*ast.SequenceNode); ok {
			v.Set(reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values)))
			for i, e := range s.Values {
				d.decode(e, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
		}
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, 64)
		ok = ok && err == nil && !v.OverflowInt(i)
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
		ok = ok && err == nil && !math.IsInf(f, 0) && !math.IsNaN(f)
		v.SetFloat(f)
	case reflect.Bool:
		var b *ast.BoolNode
		if b, ok = n.(*ast.BoolNode); ok {
			v.SetBool(b.Value)
		}
	default:
		ok = false
	}
	if !ok {
		d.wrong(n, path, wanted(v.Type()))
	}
}

func (d *Document) entries(m *ast.MappingNode, v reflect.Value, path string) {
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range m.Values {
		key, _ := keyText(e.Key)
		sub := join(path, key)
		if d.places[sub].node != e.Value {
			continue
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		d.decode(e.Value, elem, sub)
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), elem)
	}
}

// refused reports what a type's own decoder did not take. Its own words are
// kept when it places them; the library's name Go types and are not.
func (d *Document) refused(n ast.Node, v reflect.Value, path string, err error) {
	if se, ok := errors.AsType[*yaml.SyntaxError](err); ok {
		d.fail(se.Token, model.Issue{Path: path, Code: "E1011", Text: se.Message, Fix: "write it as the reference shows"})
		return
	}
	d.wrong(n, path, wanted(v.Type()))
}

func (d *Document) wrong(n ast.Node, path string, want [2]string) {
	d.fail(start(n), model.Issue{Path: path, Code: "E1011", Text: fmt.Sprintf("%s wants %s, found %s", path, want[0], kindOf(n)), Fix: "write " + want[1]})
}

// kindOf names what a node is.
func kindOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.MappingNode:
		return "keys with values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.IntegerNode:
		return "the number " + n.GetToken().Value
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "the number " + n.GetToken().Value
	case *ast.BoolNode:
		return n.GetToken().Value
	case *ast.NullNode:
		return "nothing"
	case *ast.StringNode:
		if text := []rune(n.Value); len(text) > 40 {
			return fmt.Sprintf("the text %q", string(text[:40])+"…")
		}
		return fmt.Sprintf("the text %q", n.Value)
	}
	return "a text"
}

// written is the text of a scalar as the author wrote it, without quotes.
func written(n ast.Node) (string, bool) {
	switch n := n.(type) {
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

func isScalar(n ast.Node) bool {
	_, ok := written(n)
	return ok && n.GetToken().Type != token.ImplicitNullType
}

// typed is a scalar as JSON has it; a number that JSON cannot write, such as
// 00123, stays the text that it is.
func typed(n ast.Node) any {
	text, _ := written(n)
	switch n := n.(type) {
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode, *ast.FloatNode:
		if json.Valid([]byte(text)) {
			return json.Number(text)
		}
	}
	return text
}

// plain turns a node into nil, []any, map[string]any and what scalar makes of
// the rest.
func plain(n ast.Node, scalar func(ast.Node) any) any {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.MappingNode:
		out := make(map[string]any, len(n.Values))
		for _, e := range n.Values {
			if key, ok := keyText(e.Key); ok {
				out[key] = plain(e.Value, scalar)
			}
		}
		return out
	case *ast.SequenceNode:
		out := make([]any, len(n.Values))
		for i, e := range n.Values {
			out[i] = plain(e, scalar)
		}
		return out
	}
	return scalar(n)
}
