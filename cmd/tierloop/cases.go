package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

func (a *app) testCommand() *cobra.Command {
	var policy string
	c := &cobra.Command{
		Use: "test [SOURCE…]", GroupID: "start",
		Short:   a.say("运行映射与策略文件中的用例，显示差异", "Run the cases inside the mapping and policy files and show what differs"),
		Example: "  tierloop test\n  tierloop test sales-crm --json\n  tierloop test --policy tier.yaml    # one policy file, no configuration",
		RunE: func(_ *cobra.Command, args []string) error {
			if policy != "" {
				if len(args) > 0 {
					return usage("--policy stands alone: it needs no source")
				}
				return a.testPolicy(policy)
			}
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
			if len(args) == 0 {
				for i, p := range cfg.AllPolicies() {
					cases, bad := policyCases(p, func(path string) string { return cfg.PolicyPlace(i, path) })
					all, failed = append(all, cases...), failed+bad
				}
			}
			return a.judgeCases(all, failed)
		},
	}
	c.Flags().StringVar(&policy, "policy", "", a.say("只测试这个策略文件", "test this policy file alone"))
	return c
}

// testPolicy runs the cases of one policy file.
func (a *app) testPolicy(path string) error {
	p, err := a.loadPolicy(path)
	if err != nil {
		return err
	}
	all, failed := policyCases(p, func(at string) string { return path + " " + at })
	return a.judgeCases(all, failed)
}

// policyCases runs the cases of a policy; place finds a path in its file.
func policyCases(p *scoring.Compiled, place func(string) string) (all []caseJSON, failed int) {
	for _, r := range p.RunCases() {
		c := caseJSON{Source: p.Policy().Name, Name: r.Name, Where: place(r.Path), Passed: r.Passed}
		for _, d := range r.Diffs {
			c.Diffs = append(c.Diffs, diffJSON(d))
		}
		if !r.Passed {
			failed++
		}
		all = append(all, c)
	}
	return all, failed
}

func (a *app) judgeCases(all []caseJSON, failed int) error {
	a.showCases(all)
	if failed > 0 {
		return fault.New("E8001", failed, len(all))
	}
	return nil
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
	fmt.Fprint(a.stdout, a.say("%d 个用例，%d 个通过\n", "%d {case|cases}, %d passed\n", len(all), passed))
	if len(all) == 0 {
		a.note("映射与策略文件中没有 cases；写几条可防止改动出错", "no mapping or policy file has cases; a few guard against mistakes")
	}
}

// unknownSource names the sources that there are.
func unknownSource(name string, known []string) error {
	if near := model.DidYouMean(name, known); near != "" {
		return usage("no source %q%s", name, near)
	}
	return usage("no source %q; there are %s", name, strings.Join(known, ", "))
}
