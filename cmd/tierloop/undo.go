package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) undoCommand() *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use: "undo RUN", GroupID: "loop", Args: oneArg("run id"),
		Short: a.say("撤销一次运行的写入;之后被人改过的字段保持不动", "Take back what a run wrote; fields that people changed since stay"),
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
			return a.turn(cmd.Context(), req)
		},
	}
	c.Flags().BoolVar(&dry, "dry-run", false, a.say("只生成计划", "make the plan only"))
	return c
}
