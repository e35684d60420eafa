package main

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func (a *app) runsCommand() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "runs [ID]", GroupID: "look", Args: cobra.MaximumNArgs(1),
		Short: a.say("列出运行；给出编号时显示详情与每条写入回执", "List runs; with an id, its counts and the receipt of every write"),
		Example: `  tierloop runs
  tierloop runs 01KABC… --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return a.showRun(cmd, e.Store, strings.ToUpper(args[0]), limit)
			}
			runs, err := e.Store.Runs(cmd.Context(), a.principal(), store.RunFilter{Limit: limit})
			if err != nil {
				return err
			}
			if a.json {
				list := []model.Run{}
				for _, r := range runs {
					list = append(list, r.Run)
				}
				a.printJSON("tierloop.runs/v1", map[string]any{"runs": list})
				return nil
			}
			rows := [][]string{{"ID", a.say("任务", "JOB"), a.say("开始", "STARTED"), a.say("状态", "STATE"), a.say("阶段", "STAGE"), a.say("写入", "WRITTEN"), a.say("错误", "ERROR")}}
			for _, r := range runs {
				rows = append(rows, []string{r.ID, r.Job, r.Started.Format("2006-01-02 15:04:05Z"), a.runState(r.State), r.Stage,
					fmt.Sprint(r.Counts["apply.sent"] + r.Counts["apply.confirmed"]), short(a.said(r.Error), 60)})
			}
			a.table(rows)
			return nil
		},
	}
	c.Flags().IntVar(&limit, "limit", 50, a.say("最多列出的行数", "list at most so many rows"))
	return c
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func (a *app) showRun(cmd *cobra.Command, db *store.DB, id string, limit int) error {
	r, err := db.Run(cmd.Context(), a.principal(), id)
	if errors.Is(err, store.ErrNotFound) {
		return usage("no run %s; tierloop runs lists them", id)
	}
	if err != nil {
		return err
	}
	receipts, err := db.Ledger(cmd.Context(), a.principal(), store.LedgerFilter{Run: id, Limit: limit})
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON("tierloop.run/v1", map[string]any{"run": r.Run, "receipts": receipts})
		return nil
	}
	fmt.Fprintf(a.stdout, "%s  %s  %s  %s\n", r.ID, r.Job, a.runState(r.State), r.Started.Format("2006-01-02 15:04:05Z"))
	var names []string
	for k := range r.Counts {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		fmt.Fprintf(a.stdout, "  %s %d\n", pad(k, 20), r.Counts[k])
	}
	if r.Error != "" {
		fmt.Fprintf(a.stdout, "  ! %s\n", printable(a.said(r.Error)))
	}
	for _, e := range receipts {
		old := e.Old
		if !e.OldKnown {
			old = "?"
		}
		fmt.Fprintf(a.stdout, "  %s %s %s  %q → %q  %s\n", pad(string(e.State), 10), e.Target, e.Field, old, e.New, printable(e.Said))
	}
	return nil
}
