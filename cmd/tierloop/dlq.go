package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// rejectFlags choose rejected rows.
type rejectFlags struct{ filter store.RejectFilter }

func (r *rejectFlags) add(a *app, c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&r.filter.Code, "cause", "", a.say("错误代码，例如 E2101", "error code, such as E2101"))
	f.StringVar(&r.filter.Source, "source", "", a.say("来源", "source"))
	f.StringVar(&r.filter.Object, "object", "", a.say("对象", "object"))
	f.IntVar(&r.filter.Limit, "limit", 0, a.say("最多行数（0 不限）", "at most so many rows (0: all)"))
}

func (a *app) dlqCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "dlq", GroupID: "look", Args: noArgs,
		Short: a.say("被隔离的行：列出、查看、重放、丢弃", "Quarantined rows: list, show, replay, drop"),
		Example: `  tierloop dlq list
  tierloop dlq show 17
  tierloop dlq replay --cause E2108      # after mending the mapping
  tierloop dlq drop 17 18`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.dlqListCommand(), a.dlqShowCommand(), a.dlqReplayCommand(), a.dlqDropCommand())
	return c
}

func (a *app) dlqListCommand() *cobra.Command {
	var r rejectFlags
	c := &cobra.Command{
		Use: "list", Args: noArgs, Short: a.say("按原因分组列出", "List them, grouped by cause"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			rejects, err := e.Store.OpenRejects(cmd.Context(), a.principal(), r.filter)
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.rejects/v1", map[string]any{"rejects": append([]model.Reject{}, rejects...)})
				return nil
			}
			if len(rejects) == 0 {
				a.note("没有被隔离的行", "no row is quarantined")
				return nil
			}
			a.listRejects(rejects)
			return nil
		},
	}
	r.add(a, c)
	return c
}

// listRejects prints the rows under each cause, the most frequent cause first.
func (a *app) listRejects(rejects []model.Reject) {
	by := map[string][]model.Reject{}
	for _, r := range rejects {
		by[r.Code] = append(by[r.Code], r)
	}
	codes := slices.Sorted(maps.Keys(by))
	slices.SortStableFunc(codes, func(x, y string) int { return len(by[y]) - len(by[x]) })
	for _, code := range codes {
		meaning, fix := codeText(code, a.language())
		fmt.Fprintf(a.stdout, "%d × %s %s\n", len(by[code]), code, meaning)
		for i, r := range by[code] {
			if i == 10 {
				fmt.Fprintf(a.stdout, a.say("    … 另有 %d 行\n", "    … %d more\n"), len(by[code])-i)
				break
			}
			fmt.Fprintf(a.stdout, "    %s  %s  %s  %s  %s\n", pad(fmt.Sprint(r.ID), 5), pad(r.Ref.String(), 34), pad(r.Field, 12), printable(a.said(r.Reason)), r.Where)
		}
		if fix != "" {
			fmt.Fprintf(a.stdout, "    %s: %s\n", a.say("处理", "fix"), fix)
		}
	}
}

func (a *app) dlqShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Args: oneArg("row number"), Short: a.say("查看一行：原因与来源记录的字段", "Show one: why, and the fields of the source record"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			list, err := a.chosen(cmd.Context(), e, args, store.RejectFilter{})
			if err != nil {
				return err
			}
			r := list[0]
			raw, err := e.Store.Raw(cmd.Context(), a.principal(), r.Ref)
			if err != nil && r.Stage == store.MapStage {
				return err
			}
			fields := recordOf(raw).Fields
			if a.json {
				a.printJSON("tierloop.reject/v1", map[string]any{"reject": r, "fields": fields})
				return nil
			}
			meaning, fix := codeText(r.Code, a.language())
			reason := printable(a.said(r.Reason))
			if r.Field != "" {
				reason = r.Field + a.say("：", ": ") + reason
			}
			fmt.Fprintf(a.stdout, "%s  %s  %s\n  %s\n", r.Ref, r.Code, meaning, reason)
			if r.Where != "" {
				fmt.Fprintf(a.stdout, "  %s  %s\n", a.say("规则", "rule"), r.Where)
			}
			fmt.Fprintf(a.stdout, "  %s  %s\n", a.say("处理", "fix"), fix)
			for _, name := range slices.Sorted(maps.Keys(fields)) {
				fmt.Fprintf(a.stdout, "    %s %s\n", pad(name, 24), printable(fmt.Sprint(fields[name])))
			}
			return nil
		},
	}
}

func (a *app) dlqReplayCommand() *cobra.Command {
	var r rejectFlags
	c := &cobra.Command{
		Use: "replay [ID…]", Short: a.say("重新映射被隔离的行；成功的自动移出", "Map quarantined rows again; those that pass leave by themselves"),
		Example: "  tierloop dlq replay --cause E2108\n  tierloop dlq replay 17 18",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			list, err := a.chosen(ctx, e, args, r.filter)
			if err != nil {
				return err
			}
			n, unread, err := a.desk(e).retry(ctx, a.who(), list)
			if err != nil {
				return err
			}
			if unread > 0 {
				a.note("%d 行在拉取时即无法读取；修正来源后运行 tierloop pull 会重读", "%d {row|rows} could not even be read; mend the source, and tierloop pull reads {it|them} again", unread)
			}
			if n == 0 {
				return nil
			}
			a.note("重放 %d 条记录", "replaying %d {record|records}", n)
			return a.turnOn(ctx, e, mapAgain)
		},
	}
	r.add(a, c)
	return c
}

func (a *app) dlqDropCommand() *cobra.Command {
	var r rejectFlags
	c := &cobra.Command{
		Use: "drop [ID…]", Short: a.say("放弃被隔离的行（需编号或 --cause）", "Give quarantined rows up (wants ids or --cause)"),
		Example: "  tierloop dlq drop 17 18\n  tierloop dlq drop --cause E2105 --source inbox",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if len(args) == 0 && r.filter.Code == "" {
				return usage("tierloop dlq drop wants ids, or --cause CODE")
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			list, err := a.chosen(ctx, e, args, r.filter)
			if err != nil {
				return err
			}
			n, err := a.desk(e).drop(ctx, a.who(), list)
			if err != nil {
				return err
			}
			fmt.Fprint(a.stdout, a.say("已放弃 %d 行\n", "%d {row|rows} given up\n", n))
			return nil
		},
	}
	r.add(a, c)
	return c
}

// chosen are the rejects with these numbers, or those that the filter leaves.
func (a *app) chosen(ctx context.Context, e *engine.Engine, ids []string, f store.RejectFilter) ([]model.Reject, error) {
	all, err := e.Store.OpenRejects(ctx, a.principal(), f)
	if err != nil || len(ids) == 0 {
		return all, err
	}
	var out []model.Reject
	for _, text := range ids {
		id, err := strconv.ParseInt(text, 10, 64)
		at := slices.IndexFunc(all, func(r model.Reject) bool { return r.ID == id })
		if err != nil || at < 0 {
			return nil, usage("no quarantined row %q; tierloop dlq list shows their numbers", text)
		}
		out = append(out, all[at])
	}
	return out, nil
}
