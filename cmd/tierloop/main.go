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
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		sig, _ := (<-signals).(syscall.Signal)
		cancel(stopped{sig})
		<-signals // a second one: the person does not want to wait
		os.Exit(stopped{sig}.code())
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// stopped is why the program's context ended.
type stopped struct{ signal syscall.Signal }

func (s stopped) Error() string { return "stopped by signal: " + s.signal.String() }

// Is lets a stop pass for the end of a context.
func (s stopped) Is(target error) bool { return target == context.Canceled }

// code is the shell's exit code of the signal.
func (s stopped) code() int { return 128 + int(s.signal) }
