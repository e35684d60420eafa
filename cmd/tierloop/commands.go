package main

import "github.com/spf13/cobra"

// commands lists every command, by the groups of the help.
func (a *app) commands() []*cobra.Command {
	return []*cobra.Command{
		// Start.
		a.demoCommand(), a.initCommand(), a.lintCommand(), a.testCommand(), a.schemaCommand(), a.doctorCommand(), a.checkCommand(),
		a.discoverCommand(), a.fieldsCommand(), a.sandboxCommand(),
		// The loop.
		a.syncCommand(), a.pullCommand(), a.backfillCommand(), a.matchCommand(), a.scoreCommand(), a.planCommand(), a.applyCommand(), a.undoCommand(), a.tierCommand(), a.serveCommand(),
		// Look.
		a.explainCommand(), a.runsCommand(), a.dlqCommand(), a.exportCommand(), a.reportCommand(), a.quotaCommand(), a.systemsCommand(),
		// Decide.
		a.reviewCommand(), a.mergeCommand(), a.splitCommand(), a.linkCommand(), a.overrideCommand(), a.qualityCommand(), a.scoresCommand(),
		// Administer.
		a.userCommand(), a.tokenCommand(), a.privacyCommand(), a.purgeCommand(), a.auditCommand(), a.dbCommand(), a.secretsCommand(), a.notifyCommand(), a.healthcheckCommand(), a.versionCommand(), a.exitCodesTopic(),
	}
}
