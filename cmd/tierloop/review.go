package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// defaultSkip is how long a skipped question stays away.
const defaultSkip = 7 * 24 * time.Hour

func (a *app) reviewCommand() *cobra.Command {
	var s stewardFlags
	var limit int
	c := &cobra.Command{
		Use: "review", GroupID: "steward", Args: noArgs,
		Short: a.say("逐对审核：同一家、不是、同集团、跳过", "Decide the doubtful pairs: same, different, related, skip"),
		Long: a.say(`按“涉及金额 × 不确定程度”逐项询问，显示每项证据的比特数与“是”的后果。
键：y 同一家 · n 不是 · r 同集团（归属问题：是） · s 跳过 7 天 · u 撤回上一项 · q 结束。
键后可直接写原因：y 同一营业执照。裁定约束以后的每次运行。`,
			`Asks one question after another, the most money times uncertainty first, with the evidence
in bits and what a yes would do. Keys: y same · n different · r related (of a link: yes) ·
s skip for 7 days · u undo the last · q quit. A reason may follow the key: y same licence.
Answers bind every later run.`),
		Example: `  tierloop review
  tierloop review list --limit 20
  tierloop review decide crm/account/A-17 erp/customers/K009 same --reason "same licence"
  tierloop review export 待审.xlsx && tierloop review import 待审.xlsx`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.reviewer(cmd.Context(), s)
			if err != nil {
				return err
			}
			return r.ask(limit)
		},
	}
	s.add(a, c)
	c.Flags().Lookup("reason").Usage = a.say("未另写时的原因", "the reason where none is written")
	c.Flags().IntVar(&limit, "limit", 0, a.say("最多问几项（0 不限）", "ask at most so many (0: all)"))
	c.AddCommand(a.reviewListCommand(), a.reviewDecideCommand(), a.reviewHistoryCommand(), a.reviewRefitCommand(), a.reviewExportCommand(), a.reviewImportCommand())
	return c
}

// reviewer asks and takes answers.
type reviewer struct {
	*rearranger
	given int // answers kept
}

func (a *app) reviewer(ctx context.Context, s stewardFlags) (*reviewer, error) {
	r, err := a.rearranger(ctx, s)
	return &reviewer{rearranger: r}, err
}

// questions are the open ones and those put off.
func (r *reviewer) questions() (open, skipped []report.Question, err error) {
	return report.Review(r.ctx, r.engine.Store, r.principal(), r.base(), r.clock.Now())
}

func (r *reviewer) base() string { return r.engine.Config.Policy.Policy().Currency.Base }

// keep writes an answer with its line in the audit log.
func (r *reviewer) keep(answer engine.Answer) error {
	write, err := r.engine.Prepare(r.ctx, r.principal(), answer)
	if err != nil {
		return err
	}
	err = r.engine.Store.InTx(r.ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := write(r.ctx, tx); err != nil {
			return err
		}
		return tx.Audit(r.ctx, decisionAudit(answer))
	})
	if err == nil {
		r.given++
	}
	return err
}

// settle has a matching carry the answers out.
func (r *reviewer) settle() error {
	if r.given == 0 {
		return nil
	}
	if r.flags.later {
		r.note("%d 项裁定已记录；下一次匹配执行", "%d {answer|answers} noted; the next matching carries {it|them} out", r.given)
		return nil
	}
	_, err := r.engine.Run(r.ctx, engine.Request{Trigger: "manual", Stages: []string{"match"}})
	r.note("%d 项裁定已执行", "%d {answer|answers} carried out", r.given)
	return err
}

// answers are the words by which an answer is written.
var answers = map[string]model.Verdict{
	"y": model.Same, "same": model.Same, "yes": model.Same, "是": model.Same, "同一家": model.Same, "相同": model.Same, "合并": model.Same,
	"n": model.Different, "different": model.Different, "no": model.Different, "否": model.Different, "不是": model.Different, "不是同一家": model.Different, "不同": model.Different, "不属于": model.Different,
	"r": model.Related, "related": model.Related, "同集团": model.Related, "相关": model.Related, "属于": model.Related, "belongs": model.Related,
	"s": "skip", "skip": "skip", "跳过": "skip", "undecided": model.Undecided, "撤回": model.Undecided,
}

// answerTo reads an answer. To the question whether one belongs to the other a
// plain yes means that it does.
func answerTo(kind model.DoubtKind, word string) (model.Verdict, bool) {
	word = strings.ToLower(strings.TrimSpace(word))
	v, ok := answers[word]
	if kind == model.DoubtBelongs && (word == "y" || word == "yes" || word == "是") {
		v = model.Related
	}
	return v, ok
}

