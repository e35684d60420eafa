package scoring

import (
	"fmt"
	"strconv"

	"github.com/tierloop/tierloop/model"
)

// stages is a model that puts each customer into one of a few named stages by a
// rule over its own columns: lifecycle and churn. The score counts the stages
// from the worst, which is 1.
type stages struct {
	columns []int // all that the rule reads
	names   []string
	labels  []model.Text
	worth   []int // by stage
	stage   func(row []value) int
	ways    []lift                                              // values that may lead to a better stage, the nearest first
	counts  func(p *population, customers []int) map[string]any // what else was learned; nil: nothing
}

func (s *stages) outputs() []string { return []string{"class", "score"} }

func (s *stages) classList() []class {
	var out []class
	for i, n := range s.names {
		out = append(out, class{n, s.labels[i]})
	}
	return out
}

func (s *stages) fit(p *population) fitted {
	f := fittedStages{s, p, make([]int, len(s.names))}
	for _, r := range p.rows {
		if i := s.of(p.row(r)); i >= 0 {
			f.customers[i]++
		}
	}
	return f
}

// of is the stage of a customer, -1 when there is none.
func (s *stages) of(row []value) int {
	for _, c := range s.columns {
		if !row[c].ok {
			return -1
		}
	}
	return s.stage(row)
}

type fittedStages struct {
	*stages
	people    *population
	customers []int
}

func (f fittedStages) score(row []value) scored {
	out := scored{coverage: whole(0), outputs: []string{"", ""}}
	i := f.of(row)
	if i < 0 {
		return out
	}
	out.score, out.coverage, out.class = whole(int64(f.worth[i])), whole(1), f.names[i]
	out.outputs = []string{f.labels[i].ZH, out.scoreText()}
	out.pieces = []phrase{says(f.labels[i])}
	out.parts = []model.Part{{ID: "stage", Label: f.labels[i], Input: f.names[i], Points: out.scoreText()}}
	out.drivers = []driver{{f.labels[i], 2*f.worth[i] > len(f.names)}}
	return out
}

func (f fittedStages) learned() map[string]any {
	out := map[string]any{}
	if f.counts != nil {
		out = f.counts(f.people, f.customers)
	}
	by := map[string]int{}
	for i, n := range f.names {
		by[n] = f.customers[i]
	}
	out["customers"] = by
	return out
}

// number64 reads a column as a whole number, 0 when it is missing.
func number64(v value) int64 {
	n, _, _ := v.Int64(0)
	return n
}

func lifecycleInputs(m *Model) map[string]Indicator {
	out := map[string]Indicator{}
	if m.Recency == nil {
		out["recency"] = Indicator{Label: Label{ZH: "距上次购买天数", EN: "days since the last order"}, Expr: "days_since(max(orders.date))"}
	}
	if m.Frequency == nil {
		out["frequency"] = Indicator{Label: Label{ZH: "订单数", EN: "orders"}, Expr: "count(orders)"}
	}
	return out
}

// compileLifecycle: new (one order, lately), active, defecting, inactive.
func compileLifecycle(c *compiler, id, path string, m Model) scorer {
	days := StageDays{}
	if m.Days != nil {
		days = *m.Days
	}
	def(&days.New, 90)
	def(&days.Active, 90)
	def(&days.Lost, 365)
	if days.New < 1 || days.Active < 1 || days.Lost <= days.Active || days.Lost <= days.New {
		c.fail(codeLevels, path+".days", "", "new and active are 1 day or more, and lost lies behind both")
	}
	input := func(name string, s *Source) int {
		if s == nil {
			return c.ownColumn(id, name)
		}
		return c.source(id, path, name, s)
	}
	recency, frequency := input("recency", m.Recency), input("frequency", m.Frequency)
	within := func(days int) lift { return lift{column: recency, to: whole(int64(days)), side: "<="} }
	return &stages{
		columns: []int{recency, frequency}, names: []string{"active", "new", "defecting", "inactive"}, worth: []int{4, 3, 2, 1},
		ways:   []lift{within(days.Lost), within(max(days.New, days.Active)), within(min(days.New, days.Active)), {column: frequency, to: whole(2), side: ">="}},
		labels: c.names(path, []model.Text{{ZH: "活跃", EN: "active"}, {ZH: "新客户", EN: "new"}, {ZH: "流失风险", EN: "defecting"}, {ZH: "已流失", EN: "inactive"}}, m.Labels),
		stage: func(row []value) int {
			since, orders := number64(row[recency]), number64(row[frequency])
			switch {
			case orders < 1:
				return -1
			case orders == 1 && since <= int64(days.New):
				return 1
			case since <= int64(days.Active):
				return 0
			case since <= int64(days.Lost):
				return 2
			}
			return 3
		},
	}
}

