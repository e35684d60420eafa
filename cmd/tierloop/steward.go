package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// stewardFlags are what the commands share by which a steward lays something
// down: who, why, and whether it is done at once.
type stewardFlags struct {
	author, reason string
	yes, later     bool
}

func (s *stewardFlags) add(a *app, c *cobra.Command) {
	s.addNow(a, c)
	c.Flags().BoolVar(&s.later, "later", false, a.say("只记录，由下一次运行执行", "note it only; the next run carries it out"))
}

// addNow is add for what is done at once.
func (s *stewardFlags) addNow(a *app, c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.reason, "reason", "", a.say("原因（必填）", "why (required)"))
	f.StringVar(&s.author, "author", a.who(), a.say("裁定人", "who decides"))
	f.BoolVarP(&s.yes, "yes", "y", false, a.say("不再询问，直接执行", "do it without asking"))
}

// check wants an author and a reason.
func (s *stewardFlags) check(c *cobra.Command) error {
	if strings.TrimSpace(s.author) == "" || strings.TrimSpace(s.reason) == "" {
		return usage("%s wants --reason, and an author in --author or TIERLOOP_USER: both are kept with the decision", c.CommandPath())
	}
	return nil
}

// agreed is called when all is shown: it asks at a terminal. Elsewhere nothing
// is done without --yes.
func (a *app) agreed(s stewardFlags) bool {
	if s.yes {
		return true
	}
	if !isTerminal(a.stderr) || !a.stdinTerminal() {
		a.note("未做任何更改；加上 --yes 执行", "nothing was changed; add --yes to do it")
		return false
	}
	fmt.Fprint(a.stderr, a.say("执行吗？[y/N] ", "Do it? [y/N] "))
	line, _ := bufio.NewReader(a.stdin).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes", "是":
		return true
	}
	a.note("未做任何更改", "nothing was changed")
	return false
}

// layDown keeps what a steward decided, with a line in the audit log, and has a
// matching carry it out.
func (a *app) layDown(ctx context.Context, e *engine.Engine, s stewardFlags, action, subject string, fn func(*store.Tx) error) error {
	err := e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: s.author, Action: action, Subject: subject, Detail: s.reason})
	})
	if err != nil {
		return err
	}
	if s.later {
		a.note("已记录；下一次匹配执行", "noted; the next matching carries it out")
		return nil
	}
	_, err = e.Run(ctx, engine.Request{Trigger: "manual", Stages: []string{"match"}})
	return err
}
