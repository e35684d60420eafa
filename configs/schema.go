package configs

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/scoring"
)

// object is one JSON Schema, or a part of one.
type object = map[string]any

// requiredKeys are the keys without which a file is refused.
var requiredKeys = map[reflect.Type][]string{
	reflect.TypeFor[File]():                  {"version", "group", "sources", "policy"},
	reflect.TypeFor[GroupRule]():             {"name"},
	reflect.TypeFor[UnitRule]():              {"id"},
	reflect.TypeFor[SourceRule]():            {"name", "type", "mapping"},
	reflect.TypeFor[JobRule]():               {"name", "cron"},
	reflect.TypeFor[ReportRule]():            {"name", "report", "cron", "channels"},
	reflect.TypeFor[mapping.File]():          {"version", "objects"},
	reflect.TypeFor[mapping.ObjectRule]():    {"as", "fields"},
	reflect.TypeFor[mapping.LinesRule]():     {"from", "fields"},
	reflect.TypeFor[mapping.WritebackRule](): {"object", "fields"},
	reflect.TypeFor[mapping.TargetRule]():    {"take"},
	reflect.TypeFor[mapping.Case]():          {"name", "object", "record"},
	reflect.TypeFor[scoring.Policy]():        {"apiVersion", "name", "currency", "indicators", "models", "tiers"},
	reflect.TypeFor[scoring.Model]():         {"type"},
	reflect.TypeFor[scoring.Tiers]():         {"from", "levels"},
	reflect.TypeFor[scoring.Level]():         {"id"},
}

// Schema is the JSON Schema (draft 7, which editors know best) of a kind of
// file: see Kinds. That of tierloop.yaml holds the options of every registered
// system.
func Schema(kind string) ([]byte, error) {
	t, ok := rootOf(kind)
	if !ok {
		return nil, fmt.Errorf("no schema %q; there are %v", kind, Kinds)
	}
	s := &schemer{definitions: object{}}
	root := s.structOf(t)
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "TierLoop: " + kind
	root["definitions"] = s.definitions
	out, err := json.MarshalIndent(root, "", "  ")
	return append(out, '\n'), err
}

type schemer struct{ definitions object }

// scalar takes every scalar, because texts are kept as they are written.
func scalar() object { return object{"type": []string{"string", "number", "boolean"}} }

func (s *schemer) of(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[Share]():
		return object{"type": []string{"string", "number"}, "pattern": `^\s*[0-9.]+\s*%?\s*$`, "minimum": 0, "maximum": 1}
	case reflect.TypeFor[scoring.Number]():
		return object{"type": []string{"string", "number"}, "pattern": `^-?[0-9_.]+\s*%?$`}
	case reflect.TypeFor[scoring.Fraction]():
		return object{"type": []string{"string", "number"}, "pattern": `^[0-9.]+\s*(/\s*[0-9.]+)?$`}
	case reflect.TypeFor[scoring.Cutting]():
		return object{"anyOf": []object{scalar(), {"type": "array", "items": scalar()}}}
	case reflect.TypeFor[scoring.Labels]():
		row := object{"type": "array", "items": s.of(reflect.TypeFor[scoring.Label]())}
		return object{"anyOf": []object{row, {"type": "array", "items": row}}}
	case reflect.TypeFor[mapping.StringList]():
		return object{"anyOf": []object{scalar(), {"type": "array", "items": scalar()}}}
	case reflect.TypeFor[mapping.ValueMap]():
		return object{"type": "object", "additionalProperties": object{"type": []string{"string", "number", "boolean", "null"}}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Struct:
		return s.ref(t)
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Interface:
		return object{}
	}
	return scalar()
}

