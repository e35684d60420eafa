package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/scoring"
)

func (a *app) backtestCommand() *cobra.Command {
	var files []string
	var from, to, every, out string
	c := &cobra.Command{
		Use: "backtest [POLICY]", Args: cobra.MaximumNArgs(1),
		Short: a.say("回测：一份策略在过去各评审期会给出什么", "What a policy would have said at every review of the past"),
		Long: a.say(`按评审期逐期评级，每期把前几期的结果当作历史（缓冲与连续评审因此生效），不计人工指定。
给出逐期人数、迁移矩阵、反复（升后即降或降后即升）与等级通胀（最高级占比、平均级别的变化）。
业务数据按其日期截取；客户归属与属性以今天为准。`,
			`Scores review by review; the reviews before count as history, so band and consecutive
reviews take effect; pins do not. Shows the counts at every review, the migration matrix,
flapping (a move that the next move takes back) and inflation (the share of the best tier
and the mean rung). Facts count up to each day; who belongs to whom, and attributes, are
today's.`),
		Example: `  tierloop tier backtest --from 2025-01-01
  tierloop tier backtest policy-2027.yaml --every monthly --json
  tierloop tier backtest a.yaml --facts orders=o.csv --from 1997-01-01 --to 1998-06-30`,
		RunE: func(cmd *cobra.Command, args []string) error {
			b := backtest{every: every}
			var err error
			if b.from, err = model.ParseDate(from); err != nil {
				return usage("--from: %v", err)
			}
			if b.to, err = model.ParseDate(to); err != nil {
				return usage("--to: %v", err)
			}
			path := ""
			if len(args) == 1 {
				path = args[0]
			}
			return a.backtest(cmd.Context(), path, files, b, out)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&files, "facts", nil, a.say("种类=文件，可多个（默认取存储）", "KIND=FILE, several by commas (default: the store)"))
	f.StringVar(&from, "from", "", a.say("从此日起（默认八个评审期之前）", "from this day on (default: eight reviews ago)"))
	f.StringVar(&to, "to", "", a.say("到此日（默认今天）", "up to this day (default today)"))
	f.StringVar(&every, "every", "", a.say("monthly、quarterly 或 yearly（默认按策略的评审期）", "monthly, quarterly or yearly (default: the review period of the policy)"))
	f.StringVar(&out, "out", "", a.say("把每个客户各期的等级写入 .csv、.xlsx 或 .json", "write everybody's tier at every review to a .csv, .xlsx or .json"))
	return c
}

// backtest is what is asked for.
type backtest struct {
	from, to model.Date
	every    string
}

var periodMonths = map[string]int{"monthly": 1, "quarterly": 3, "yearly": 12}

// days are the last days of the periods that end in the span, and its own last
// day when a period is under way then.
func (b backtest) days() []model.Date {
	n := periodMonths[b.every]
	var out []model.Date
	t := b.from.Time()
	first := time.Date(t.Year(), (t.Month()-1)/time.Month(n)*time.Month(n)+1, 1, 0, 0, 0, 0, time.UTC)
	for k := 1; ; k++ {
		end := model.DateOf(first.AddDate(0, n*k, -1))
		if end >= b.to {
			return append(out, b.to)
		}
		out = append(out, end)
	}
}

// backtestJSON is tierloop.tier-backtest/v1.
type backtestJSON struct {
	Policy    string          `json:"policy"`
	Hash      string          `json:"policy_hash"`
	Customers int             `json:"customers"`
	Reviews   []reviewJSON    `json:"reviews"`
	Moves     []moveCountJSON `json:"moves"` // of all reviews after the first, those who stayed included
	// Changes and Flaps are of the final tiers; the raw ones are
	// by score alone. A flap is a move that the customer's next move takes back in part or
	// whole.
	Changes    int64     `json:"changes"`
	Flaps      int64     `json:"flaps"`
	RawChanges int64     `json:"raw_changes"`
	RawFlaps   int64     `json:"raw_flaps"`
	Settled    []float64 `json:"settled,omitempty"` // where the moves lead, by tier
}

// reviewJSON is one review. Rung is the mean position on the ladder of those who
// are rated, 1 the best.
type reviewJSON struct {
	AsOf  model.Date       `json:"as_of"`
	Tiers map[string]int64 `json:"tiers"`
	Up    int64            `json:"up"`
	Down  int64            `json:"down"`
	Rung  float64          `json:"rung"`
}

func (a *app) backtest(ctx context.Context, path string, files []string, b backtest, out string) error {
	policy, c, err := a.policyAndCrowd(ctx, path, files)
	if err != nil {
		return err
	}
	if err := b.settle(a, policy, c.today); err != nil {
		return err
	}
	days := b.days()
	h, err := c.backtest(policy, days)
	if err != nil {
		return err
	}
	doc, matrix := h.judge(policy, days)
	if out != "" {
		if err := a.writeHistory(out, h, days); err != nil {
			return err
		}
	}
	if a.json {
		a.printJSON("tierloop.tier-backtest/v1", doc)
		a.json = false
		return a.rejected(c.bad)
	}
	a.showBacktest(doc, matrix, policy)
	return a.rejected(c.bad)
}

// settle fills in what was not asked for: the period of the policy, and eight
// reviews up to today.
func (b *backtest) settle(a *app, policy *scoring.Compiled, today model.Date) error {
	p := policy.Policy()
	if p.AsOf != "run" {
		return usage("%s", a.say("策略写死了基准日 as_of；回测需要 as_of: run", "the policy fixes its day with as_of; a backtest wants as_of: run"))
	}
	if b.every == "" {
		b.every = "quarterly"
		if p.Tiers.Stability != nil {
			b.every = p.Tiers.Stability.Review
		}
	}
	if periodMonths[b.every] == 0 {
		return usage("--every is monthly, quarterly or yearly, found %q", b.every)
	}
	if b.to == 0 {
		b.to = today
	}
	if b.from == 0 {
		b.from = b.to.AddMonths(-7 * periodMonths[b.every])
	}
	if n := len(b.days()); b.from > b.to || n > 240 {
		return usage("--from %s to %s is %d {review|reviews}; there may be 1 to 240", b.from, b.to, n)
	}
	return nil
}

// policyAndCrowd is a policy file, or the configured policy, and whom it is tried on.
func (a *app) policyAndCrowd(ctx context.Context, path string, files []string) (*scoring.Compiled, *crowd, error) {
	if len(files) > 0 {
		if path == "" {
			return nil, nil, usage("--facts goes with a policy file")
		}
		p, err := a.loadPolicy(path)
		if err != nil {
			return nil, nil, err
		}
		c, err := a.fileCrowd(files, p.Policy())
		return p, c, err
	}
	e, err := a.openEngine(ctx)
	if err != nil {
		return nil, nil, err
	}
	policy := e.Config.Policy
	if path != "" {
		if policy, err = a.loadPolicy(path); err != nil {
			return nil, nil, err
		}
	}
	c, err := a.storeCrowd(ctx, e)
	return policy, c, err
}

// history is everybody's results, one per review.
type history struct {
	ids  []string
	past map[scoring.Key][]scoring.Past
}

// backtest reads the facts once for all reviews and scores them in order, each
// with the ones before as its history.
func (c *crowd) backtest(policy *scoring.Compiled, days []model.Date) (*history, error) {
	h := &history{past: map[scoring.Key][]scoring.Past{}}
	in, err := c.inputs(policy, days[0])
	if err != nil {
		return nil, err
	}
	in = scoring.Inputs{Rates: in.Rates, Previous: func(k scoring.Key) []scoring.Past { return h.past[k] }}
	runs := make([]*scoring.Run, len(days))
	for i, day := range days {
		if runs[i], err = policy.NewRun(day, in); err != nil {
			return nil, usage("%v", err)
		}
	}
	if err := c.feed(policy.Policy(), runs...); err != nil {
		return nil, err
	}
	for i, run := range runs {
		results, err := run.Results()
		if err == nil {
			err = c.over()
		}
		if err != nil {
			return nil, err
		}
		var now []model.TierResult
		for r := range results {
			if r.Scope == model.ScopeGroup {
				now = append(now, model.TierResult{Entity: r.Entity, AsOf: r.AsOf, Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final})
			}
		}
		for _, r := range now {
			k := scoring.Key{Entity: r.Entity, Scope: model.ScopeGroup}
			h.past[k] = append(h.past[k], scoring.Past{AsOf: r.AsOf, Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final})
			if i == 0 {
				h.ids = append(h.ids, r.Entity)
			}
		}
		runs[i] = nil // its columns are not needed any more
	}
	return h, nil
}

func (h *history) of(id string) []scoring.Past {
	return h.past[scoring.Key{Entity: id, Scope: model.ScopeGroup}]
}

// judge counts moves, flaps and inflation.
func (h *history) judge(policy *scoring.Compiled, days []model.Date) (backtestJSON, *report.Matrix) {
	ladder := policy.Levels()
	matrix := report.NewMatrix(append(slices.Clone(ladder), model.Unrated)...)
	doc := backtestJSON{Policy: policy.Policy().Name, Hash: policy.Hash, Customers: len(h.ids), Moves: []moveCountJSON{}}
	rungs := make([]int64, len(days))
	for _, day := range days {
		doc.Reviews = append(doc.Reviews, reviewJSON{AsOf: day, Tiers: map[string]int64{}})
	}
	for _, id := range h.ids {
		past := h.of(id)
		for i, p := range past {
			r := &doc.Reviews[i]
			r.Tiers[p.Final]++
			rungs[i] += int64(slices.Index(ladder, p.Final) + 1)
			if i == 0 {
				continue
			}
			matrix.Add(past[i-1].Final, p.Final, 1)
			switch report.Direction(ladder, past[i-1].Final, p.Final) {
			case report.Up:
				r.Up++
			case report.Down:
				r.Down++
			}
		}
		changes, flaps := flapping(ladder, past, func(p scoring.Past) string { return p.Final })
		doc.Changes, doc.Flaps = doc.Changes+changes, doc.Flaps+flaps
		changes, flaps = flapping(ladder, past, func(p scoring.Past) string { return p.Raw })
		doc.RawChanges, doc.RawFlaps = doc.RawChanges+changes, doc.RawFlaps+flaps
	}
	for i := range doc.Reviews {
		if rated := int64(len(h.ids)) - doc.Reviews[i].Tiers[model.Unrated]; rated > 0 {
			doc.Reviews[i].Rung = float64(rungs[i]) / float64(rated)
		}
	}
	for _, from := range matrix.Classes {
		for _, to := range matrix.Classes {
			if n := matrix.Count(from, to); n > 0 {
				doc.Moves = append(doc.Moves, moveCountJSON{from, to, n})
			}
		}
	}
	if settled, ok := matrix.Settled(); ok && matrix.Total() > 0 {
		doc.Settled = settled
	}
	return doc, matrix
}

// flapping counts the moves up and down of one customer, and those among them
// that go the other way than the move before.
func flapping(ladder []string, past []scoring.Past, tier func(scoring.Past) string) (changes, flaps int64) {
	last := report.Same
	for i := 1; i < len(past); i++ {
		way := report.Direction(ladder, tier(past[i-1]), tier(past[i]))
		if way != report.Up && way != report.Down {
			continue
		}
		changes++
		if last != report.Same && way != last {
			flaps++
		}
		last = way
	}
	return changes, flaps
}

func (a *app) showBacktest(d backtestJSON, m *report.Matrix, policy *scoring.Compiled) {
	ladder := append(policy.Levels(), model.Unrated)
	fmt.Fprint(a.stdout, a.say("策略 %s，%d 个客户，%d 期\n", "policy %s, %d {customer|customers}, %d {review|reviews}\n", d.Policy, d.Customers, len(d.Reviews)))
	head := []string{a.say("基准日", "AS OF")}
	for _, t := range ladder {
		head = append(head, a.className(policy, t))
	}
	rows := [][]string{append(head, a.say("升", "UP"), a.say("降", "DOWN"), a.say("最高级占比", "BEST"), a.say("平均级别", "MEAN RUNG"))}
	for _, r := range d.Reviews {
		line, rated := []string{r.AsOf.String()}, int64(d.Customers)-r.Tiers[model.Unrated]
		for _, t := range ladder {
			line = append(line, fmt.Sprint(r.Tiers[t]))
		}
		best := "—"
		if rated > 0 {
			best = fmt.Sprintf("%.2f %%", 100*float64(r.Tiers[ladder[0]])/float64(rated))
		}
		rows = append(rows, append(line, fmt.Sprint(r.Up), fmt.Sprint(r.Down), best, fmt.Sprintf("%.3f", r.Rung)))
	}
	a.table(rows)
	fmt.Fprintln(a.stdout)
	a.showMatrix(m, policy)
	fmt.Fprint(a.stdout, a.say("\n变动 %d 次，其中反复 %d 次；若只按得分则为 %d 次与 %d 次\n", "\n%d {move|moves}, %d of them flapped; by score alone %d and %d\n", d.Changes, d.Flaps, d.RawChanges, d.RawFlaps))
}

// writeHistory writes a line per customer and a column per review.
func (a *app) writeHistory(out string, h *history, days []model.Date) error {
	s, finish, abandon, err := a.createSheet(out, "tier-backtest")
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	columns := texts("entity_id")
	for _, d := range days {
		columns = append(columns, sheetColumn{name: d.String()})
	}
	if err := s.head(columns); err != nil {
		return err
	}
	for _, id := range h.ids {
		cells := []string{id}
		for _, p := range h.of(id) {
			cells = append(cells, p.Final)
		}
		if err := s.row(cells); err != nil {
			return err
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	return finish()
}