// ordersNow is how many orders there are in the period under way.
var ordersNow = Label{ZH: "本期订单数", EN: "orders of this period"}

func churnInputs(m *Model) map[string]Indicator {
	period := m.Period
	def(&period, "12m")
	return map[string]Indicator{"now": {Label: ordersNow, Expr: "count(orders)", Window: period}, "before": {Expr: "count(orders)", Window: period, Back: 1}, "ever": {Expr: "count(orders)"}}
}

// compileChurn compares this period with the one before.
func compileChurn(c *compiler, id, path string, m Model) scorer {
	now, before, ever := c.ownColumn(id, "now"), c.ownColumn(id, "before"), c.ownColumn(id, "ever")
	return &stages{
		columns: []int{now, before, ever}, names: []string{"retained", "returned", "new", "churned", "lost"}, worth: []int{5, 4, 3, 2, 1},
		ways:   []lift{{column: now, to: whole(1), side: ">=", with: []int{ever}}},
		labels: c.names(path, []model.Text{{ZH: "留存", EN: "retained"}, {ZH: "回流", EN: "returned"}, {ZH: "新增", EN: "new"}, {ZH: "流失", EN: "churned"}, {ZH: "早已流失", EN: "lost"}}, m.Labels),
		stage: func(row []value) int {
			n, b, e := number64(row[now]), number64(row[before]), number64(row[ever])
			switch {
			case e < 1:
				return -1
			case n > 0 && b > 0:
				return 0
			case n > 0 && e == n:
				return 2
			case n > 0:
				return 1
			case b > 0:
				return 3
			}
			return 4
		},
		counts: func(p *population, customers []int) map[string]any {
			out := map[string]any{}
			if active := customers[0] + customers[3]; active > 0 {
				out["churn_rate"] = float64(customers[3]) / float64(active)
			}
			buyers, repeat := p.buyers(ever)
			if buyers > 0 {
				out["repurchase_rate"] = float64(repeat) / float64(buyers)
			}
			return out
		},
	}
}

// buyers are the customers with an order, and those with two or more.
func (p *population) buyers(orders int) (buyers, repeat int) {
	for _, r := range p.rows {
		if n := number64(p.columns[orders].at(r)); n >= 1 {
			buyers++
			if n >= 2 {
				repeat++
			}
		}
	}
	return buyers, repeat
}

func loyaltyInputs(m *Model) map[string]Indicator {
	period, periods := m.Period, m.Periods
	def(&period, "3m")
	def(&periods, 4)
	out := map[string]Indicator{
		"ever": {Expr: "count(orders)"}, "referrals": {Expr: "count(activities)", Kinds: []string{"referral"}},
		"won": {Expr: "count(opportunities)", Status: []string{string(model.Done)}}, "lost": {Expr: "count(opportunities)", Status: []string{string(model.Cancelled)}},
	}
	for i := range min(periods, 24) {
		in := Indicator{Expr: "count(orders)", Window: period, Back: i}
		if i == 0 {
			in.Label = ordersNow
		}
		out[fmt.Sprintf("period%d", i)] = in
	}
	return out
}

