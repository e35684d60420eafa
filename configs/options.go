package configs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/model"
)

// options checks what can be checked without reading secrets.
func (l *loader) options(at string, s Source) {
	l.optionList(at+".options", s, s.Type.Options, s.Options)
	for _, name := range slices.Sorted(maps.Keys(s.Objects)) {
		l.optionList(at+".objects."+name, s, s.Type.ObjectOptions, s.Objects[name])
	}
	if s.Type.Lint == nil {
		return
	}
	for _, err := range s.Type.Lint(connectors.Config{Options: s.Options, Objects: s.Objects}) {
		if oe, ok := errors.AsType[*connectors.OptionError](err); ok {
			path := at + ".options"
			if oe.Object != "" {
				path = at + ".objects." + oe.Object
			}
			l.fail(join(path, oe.Option), "E1014", fmt.Sprintf("%s: %s", oe.Option, oe.Reason), "correct the description; docs/connectors/"+s.Type.Name+".md shows how")
		}
	}
}

func (l *loader) optionList(path string, s Source, list []connectors.Option, raw map[string]any) {
	for _, o := range list {
		v := raw[o.Name]
		text, isText := v.(string)
		switch {
		case v == nil || v == "":
			if o.Required {
				l.fail(join(path, o.Name), "E1013", fmt.Sprintf("option %s of %s is missing: %s", o.Name, s.Type.Name, o.Help), "add "+o.Name)
			}
		case isText && o.Secret && !secret.IsReference(text):
			l.fail(join(path, o.Name), "E1301", fmt.Sprintf("the secret %s is written in clear", o.Name),
				fmt.Sprintf("write ${env:%s} and set that variable, or ${file:PATH} or ${secret:NAME}", envName(s.Name, o.Name)))
		}
		l.references(join(path, o.Name), v)
	}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if !slices.ContainsFunc(list, func(o connectors.Option) bool { return o.Name == name }) {
			l.unknownOption(path, name, list)
		}
	}
	l.optionTypes(path, list, raw)
}

// trees reads the options of any shape again, with the types of their values.
func (l *loader) trees(path string, list []connectors.Option, raw map[string]any) {
	for _, o := range list {
		if o.Type == connectors.OptTree && raw[o.Name] != nil {
			raw[o.Name] = l.cfg.doc.tree(join(path, o.Name))
			l.clear(join(path, o.Name), raw[o.Name])
		}
	}
}

// clear reports what by its key is a secret and is written out. The program that
// reads the tree alone knows what its keys mean.
func (l *loader) clear(path string, v any) {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			l.clear(fmt.Sprintf("%s[%d]", path, i), e)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			text, isText := v[k].(string)
			if isText && text != "" && secretKey.MatchString(k) && !secret.IsReference(text) {
				l.fail(join(path, k), "E1301", fmt.Sprintf("the secret %s is written in clear", k), "write ${env:NAME} and set that variable, or ${file:PATH} or ${secret:NAME}")
				continue
			}
			l.clear(join(path, k), v[k])
		}
	}
}

// optionTypes checks the values that are written out; those of references are
// checked when the secrets are read.
func (l *loader) optionTypes(path string, list []connectors.Option, raw map[string]any) {
	known := map[string]any{}
	var written []connectors.Option
	for _, o := range list {
		if v := raw[o.Name]; v != nil && v != "" && !o.Secret && !holdsReference(v) {
			known[o.Name] = v
			written = append(written, o)
		}
	}
	_, errs := connectors.Type{Options: written}.Resolve(known, nil)
	for _, err := range errs {
		if oe, ok := errors.AsType[*connectors.OptionError](err); ok {
			l.fail(join(path, oe.Option), "E1014", fmt.Sprintf("option %s: %s", oe.Option, oe.Reason), "correct the value")
		}
	}
}

func holdsReference(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(v, "${")
	case []any:
		return slices.ContainsFunc(v, holdsReference)
	case map[string]any:
		for _, e := range v {
			if holdsReference(e) {
				return true
			}
		}
	}
	return false
}

// references reports ${…} that nothing resolves, at any depth.
func (l *loader) references(path string, v any) {
	switch v := v.(type) {
	case string:
		l.reference(path, v)
	case []any:
		for i, e := range v {
			l.references(fmt.Sprintf("%s[%d]", path, i), e)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			l.references(join(path, k), v[k])
		}
	}
}

func (l *loader) reference(path, text string) {
	if bad := secret.Unknown(text); bad != "" {
		l.fail(path, "E1014", fmt.Sprintf("%s is no reference", bad), "write ${env:NAME}, ${file:PATH} or ${secret:NAME}")
	}
}

func (l *loader) unknownOption(path, name string, list []connectors.Option) {
	var known []string
	for _, o := range list {
		known = append(known, o.Name)
	}
	text, fix := fmt.Sprintf("unknown option %q", name), "known are "+strings.Join(known, ", ")
	if len(known) == 0 {
		fix = "remove it; there are no options here"
	}
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
// faults: E1302 to E1306 for a missing secret, E1014 for a wrong value.
func (c *Config) Resolve(s *Source) (connectors.Config, error) {
	r := c.resolver()
	options, err := expandAll(s.Options, r)
	if err != nil {
		return connectors.Config{}, secretFault(err, "source "+s.Name)
	}
	objects := map[string]map[string]any{}
	for name, raw := range s.Objects {
		if objects[name], err = expandAll(raw, r); err != nil {
			return connectors.Config{}, secretFault(err, "source "+s.Name)
		}
	}
	cfg, errs := s.Type.Resolve(options, objects)
	if len(errs) > 0 {
		return cfg, fault.New("E1014", errors.Join(errs...).Error()).At("source "+s.Name, s.Type.Name)
	}
	return cfg, nil
}

func expandAll(raw map[string]any, r secret.Resolver) (map[string]any, error) {
	out := map[string]any{}
	for k, v := range raw {
		x, err := expandValue(v, r)
		if err != nil {
			return nil, err
		}
		out[k] = x
	}
	return out, nil
}

func expandValue(v any, r secret.Resolver) (any, error) {
	switch v := v.(type) {
	case string:
		return r.Expand(v)
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			x, err := expandValue(e, r)
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case map[string]any:
		return expandAll(v, r)
	}
	return v, nil
}
