package main

import "github.com/spf13/cobra"

// dataCommands are the commands on files, records and connections.
func (a *app) dataCommands() []*cobra.Command {
	return []*cobra.Command{
		a.matchCommand(), a.scoreCommand(), a.explainCommand(), a.initCommand(), a.testCommand(), a.exportCommand(),
		a.dlqCommand(), a.dbCommand(),
		a.checkCommand(), a.doctorCommand(), a.discoverCommand(), a.fieldsCommand(), a.exitCodesTopic(),
	}
}
