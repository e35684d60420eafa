package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema " + strings.Join(configs.Kinds, "|"), GroupID: "start", Args: oneArg("kind of file"), ValidArgs: configs.Kinds,
		Short: a.say("输出供编辑器补全与检查用的 JSON Schema", "Print the JSON Schema with which editors complete and check files"),
		Example: `  tierloop schema tierloop > tierloop.schema.json
  tierloop schema mapping > mapping.schema.json`,
		RunE: func(_ *cobra.Command, args []string) error {
			body, err := configs.Schema(args[0])
			if err != nil {
				return usage("%v", err)
			}
			_, err = a.stdout.Write(body)
			return err
		},
	}
}