// loyalty scores by the share of the last periods in which a customer bought.
type loyalty struct {
	periods                []int
	ever, refer, won, gone int
	labels                 []model.Text
}

func compileLoyalty(c *compiler, id, path string, m Model) scorer {
	def(&m.Periods, 4)
	if m.Periods < 2 || m.Periods > 24 {
		c.fail(codeValue, path+".periods", "", "%d is not a number of periods from 2 to 24", m.Periods)
	}
	l := &loyalty{ever: c.ownColumn(id, "ever"), refer: c.ownColumn(id, "referrals"), won: c.ownColumn(id, "won"), gone: c.ownColumn(id, "lost"),
		labels: c.names(path, []model.Text{{ZH: "忠诚", EN: "loyal"}, {ZH: "常客", EN: "regular"}, {ZH: "偶尔", EN: "occasional"}, {ZH: "沉默", EN: "silent"}}, m.Labels)}
	for i := range min(m.Periods, 24) {
		l.periods = append(l.periods, c.ownColumn(id, fmt.Sprintf("period%d", i)))
	}
	return l
}

var loyaltyNames = []string{"loyal", "regular", "occasional", "silent"}

func (l *loyalty) outputs() []string { return []string{"class", "score", "periods"} }

func (l *loyalty) classList() []class {
	var out []class
	for i, n := range loyaltyNames {
		out = append(out, class{n, l.labels[i]})
	}
	return out
}

func (l *loyalty) fit(p *population) fitted { return fittedLoyalty{l, p} }

type fittedLoyalty struct {
	*loyalty
	people *population
}

func (f fittedLoyalty) score(row []value) scored {
	out := scored{coverage: whole(0), decimals: 2, outputs: make([]string, 3)}
	if !row[f.ever].ok || number64(row[f.ever]) < 1 {
		return out
	}
	active := 0
	for _, c := range f.periods {
		if number64(row[c]) > 0 {
			active++
		}
	}
	out.score, out.coverage = whole(int64(100*active)).quo(whole(int64(len(f.periods)))).round(2), whole(1)
	level := 3
	switch {
	case 4*active >= 3*len(f.periods):
		level = 0
	case 2*active >= len(f.periods):
		level = 1
	case active > 0:
		level = 2
	}
	out.class = loyaltyNames[level]
	out.outputs = []string{f.labels[level].ZH, out.scoreText(), strconv.Itoa(active)}
	out.pieces = []phrase{func() model.Text {
		return model.Text{ZH: fmt.Sprintf("最近 %d 期中 %d 期有购买", len(f.periods), active), EN: fmt.Sprintf("bought in %d of the last %d periods", active, len(f.periods))}
	}}
	out.parts = []model.Part{{ID: "periods", Label: model.Text{ZH: "有购买的期数", EN: "periods with a purchase"}, Input: strconv.Itoa(active), Points: out.scoreText()}}
	out.drivers = []driver{{model.Text{ZH: "持续购买", EN: "steady buying"}, level < 2}}
	return out
}

// learned are the rates of the whole population: bought twice, recommended us,
// and the opportunities won among those decided.
func (f fittedLoyalty) learned() map[string]any {
	out := map[string]any{}
	buyers, repeat := f.people.buyers(f.ever)
	referrers, _ := f.people.buyers(f.refer)
	if buyers > 0 {
		out["repurchase_rate"] = float64(repeat) / float64(buyers)
	}
	if n := len(f.people.rows); n > 0 {
		out["referral_rate"] = float64(referrers) / float64(n)
	}
	won, lost := int64(0), int64(0)
	for _, r := range f.people.rows {
		won += number64(f.people.columns[f.won].at(r))
		lost += number64(f.people.columns[f.gone].at(r))
	}
	if won+lost > 0 {
		out["win_rate"] = float64(won) / float64(won+lost)
	}
	return out
}
