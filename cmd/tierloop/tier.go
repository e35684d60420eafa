package main

import (
	"github.com/spf13/cobra"
)

// tierCommand holds what one does with a policy beside running it.
func (a *app) tierCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "tier", GroupID: "loop", Args: noArgs,
		Short: a.say("等级策略：检查、试算、比较与人工指定", "The tier policy: check it, try it, compare it, and pin tiers by hand"),
		Example: `  tierloop tier pin set 星辰科技 platinum --reason 战略客户
  tierloop tier pin list`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.tierCheckCommand(), a.suggestCommand(), a.previewCommand(), a.compareCommand(), a.backtestCommand(), a.pinCommand())
	return c
}
