package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

func (a *app) systemsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "systems [NAME]", GroupID: "look", Args: cobra.MaximumNArgs(1),
		Short: a.say("可连接的系统及其选项", "The systems it can connect to, and their options"),
		Example: `  tierloop systems
  tierloop systems kingdee`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listSystems()
			}
			t, ok := connectors.Lookup(args[0])
			if !ok {
				return usage("no system %q%s", args[0], model.DidYouMean(args[0], connectors.Names()))
			}
			if a.json {
				a.printJSON("tierloop.system/v1", map[string]any{"name": t.Name, "title": t.Title, "kind": t.Kind,
					"options": optionsJSON(t.Options), "object_options": optionsJSON(t.ObjectOptions)})
				return nil
			}
			fmt.Fprintf(a.stdout, "%s  %s\n%s\n", t.Name, t.Title, a.say(t.HelpZH, t.Help))
			for _, part := range []struct {
				title string
				list  []connectors.Option
			}{{a.say("连接选项", "options of the connection"), t.Options}, {a.say("对象选项", "options of an object"), t.ObjectOptions}} {
				if len(part.list) == 0 {
					continue
				}
				fmt.Fprintf(a.stdout, "\n%s\n", part.title)
				for _, o := range part.list {
					fmt.Fprintf(a.stdout, "  %s %s\n    %s\n", pad(o.Name, 18), a.facts(o), a.say(o.HelpZH, o.Help))
				}
			}
			return nil
		},
	}
}

// facts are what is to know of an option besides its help.
func (a *app) facts(o connectors.Option) string {
	parts := []string{string(o.Type)}
	if o.Required {
		parts = append(parts, a.say("必填", "required"))
	}
	if o.Secret {
		parts = append(parts, a.say("密钥", "secret"))
	}
	if len(o.Choices) > 0 {
		parts = append(parts, strings.Join(o.Choices, "|"))
	}
	if o.Default != nil {
		parts = append(parts, fmt.Sprintf(a.say("默认 %v", "default %v"), o.Default))
	}
	return strings.Join(parts, ", ")
}

func (a *app) listSystems() error {
	if a.json {
		list := []map[string]any{}
		for _, t := range connectors.Types() {
			list = append(list, map[string]any{"name": t.Name, "title": t.Title, "kind": t.Kind, "help": model.Text{ZH: t.HelpZH, EN: t.Help}, "fake": t.Fake != nil})
		}
		a.printJSON("tierloop.systems/v1", map[string]any{"systems": list})
		return nil
	}
	rows := [][]string{{a.say("类型", "TYPE"), a.say("系统", "SYSTEM"), a.say("替身", "FAKE"), a.say("说明", "WHAT")}}
	for _, t := range connectors.Types() {
		fake := ""
		if t.Fake != nil {
			fake = "✓"
		}
		rows = append(rows, []string{t.Name, t.Title, fake, a.say(t.HelpZH, t.Help)})
	}
	a.table(rows)
	return nil
}

func optionsJSON(list []connectors.Option) []map[string]any {
	out := []map[string]any{}
	for _, o := range list {
		out = append(out, map[string]any{"name": o.Name, "type": o.Type, "required": o.Required, "secret": o.Secret, "default": o.Default,
			"choices": o.Choices, "example": o.Example, "help": model.Text{ZH: o.HelpZH, EN: o.Help}})
	}
	return out
}
