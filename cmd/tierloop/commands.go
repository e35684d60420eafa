package main

import "github.com/spf13/cobra"

// commands lists every command, in the order of the help.
func (a *app) commands() []*cobra.Command {
	return append([]*cobra.Command{
		a.demoCommand(), a.sandboxCommand(), a.lintCommand(), a.schemaCommand(),
		a.syncCommand(), a.pullCommand(), a.planCommand(), a.applyCommand(), a.undoCommand(), a.serveCommand(),
		a.runsCommand(),
		a.healthcheckCommand(), a.versionCommand(),
	}, a.dataCommands()...)
}
