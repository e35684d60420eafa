package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func (a *app) planCommand() *cobra.Command {
	var t turnFlags
	var diff, exitCode bool
	var limit int
	var out string
	c := &cobra.Command{
		Use: "plan", GroupID: "loop", Args: noArgs,
		Short: a.say("计算写回计划（旧值→新值→原因），不写入任何内容", "Compute what would be written (old → new → why), and write nothing"),
		Example: `  tierloop plan --diff --limit 20
  tierloop plan --out plan.json --exit-code
  tierloop plan show
  tierloop plan approve 01KABC… --gate first-fill --reason "first go-live"`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			req, err := t.request("plan")
			if err != nil {
				return err
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			r, err := e.Run(ctx, req)
			if r.Plan == nil {
				return err
			}
			if out != "" {
				if err := a.writePlanFile(cmd, e.Store, *r.Plan, out); err != nil {
					return err
				}
			}
			if showErr := a.showPlan(cmd, e.Store, *r.Plan, diff, limit); showErr != nil {
				return showErr
			}
			if n := r.Plan.Counts; err == nil && exitCode && n.New+n.Change+n.Clear+n.Unknown > 0 {
				return errDiff
			}
			return err
		},
	}
	t.add(a, c, false, false)
	f := c.Flags()
	f.BoolVar(&diff, "diff", false, a.say("逐字段列出", "list it field by field"))
	f.IntVar(&limit, "limit", 20, a.say("最多列出的行数", "list at most so many rows"))
	f.StringVar(&out, "out", "", a.say("把计划写入此文件（JSON）", "write the plan to this file (JSON)"))
	f.BoolVar(&exitCode, "exit-code", false, a.say("有变更时以 10 退出", "exit with 10 when there are changes"))
	c.AddCommand(a.planListCommand(), a.planShowCommand(), a.planApproveCommand())
	return c
}

// errDiff ends a plan --exit-code that found changes.
var errDiff = errors.New("there are changes")

// planOf finds a plan by id, by the head of an id, or the latest for "".
func (a *app) planOf(cmd *cobra.Command, db *store.DB, id string) (model.Plan, error) {
	ctx, p := cmd.Context(), a.principal()
	var plan model.Plan
	var err error
	if id == "" {
		plan, err = db.LatestPlan(ctx, p)
	} else {
		plan, err = db.Plan(ctx, p, strings.ToUpper(id))
	}
	if errors.Is(err, store.ErrNotFound) {
		return plan, fault.New("E6003", id)
	}
	return plan, err
}

func (a *app) planListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: noArgs, Short: a.say("列出计划", "List plans"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			plans, err := e.Store.Plans(cmd.Context(), a.principal(), 50)
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.plans/v1", map[string]any{"plans": plans})
				return nil
			}
			rows := [][]string{{"ID", a.say("时间", "MADE"), a.say("状态", "STATE"), a.say("新增", "NEW"), a.say("变更", "CHANGE"), a.say("清除", "CLEAR"), "?"}}
			for _, p := range plans {
				rows = append(rows, []string{p.ID, p.Made.Format("2006-01-02 15:04:05Z"), string(p.State), fmt.Sprint(p.Counts.New), fmt.Sprint(p.Counts.Change), fmt.Sprint(p.Counts.Clear), fmt.Sprint(p.Counts.Unknown)})
			}
			a.table(rows)
			return nil
		},
	}
}

func (a *app) planShowCommand() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "show [ID]", Short: a.say("显示一个计划（默认最近一个）", "Show a plan (default: the latest)"),
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			plan, err := a.planOf(cmd, e.Store, strings.Join(args, ""))
			if err != nil {
				return err
			}
			return a.showPlan(cmd, e.Store, plan, true, limit)
		},
	}
	c.Flags().IntVar(&limit, "limit", 50, a.say("最多列出的行数", "list at most so many rows"))
	return c
}

