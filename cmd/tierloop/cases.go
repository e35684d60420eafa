package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/mapping"
)

func (a *app) testCommand() *cobra.Command {
	return &cobra.Command{
		Use: "test [SOURCE…]", GroupID: "start",
		Short:   a.say("运行映射文件中的用例,显示差异", "Run the cases inside the mapping files and show what differs"),
		Example: "  tierloop test\n  tierloop test sales-crm --json",
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := a.loadConfig()
			if err != nil {
				return err
			}
			names, err := sourceNames(cfg, args)
			if err != nil {
				return err
			}
			var all []caseJSON
			failed := 0
			for _, name := range names {
				src, _ := cfg.Source(name)
				for _, r := range src.Mapping.RunCases() {
					c := caseJSON{Source: name, Name: r.Name, Where: src.PlaceOf(r.Path), Passed: r.Passed}
					for _, d := range r.Diffs {
						c.Diffs = append(c.Diffs, diffJSON(d))
					}
					if !r.Passed {
						failed++
					}
					all = append(all, c)
				}
			}
			a.showCases(all)
			if failed > 0 {
				return fault.New("E8001", failed, len(all))
			}
			return nil
		},
	}
}

type caseJSON struct {
	Source string     `json:"source"`
	Name   string     `json:"name"`
	Where  string     `json:"where"`
	Passed bool       `json:"passed"`
	Diffs  []diffJSON `json:"diffs,omitempty"`
}

type diffJSON struct {
	Field string `json:"field"`
	Want  string `json:"want"`
	Got   string `json:"got"`
}

// showCases prints tierloop.test/v1, or what failed and the count.
func (a *app) showCases(all []caseJSON) {
	if a.json {
		a.printJSON("tierloop.test/v1", map[string]any{"cases": append([]caseJSON{}, all...)})
		a.json = false
		return
	}
	passed := 0
	for _, c := range all {
		if c.Passed {
			passed++
			continue
		}
		fmt.Fprintf(a.stdout, "✗ %s  %s  %s\n", c.Source, printable(c.Name), c.Where)
		for _, d := range c.Diffs {
			fmt.Fprintf(a.stdout, "    %s\n", printable(mapping.Diff(d).String()))
		}
	}
	fmt.Fprintf(a.stdout, a.say("%d 个用例,%d 个通过\n", "%d cases, %d passed\n"), len(all), passed)
	if len(all) == 0 {
		a.note("映射文件中没有 cases;写几条可防止改动出错", "no mapping file has cases; a few guard against mistakes")
	}
}

// unknownSource names the sources that there are.
func unknownSource(name string, known []string) error {
	if near := didYouMean(name, known); near != "" {
		return usage("no source %q%s", name, near)
	}
	return usage("no source %q; there are %s", name, strings.Join(known, ", "))
}
