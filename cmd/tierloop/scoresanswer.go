package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

// keysHelp says how approve and decline name scores.
func (a *app) keysHelp() string {
	return a.say(`KEY 如 12-3fa81c09，见 tierloop scores list --pending：它代表所看到的那一项；此后改动过的不会被处理，并说明改动。
只写编号 12 时，先显示现在的内容再询问；非终端须加 --yes。`,
		`KEY is as tierloop scores list --pending shows it, such as 12-3fa81c09: it stands for the score
that was looked at. One that changed since is left alone, and what it is now is said. A bare
number, 12, shows what it is now and asks; without a terminal that takes --yes.`)
}

func (a *app) scoresApproveCommand() *cobra.Command {
	var as, by, indicator string
	var all, yes bool
	c := &cobra.Command{
		Use: "approve KEY…", Short: a.say("审批打分", "Approve scores"), Long: a.keysHelp(),
		Args: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 0) == !all {
				return usage("%s wants keys of tierloop scores list --pending, or --all", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.answerScores(cmd.Context(), by, func(d *stewardDesk, p model.Principal) error {
				chosen, seen, err := d.approvable(cmd.Context(), p, args, as, indicator)
				if err != nil || !a.lookedAt(chosen, seen, yes) {
					return err
				}
				if err := d.ApproveScores(cmd.Context(), p, keysOfScores(chosen)); err != nil {
					return err
				}
				a.note("已审批 %d 项；下一次评级起计入", "%d approved; they count from the next score on", len(chosen))
				return nil
			})
		},
	}
	c.Flags().StringVar(&as, "as", "", a.say("以该角色审批（策略中 approve 的角色）", "in this role, the one under approve of the policy"))
	c.Flags().StringVar(&by, "by", a.who(), a.say("审批人", "who approves"))
	c.Flags().BoolVar(&all, "all", false, a.say("所有待审批的（可用 --indicator 限定）", "all that wait, of --indicator if given"))
	c.Flags().StringVar(&indicator, "indicator", "", a.say("与 --all 合用：只审批该指标", "with --all: of this indicator"))
	c.Flags().BoolVarP(&yes, "yes", "y", false, a.say("不再询问，直接执行", "do it without asking"))
	return c
}

func (a *app) scoresDeclineCommand() *cobra.Command {
	var s stewardFlags
	c := &cobra.Command{
		Use: "decline KEY…", Short: a.say("退回待审批的打分", "Decline scores that wait for approval"), Long: a.keysHelp(), Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.check(cmd); err != nil {
				return err
			}
			return a.answerScores(cmd.Context(), s.author, func(d *stewardDesk, p model.Principal) error {
				chosen, seen, err := d.named(cmd.Context(), p, args)
				if err != nil || !a.lookedAt(chosen, seen, s.yes) {
					return err
				}
				if err := d.DeclineScores(cmd.Context(), p, keysOfScores(chosen), s.reason); err != nil {
					return err
				}
				a.note("已退回 %d 项；审计日志记有原因", "%d declined; the audit log has the reason", len(chosen))
				return nil
			})
		},
	}
	s.addNow(a, c)
	return c
}

// answerScores opens the desk in the name of a person. What the desk refuses is an
// error of usage.
func (a *app) answerScores(ctx context.Context, by string, fn func(*stewardDesk, model.Principal) error) error {
	e, err := a.openEngine(ctx)
	if err != nil {
		return err
	}
	p := a.principal()
	p.Name = by
	err = fn(a.stewardDesk(e), p)
	if no, refused := errors.AsType[*web.Refusal](err); refused {
		return usage("%s", no.Text.In(a.language()))
	}
	return err
}

// lookedAt shows scores that nobody has seen under this key, and asks.
func (a *app) lookedAt(scores []web.WaitingScore, seen, yes bool) bool {
	if seen {
		return true
	}
	rows := [][]string{{"KEY", a.say("客户", "CUSTOMER"), a.say("指标", "INDICATOR"), a.say("现行", "COUNTS"), a.say("打分", "SCORE"), a.say("日期", "DATE"), a.say("评分人", "AUTHOR")}}
	for _, s := range scores {
		rows = append(rows, []string{s.Key, strings.TrimSpace(s.Entity + " " + s.Name), s.IndicatorID, s.Before, s.Score, s.Day.String(), s.Author})
	}
	a.table(rows)
	return a.agreed(stewardFlags{yes: yes})
}

func keysOfScores(scores []web.WaitingScore) []string {
	out := make([]string, len(scores))
	for i, s := range scores {
		out[i] = s.Key
	}
	return out
}

// named are the scores that arguments name, by key or by number. seen: all by key.
func (d *stewardDesk) named(ctx context.Context, p model.Principal, args []string) (out []web.WaitingScore, seen bool, err error) {
	seen = true
	for _, text := range args {
		id, ok := numberOfScore(text)
		var found []web.WaitingScore
		if ok {
			if found, err = d.WaitingScores(ctx, p, id-1, 1); err != nil {
				return nil, false, err
			}
		}
		bare := text == strconv.FormatInt(id, 10)
		switch {
		case len(found) == 1 && found[0].ID == id && (bare || found[0].Key == text):
			out, seen = append(out, found[0]), seen && !bare
		case ok && !bare:
			now, err := d.engine.Store.EnteredScore(ctx, p, id)
			return nil, false, d.changedScore(text, now, err)
		default:
			return nil, false, usage("no score %q waits for approval; tierloop scores list --pending shows all", text)
		}
	}
	return out, seen, nil
}

// approvable are the scores that a person may approve in a role: those named, or all
// that wait; their indicators ask for that role, and somebody else gave them.
func (d *stewardDesk) approvable(ctx context.Context, p model.Principal, args []string, as, indicator string) ([]web.WaitingScore, bool, error) {
	if len(args) > 0 {
		chosen, seen, err := d.named(ctx, p, args)
		for _, s := range chosen {
			if s.Role != as {
				return nil, false, usage("score %s of %s is approved by the role %s: --as %s", s.Key, s.IndicatorID, s.Role, s.Role)
			}
			if s.Own {
				return nil, false, usage("score %s is by %s, who cannot approve it too", s.Key, s.Author)
			}
		}
		return chosen, seen, err
	}
	var out []web.WaitingScore
	own := 0
	for after := int64(0); ; {
		page, err := d.WaitingScores(ctx, p, after, scoresAtOnce)
		if err != nil {
			return nil, false, err
		}
		for _, s := range page {
			switch after = s.ID; {
			case indicator != "" && s.IndicatorID != indicator, s.Role != as:
			case s.Own:
				own++
			default:
				out = append(out, s)
			}
		}
		if len(page) < scoresAtOnce {
			break
		}
	}
	switch {
	case len(out) > 0:
		return out, false, nil
	case own > 0:
		return nil, false, usage("no score waits for the role %q but %d of %s's own", as, own, p.Name)
	}
	return nil, false, usage("no score waits for the role %q", as)
}

// scoresAtOnce is how many scores are read at a time.
const scoresAtOnce = 500
