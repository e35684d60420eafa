package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) undoCommand() *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use: "undo RUN", GroupID: "loop", Args: oneArg("run id"),
		Short: a.say("撤销一次运行的写入；之后被人改过的字段保持不动", "Take back what a run wrote; fields that people changed since stay"),
		Long: a.say("把该次运行写入的字段恢复为原值。下一次 sync 仍会写入策略要求的值；若要保持原值，请先改策略或映射，或给该来源写 writeback: off。",
			"Puts back what the fields of the run held before. The next sync writes what the policy wants again: to keep the old values, mend policy or mapping first, or set writeback: off at the source."),
		Example: `  tierloop undo 01KABC… --dry-run
  tierloop undo 01KABC…`,
		RunE: func(cmd *cobra.Command, args []string) error {
			t := turnFlags{}
			stages := []string{"plan", "apply", "verify"}
			if dry {
				stages = stages[:1]
			}
			req, err := t.request(stages...)
			if err != nil {
				return err
			}
			req.Undo = strings.ToUpper(args[0])
			if err := a.turn(cmd.Context(), req); err != nil {
				return err
			}
			if !dry {
				a.note("下一次 sync 会重新写入策略要求的值，见 tierloop undo --help", "the next sync writes what the policy wants again, see tierloop undo --help")
			}
			return nil
		},
	}
	c.Flags().BoolVar(&dry, "dry-run", false, a.say("只生成计划", "make the plan only"))
	return c
}
