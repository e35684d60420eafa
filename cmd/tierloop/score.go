package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

func (a *app) scoreCommand() *cobra.Command {
	var t turnFlags
	var policy, out string
	var files []string
	c := &cobra.Command{
		Use: "score", GroupID: "loop", Args: noArgs,
		Short: a.say("评级：对存储，或按策略直接对 CSV/Excel 文件", "Score: the store, or CSV and Excel files by a policy"),
		Long: a.say(`不带 --policy 时对存储执行评级阶段。带 --policy 与 --facts 时无需配置与存储：
--facts 接受 customers、orders、invoices、payments、returns、opportunities、activities、rates、
manual_scores（人工打分）、own_companies（自有公司）；
客户文件的其余列按列名成为策略可用的属性（field）。
结果为 customer_id,policy,as_of,score,raw_tier,tier，其后每个指标与模型输出各一列；
策略按单元评级时末列为 unit。--json 另给出模型拟合的参数与切分点。`,
			`Without --policy, the score stage runs on the store. With --policy and --facts neither
configuration nor store is needed: --facts takes customers, orders, invoices, payments,
returns, opportunities, activities, rates, manual_scores and own_companies. Further
columns of the customers are attributes for the policy, by their header. The result is
customer_id,policy,as_of,score,raw_tier,tier, then a column per indicator and output, and
unit where the policy scores by unit. --json adds what the models fitted: parameters, cut-offs.`),
		Example: `  tierloop score --policy tier.yaml --facts customers=c.csv,orders=o.csv --out scores.csv
  tierloop score --policy tier.yaml --facts orders=订单.xlsx --as-of 2026-09-30
  tierloop score                # the stored customers`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			req, err := t.request("score")
			if err != nil {
				return err
			}
			if policy != "" {
				return a.scoreFiles(policy, files, req.AsOf, out)
			}
			if len(files) > 0 || out != "" {
				return usage("--facts and --out go with --policy")
			}
			return a.turn(cmd.Context(), req)
		},
	}
	f := c.Flags()
	f.StringVar(&policy, "policy", "", a.say("策略文件", "file of the policy"))
	f.StringSliceVar(&files, "facts", nil, a.say("种类=文件，可多个", "KIND=FILE, several by commas"))
	f.StringVar(&out, "out", "", a.say("结果文件（默认标准输出）", "file of the result (default: standard output)"))
	f.StringVar(&t.asOf, "as-of", "", a.say("评级基准日 YYYY-MM-DD（默认今天）", "score as of this day, YYYY-MM-DD (default today)"))
	f.BoolVar(&t.wait, "wait", false, a.say("等待正在运行的任务结束", "wait for a run under way to end"))
	return c
}

// scoreJSON is tierloop.score/v1.
type scoreJSON struct {
	Policy    string         `json:"policy"`
	Hash      string         `json:"policy_hash"`
	AsOf      model.Date     `json:"as_of"`
	Rows      int            `json:"rows"`
	Customers int            `json:"customers"`
	Tiers     map[string]int `json:"tiers"`
	Rejected  []badRow       `json:"rejected,omitempty"`
	Out       string         `json:"out,omitempty"`
	// Learned is what the population gave, by scope.
	Learned map[string]scoring.Learned `json:"learned"`
}

func (a *app) scoreFiles(path string, files []string, asOf model.Date, out string) error {
	if a.json && out == "" {
		return usage("--json prints the counts; name the file of the result with --out")
	}
	if len(files) == 0 {
		return usage("--policy wants --facts, such as customers=c.csv,orders=o.csv")
	}
	compiled, err := a.loadPolicy(path)
	if err != nil {
		return err
	}
	policy := compiled.Policy()
	f, err := readFacts(files, policy)
	if err != nil {
		return err
	}
	if asOf == 0 {
		asOf = model.DateOf(a.clock.Now().In(f.location))
	}
	run, err := compiled.NewRun(asOf, scoring.Inputs{Rates: f.rates})
	if err != nil {
		return usage("%v", err)
	}
	if err := f.enter(policy.Scope, run); err != nil {
		return err
	}
	sum := scoreJSON{Policy: policy.Name, Hash: compiled.Hash, AsOf: compiled.AsOf(asOf), Rows: f.rows, Customers: len(f.subjects), Rejected: f.bad, Out: out}
	if sum.Tiers, err = a.writeScores(compiled, run, out); err != nil {
		return err
	}
	if a.json {
		sum.Learned = run.Learned()
		a.printJSON("tierloop.score/v1", sum)
		a.json = false
	} else {
		var parts []string
		for _, id := range append(compiled.Levels(), model.Unrated) {
			parts = append(parts, fmt.Sprintf("%s %d", compiled.TierLabel(id).In(a.language()), sum.Tiers[id]))
		}
		a.note("%d 个客户，基准日 %s：%s", "%d {customer|customers} as of %s: %s", sum.Customers, sum.AsOf, strings.Join(parts, "  "))
	}
	return a.rejected(f.bad)
}

// loadPolicy reads one policy file by itself; its findings are printed.
func (a *app) loadPolicy(path string) (*scoring.Compiled, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fault.New("E1015", path).Because(errors.Unwrap(err)).FixedBy(a.say("检查策略文件的路径", "check the path of the policy"))
	}
	compiled, findings := configs.LoadPolicy(path)
	return compiled, a.found(path, findings)
}

// readFacts reads the files of --facts, by the zone and the currency of a policy.
func readFacts(files []string, policy scoring.Policy) (*facts, error) {
	loc := time.UTC
	if zone, err := time.LoadLocation(policy.Timezone); err == nil {
		loc = zone
	}
	f := newFacts(policy.Currency.Base, loc)
	for _, item := range files {
		kind, file, ok := strings.Cut(item, "=")
		if _, known := factKinds[kind]; !ok || !known && !slices.Contains(plainKinds, kind) {
			return nil, usage("--facts wants KIND=FILE with KIND one of %s; found %q", strings.Join(append(slices.Clone(plainKinds), slices.Sorted(maps.Keys(factKinds))...), ", "), item)
		}
		if err := f.read(kind, file); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// writeScores writes one line per customer and counts the tiers.
func (a *app) writeScores(c *scoring.Compiled, run *scoring.Run, out string) (map[string]int, error) {
	results, err := run.Results()
	if err != nil {
		return nil, err
	}
	indicators, outputs := c.IndicatorIDs(), c.OutputIDs()
	header := append(append([]string{"customer_id", "policy", "as_of", "score", "raw_tier", "tier"}, indicators...), outputs...)
	byUnit := c.Policy().Scope.Level == "unit"
	if byUnit {
		header = append(header, "unit")
	}
	w, err := a.createCSV(out, header...)
	if err != nil {
		return nil, err
	}
	defer w.abandon()
	tiers := map[string]int{}
	for r := range results {
		tiers[r.Final]++
		line := []string{r.Entity, r.Policy, r.AsOf.String(), r.Score, r.Raw, r.Final}
		for _, id := range indicators {
			line = append(line, r.Indicators[id])
		}
		for _, id := range outputs {
			line = append(line, r.Outputs[id])
		}
		if byUnit {
			line = append(line, strings.TrimPrefix(r.Scope, model.UnitScope("")))
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	return tiers, w.commit()
}
