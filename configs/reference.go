package configs

import (
	_ "embed"
	"fmt"
	"reflect"
	"strings"

	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

//go:embed reference.txt
var referenceText string

// keyNote is what the reference says of a key.
type keyNote struct {
	Text  model.Text
	Words []string // the values that are allowed; nil when they are free
}

// reference holds the note of every key by struct and key, such as
// "configs.File.version".
var reference = readReference(referenceText)

func readReference(text string) map[string]keyNote {
	out := map[string]keyNote{}
	for line := range strings.Lines(text) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if len(parts) < 3 || line[0] == '#' {
			continue // the heading
		}
		n := keyNote{Text: model.Text{EN: parts[1], ZH: parts[2]}}
		if len(parts) > 3 {
			n.Words = strings.Fields(parts[3])
		}
		out[parts[0]] = n
	}
	return out
}

// Kinds are the kinds of files that have a schema and a reference.
var Kinds = []string{"tierloop", "mapping", "policy"}

// rootOf is the struct that a kind of file is read into.
func rootOf(kind string) (reflect.Type, bool) {
	t, ok := map[string]reflect.Type{
		"tierloop": reflect.TypeFor[File](), "mapping": reflect.TypeFor[mapping.File](), "policy": reflect.TypeFor[scoring.Policy](),
	}[kind]
	return t, ok
}

// section is one struct with the place where it is first met.
type section struct {
	path string
	t    reflect.Type
}

// sections lists the structs below t, each once, in the order of their keys.
func sections(path string, t reflect.Type, seen map[reflect.Type]bool) []section {
	for {
		switch t.Kind() {
		case reflect.Pointer:
			t = t.Elem()
			continue
		case reflect.Slice:
			t, path = t.Elem(), path+"[]"
			continue
		case reflect.Map:
			t, path = t.Elem(), join(path, "NAME")
			continue
		}
		break
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return nil
	}
	seen[t] = true
	if f, ok := mappingForm(t); ok {
		return sections(path, f.Type, seen)
	}
	keys := orderedKeys(t)
	if len(keys) == 0 {
		return nil // a scalar, such as Share
	}
	out := []section{{path, t}}
	for _, k := range keys {
		out = append(out, sections(join(path, k), yamlFields(t)[k].Type, seen)...)
	}
	return out
}

// orderedKeys are the keys of a struct as it declares them.
func orderedKeys(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" && name != "-" {
			out = append(out, name)
		}
	}
	return out
}

// ReferencePage is docs/reference/config.md.
func ReferencePage() string {
	var b strings.Builder
	b.WriteString("# Configuration · 配置参考\n\nEvery key of every file. Generated from the program: `go test ./configs -run TestReferencePage -update` writes it anew.\n" +
		"所有文件的所有键。本页由程序生成。\n\nOptions of each system · 各系统的选项: [docs/connectors](../connectors/). Schemas for editors · 编辑器用的 JSON Schema: [schema/](schema/), `tierloop schema`.\n")
	title := map[string]string{"tierloop": "tierloop.yaml", "mapping": "Mapping file · 映射文件", "policy": "Tier policy · 等级策略"}
	cell := strings.NewReplacer("|", `\|`, "<", "&lt;")
	for _, kind := range Kinds {
		fmt.Fprintf(&b, "\n## %s\n", title[kind])
		root, _ := rootOf(kind)
		for _, s := range sections("", root, map[reflect.Type]bool{}) {
			if s.path != "" {
				fmt.Fprintf(&b, "\n### `%s`\n", s.path)
			}
			b.WriteString("\n| Key · 键 | Value · 值 | Meaning | 含义 |\n| --- | --- | --- | --- |\n")
			for _, k := range orderedKeys(s.t) {
				n := reference[s.t.String()+"."+k]
				value := wanted(yamlFields(s.t)[k].Type)[0]
				if len(n.Words) > 0 {
					value = "`" + strings.Join(n.Words, "` `") + "`"
				}
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k, cell.Replace(value), cell.Replace(n.Text.EN), cell.Replace(n.Text.ZH))
			}
		}
	}
	return b.String()
}
