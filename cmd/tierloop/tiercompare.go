package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/scoring"
)

func (a *app) compareCommand() *cobra.Command {
	var t turnFlags
	var files []string
	var out string
	c := &cobra.Command{
		Use:   "compare POLICY POLICY",
		Short: a.say("两份策略对同一批客户的结果有何不同", "What two policies say of the same customers"),
		Long: a.say("两份策略在同一天对同一批客户评级，不计历史与人工指定，因此差异只来自策略本身。\n客户取自存储，或 --facts 所列文件。",
			"Both policies score the same customers on the same day, without history and pins, so\nwhat differs comes from the policies alone. The customers are the store's, or those of\nthe files in --facts."),
		Example: `  tierloop tier compare policy.yaml policy-2027.yaml
  tierloop tier compare a.yaml b.yaml --facts customers=c.csv,orders=o.csv --out differ.csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("%s wants two policy files, found %d", cmd.CommandPath(), len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			req, err := t.request("score")
			if err != nil {
				return err
			}
			return a.compare(cmd.Context(), args[0], args[1], files, req.AsOf, out)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&files, "facts", nil, a.say("种类=文件，可多个（默认取存储）", "KIND=FILE, several by commas (default: the store)"))
	f.StringVar(&t.asOf, "as-of", "", a.say("评级基准日 YYYY-MM-DD（默认今天）", "score as of this day, YYYY-MM-DD (default today)"))
	f.StringVar(&out, "out", "", a.say("把意见不同的客户写入 .csv、.xlsx 或 .json", "write those on whom they differ to a .csv, .xlsx or .json"))
	return c
}

// compareJSON is tierloop.tier-compare/v1. Moves are from the first policy's
// tier to the second's.
type compareJSON struct {
	A         comparedJSON     `json:"a"`
	B         comparedJSON     `json:"b"`
	AsOf      model.Date       `json:"as_of"`
	Customers int64            `json:"customers"`
	Same      int64            `json:"same"` // on the same rung of both ladders
	Moves     []moveCountJSON  `json:"moves"`
	Rows      []previewRowJSON `json:"rows"`
}

type comparedJSON struct {
	Policy string           `json:"policy"`
	Hash   string           `json:"policy_hash"`
	Tiers  map[string]int64 `json:"tiers"`
}

func (a *app) compare(ctx context.Context, pathA, pathB string, files []string, asOf model.Date, out string) error {
	first, err := a.loadPolicy(pathA)
	if err != nil {
		return err
	}
	second, err := a.loadPolicy(pathB)
	if err != nil {
		return err
	}
	c, err := a.crowd(ctx, files, first.Policy())
	if err != nil {
		return err
	}
	if asOf == 0 {
		asOf = c.today
	}
	doc, matrix, err := c.compare(first, second, asOf)
	if err != nil {
		return err
	}
	if out != "" {
		if err := a.writeMoves(out, doc.Rows); err != nil {
			return err
		}
	}
	if a.json {
		a.printJSON("tierloop.tier-compare/v1", doc)
		a.json = false
		return a.rejected(c.bad)
	}
	fmt.Fprint(a.stdout, a.say("%s（行）与 %s（列），基准日 %s：%d 个客户中 %d 个同级\n", "%s (rows) and %s (columns) as of %s: of %d {customer|customers} %d stand on the same rung\n",
		pathA, pathB, doc.AsOf, doc.Customers, doc.Same))
	a.showMatrix(matrix, first)
	return a.rejected(c.bad)
}

// compare scores everybody by both, without history and pins.
func (c *crowd) compare(first, second *scoring.Compiled, asOf model.Date) (compareJSON, *report.Matrix, error) {
	doc := compareJSON{A: compared(first), B: compared(second), AsOf: first.AsOf(asOf), Moves: []moveCountJSON{}, Rows: []previewRowJSON{}}
	alone := func(p *scoring.Compiled) (scoring.Inputs, error) {
		in, err := c.inputs(p, asOf)
		return scoring.Inputs{Rates: in.Rates}, err
	}
	in, err := alone(first)
	if err != nil {
		return doc, nil, err
	}
	results, err := c.try(first, asOf, in)
	if err != nil {
		return doc, nil, err
	}
	was := map[string]model.TierResult{}
	for r := range results {
		if r.Scope == model.ScopeGroup {
			was[r.Entity] = r
		}
	}
	if in, err = alone(second); err != nil {
		return doc, nil, err
	}
	if results, err = c.try(second, asOf, in); err != nil {
		return doc, nil, err
	}
	ladder, other := first.Levels(), second.Levels()
	matrix := report.NewMatrix(append(slices.Clone(ladder), model.Unrated)...)
	for r := range results {
		before, ok := was[r.Entity]
		if r.Scope != model.ScopeGroup || !ok {
			continue
		}
		doc.A.Tiers[before.Final]++
		doc.B.Tiers[r.Final]++
		matrix.Add(before.Final, r.Final, 1)
		if rung(ladder, before.Final) == rung(other, r.Final) {
			doc.Same++
			continue
		}
		way := report.Direction(ladder, before.Final, r.Final)
		if !slices.Equal(ladder, other) {
			way = report.Other // rungs of two ladders have no order
		}
		doc.Rows = append(doc.Rows, previewRowJSON{Entity: r.Entity, Name: c.who[r.Entity].name, Units: distinct(c.who[r.Entity].units),
			From: before.Final, To: r.Final, Way: way, Was: before.Score, Score: r.Score, Why: whyMoved(&before, &r)})
	}
	doc.Customers = matrix.Total()
	for _, from := range matrix.Classes {
		for _, to := range matrix.Classes {
			if n := matrix.Count(from, to); n > 0 {
				doc.Moves = append(doc.Moves, moveCountJSON{from, to, n})
			}
		}
	}
	return doc, matrix, nil
}

func compared(p *scoring.Compiled) comparedJSON {
	out := comparedJSON{Policy: p.Policy().Name, Hash: p.Hash, Tiers: map[string]int64{model.Unrated: 0}}
	for _, id := range p.Levels() {
		out.Tiers[id] = 0
	}
	return out
}

// rung is the position of a tier on its ladder; unrated is below all.
func rung(ladder []string, tier string) int {
	if i := slices.Index(ladder, tier); i >= 0 {
		return i
	}
	return -1
}
