package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
)

func TestSystemsPageIsOfThisRegistry(t *testing.T) { page(t, "systems.md", systemsPage()) }

// systemsPage renders docs/reference/systems.md: every option of every system.
func systemsPage() string {
	var b strings.Builder
	b.WriteString("# Options of the systems · 各系统的选项\n\nWritten from the registry: `go test ./cmd/tierloop -run TestSystemsPage -update`. The same list feeds lint, the JSON Schema and `tierloop systems`.\n由注册表生成；同一份清单也用于 lint、JSON Schema 与 `tierloop systems`。\n")
	cell := func(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
	for _, t := range connectors.Types() {
		if t.Name == "memory" {
			continue
		}
		fmt.Fprintf(&b, "\n## `%s` %s\n\n%s\n%s\n", t.Name, t.Title, t.Help, t.HelpZH)
		for _, part := range []struct {
			title string
			list  []connectors.Option
		}{{"Under `options`", t.Options}, {"Under each of `objects`", t.ObjectOptions}} {
			if len(part.list) == 0 {
				continue
			}
			fmt.Fprintf(&b, "\n%s:\n\n| option | type | default | what | 说明 |\n| --- | --- | --- | --- | --- |\n", part.title)
			for _, o := range part.list {
				kind, def := string(o.Type), ""
				if len(o.Choices) > 0 {
					kind = strings.Join(o.Choices, ", ")
				}
				if o.Secret {
					kind += ", secret"
				}
				if o.Default != nil {
					def = fmt.Sprintf("`%v`", o.Default)
				}
				if o.Required {
					def = "required 必填"
				}
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", o.Name, cell(kind), cell(def), cell(o.Help), cell(o.HelpZH))
			}
		}
	}
	return b.String()
}
