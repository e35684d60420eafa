package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
)

// findingText renders one finding in the language of the terminal. A text that is
// known in English alone has the meaning of its code before it.
func (a *app) findingText(f configs.Finding) string {
	if a.language() != "zh" {
		return f.String()
	}
	severity := "错误"
	if f.Severity != model.SeverityError {
		severity = "警告"
	}
	meaning, fix := codeText(f.Code, "zh")
	text := a.said(f.Text)
	if text == f.Text && meaning != "" && !strings.Contains(meaning, "…") { // blanks of a meaning are filled in the text
		text = meaning + "：" + text
	}
	if f.Fix != "" {
		fix = a.said(f.Fix)
	}
	out := fmt.Sprintf("%s: %s %s：%s\n%s", f.Place(), severity, f.Code, text, f.Excerpt)
	if fix != "" {
		out += "  处理  " + fix + "\n"
	}
	return out
}

func (a *app) lintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint", GroupID: "start", Args: noArgs,
		Short: a.say("检查配置、映射与策略文件，给出行列号", "Check configuration, mappings and policy, with line and column"),
		Example: `  tierloop lint
  tierloop lint --config group/tierloop.yaml --json`,
		RunE: func(*cobra.Command, []string) error {
			path := a.configPath()
			cfg, findings := configs.Load(path)
			if !a.json {
				if err := a.found(path, findings); err != nil {
					return err
				}
				a.note("%s 无误：%d 个来源，策略 %s", "%s is fine: sources: %d, policy: %s", path, len(cfg.Sources), cfg.Policy.Policy().Name)
				return nil
			}
			type finding struct {
				File     string `json:"file"`
				Line     int    `json:"line"`
				Column   int    `json:"column"`
				Severity string `json:"severity"`
				Code     string `json:"code"`
				Text     string `json:"text"`
				Fix      string `json:"fix,omitempty"`
			}
			out := struct {
				Findings []finding `json:"findings"`
			}{Findings: []finding{}}
			errors := 0
			for _, f := range findings {
				out.Findings = append(out.Findings, finding{f.File, f.Line, f.Column, string(f.Severity), f.Code, f.Text, f.Fix})
				if f.Severity == model.SeverityError {
					errors++
				}
			}
			a.printJSON("tierloop.lint/v1", out)
			if errors > 0 {
				a.json = false // the document is printed; the error goes to stderr alone
				return fault.New("E1003", errors).At(path)
			}
			return nil
		},
	}
}
