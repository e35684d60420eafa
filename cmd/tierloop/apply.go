package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
)

func (a *app) applyCommand() *cobra.Command {
	var t turnFlags
	c := &cobra.Command{
		Use: "apply [PLAN|FILE]", GroupID: "loop", Args: cobra.MaximumNArgs(1),
		Short: a.say("只写入计划所列的内容，然后回读核验", "Write exactly what a plan lists, then read it back"),
		Long: a.say("写入计划所列的内容。现值已不等于计划“旧值”的行会跳过（退出码 5）；已被新计划取代的计划会被拒绝（退出码 9）。",
			"Write what the plan lists. Rows whose live value is no longer the plan's old one are skipped (exit code 5); a plan that a newer one took the place of is refused (exit code 9)."),
		Example: `  tierloop apply               # the latest plan
  tierloop apply 01KABC…
  tierloop apply plan.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			req, err := t.request("apply", "verify")
			if err != nil {
				return err
			}
			if req.Plan, err = planID(strings.Join(args, "")); err != nil {
				return err
			}
			return a.turn(cmd.Context(), req)
		},
	}
	c.Flags().BoolVar(&t.wait, "wait", false, a.say("等待正在运行的任务结束", "wait for a run under way to end"))
	return c
}

// planID is the id itself, or the one that a plan file names.
func planID(arg string) (string, error) {
	if !strings.HasSuffix(arg, ".json") {
		return strings.ToUpper(arg), nil
	}
	body, err := os.ReadFile(arg)
	if err != nil {
		return "", fault.New("E1015", arg).Because(err)
	}
	var doc struct {
		Schema string `json:"schema"`
		Plan   struct {
			ID string `json:"id"`
		} `json:"plan"`
	}
	if err := json.Unmarshal(body, &doc); err != nil || doc.Plan.ID == "" || doc.Schema != "tierloop.plan/v1" {
		return "", fault.New("E2204", "the file is no plan").At(arg)
	}
	return doc.Plan.ID, nil
}