func (a *app) reviewListCommand() *cobra.Command {
	var limit int
	var all bool
	c := &cobra.Command{
		Use: "list", Args: noArgs, Short: a.say("列出待审问题", "List the open questions"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.reviewer(cmd.Context(), stewardFlags{})
			if err != nil {
				return err
			}
			open, skipped, err := r.questions()
			if err != nil {
				return err
			}
			if all {
				open = append(open, skipped...)
			}
			total := len(open)
			if limit > 0 && limit < len(open) {
				open = open[:limit]
			}
			if a.json {
				a.printJSON("tierloop.review/v1", map[string]any{"questions": append([]report.Question{}, open...), "total": total, "skipped": len(skipped), "currency": r.base()})
				return nil
			}
			if total == 0 {
				a.note("没有待审问题（跳过 %d）", "no question is open (%d skipped)", len(skipped))
				return nil
			}
			rows := [][]string{{a.say("涉及金额 ", "STAKE ") + r.base(), a.say("比特", "BITS"), a.say("问题", "QUESTION"), "A", a.say("名称", "NAME"), "B", a.say("名称", "NAME"), a.say("依据", "WHY")}}
			for _, q := range open {
				rows = append(rows, []string{q.Stake.String(), a.bitsOf(q.Doubt), a.questionWord(q.Kind), q.A.String(), q.Left.Name, q.B.String(), q.Right.Name, a.whyOf(q.Doubt)})
			}
			a.table(rows)
			if total > len(open) {
				a.note("… 另有 %d 项", "… %d more", total-len(open))
			}
			return nil
		},
	}
	c.Flags().IntVar(&limit, "limit", 20, a.say("最多列出（0 不限）", "list at most (0: all)"))
	c.Flags().BoolVar(&all, "all", false, a.say("包括跳过的", "skipped ones too"))
	return c
}

func (a *app) questionWord(kind model.DoubtKind) string {
	if kind == model.DoubtBelongs {
		return a.say("A 属于 B？", "A of B?")
	}
	return a.say("同一家？", "same?")
}

// bitsOf is empty for links, which are not weighed.
func (a *app) bitsOf(d model.Doubt) string {
	if d.Kind == model.DoubtBelongs {
		return ""
	}
	return fmt.Sprintf("%+.1f", d.Bits)
}

// whyOf words the reason of a doubt with the gate that stopped it.
func (a *app) whyOf(d model.Doubt) string {
	why := a.linkWhy(d.Why)
	if d.Gate != "" {
		why = a.term(d.Gate) + " · " + why
	}
	return why
}

func (a *app) reviewDecideCommand() *cobra.Command {
	var s stewardFlags
	var days int
	var belongs bool
	c := &cobra.Command{
		Use: "decide A B same|different|related|skip|undecided", Short: a.say("裁定一对", "Decide one pair"),
		Long: a.say("A、B 为 来源/对象/编号、实体编号或名称。--belongs 表示问题是 A 是否属于 B：related 是，different 否。undecided 收回裁定。",
			"A and B are source/object/id, entity ids or names. With --belongs the question is whether\nA belongs to B: related says yes, different no. undecided takes an answer back."),
		Example: `  tierloop review decide crm/account/A-17 erp/customers/K009 same --reason "same licence"
  tierloop review decide 云帆上海 杭州云帆 related --belongs --reason 分公司
  tierloop review decide crm/account/A-17 erp/customers/K009 skip --days 30 --reason 待电话核实`,
		Args: threeArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.check(cmd); err != nil {
				return err
			}
			r, err := a.reviewer(cmd.Context(), s)
			if err != nil {
				return err
			}
			x, y, err := r.sides(args[0], args[1])
			if err != nil {
				return err
			}
			answer := engine.Answer{Doubt: model.Doubt{A: x.named, B: y.named, Why: model.RuleSteward}, Author: s.author, Reason: s.reason}
			if belongs {
				answer.Kind = model.DoubtBelongs
			}
			var ok bool
			if answer.Verdict, ok = answerTo(answer.Kind, args[2]); !ok {
				return usage("the answer is same, different, related, skip or undecided, found %q", args[2])
			}
			if answer.Verdict == "skip" {
				answer.Skip = time.Duration(days) * 24 * time.Hour
			}
			if x.ID == y.ID && answer.Verdict == model.Same {
				return usage("both are %s %s already", x.ID, x.Name())
			}
			if err := r.keep(answer); err != nil {
				return err
			}
			return r.settle()
		},
	}
	s.add(a, c)
	c.Flags().IntVar(&days, "days", 7, a.say("跳过多少天", "skip for so many days"))
	c.Flags().BoolVar(&belongs, "belongs", false, a.say("问题是 A 是否属于 B", "the question is whether A belongs to B"))
	return c
}

func (a *app) reviewHistoryCommand() *cobra.Command {
	return &cobra.Command{
		Use: "history", Args: noArgs, Short: a.say("列出全部裁定，最新在前", "List all verdicts ever given, the newest first"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			all, err := e.Store.DecisionHistory(cmd.Context(), a.principal())
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.decisions/v1", map[string]any{"decisions": append([]model.Decision{}, all...)})
				return nil
			}
			rows := [][]string{{a.say("时间", "AT"), "A", "B", a.say("裁定", "VERDICT"), a.say("裁定人", "AUTHOR"), a.say("原因", "REASON")}}
			for i := len(all) - 1; i >= 0; i-- {
				d := all[i]
				rows = append(rows, []string{d.At.In(e.Config.Location).Format("2006-01-02 15:04"), d.A.String(), d.B.String(), a.term(string(d.Verdict)), d.Author, d.Reason})
			}
			a.table(rows)
			return nil
		},
	}
}
