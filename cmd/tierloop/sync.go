package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

// turnFlags are what the commands that turn the loop share.
type turnFlags struct {
	sources       []string
	full          bool
	reconcile     bool
	acceptDeletes bool
	acceptSchema  bool
	asOf          string
	wait          bool
}

func (t *turnFlags) add(a *app, c *cobra.Command, pulls, scores bool) {
	f := c.Flags()
	f.StringSliceVar(&t.sources, "source", nil, a.say("只处理这些来源", "only these sources"))
	f.BoolVar(&t.wait, "wait", false, a.say("等待正在运行的任务结束", "wait for a run under way to end"))
	if pulls {
		f.BoolVar(&t.full, "full", false, a.say("忽略游标，全量重读", "forget the cursors and read everything"))
		f.BoolVar(&t.reconcile, "reconcile", false, a.say("立即核对全部编号（查删除与遗漏）", "compare all ids now, to find deletes and gaps"))
		f.BoolVar(&t.acceptSchema, "accept-schema", false, a.say("接受已冻结对象的字段变化", "accept changed fields of frozen objects"))
		f.BoolVar(&t.acceptDeletes, "accept-deletes", false, a.say("接受超过闸门的删除", "accept deletes beyond the gate"))
	}
	if scores {
		f.StringVar(&t.asOf, "as-of", "", a.say("评级基准日 YYYY-MM-DD（默认今天）", "score as of this day, YYYY-MM-DD (default today)"))
	}
}

func (t *turnFlags) request(stages ...string) (engine.Request, error) {
	day, err := model.ParseDate(t.asOf)
	if err != nil {
		return engine.Request{}, usage("--as-of: %v", err)
	}
	return engine.Request{Trigger: "manual", Stages: stages, Sources: t.sources, Full: t.full, Reconcile: t.reconcile,
		AcceptDeletes: t.acceptDeletes, AcceptSchema: t.acceptSchema, AsOf: day, Wait: t.wait}, nil
}