func (a *app) planApproveCommand() *cobra.Command {
	var gates []string
	var reason string
	c := &cobra.Command{
		Use: "approve ID", Args: oneArg("plan id"),
		Short: a.say("批准一个被闸门拦住的计划", "Approve a plan that gates hold"),
		Example: `  tierloop plan approve 01KABC… --gate changed --reason "new policy, agreed with sales"
  tierloop plan approve 01KABC… --gate first-fill --reason "first go-live"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" || len(gates) == 0 {
				return usage("tierloop plan approve wants --gate and --reason")
			}
			ctx := cmd.Context()
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			plan, err := a.planOf(cmd, e.Store, args[0])
			if err != nil {
				return err
			}
			n, err := a.desk(e).approve(ctx, a.who(), plan, gates, reason)
			if err != nil {
				return err
			}
			if n == 0 {
				return usage("no open gate of plan %s is named %s", plan.ID, strings.Join(gates, ", "))
			}
			a.note("已批准 %d 个闸门；执行：tierloop apply %s", "%d {gate|gates} approved; write it with: tierloop apply %s", n, plan.ID)
			return nil
		},
	}
	c.Flags().StringSliceVar(&gates, "gate", nil, a.say("闸门名称，或 all", "name of the gate, or all"))
	c.Flags().StringVar(&reason, "reason", "", a.say("原因", "why"))
	return c
}

// showPlan prints a plan's head, its gates and, with diff, its rows.
func (a *app) showPlan(cmd *cobra.Command, db *store.DB, p model.Plan, diff bool, limit int) error {
	rows, err := db.PlanRows(cmd.Context(), a.principal(), p.ID, 0, max(1, limit))
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON("tierloop.plan/v1", planJSON{Plan: p, Rows: rows})
		a.json = false
		return nil
	}
	n := p.Counts
	fmt.Fprintf(a.stdout, a.say("计划 %s  运行 %s  状态 %s\n", "plan %s  run %s  state %s\n"), p.ID, p.Run, p.State)
	fmt.Fprintf(a.stdout, a.say("  新增 %d  变更 %d  清除 %d  相同 %d  未知 %d\n", "  new %d  change %d  clear %d  same %d  unknown %d\n"), n.New, n.Change, n.Clear, n.Same, n.Unknown)
	for _, g := range p.Gates {
		mark := "✓"
		if !g.Passed {
			mark = "✗"
		}
		where := strings.TrimSpace(strings.Join([]string{g.Source, g.Unit, g.Field}, " "))
		fmt.Fprintf(a.stdout, "  %s %s %s: %s (%s)\n", mark, g.Name, where, a.said(g.Found), a.said(g.Limit))
	}
	if !diff {
		return nil
	}
	last := model.Ref{}
	for _, r := range rows {
		if r.Target != last {
			fmt.Fprintf(a.stdout, "~ %s  %s\n", r.Target, printable(r.Name))
			last = r.Target
		}
		old := `"` + r.Old + `"`
		if !r.OldKnown {
			old = "?"
		} else if r.Old == "" {
			old = "—"
		}
		text := r.New
		if text == "" {
			text = "—"
		}
		fmt.Fprintf(a.stdout, "    %s  %s → %s   %s\n", pad(r.Field, 22), printable(old), printable(text), printable(r.Why.In(a.language())))
	}
	switch total := n.New + n.Change + n.Clear + n.Unknown; {
	case total > 0 && len(rows) == 0 && p.State == model.PlanSuperseded:
		a.note("计划已被取代，其各行已到保留期限并清理", "the plan was replaced; its rows were old enough and are gone")
	case total > len(rows):
		a.note("… 另有 %d 行；用 --limit 查看更多", "… %d more {row|rows}; see more with --limit", total-len(rows))
	}
	return nil
}

// planJSON is tierloop.plan/v1.
type planJSON struct {
	Plan model.Plan      `json:"plan"`
	Rows []model.PlanRow `json:"rows"`
}

// writePlanFile writes the whole plan.
func (a *app) writePlanFile(cmd *cobra.Command, db *store.DB, p model.Plan, path string) error {
	doc := planJSON{Plan: p}
	for after := 0; ; {
		page, err := db.PlanRows(cmd.Context(), a.principal(), p.ID, after, 5_000)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		doc.Rows = append(doc.Rows, page...)
		after = page[len(page)-1].Seq
	}
	body, err := json.MarshalIndent(struct {
		Schema string `json:"schema"`
		planJSON
	}{"tierloop.plan/v1", doc}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(body, '\n'), 0o600); err != nil {
		return fault.New("E1015", path).Because(err)
	}
	return nil
}
