package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func (a *app) reviewRefitCommand() *cobra.Command {
	var least int
	c := &cobra.Command{
		Use: "refit", Args: noArgs, Short: a.say("按人工裁定重估自动合并线,并显示前后对比", "Learn from the answers from which line pairs should merge, and show before and after"),
		Long: a.say(`以期望代价重估 matching.auto:错误合并按 10 次漏合并计。只显示,不启用:
把给出的一行写进 tierloop.yaml 才生效,之后的计划与闸门会照常显示全部变化。`,
			`Finds the matching.auto of the least expected cost; a wrong merge counts as ten missed ones.
It shows and switches nothing on: the line it prints takes effect once it stands in
tierloop.yaml, and the next plan and its gates show every change as always.`),
		Example: `  tierloop review refit
  tierloop review refit --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.reviewer(cmd.Context(), stewardFlags{})
			if err != nil {
				return err
			}
			return r.refit(least)
		},
	}
	c.Flags().IntVar(&least, "least", matching.EnoughAnswers, a.say("至少需要的裁定数", "answers that it takes at least"))
	return c
}

// refitJSON is tierloop.refit/v1.
type refitJSON struct {
	Answers int             `json:"answers"`
	Bands   []matching.Band `json:"bands"`
	Before  lineJSON        `json:"before"`
	After   lineJSON        `json:"after"`
	Moved   int             `json:"customers_moved"` // whose entity would hold other customers
}

type lineJSON struct {
	Auto     float64 `json:"auto"`
	Cost     float64 `json:"expected_cost"`
	Entities int     `json:"entities"`
	Merges   int     `json:"merges"`
	Doubts   int     `json:"doubts"`
}

func (r *reviewer) refit(least int) error {
	decisions, err := r.engine.Store.Decisions(r.ctx, r.principal())
	if err != nil {
		return err
	}
	var all []matching.Record
	at := map[model.Ref]int{}
	err = r.engine.Store.EachCustomer(r.ctx, r.principal(), func(c store.StoredCustomer) error {
		at[c.Ref] = len(all)
		all = append(all, matching.Prepare(c.Customer))
		return r.ctx.Err()
	})
	if err != nil {
		return err
	}
	answers := r.answersOf(decisions, all, at)
	if len(answers) < least {
		return usage("%d answers on pairs that no gate forbids; a refit takes %d", len(answers), least)
	}
	rules := r.engine.Config.File.Matching
	old := rules.Auto
	if old == 0 {
		old = matching.DefaultRules().Auto
	}
	fit := matching.Refit(answers, old)
	doc := refitJSON{Answers: len(answers), Bands: fit.Bands}
	before := r.engine.Config.Matcher.Match(all, decisions)
	after := before
	if fit.Auto != old {
		rules.Auto, rules.Review = fit.Auto, min(rules.Review, fit.Auto)
		m, issues := matching.Compile(rules)
		if m == nil {
			return usage("matching.auto %.4f: %s", fit.Auto, issues[0].Text)
		}
		after = m.Match(all, decisions)
	}
	doc.Before = lineOfResult(old, fit.Before, before)
	doc.After = lineOfResult(fit.Auto, fit.After, after)
	doc.Moved = moved(before, after, len(all))
	if r.json {
		r.printJSON("tierloop.refit/v1", doc)
		return nil
	}
	r.showRefit(doc)
	return nil
}

// answersOf weighs the pairs that people decided, each by itself, and leaves out
// those that a gate forbids: no line of bits would merge them.
func (r *reviewer) answersOf(decisions []model.Decision, all []matching.Record, at map[model.Ref]int) (out []matching.Answer) {
	context := matching.Context{Counts: r.engine.Config.Matcher.Count(all)}
	for _, d := range decisions {
		i, known := at[d.A]
		j, also := at[d.B]
		if !known || !also || d.Verdict != model.Same && d.Verdict != model.Different {
			continue
		}
		if e := r.engine.Config.Matcher.Explain(all[i], all[j], context); len(e.Gates) == 0 {
			out = append(out, matching.Answer{Bits: e.Total, Same: d.Verdict == model.Same})
		}
	}
	return out
}

func lineOfResult(auto, cost float64, r matching.Result) lineJSON {
	return lineJSON{Auto: auto, Cost: cost, Entities: len(r.Clusters), Merges: r.Stats.Merges, Doubts: len(r.Doubts)}
}

// moved counts the records whose cluster is another one.
func moved(before, after matching.Result, n int) (count int) {
	first := func(r matching.Result) ([]int, []int) {
		of, size := make([]int, n), make([]int, n)
		for _, c := range r.Clusters {
			for _, i := range c {
				of[i], size[i] = c[0], len(c)
			}
		}
		return of, size
	}
	was, wasSize := first(before)
	is, isSize := first(after)
	for i := range was {
		if was[i] != is[i] || wasSize[i] != isSize[i] {
			count++
		}
	}
	return count
}

func (r *reviewer) showRefit(d refitJSON) {
	rows := [][]string{{r.say("比特", "BITS"), r.say("同一家", "SAME"), r.say("不是", "DIFFERENT"), r.say("为同一家的概率", "PROBABILITY")}}
	for _, b := range d.Bands {
		rows = append(rows, []string{fmt.Sprintf("%+.0f…%+.0f", b.From, b.To), fmt.Sprint(b.Same), fmt.Sprint(b.Different), fmt.Sprintf("%.3f", b.Posterior)})
	}
	r.table(rows)
	fmt.Fprintln(r.stdout)
	line := func(name string, l lineJSON) []string {
		return []string{name, fmt.Sprintf("%.4f", l.Auto), fmt.Sprintf("%.1f", l.Cost), fmt.Sprint(l.Entities), fmt.Sprint(l.Merges), fmt.Sprint(l.Doubts)}
	}
	r.table([][]string{{"", "matching.auto", r.say("期望代价", "EXPECTED COST"), r.say("实体", "ENTITIES"), r.say("合并", "MERGES"), r.say("待审", "QUESTIONS")},
		line(r.say("现在", "now"), d.Before), line(r.say("重估后", "refitted"), d.After)})
	if d.Before.Auto == d.After.Auto {
		r.note("%d 项裁定支持现有的合并线", "%d answers bear the present line out", d.Answers)
		return
	}
	fmt.Fprintf(r.stdout, r.say("%d 个客户会换到别的实体。启用:在 tierloop.yaml 中写\n", "%d customers would be in another entity. To switch it on, write in tierloop.yaml\n"), d.Moved)
	fmt.Fprintf(r.stdout, "  matching: {auto: %.4f}\n", d.After.Auto)
}
