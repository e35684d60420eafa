package configs

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/tierloop/tierloop/model"
)

// unknownKeys compares every mapping of the document with the struct that it
// will be read into and reports all keys that have no field.
func (d *Document) unknownKeys(into any) []Finding {
	return d.walkKeys(d.root, reflect.TypeOf(into), "")
}

func (d *Document) walkKeys(n ast.Node, t reflect.Type, path string) []Finding {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || n == nil {
		return nil
	}
	var out []Finding
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			out = append(out, d.walkKeys(v, t, path)...)
		}
	case *ast.MappingValueNode:
		key := keyText(n.Key)
		switch {
		case readsItself(t):
			return nil
		case t.Kind() == reflect.Struct:
			fields := yamlFields(t)
			if ft, ok := fields[key]; ok {
				return d.walkKeys(n.Value, ft, join(path, key))
			}
			out = append(out, d.at(n.Key.GetToken(), unknownKey(key, path, fields)))
		case t.Kind() == reflect.Map:
			return d.walkKeys(n.Value, t.Elem(), join(path, key))
		}
	case *ast.SequenceNode:
		if t.Kind() == reflect.Slice {
			for i, v := range n.Values {
				out = append(out, d.walkKeys(v, t.Elem(), fmt.Sprintf("%s[%d]", path, i))...)
			}
		}
	}
	return out
}

// readsItself says whether a type decodes YAML in its own way and shows no keys.
func readsItself(t reflect.Type) bool {
	if _, own := reflect.PointerTo(t).MethodByName("UnmarshalYAML"); !own || t.Kind() != reflect.Struct {
		return false
	}
	for f := range fieldsOf(t) {
		if f.Tag.Get("yaml") == "" {
			return true
		}
	}
	return false
}

func unknownKey(key, path string, fields map[string]reflect.Type) model.Issue {
	var known []string
	for k := range fields {
		known = append(known, k)
	}
	slices.Sort(known)
	under := path
	if under == "" {
		under = "the top"
	}
	text := fmt.Sprintf("unknown key %q under %s", key, under)
	fix := "known keys are " + strings.Join(known, ", ")
	if near := model.Nearest(key, known); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
		fix = fmt.Sprintf("write %s", near)
	}
	return model.Issue{Path: join(path, key), Severity: model.SeverityError, Code: "E1012", Text: text, Fix: fix}
}

// yamlFields lists the keys of a struct, those of embedded ones included.
func yamlFields(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for f := range fieldsOf(t) {
		name, opts, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if strings.Contains(opts, "inline") {
			for k, v := range yamlFields(f.Type) {
				out[k] = v
			}
			continue
		}
		if name == "-" || !f.IsExported() {
			continue
		}
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		out[name] = f.Type
	}
	return out
}

func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}
