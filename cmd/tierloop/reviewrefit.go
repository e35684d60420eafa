package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) reviewRefitCommand() *cobra.Command {
	var least int
	var f modelFlags
	c := &cobra.Command{
		Use: "refit", Args: noArgs, Short: a.say("按人工裁定重估匹配权重与自动合并线，并显示前后对比", "Learn from the answers how much fields tell and from which line pairs should merge, and show before and after"),
		Long: a.say(`以人工裁定修正各字段的权重（先验为启用中的版本），保存为新版本；再以期望代价重估 matching.auto：
错误合并按 10 次漏合并计。不加 --activate 也未在终端确认时，新版本只保存，不启用；合并线把给出的
一行写进 tierloop.yaml 才生效。之后的计划与闸门会照常显示全部变化。`,
			`Moves the weights of the fields by the answers, starting at the active version, and keeps
them as a new version; then finds the matching.auto of the least expected cost, where a
wrong merge counts as ten missed ones. Without --activate, and without a yes at a terminal,
the version is kept and not switched on; the line takes effect once it stands in
tierloop.yaml. The next plan and its gates show every change as always.`),
		Example: `  tierloop review refit
  tierloop review refit --activate --reason "two hundred answers of the dealers"
  tierloop review refit --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.reviewer(cmd.Context(), stewardFlags{author: f.author, reason: f.reason})
			if err != nil {
				return err
			}
			return r.refit(least, f)
		},
	}
	f.add(a, c)
	c.Flags().IntVar(&least, "least", matching.EnoughAnswers, a.say("至少需要的裁定数", "answers that it takes at least"))
	return c
}

// refitJSON is tierloop.refit/v1.
type refitJSON struct {
	Answers int             `json:"answers"`
	Bands   []matching.Band `json:"bands"`   // by the refitted weights
	Weights []weightJSON    `json:"weights"` // that the answers moved, the most first
	Before  lineJSON        `json:"before"`
	// Weighed is the outcome by the refitted weights and the present line; After
	// by the refitted line too.
	Weighed lineJSON    `json:"weighed"`
	After   lineJSON    `json:"after"`
	Moved   int         `json:"customers_moved"` // from before to weighed: whose entity would hold other customers
	Movers  []moverJSON `json:"movers,omitempty"`
	Version int64       `json:"version"` // of the refitted weights; 0 when the answers move none
	Active  bool        `json:"active"`
}

// weightJSON is by how many bits the answers move a level of a field.
type weightJSON struct {
	Kind  model.Kind `json:"kind"`
	Field string     `json:"field"`
	Level string     `json:"level"`
	By    float64    `json:"by"`
}

type lineJSON struct {
	Auto float64 `json:"auto"`
	Cost float64 `json:"expected_cost"`
	outcomeJSON
}

func (r *reviewer) refit(least int, f modelFlags) error {
	s, err := r.stock()
	if err != nil {
		return err
	}
	m, _, err := r.engine.Matcher(r.ctx)
	if err != nil {
		return err
	}
	answers, models := m.Answers(s.records, s.decisions)
	if len(answers) < least {
		return usage("%d {answer|answers} on pairs that no gate forbids; a refit takes %d", len(answers), least)
	}
	m = m.WithModels(models)
	rules := r.engine.Config.File.Matching
	old := cmp.Or(rules.Auto, matching.DefaultRules().Auto)
	refitted := models.Reweigh(answers)
	weighed, _ := m.WithModels(refitted).Answers(s.records, s.decisions)
	was, fit := matching.Refit(answers, old), matching.Refit(weighed, old)

	before := m.Match(s.records, s.decisions)
	middle := m.WithModels(refitted).Match(s.records, s.decisions)
	after := middle
	if fit.Auto != old {
		rules.Auto, rules.Review = fit.Auto, min(rules.Review, fit.Auto)
		line, issues := matching.Compile(rules)
		if line == nil {
			return usage("matching.auto %.4f: %s", fit.Auto, issues[0].Text)
		}
		after = line.WithModels(refitted).Match(s.records, s.decisions)
	}
	doc := refitJSON{Answers: len(answers), Bands: fit.Bands, Weights: movedWeights(models, refitted),
		Before: lineJSON{old, was.Before, outcomeOf(before)}, Weighed: lineJSON{old, fit.Before, outcomeOf(middle)}, After: lineJSON{fit.Auto, fit.After, outcomeOf(after)}}
	doc.Movers, doc.Moved = s.movers(before, middle)
	if !r.json {
		r.showRefit(doc)
	}
	if len(doc.Weights) > 0 {
		if doc.Version, doc.Active, err = r.keepModels(refitted, engine.ModelByRefit, f); err != nil {
			return err
		}
	}
	if r.json {
		r.printJSON("tierloop.refit/v1", doc)
	}
	return nil
}

// movedWeights are what the answers move, the most first.
func movedWeights(before, after matching.Models) []weightJSON {
	out := []weightJSON{}
	for _, k := range [...][2]*matching.Model{{before.Organisations, after.Organisations}, {before.Persons, after.Persons}} {
		if k[0] == nil || k[1] == nil {
			continue
		}
		for i, f := range k[1].Fields {
			for l := range f.By {
				by := f.By[l]
				if old := k[0].Fields[i].By; old != nil {
					by -= old[l]
				}
				if by != 0 {
					out = append(out, weightJSON{Kind: k[1].Kind, Field: f.Field, Level: f.Levels[l], By: math.Round(by*100) / 100})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b weightJSON) int { return cmp.Compare(math.Abs(b.By), math.Abs(a.By)) })
	return out
}

func (r *reviewer) showRefit(d refitJSON) {
	rows := [][]string{{r.say("字段", "FIELD"), r.say("比较结果", "LEVEL"), r.say("比特变化", "BITS MOVED")}}
	for _, w := range d.Weights {
		rows = append(rows, []string{r.term(w.Field), r.term(w.Level), fmt.Sprintf("%+.2f", w.By)})
	}
	if len(d.Weights) > 0 {
		r.table(rows)
	} else {
		r.note("%d 项裁定支持现有的权重", "%d {answer bears|answers bear} the present weights out", d.Answers)
	}
	rows = [][]string{{r.say("比特", "BITS"), r.say("同一家", "SAME"), r.say("不是", "DIFFERENT"), r.say("为同一家的概率", "PROBABILITY")}}
	for _, b := range d.Bands {
		rows = append(rows, []string{fmt.Sprintf("%+.0f…%+.0f", b.From, b.To), fmt.Sprint(b.Same), fmt.Sprint(b.Different), fmt.Sprintf("%.3f", b.Posterior)})
	}
	fmt.Fprintln(r.stdout)
	r.table(rows)
	fmt.Fprintln(r.stdout)
	line := func(name string, l lineJSON) []string {
		return append([]string{name, fmt.Sprintf("%.4f", l.Auto), fmt.Sprintf("%.1f", l.Cost)}, r.outcomeLine("", l.outcomeJSON)[1:]...)
	}
	rows = [][]string{{"", "matching.auto", r.say("期望代价", "EXPECTED COST"), r.say("实体", "ENTITIES"), r.say("合并", "MERGES"), r.say("待审", "QUESTIONS")},
		line(r.say("现在", "now"), d.Before), line(r.say("重估权重后", "refitted weights"), d.Weighed)}
	if d.Before.Auto != d.After.Auto {
		rows = append(rows, line(r.say("合并线也重估后", "and refitted line"), d.After))
	}
	r.table(rows)
	r.showMovers(d.Movers, d.Moved)
	if d.Before.Auto == d.After.Auto {
		r.note("%d 项裁定支持现有的合并线", "%d {answer bears|answers bear} the present line out", d.Answers)
		return
	}
	fmt.Fprintln(r.stdout, r.say("启用重估的合并线：在 tierloop.yaml 中写", "To switch the line on, write in tierloop.yaml"))
	fmt.Fprintf(r.stdout, "  matching: {auto: %.4f}\n", d.After.Auto)
}
