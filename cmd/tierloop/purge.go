package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/sync/retention"
)

func (a *app) purgeCommand() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "purge", GroupID: "admin", Args: noArgs,
		Short: a.say("保留期限：查看并删除过期的原始报文、行级日志与审计行", "Retention: show and take away raw payloads, row logs and audit lines that are old enough"),
		Long: a.say(`列出超过 retention 所定期限的内容；加 --yes 才会删除。tierloop serve 每天自动执行一次。
可恢复、可撤销、可追溯所依赖的内容始终保留：仍存在的记录的最新报文、写入回执、未处理的隔离行、黄金记录及其来源。
审计日志从最早处截断，截断处的哈希记入新的一行，因此链条仍可校验。法律保全（purge hold）期间不删除所涉内容，也不能删除个人信息。`,
			`Shows what is older than retention of the configuration allows; --yes takes it away. tierloop serve
does so once a day. What a promise stands on is always kept: the latest payload of living records,
receipts of writes, open rejects, golden records with their lineage. The audit log is cut at its
beginning; a new line keeps the hash of the last one that went, so the chain still verifies. While a
legal hold stands (purge hold) nothing that it covers goes, and no person is erased.`),
		Example: `  tierloop purge
  tierloop purge --yes
  tierloop purge hold --source crm --reason "suit 2026-114"
  tierloop purge holds
  tierloop purge release 3 --reason "settled"`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			return a.purge(cmd.Context(), e, yes)
		},
	}
	c.Flags().BoolVarP(&yes, "yes", "y", false, a.say("不再询问，直接删除", "take it away without asking"))
	c.AddCommand(a.purgeHoldCommand(), a.purgeHoldsCommand(), a.purgeReleaseCommand())
	return c
}

// keeper purges the store of an engine.
func (a *app) keeper(e *engine.Engine) *retention.Keeper {
	return &retention.Keeper{Store: e.Store, Rules: e.Config.Retention, Clock: a.clock, Log: a.logger(), Holder: engine.Holder("purge")}
}

func (a *app) purge(ctx context.Context, e *engine.Engine, yes bool) error {
	k, p := a.keeper(e), a.principal()
	p.Name = a.who()
	lines, err := k.Look(ctx, p)
	if err != nil {
		return err
	}
	total := int64(0)
	for _, l := range lines {
		total += l.Rows
	}
	if !a.json {
		a.tellAged(e, lines)
	}
	done := total > 0 && a.agreed(stewardFlags{yes: yes})
	if done {
		if lines, err = k.Purge(ctx, p); errors.Is(err, retention.ErrBusy) {
			held, e := k.Store.LeaseOf(ctx, retention.Lease)
			return fault.New("E7001", "purge", held.Holder, held.Expires.Format(time.RFC3339)).Because(e)
		} else if err != nil {
			return err
		}
	}
	switch {
	case a.json:
		a.printJSON("tierloop.purge/v1", map[string]any{"purged": done, "kinds": lines})
	case done:
		a.note("已删除 %d 项；回执见审计日志", "%d taken away; the audit log has the receipt", total)
	case total == 0:
		a.note("没有超过期限的内容", "nothing is old enough to go")
	}
	return nil
}

// tellAged prints what may go, by kind.
func (a *app) tellAged(e *engine.Engine, lines []retention.Line) {
	rows := [][]string{{a.say("内容", "WHAT"), a.say("期限", "KEPT FOR"), a.say("早于", "OLDER THAN"), a.say("可删除", "MAY GO")}}
	for _, l := range lines {
		before, n := "—", strconv.FormatInt(l.Rows, 10)
		if !l.Before.IsZero() {
			before = l.Before.In(e.Config.Location).Format("2006-01-02 15:04")
		}
		if l.Held {
			n = a.say("保全中", "held")
		}
		rows = append(rows, []string{keptLabel(l.Kind).In(a.language()), spanLabel(l.Span).In(a.language()), before, n})
	}
	a.table(rows)
}

func (a *app) purgeHoldCommand() *cobra.Command {
	var source, reason, author string
	c := &cobra.Command{
		Use: "hold", Args: noArgs,
		Short: a.say("设置法律保全：不再删除一个来源或全部内容", "Begin a legal hold: nothing of a source, or nothing at all, is taken away"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s := stewardFlags{author: author, reason: reason}
			if err := s.check(cmd); err != nil {
				return err
			}
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			if _, known := e.Config.Source(source); source != "" && !known {
				return usage("there is no source %q", source)
			}
			var id int64
			err = e.Store.InTx(cmd.Context(), store.Fence{}, func(tx *store.Tx) error {
				if id, err = tx.SaveHold(cmd.Context(), store.Hold{Source: source, Reason: reason, Author: author}); err != nil {
					return err
				}
				return tx.Audit(cmd.Context(), store.AuditEntry{Actor: author, Action: "retention.hold", Subject: strings.TrimSpace(fmt.Sprintf("hold %d %s", id, source)), Detail: reason})
			})
			if err == nil {
				a.note("保全 %d 已生效", "hold %d is in force", id)
			}
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&source, "source", "", a.say("只保全该来源（默认全部）", "of this source only (default: everything)"))
	f.StringVar(&reason, "reason", "", a.say("原因（必填）", "why (required)"))
	f.StringVar(&author, "author", a.who(), a.say("设置人", "who begins it"))
	return c
}

func (a *app) purgeHoldsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "holds", Args: noArgs, Short: a.say("列出法律保全", "List the legal holds"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			list, err := e.Store.Holds(cmd.Context(), a.principal())
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.holds/v1", map[string]any{"holds": append([]store.Hold{}, list...)})
				return nil
			}
			if len(list) == 0 {
				a.note("没有法律保全", "there is no legal hold")
				return nil
			}
			rows := [][]string{{"id", a.say("来源", "SOURCE"), a.say("自", "SINCE"), a.say("设置人", "BY"), a.say("原因", "REASON"), a.say("解除", "RELEASED")}}
			day := func(t time.Time) string { return t.In(e.Config.Location).Format("2006-01-02 15:04") }
			for _, h := range list {
				source, released := h.Source, "—"
				if source == "" {
					source = a.say("全部", "all")
				}
				if !h.Released.IsZero() {
					released = day(h.Released) + " " + h.ReleasedBy
				}
				rows = append(rows, []string{strconv.FormatInt(h.ID, 10), source, day(h.At), h.Author, printable(h.Reason), released})
			}
			a.table(rows)
			return nil
		},
	}
}

func (a *app) purgeReleaseCommand() *cobra.Command {
	var flags stewardFlags
	c := &cobra.Command{
		Use: "release ID", Args: oneArg("id"), Short: a.say("解除法律保全", "End a legal hold"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(cmd); err != nil {
				return err
			}
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return noHold(args[0])
			}
			e, err := a.openEngine(cmd.Context())
			if err != nil || !a.agreed(flags) {
				return err
			}
			err = e.Store.InTx(cmd.Context(), store.Fence{}, func(tx *store.Tx) error {
				if err := tx.ReleaseHold(cmd.Context(), id, flags.author); err != nil {
					return err
				}
				return tx.Audit(cmd.Context(), store.AuditEntry{Actor: flags.author, Action: "retention.release", Subject: fmt.Sprintf("hold %d", id), Detail: flags.reason})
			})
			if errors.Is(err, store.ErrNotFound) {
				return noHold(args[0])
			}
			if err == nil {
				a.note("保全 %d 已解除", "hold %d is over", id)
			}
			return err
		},
	}
	flags.addNow(a, c)
	return c
}

func noHold(id string) error {
	return usage("no hold %q stands; tierloop purge holds lists them", id)
}
