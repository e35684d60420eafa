package configs

import (
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/token"

	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// unknownKey reports a key that the struct at path has no field for. The key
// that it was meant to be is not reported as missing on top.
func (d *Document) unknownKey(t *token.Token, key, path string, fields map[string]reflect.StructField) {
	known := slices.Sorted(maps.Keys(fields))
	under := path
	if under == "" {
		under = "the top"
	}
	text := fmt.Sprintf("unknown key %q under %s", key, under)
	fix := "known keys are " + strings.Join(known, ", ")
	if near := model.Nearest(key, known); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
		fix = fmt.Sprintf("write %s", near)
		d.broken = append(d.broken, join(path, near))
	}
	d.findings = append(d.findings, d.at(t, model.Issue{Path: join(path, key), Severity: model.SeverityError, Code: "E1012", Text: text, Fix: fix}))
}

// yamlFields lists the fields of a struct by their keys.
func yamlFields(t reflect.Type) map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" && name != "-" {
			out[name] = t.Field(i)
		}
	}
	return out
}

// mappingForm is the field that a mapping is read into, of a struct without keys.
func mappingForm(t reflect.Type) (reflect.StructField, bool) {
	if len(yamlFields(t)) > 0 {
		return reflect.StructField{}, false
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// decodesItself says whether a type reads YAML in its own way.
func decodesItself(t reflect.Type) bool {
	_, own := reflect.PointerTo(t).MethodByName("UnmarshalYAML")
	return own
}

func isText(v reflect.Value) bool {
	_, ok := v.Addr().Interface().(encoding.TextUnmarshaler)
	return ok && !decodesItself(v.Type())
}

// wanted says what a value of the type is, and an example of one.
func wanted(t reflect.Type) [2]string {
	switch t {
	case reflect.TypeFor[Share]():
		return [2]string{"a share from 0 to 1", `a share such as "5%" or 0.05`}
	case reflect.TypeFor[scoring.Number]():
		return [2]string{"a decimal number", "a plain number such as 0.5 or 80"}
	case reflect.TypeFor[scoring.Label]():
		return [2]string{"a text, or zh and en", "a text, or {zh: 黄金, en: gold}"}
	case reflect.TypeFor[scoring.Cutting]():
		return [2]string{"a word, or values", "mean, median, terciles, a number or [a, b]"}
	case reflect.TypeFor[scoring.Labels]():
		return [2]string{"labels, or rows of labels", "[a, b], or [[a, b], [c, d]]"}
	case reflect.TypeFor[scoring.Fraction]():
		return [2]string{"a positive number", "a number such as 3, or 1/3"}
	case reflect.TypeFor[scoring.Cut]():
		return [2]string{"a word, or r, f and m", "mean, median, or {r: 90, f: 2, m: 1000}"}
	case reflect.TypeFor[scoring.Source]():
		return [2]string{"an indicator", "the id of an indicator, or an indicator in place such as {expr: count(orders), window: 12m}"}
	case reflect.TypeFor[mapping.FieldRule]():
		return [2]string{"a path, a list of paths, or a rule", "a source field, [a, b], or {from: a}"}
	case reflect.TypeFor[mapping.StringList]():
		return [2]string{"a path, or a list of paths", "a source field, or [a, b]"}
	case reflect.TypeFor[mapping.Text]():
		return [2]string{"one value", "a text, a number or a truth value"}
	}
	switch t.Kind() {
	case reflect.Struct:
		return [2]string{"keys with values", "the keys " + strings.Join(slices.Sorted(maps.Keys(yamlFields(t))), ", ")}
	case reflect.Map:
		return [2]string{"keys with values", "key: value"}
	case reflect.Slice:
		return [2]string{"a list", "it in brackets, such as [a, b], or one line each after a dash"}
	case reflect.Int, reflect.Int64:
		return [2]string{"a whole number", "a whole number such as 5"}
	case reflect.Float64:
		return [2]string{"a number", "a number such as 0.5"}
	case reflect.Bool:
		return [2]string{"true or false", "true or false"}
	}
	return [2]string{"one text", "one value; put it in quotes when it holds a colon or a bracket"}
}
