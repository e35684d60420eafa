// Command tierloop unifies the customers of a group company: it pulls them from
// the CRMs and ERPs of all business units, finds the same companies, computes
// group tiers and writes them back.
//
// main only wires. There is one file per command; what they share is in app.go
// (configuration, store, engine), print.go (what people and programs read) and
// fail.go (errors and exit codes).
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	_ "github.com/tierloop/tierloop/connectors/all"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
