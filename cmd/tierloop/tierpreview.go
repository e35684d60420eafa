package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/scoring"
)

func (a *app) previewCommand() *cobra.Command {
	var t turnFlags
	var unit, out string
	var limit int
	c := &cobra.Command{
		Use: "preview [POLICY]", Args: cobra.MaximumNArgs(1),
		Short: a.say("试算：用一份策略评级而不保存，看谁会变动、为什么、各单元多少", "Score by a policy and keep nothing: who would move, why, and how many by unit"),
		Long: a.say("以当前等级为起点，用给定的策略文件（默认为配置中的策略）对存储中的全部客户试算。\n历史、汇率与人工指定照常计入，因此结果就是下一次 score 会得出的结果。",
			"Scores everybody in the store by a policy file (default: the configured one) and compares\nwith the tiers that stand. History, rates and pins count as always, so this is what the\nnext score would say."),
		Example: `  tierloop tier preview
  tierloop tier preview policy-2027.yaml --out moves.xlsx
  tierloop tier preview policy-2027.yaml --unit cloud --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			req, err := t.request("score")
			if err != nil {
				return err
			}
			return a.preview(cmd.Context(), strings.Join(args, ""), unit, req.AsOf, out, limit)
		},
	}
	f := c.Flags()
	f.StringVar(&t.asOf, "as-of", "", a.say("评级基准日 YYYY-MM-DD（默认今天）", "score as of this day, YYYY-MM-DD (default today)"))
	f.StringVar(&unit, "unit", "", a.say("看某业务单元自己的等级（默认集团等级）", "the tier of one business unit (default: the group tier)"))
	f.StringVar(&out, "out", "", a.say("把全部变动写入 .csv、.xlsx 或 .json", "write all moves to a .csv, .xlsx or .json"))
	f.IntVar(&limit, "limit", 20, a.say("最多显示的客户数", "show so many customers at most"))
	return c
}

// previewJSON is tierloop.tier-preview/v1.
type previewJSON struct {
	Policy    string           `json:"policy"`
	Hash      string           `json:"policy_hash"`
	AsOf      model.Date       `json:"as_of"`
	Scope     string           `json:"scope"`
	Customers int64            `json:"customers"`
	Up        int64            `json:"up"`
	Down      int64            `json:"down"`
	Other     int64            `json:"other"` // to or from unrated, new or gone
	Tiers     []tierCountJSON  `json:"tiers"`
	Moves     []moveCountJSON  `json:"moves"`
	Units     []unitMovesJSON  `json:"units"`
	Rows      []previewRowJSON `json:"rows"`
}

type tierCountJSON struct {
	Tier string `json:"tier"`
	Was  int64  `json:"was"`
	Is   int64  `json:"is"`
}

type moveCountJSON struct {
	From string `json:"from"`
	To   string `json:"to"`
	N    int64  `json:"n"`
}

type unitMovesJSON struct {
	Unit      string `json:"unit"`
	Customers int64  `json:"customers"`
	Up        int64  `json:"up"`
	Down      int64  `json:"down"`
	Other     int64  `json:"other"`
}

type previewRowJSON struct {
	Entity string     `json:"entity"`
	Name   string     `json:"name,omitempty"`
	Units  []string   `json:"units,omitempty"`
	From   string     `json:"from"`
	To     string     `json:"to"`
	Way    report.Way `json:"way"`
	Score  string     `json:"score,omitempty"`
	Was    string     `json:"score_was,omitempty"`
	Why    model.Text `json:"why"`
}

func (a *app) preview(ctx context.Context, path, unit string, asOf model.Date, out string, limit int) error {
	e, err := a.openEngine(ctx)
	if err != nil {
		return err
	}
	policy := e.Config.Policy
	if path != "" {
		if policy, err = a.loadPolicy(path); err != nil {
			return err
		}
	}
	c, err := a.storeCrowd(ctx, e)
	if err != nil {
		return err
	}
	if asOf == 0 {
		asOf = c.today
	}
	scope := model.ScopeGroup
	if unit != "" {
		scope = model.UnitScope(unit)
	}
	doc, matrix, err := c.preview(e.Config.Policy.Policy().Name, policy, asOf, scope)
	if err != nil {
		return err
	}
	if out != "" {
		if err := a.writeMoves(out, doc.Rows); err != nil {
			return err
		}
	}
	if a.json {
		a.printJSON("tierloop.tier-preview/v1", doc)
		return nil
	}
	a.showPreview(doc, matrix, policy, limit)
	if g := guardOf(doc, policy, e.Config.Gates); g != nil {
		a.note("%s", "%s", a.overGate(g))
	}
	return nil
}

// preview compares what stands under the live policy with what another says.
func (c *crowd) preview(live string, policy *scoring.Compiled, asOf model.Date, scope string) (previewJSON, *report.Matrix, error) {
	p := policy.Policy()
	doc := previewJSON{Policy: p.Name, Hash: policy.Hash, AsOf: policy.AsOf(asOf), Scope: scope,
		Moves: []moveCountJSON{}, Units: []unitMovesJSON{}, Rows: []previewRowJSON{}}
	ladder := policy.Levels()
	matrix := report.NewMatrix(append(slices.Clone(ladder), model.Unrated)...)
	was := map[string]model.TierResult{}
	if err := c.stands(live, scope, func(t model.TierResult) { was[t.Entity] = t }); err != nil {
		return doc, nil, err
	}
	in, err := c.inputs(policy, asOf)
	if err != nil {
		return doc, nil, err
	}
	results, err := c.try(policy, asOf, in)
	if err != nil {
		return doc, nil, err
	}
	units := map[string]*report.Matrix{}
	note := func(entity string, before, after *model.TierResult) {
		row := previewRowJSON{Entity: entity, Name: c.who[entity].name, Units: distinct(c.who[entity].units), From: report.New, To: report.Gone}
		if before != nil {
			row.From, row.Was = before.Final, before.Score
		}
		if after != nil {
			row.To, row.Score, row.Why = after.Final, after.Score, whyMoved(before, after)
		}
		row.Way = report.Direction(ladder, row.From, row.To)
		matrix.Add(row.From, row.To, 1)
		for _, u := range row.Units {
			if units[u] == nil {
				units[u] = report.NewMatrix()
			}
			units[u].Add(row.From, row.To, 1)
		}
		if row.Way != report.Same {
			doc.Rows = append(doc.Rows, row)
		}
	}
	for r := range results {
		if r.Scope != scope {
			continue
		}
		var before *model.TierResult
		if b, ok := was[r.Entity]; ok {
			before = &b
			delete(was, r.Entity)
		}
		note(r.Entity, before, &r)
	}
	for _, id := range slices.Sorted(maps.Keys(was)) {
		b := was[id]
		note(id, &b, nil)
	}
	moved := matrix.Moved(ladder)
	doc.Customers, doc.Up, doc.Down, doc.Other = matrix.Total(), moved.Up, moved.Down, moved.Other
	for _, t := range matrix.Classes {
		doc.Tiers = append(doc.Tiers, tierCountJSON{t, matrix.From(t), matrix.To(t)})
		for _, to := range matrix.Classes {
			if n := matrix.Count(t, to); n > 0 {
				doc.Moves = append(doc.Moves, moveCountJSON{t, to, n})
			}
		}
	}
	for _, u := range slices.Sorted(maps.Keys(units)) {
		m := units[u].Moved(ladder)
		doc.Units = append(doc.Units, unitMovesJSON{u, units[u].Total(), m.Up, m.Down, m.Other})
	}
	return doc, matrix, nil
}

func distinct(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}

// whyMoved is what speaks for the new tier: its notes, else the parts of the
// score that changed, else its reason.
func whyMoved(before, after *model.TierResult) model.Text {
	var zh, en []string
	for _, n := range after.Notes {
		zh, en = append(zh, n.ZH), append(en, n.EN)
	}
	if before != nil {
		for _, c := range scoring.Changes(*before, *after) {
			zh, en = append(zh, c.ZH), append(en, c.EN)
		}
	}
	if len(zh) == 0 {
		return after.Reason // the score stands where it did; the rungs have moved
	}
	return model.Text{ZH: strings.Join(zh, "；"), EN: strings.Join(en, "; ")}
}

func (a *app) showPreview(d previewJSON, m *report.Matrix, policy *scoring.Compiled, limit int) {
	lang := a.language()
	fmt.Fprint(a.stdout, a.say("策略 %s  %s  基准日 %s  %d 个客户：%d 升  %d 降  %d 进出未评级\n", "policy %s  %s  as of %s  %d {customer|customers}: %d up  %d down  %d other\n",
		d.Policy, d.Hash[:min(12, len(d.Hash))], d.AsOf, d.Customers, d.Up, d.Down, d.Other))
	a.showMatrix(m, policy)
	if len(d.Units) > 0 {
		rows := [][]string{{a.say("单元", "UNIT"), a.say("客户", "CUSTOMERS"), a.say("升", "UP"), a.say("降", "DOWN"), a.say("其他", "OTHER")}}
		for _, u := range d.Units {
			rows = append(rows, []string{u.Unit, fmt.Sprint(u.Customers), fmt.Sprint(u.Up), fmt.Sprint(u.Down), fmt.Sprint(u.Other)})
		}
		fmt.Fprintln(a.stdout)
		a.table(rows)
	}
	if len(d.Rows) > 0 {
		rows := [][]string{{a.say("客户", "CUSTOMER"), "ID", a.say("原等级", "WAS"), a.say("新等级", "IS"), a.say("原因", "WHY")}}
		for i, r := range d.Rows {
			if i == limit {
				break
			}
			rows = append(rows, []string{r.Name, r.Entity, a.className(policy, r.From), a.className(policy, r.To), short(r.Why.In(lang), 90)})
		}
		fmt.Fprintln(a.stdout)
		a.table(rows)
		if n := len(d.Rows) - limit; n > 0 {
			a.note("另有 %d 个客户变动；--out 文件名 可导出全部", "%d more move; --out FILE writes them all", n)
		}
	}
}
