package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/tierloop/tierloop/configs"
)

func TestSchemasAreOfThisProgram(t *testing.T) {
	for _, kind := range configs.Kinds {
		body, err := configs.Schema(kind)
		if err != nil {
			t.Fatal(err)
		}
		page(t, "schema/"+kind+".json", string(body))
	}
	if _, err := configs.Schema("polcy"); err == nil {
		t.Error("a schema of nothing")
	}
}

func TestExamplesFollowTheirSchema(t *testing.T) {
	for kind, pattern := range map[string]string{"tierloop": "*/tierloop.yaml", "mapping": "*/mapping*.yaml", "policy": "policies/*.yaml"} {
		files, _ := filepath.Glob(filepath.Join("../../configs/examples", pattern))
		if len(files) == 0 {
			t.Errorf("no example of %s", kind)
		}
		v := validatorOf(t, kind)
		for _, path := range files {
			for _, fault := range v.check(v.root, readYAML(t, path), "") {
				t.Errorf("%s: %s", path, fault)
			}
		}
	}
}

func TestSchemaRefusesWhatTheLoaderRefuses(t *testing.T) {
	for _, c := range []struct{ kind, path, from, to, want string }{
		{"tierloop", "sql/tierloop.yaml", "reconcile: 24h", "recouncile: 24h", "sources[0].recouncile"},
		{"tierloop", "sql/tierloop.yaml", "type: sql", "type: sqll", "sources[0].type"},
		{"tierloop", "sql/tierloop.yaml", "driver: mysql", "drivr: mysql", "sources[0].options"},
		{"tierloop", "sql/tierloop.yaml", "${env:ERP_DSN}", "geheim", "sources[0].options.dsn"},
		{"tierloop", "sql/tierloop.yaml", "policy: ", "# policy: ", "policy"},
		{"mapping", "sql/mapping.yaml", "take: score", "taek: score", "writeback.fields.group_score"},
		{"mapping", "sql/mapping.yaml", "as: order", "as: ordre", "objects.orders.as"},
		{"policy", "policies/group.yaml", "weight: 60", "wieght: 60", "wieght"},
	} {
		body, err := os.ReadFile(filepath.Join("../../configs/examples", c.path))
		if err != nil || !strings.Contains(string(body), c.from) {
			t.Fatalf("%s has no %q: %v", c.path, c.from, err)
		}
		file := filepath.Join(t.TempDir(), "x.yaml")
		if err := os.WriteFile(file, []byte(strings.Replace(string(body), c.from, c.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		v := validatorOf(t, c.kind)
		if faults := v.check(v.root, readYAML(t, file), ""); !strings.Contains(strings.Join(faults, "\n"), c.want) {
			t.Errorf("%s: %v", c.to, faults)
		}
	}
}

func readYAML(t *testing.T, path string) any {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := yaml.Unmarshal(body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// validator knows the part of JSON Schema that our schemas use.
type validator struct{ root, definitions map[string]any }

func validatorOf(t *testing.T, kind string) validator {
	t.Helper()
	body, err := configs.Schema(kind)
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(body, &root); err != nil {
		t.Fatal(err)
	}
	return validator{root, root["definitions"].(map[string]any)}
}

func (v validator) check(s map[string]any, value any, at string) (faults []string) {
	bad := func(format string, args ...any) { faults = append(faults, at+": "+fmt.Sprintf(format, args...)) }
	for _, key := range slices.Sorted(maps.Keys(s)) {
		switch rule := s[key]; key {
		case "$ref":
			faults = append(faults, v.check(v.definitions[strings.TrimPrefix(rule.(string), "#/definitions/")].(map[string]any), value, at)...)
		case "allOf":
			for _, r := range rule.([]any) {
				faults = append(faults, v.check(r.(map[string]any), value, at)...)
			}
		case "anyOf":
			var tried []string
			if !slices.ContainsFunc(rule.([]any), func(r any) bool {
				got := v.check(r.(map[string]any), value, at)
				tried = append(tried, got...)
				return len(got) == 0
			}) {
				bad("fits no form: %s", strings.Join(tried, "; "))
			}
		case "if":
			if len(v.check(rule.(map[string]any), value, at)) == 0 {
				faults = append(faults, v.check(s["then"].(map[string]any), value, at)...)
			}
		case "const":
			if value != rule {
				bad("is not %v", rule)
			}
		case "enum":
			if !slices.ContainsFunc(rule.([]any), func(e any) bool { return e == fmt.Sprint(value) }) {
				bad("%v is not one of %v", value, rule)
			}
		case "pattern":
			if text, ok := value.(string); ok && !regexp.MustCompile(rule.(string)).MatchString(text) {
				bad("does not match %s", rule)
			}
		case "type":
			allowed, ok := rule.([]any)
			if !ok {
				allowed = []any{rule}
			}
			if kind := jsonType(value); !slices.Contains(allowed, any(kind)) && (kind != "integer" || !slices.Contains(allowed, any("number"))) {
				bad("is %s, want %v", kind, rule)
			}
		case "required":
			if m, ok := value.(map[string]any); ok {
				for _, k := range rule.([]any) {
					if _, has := m[k.(string)]; !has {
						bad("lacks %s", k)
					}
				}
			}
		case "items":
			list, _ := value.([]any)
			for i, e := range list {
				faults = append(faults, v.check(rule.(map[string]any), e, fmt.Sprintf("%s[%d]", at, i))...)
			}
		case "properties":
			m, _ := value.(map[string]any)
			for k, e := range m {
				if r, ok := rule.(map[string]any)[k]; ok {
					faults = append(faults, v.check(r.(map[string]any), e, strings.TrimPrefix(at+"."+k, "."))...)
				}
			}
		case "additionalProperties":
			m, _ := value.(map[string]any)
			known, _ := s["properties"].(map[string]any)
			for k, e := range m {
				if _, ok := known[k]; ok {
					continue
				}
				sub := strings.TrimPrefix(at+"."+k, ".")
				if r, ok := rule.(map[string]any); ok {
					faults = append(faults, v.check(r, e, sub)...)
				} else if rule == false {
					faults = append(faults, sub+": is not known")
				}
			}
		case "$schema", "title", "definitions", "description", "default", "examples", "then", "minimum", "maximum":
		default:
			bad("the schema has %q, which this test does not know", key)
		}
	}
	return faults
}

func jsonType(v any) string {
	switch reflect.ValueOf(v).Kind() {
	case reflect.Invalid:
		return "null"
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "number"
	case reflect.Map:
		return "object"
	case reflect.Slice:
		return "array"
	}
	return "integer"
}
