package configs

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/model"
)

// raw reads the mapping at path with scalars as the texts that were written,
// so that 00123 stays 00123. Values are string, []any or map[string]any.
func (d *Document) raw(path string) map[string]any {
	n := find(d.root, path)
	m, _ := rawValue(n).(map[string]any)
	return m
}

func find(n ast.Node, path string) ast.Node {
	if path == "" {
		return n
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			if got := find(v, path); got != nil {
				return got
			}
		}
	case *ast.MappingValueNode:
		key := keyText(n.Key)
		rest, ok := strings.CutPrefix(path, key)
		switch {
		case !ok:
		case rest == "":
			return n.Value
		case rest[0] == '.':
			return find(n.Value, rest[1:])
		case rest[0] == '[':
			return find(n.Value, rest)
		}
	case *ast.SequenceNode:
		for i, v := range n.Values {
			if rest, ok := strings.CutPrefix(path, fmt.Sprintf("[%d]", i)); ok {
				return find(v, strings.TrimPrefix(rest, "."))
			}
		}
	}
	return nil
}

func rawValue(n ast.Node) any {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.MappingNode:
		out := map[string]any{}
		for _, v := range n.Values {
			out[keyText(v.Key)] = rawValue(v.Value)
		}
		return out
	case *ast.MappingValueNode:
		return map[string]any{keyText(n.Key): rawValue(n.Value)}
	case *ast.SequenceNode:
		out := []any{}
		for _, v := range n.Values {
			out = append(out, rawValue(v))
		}
		return out
	case *ast.LiteralNode:
		return n.Value.Value
	default:
		return n.GetToken().Value
	}
}

// options checks what can be checked without reading secrets.
func (l *loader) options(at string, s Source) {
	check := func(path string, list []connectors.Option, raw map[string]any) {
		for _, o := range list {
			v, written := raw[o.Name]
			if text, ok := v.(string); ok && o.Secret && text != "" && !secret.IsReference(text) {
				l.fail(join(path, o.Name), "E1301", fmt.Sprintf("the secret %s is written in clear", o.Name),
					fmt.Sprintf("write ${env:%s} and set that variable, or ${file:PATH}", envName(s.Name, o.Name)))
			}
			if o.Required && !written {
				l.fail(path, "E1013", fmt.Sprintf("option %s of %s is missing: %s", o.Name, s.Type.Name, o.Help), "add "+o.Name)
			}
		}
		for name := range raw {
			l.unknownOption(path, name, list)
		}
	}
	check(at+".options", s.Type.Options, s.Options)
	for _, name := range sorted(s.Objects) {
		check(at+".objects."+name, s.Type.ObjectOptions, s.Objects[name])
	}
}

func (l *loader) unknownOption(path, name string, list []connectors.Option) {
	var known []string
	for _, o := range list {
		if o.Name == name {
			return
		}
		known = append(known, o.Name)
	}
	text, fix := fmt.Sprintf("unknown option %q", name), "known are "+strings.Join(known, ", ")
	if near := model.Nearest(name, known); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
		fix = "write " + near
	}
	l.fail(join(path, name), "E1012", text, fix)
}

func envName(source, option string) string {
	return strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(source + "_" + option))
}

// Resolve reads the secrets of the source and types its options. Errors are
// faults: E1302, E1303 for a missing secret, E1014 for a wrong value.
func (s *Source) Resolve(dir string) (connectors.Config, error) {
	options, err := expandAll(s.Options, dir)
	if err != nil {
		return connectors.Config{}, s.secretFault(err)
	}
	objects := map[string]map[string]any{}
	for name, raw := range s.Objects {
		if objects[name], err = expandAll(raw, dir); err != nil {
			return connectors.Config{}, s.secretFault(err)
		}
	}
	cfg, errs := s.Type.Resolve(options, objects)
	if len(errs) > 0 {
		return cfg, fault.New("E1014", errors.Join(errs...).Error()).At("source "+s.Name, s.Type.Name)
	}
	return cfg, nil
}

func (s *Source) secretFault(err error) error {
	if m, ok := errors.AsType[*secret.Missing](err); ok {
		return missingSecret(m).At("source " + s.Name)
	}
	return err
}

func expandAll(raw map[string]any, dir string) (map[string]any, error) {
	out := map[string]any{}
	for k, v := range raw {
		x, err := expandValue(v, dir)
		if err != nil {
			return nil, err
		}
		out[k] = x
	}
	return out, nil
}

func expandValue(v any, dir string) (any, error) {
	switch v := v.(type) {
	case string:
		return secret.Expand(v, dir)
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			x, err := expandValue(e, dir)
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case map[string]any:
		return expandAll(v, dir)
	}
	return v, nil
}

func sorted[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