// ref names a struct; one with a decoder of its own takes a short form too.
func (s *schemer) ref(t reflect.Type) object {
	if f, ok := mappingForm(t); ok { // a word, or keys
		return object{"anyOf": []object{scalar(), s.of(f.Type)}}
	}
	name := t.String()
	if _, done := s.definitions[name]; !done {
		s.definitions[name] = true // against a struct that holds itself
		s.definitions[name] = s.structOf(t)
	}
	ref := object{"$ref": "#/definitions/" + name}
	switch {
	case t == reflect.TypeFor[mapping.FieldRule]():
		return object{"anyOf": []object{s.of(reflect.TypeFor[mapping.StringList]()), ref}}
	case decodesItself(t):
		return object{"anyOf": []object{scalar(), ref}}
	}
	return ref
}

func (s *schemer) structOf(t reflect.Type) object {
	properties := object{}
	for key, f := range yamlFields(t) {
		n := reference[t.String()+"."+key]
		p := s.of(f.Type)
		if len(n.Words) > 0 {
			if p["type"] == "array" {
				p["items"] = object{"enum": n.Words}
			} else {
				p = object{"enum": n.Words}
			}
		}
		if p["$ref"] != nil { // draft 7 ignores what stands beside a reference
			p = object{"allOf": []object{p}}
		}
		p["description"] = n.Text.EN + " " + n.Text.ZH
		properties[key] = p
	}
	out := object{"type": "object", "additionalProperties": false, "properties": properties}
	if keys := requiredKeys[t]; keys != nil {
		out["required"] = keys
	}
	if t == reflect.TypeFor[SourceRule]() {
		systemOptions(out)
	}
	return out
}

// systemOptions adds the options of the registered systems to those of a source.
func systemOptions(source object) {
	var cases []object
	for _, t := range connectors.Types() {
		objects := object{"type": "object", "additionalProperties": nullable(optionsOf(t.ObjectOptions))}
		then := object{"properties": object{"options": optionsOf(t.Options), "objects": objects}}
		if slices.ContainsFunc(t.Options, func(o connectors.Option) bool { return o.Required }) {
			then["required"] = []string{"options"}
		}
		cases = append(cases, object{"if": object{"properties": object{"type": object{"const": t.Name}}, "required": []string{"type"}}, "then": then})
	}
	if cases != nil {
		source["allOf"] = cases
		source["properties"].(object)["type"].(object)["enum"] = connectors.Names()
	}
}

func nullable(o object) object { return object{"anyOf": []object{o, {"type": "null"}}} }

func optionsOf(list []connectors.Option) object {
	properties := object{}
	var required []string
	for _, o := range list {
		p := optionSchema(o)
		p["description"] = o.Help + " " + o.HelpZH
		if o.Default != nil {
			p["default"] = fmt.Sprint(o.Default)
		}
		if o.Example != "" {
			p["examples"] = []string{o.Example}
		}
		properties[o.Name] = p
		if o.Required {
			required = append(required, o.Name)
		}
	}
	out := object{"type": "object", "additionalProperties": false, "properties": properties}
	if required != nil {
		out["required"] = required
	}
	return out
}

// optionSchema is the type of an option; a reference may stand for any value.
func optionSchema(o connectors.Option) object {
	const reference = `^.*\$\{(env|file|secret):.+\}.*$`
	switch {
	case o.Secret:
		return object{"type": "string", "pattern": reference}
	case o.Type == connectors.OptInt:
		return object{"type": []string{"integer", "string"}, "pattern": `^-?[0-9]+$|` + reference}
	case o.Type == connectors.OptBool:
		return object{"type": []string{"boolean", "string"}, "pattern": `^(true|false)$|` + reference}
	case o.Type == connectors.OptChoice:
		return object{"enum": o.Choices}
	case o.Type == connectors.OptList:
		return object{"anyOf": []object{scalar(), {"type": "array", "items": scalar()}}}
	case o.Type == connectors.OptMap:
		return object{"type": "object", "additionalProperties": scalar()}
	case o.Type == connectors.OptTree:
		return object{"type": "object"}
	}
	return scalar()
}
