package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/scoring/weights"
)

func (a *app) suggestCommand() *cobra.Command {
	var t turnFlags
	var files []string
	var worth string
	var bands int
	c := &cobra.Command{
		Use: "suggest [POLICY]", Args: cobra.MaximumNArgs(1),
		Short: a.say("由数据建议：等级起点、各维度权重、区间", "Suggest from the data: where tiers begin, weights of dimensions, bands"),
		Long: a.say(`按策略对客户评级（不计历史），再给出：
等级起点 — 现行起点，与按人数占比、分位、累计价值占比、自然断点得出的起点及各级人数；
权重 — 现行权重，与熵权法、CRITIC 法由各维度得分得出的权重；
区间 — 策略所用每个指标的自然断点，取整为两位有效数字。
只给建议，不改策略；改后可用 tier compare 与 tier backtest 检验。`,
			`Scores the customers by a policy, without history, and shows
cut-offs: the present floors, and those by share of customers, by quantile, by share of
  worth and at natural breaks, with how many customers each level has;
weights:  the present ones, and those of the entropy and CRITIC methods, from the points;
bands:    natural breaks of every indicator that the policy uses, rounded to two digits.
Nothing is changed; tier compare and tier backtest show what a change would do.`),
		Example: `  tierloop tier suggest
  tierloop tier suggest policy.yaml --facts orders=o.csv --as-of 2026-09-30
  tierloop tier suggest --worth revenue_12m --bands 6 --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			req, err := t.request("score")
			if err != nil {
				return err
			}
			if bands < 2 || bands > 20 {
				return usage("--bands is 2 to 20, found %d", bands)
			}
			return a.suggest(cmd.Context(), strings.Join(args, ""), files, req.AsOf, worth, bands)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&files, "facts", nil, a.say("种类=文件，可多个（默认取存储）", "KIND=FILE, several by commas (default: the store)"))
	f.StringVar(&t.asOf, "as-of", "", a.say("评级基准日 YYYY-MM-DD（默认今天）", "score as of this day, YYYY-MM-DD (default today)"))
	f.StringVar(&worth, "worth", "", a.say("累计价值占比所用的指标（默认第一个订单金额合计）", "the indicator of what a customer is worth (default: the first sum of order amounts)"))
	f.IntVar(&bands, "bands", 5, a.say("每个指标建议的区间数", "so many bands per indicator"))
	return c
}

// suggestJSON is tierloop.tier-suggest/v1.
type suggestJSON struct {
	Policy    string              `json:"policy"`
	AsOf      model.Date          `json:"as_of"`
	Customers int                 `json:"customers"` // with a score
	Tiers     []string            `json:"tiers"`
	Cuts      []cutsJSON          `json:"cuts"`
	Weights   []suggestedWeight   `json:"weights"`
	Bands     []suggestedBandJSON `json:"bands"`
}

// cutsJSON is one way to cut; the last tier has no floor.
type cutsJSON struct {
	Way    string    `json:"way"` // now, share, quantile, revenue_share, jenks
	At     []float64 `json:"at,omitempty"`
	Floors []float64 `json:"floors,omitempty"`
	Counts []int     `json:"counts"`
	Fit    float64   `json:"fit,omitempty"`
}

type suggestedWeight struct {
	Dimension string     `json:"dimension"`
	Label     model.Text `json:"label"`
	Now       string     `json:"now"`
	Entropy   float64    `json:"entropy"`
	Critic    float64    `json:"critic"`
}

type suggestedBandJSON struct {
	Indicator string    `json:"indicator"`
	Customers int       `json:"customers"`
	From      []float64 `json:"from"`
}

func (a *app) suggest(ctx context.Context, path string, files []string, asOf model.Date, worth string, bands int) error {
	policy, c, err := a.policyAndCrowd(ctx, path, files)
	if err != nil {
		return err
	}
	if asOf == 0 {
		asOf = c.today
	}
	if worth == "" {
		worth = worthOf(policy.Policy())
	} else if ids := policy.IndicatorIDs(); !slices.Contains(ids, worth) {
		return usage("no indicator %q%s; there are %s", worth, model.DidYouMean(worth, ids), strings.Join(ids, ", "))
	}
	in, err := c.inputs(policy, asOf)
	if err != nil {
		return err
	}
	results, err := c.try(policy, asOf, scoring.Inputs{Rates: in.Rates})
	if err != nil {
		return err
	}
	s := &suggestion{values: map[string][]float64{}}
	for r := range results {
		if r.Scope == model.ScopeGroup {
			s.take(r, worth)
		}
	}
	doc := s.document(policy, asOf, bands)
	if a.json {
		a.printJSON("tierloop.tier-suggest/v1", doc)
		a.json = false
		return a.rejected(c.bad)
	}
	a.showSuggestion(doc, policy)
	return a.rejected(c.bad)
}

// worthOf is the first indicator that adds up order amounts, "" when none does.
func worthOf(p scoring.Policy) string {
	for _, id := range slices.Sorted(maps.Keys(p.Indicators)) {
		if strings.HasPrefix(strings.ReplaceAll(p.Indicators[id].Expr, " ", ""), "sum(orders.amount)") {
			return id
		}
	}
	return ""
}

// suggestion gathers what the results are made of.
type suggestion struct {
	scores, worth []float64
	counts        map[string]int
	values        map[string][]float64 // by indicator
	points        [][]float64          // of the dimensions, of customers who have all
	dimensions    []model.Part
}

func (s *suggestion) take(r model.TierResult, worth string) {
	for id, text := range r.Indicators {
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			s.values[id] = append(s.values[id], v)
		}
	}
	score, err := strconv.ParseFloat(r.Score, 64)
	if err != nil {
		return // unrated
	}
	if s.counts == nil {
		s.counts = map[string]int{}
	}
	s.counts[r.Raw]++
	v, _ := strconv.ParseFloat(r.Indicators[worth], 64)
	s.scores, s.worth = append(s.scores, score), append(s.worth, v)
	var row []float64
	var parts []model.Part
	for _, p := range r.Parts {
		if p.Of != "" {
			continue
		}
		if points, err := strconv.ParseFloat(p.Points, 64); err == nil {
			row, parts = append(row, points), append(parts, p)
		}
	}
	if len(parts) > len(s.dimensions) {
		s.dimensions, s.points = parts, nil
	}
	if len(parts) > 1 && len(parts) == len(s.dimensions) {
		s.points = append(s.points, row)
	}
}

func (s *suggestion) document(policy *scoring.Compiled, asOf model.Date, bands int) suggestJSON {
	tiers := policy.Levels()
	doc := suggestJSON{Policy: policy.Policy().Name, AsOf: policy.AsOf(asOf), Customers: len(s.scores), Tiers: tiers,
		Weights: []suggestedWeight{}, Bands: []suggestedBandJSON{}}
	now := cutsJSON{Way: "now"}
	for _, l := range policy.Policy().Tiers.Levels {
		now.Counts = append(now.Counts, s.counts[l.ID])
		if l.Min != nil && len(now.Floors) < len(tiers)-1 {
			v, _ := l.Min.Float64()
			now.Floors = append(now.Floors, v)
		}
	}
	doc.Cuts = append(doc.Cuts, now)
	for _, c := range scoring.SuggestCuts(s.scores, s.worth, len(tiers)) {
		doc.Cuts = append(doc.Cuts, cutsJSON(c))
	}
	if len(s.points) > 1 {
		entropy, noEntropy := weights.Entropy(weights.MinMax(s.points))
		critic, noCritic := weights.Critic(s.points)
		for i, d := range s.dimensions {
			if noEntropy != nil || noCritic != nil {
				break // all customers are alike: no weight follows
			}
			doc.Weights = append(doc.Weights, suggestedWeight{d.ID, d.Label, d.Weight, entropy[i], critic[i]})
		}
	}
	for _, id := range policy.IndicatorIDs() {
		if from := scoring.SuggestBands(s.values[id], bands); len(from) > 1 {
			doc.Bands = append(doc.Bands, suggestedBandJSON{id, len(s.values[id]), from})
		}
	}
	return doc
}

var wayNames = map[string]model.Text{
	"now": {ZH: "现行", EN: "now"}, "share": {ZH: "人数占比", EN: "share of customers"}, "quantile": {ZH: "分位", EN: "equal parts"},
	"revenue_share": {ZH: "价值占比", EN: "share of worth"}, "jenks": {ZH: "自然断点", EN: "natural breaks"},
}

func (a *app) showSuggestion(d suggestJSON, policy *scoring.Compiled) {
	fmt.Fprint(a.stdout, a.say("策略 %s，基准日 %s，%d 个有得分的客户\n\n", "policy %s as of %s, %d {customer|customers} with a score\n\n", d.Policy, d.AsOf, d.Customers))
	head := []string{a.say("等级起点与人数", "CUT-OFFS AND COUNTS")}
	for _, t := range d.Tiers {
		head = append(head, a.className(policy, t))
	}
	rows := [][]string{append(head, "")}
	for _, c := range d.Cuts {
		line := []string{wayNames[c.Way].In(a.language())}
		for i := range d.Tiers {
			floor := a.say("其余", "rest")
			if i < len(c.Floors) {
				floor = "≥ " + plainFloat(c.Floors[i])
			}
			line = append(line, fmt.Sprintf("%s (%d)", floor, c.Counts[i]))
		}
		note := ""
		switch {
		case c.Fit > 0:
			note = fmt.Sprintf("GVF %.4f", c.Fit)
		case len(c.At) > 0:
			var at []string
			for _, v := range c.At {
				at = append(at, plainFloat(100*v)+" %")
			}
			note = strings.Join(at, " / ")
		}
		rows = append(rows, append(line, note))
	}
	a.table(rows)
	if len(d.Weights) > 0 {
		rows = [][]string{{a.say("维度", "DIMENSION"), a.say("现行 %", "NOW %"), a.say("熵权 %", "ENTROPY %"), "CRITIC %"}}
		for _, w := range d.Weights {
			rows = append(rows, []string{w.Label.In(a.language()), w.Now, fmt.Sprintf("%.1f", 100*w.Entropy), fmt.Sprintf("%.1f", 100*w.Critic)})
		}
		fmt.Fprintln(a.stdout)
		a.table(rows)
	}
	if len(d.Bands) > 0 {
		rows = [][]string{{a.say("指标", "INDICATOR"), a.say("客户", "CUSTOMERS"), a.say("区间起点", "BANDS FROM")}}
		for _, b := range d.Bands {
			var from []string
			for _, v := range b.From {
				from = append(from, plainFloat(v))
			}
			rows = append(rows, []string{b.Indicator, fmt.Sprint(b.Customers), strings.Join(from, "  ")})
		}
		fmt.Fprintln(a.stdout)
		a.table(rows)
	}
}

// plainFloat has no exponent and no more decimals than it needs, four at most.
func plainFloat(v float64) string {
	text := strconv.FormatFloat(v, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