func (a *app) syncCommand() *cobra.Command {
	var t turnFlags
	c := &cobra.Command{
		Use: "sync", GroupID: "loop", Args: noArgs,
		Short: a.say("完整跑一圈：拉取→映射→匹配→评级→计划→写回→核验", "One whole turn: pull → map → match → score → plan → apply → verify"),
		Long: a.say("完整跑一圈。被中断的运行会从停下处继续。闸门未通过时在第一次写入之前停下（退出码 6）。",
			"One whole turn of the loop. A run that was cut off goes on where it stood. When a gate does not pass, the run stops before the first write (exit code 6)."),
		Example: `  tierloop sync
  tierloop sync --source cloud-crm --full
  tierloop sync --as-of 2026-09-30 --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			req, err := t.request(configs.Stages...)
			if err != nil {
				return err
			}
			return a.turn(cmd.Context(), req)
		},
	}
	t.add(a, c, true, true)
	return c
}

func (a *app) pullCommand() *cobra.Command {
	var t turnFlags
	c := &cobra.Command{
		Use: "pull [SOURCE…]", GroupID: "loop",
		Short: a.say("只拉取并映射", "Pull and map only"),
		Example: `  tierloop pull
  tierloop pull cloud-crm --reconcile`,
		RunE: func(cmd *cobra.Command, args []string) error {
			t.sources = append(t.sources, args...)
			req, err := t.request("pull", "map")
			if err != nil {
				return err
			}
			return a.turn(cmd.Context(), req)
		},
	}
	t.add(a, c, true, false)
	return c
}

// turn runs the engine and prints what came of it.
func (a *app) turn(ctx context.Context, req engine.Request) error {
	e, err := a.openEngine(ctx)
	if err != nil {
		return err
	}
	e.Once = true
	return a.turnOn(ctx, e, req)
}

func (a *app) turnOn(ctx context.Context, e *engine.Engine, req engine.Request) error {
	for _, name := range req.Sources {
		if _, ok := e.Config.Source(name); !ok {
			var known []string
			for _, s := range e.Config.Sources {
				known = append(known, s.Name)
			}
			text := fmt.Sprintf("no source %q in %s; there are %s", name, e.Config.Path, strings.Join(known, ", "))
			if near := model.Nearest(name, known); near != "" {
				text += fmt.Sprintf("; did you mean %q?", near)
			}
			return usage("%s", text)
		}
	}
	if !a.quiet && !a.json {
		p := newProgress(a.stderr, a.language(), isTerminal(a.stderr))
		e.Progress = p
		defer p.end()
	}
	r, err := e.Run(ctx, req)
	if p, ok := e.Progress.(*progress); ok {
		p.end()
	}
	if r.Run.ID == "" {
		return err
	}
	if a.json {
		a.printJSON("tierloop.run/v1", reportJSON(r, a.language()))
		a.json = false // the document is printed; the error goes to stderr alone
		return err
	}
	a.summary(a.stdout, r)
	return err
}

// summary prints what a run did, in the words of the stages that ran.
func (a *app) summary(w io.Writer, r engine.Report) {
	c := r.Run.Counts
	took := r.Run.Ended.Sub(r.Run.Started).Round(10_000_000)
	if r.Run.Ended.IsZero() {
		took = 0
	}
	fmt.Fprintf(w, a.say("运行 %s  %s  %v\n", "run %s  %s  %v\n"), r.Run.ID, a.runState(r.Run.State), took)
	line := func(zh, en string, keys ...string) {
		var parts []string
		for _, k := range keys {
			_, name, _ := strings.Cut(k, ".")
			if n := c[k]; n != 0 {
				parts = append(parts, fmt.Sprintf("%s %d", a.counter(name), n))
			}
		}
		if len(parts) > 0 {
			fmt.Fprintf(w, "  %s  %s\n", pad(a.say(zh, en), 8), strings.Join(parts, "  "))
		}
	}
	line("拉取", "pull", "pull.rows", "pull.new", "pull.changed", "pull.deleted", "pull.merged", "pull.rejected", "pull.schema")
	line("回补", "backfill", "backfill.windows", "backfill.rows")
	line("映射", "map", "map.rows", "map.changed", "map.rejected")
	line("匹配", "match", "match.customers", "match.entities", "match.merged", "match.doubts", "match.dropped", "match.unknown-holders", "match.model", "match.trained")
	line("评级", "score", "score.results", "score.counted", "score.changed", "score.ended", "score.internal")
	line("评审", "review", "review.customers", "review.up", "review.down", "review.other")
	if p := r.Plan; p != nil {
		n := p.Counts
		fmt.Fprintf(w, a.say("  %s  %s  新增 %d  变更 %d  清除 %d  相同 %d  未知 %d\n", "  %s  %s  new %d  change %d  clear %d  same %d  ? %d\n"),
			pad(a.say("计划", "plan"), 8), p.ID, n.New, n.Change, n.Clear, n.Same, n.Unknown)
	}
	line("写回", "apply", "apply.sent", "apply.confirmed", "apply.rejected", "apply.missing", "apply.conflict", "apply.unknown", "apply.pending", "apply.drifted", "apply.not-sent", "apply.untried")
	line("未计划", "left", "plan.parked", "plan.contested", "plan.missing", "plan.drift")
	line("核验", "verify", "verify.confirmed", "verify.drifted", "verify.missing", "verify.conflict", "verify.not-sent", "verify.near-miss")
	for _, cov := range r.Coverage {
		told := fmt.Sprint(cov.Told)
		if cov.Told < 0 {
			told = "?"
		}
		fmt.Fprintf(w, a.say("  核对    %s/%s  来源 %s  本库 %d  消失 %d  补回 %d\n", "  count   %s/%s  source %s  stored %d  gone %d  missed %d\n"),
			cov.Source, cov.Object, told, cov.Stored, cov.Gone, cov.Missed)
	}
	for _, f := range r.Faults {
		fmt.Fprintf(w, "  ! %s %s\n", f.Code, f.What(a.language()))
		if f.Said != "" {
			fmt.Fprintf(w, "    %s\n", printable(f.Said))
		}
	}
}

// pad fills up to a display width, in which a Chinese character is two wide.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-columns(s)))
}

func (a *app) runState(s model.RunState) string {
	zh := map[model.RunState]string{model.RunRunning: "运行中", model.RunWaiting: "等待额度", model.RunHeld: "被闸门拦住",
		model.RunDone: "完成", model.RunPartial: "部分完成", model.RunFailed: "失败", model.RunStopped: "已停止"}
	if a.language() == "zh" {
		return zh[s]
	}
	return string(s)
}

var counterZH = map[string]string{
	"up": "升", "down": "降", "other": "进出",
	"rows": "行", "new": "新", "changed": "变更", "deleted": "删除", "merged": "合并", "rejected": "拒绝", "customers": "客户",
	"entities": "实体", "doubts": "待审", "dropped": "未比较", "results": "评级", "counted": "重读客户", "internal": "内部公司", "sent": "已发", "confirmed": "已确认",
	"missing": "不存在", "conflict": "冲突", "unknown": "未知", "pending": "处理中", "drifted": "被改动", "not-sent": "未发出", "untried": "未尝试", "parked": "搁置", "contested": "有争议", "drift": "被改动",
	"near-miss": "目标改写", "schema": "字段变化", "windows": "窗口", "unknown-holders": "名单中查无此客户", "model": "模型版本", "trained": "训练", "ended": "终止",
}

func (a *app) counter(name string) string {
	if zh, ok := counterZH[name]; ok && a.language() == "zh" {
		return zh
	}
	return name
}

// runJSON is tierloop.run/v1.
type runJSON struct {
	Run      model.Run         `json:"run"`
	Plan     *model.Plan       `json:"plan,omitempty"`
	Coverage []engine.Coverage `json:"coverage,omitempty"`
	Faults   []errorJSON       `json:"faults,omitempty"`
	Doubts   int               `json:"doubts"`
}

func reportJSON(r engine.Report, lang string) runJSON {
	out := runJSON{Run: r.Run, Plan: r.Plan, Coverage: r.Coverage, Doubts: r.Doubts}
	for _, f := range r.Faults {
		out.Faults = append(out.Faults, faultJSON(f, lang))
	}
	return out
}

func faultJSON(f *fault.Fault, lang string) errorJSON {
	return errorJSON{Code: f.Code, What: f.What(lang), Where: f.Where, Text: f.Error(), Exit: f.Exit()}
}
