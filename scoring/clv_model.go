package scoring

import (
	"fmt"
	"math"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring/clv"
)

// clvModel predicts what a customer will bring within a horizon, discounted. The
// score is that amount. Purchases are days with a counted order; time is in
// weeks, a month being 52/12 of them.
type clvModel struct {
	days, age, idle, spend, first, recent, before, now int // columns

	method    string
	horizon   window
	discount  float64 // a year
	margin    float64
	retention *float64
	paidNow   bool
	customers int
	history   window
	fallback  string
}

const weeksAYear = 52.0

// weeks is a rolling length in weeks.
func (w window) weeks() float64 {
	return float64(w.n) * map[string]float64{"d": 1.0 / 7, "w": 1, "m": weeksAYear / 12, "y": weeksAYear}[w.unit]
}

// clvInputs are the purchases of each customer, in days.
func clvInputs(*Model) map[string]Indicator {
	return map[string]Indicator{
		"days": {Expr: "distinct(orders.date)"}, "age": {Expr: "days_since(min(orders.date))"}, "idle": {Expr: "days_since(max(orders.date))"},
		"spend": {Expr: "sum(orders.amount)", Label: Label{ZH: "累计销售额", EN: "revenue so far"}}, "first": {Expr: "first(orders.amount)"},
		"recent": {Expr: "sum(orders.amount)", Window: "12m", Label: Label{ZH: "近一年销售额", EN: "revenue of 12 months"}},
		"now":    {Expr: "count(orders)", Window: "12m"}, "before": {Expr: "count(orders)", Window: "12m", Back: 1},
	}
}

var fitters = map[string]func([]clv.History) (clv.Fit, bool){
	"bg_nbd": clv.FitBGNBD, "mbg_nbd": clv.FitMBGNBD, "pareto_nbd": clv.FitParetoNBD,
}

func compileCLV(c *compiler, id, path string, m Model) scorer {
	def(&m.Method, "auto")
	def(&m.Fallback, "simple")
	c.oneOf(path+".method", m.Method, "auto", "simple", "bg_nbd", "mbg_nbd", "pareto_nbd")
	c.oneOf(path+".fallback", m.Fallback, "simple", "none")
	c.oneOf(path+".paid", m.Paid, "", "later", "now")
	if m.Horizon == "" && m.Method != "simple" {
		m.Horizon = "12m"
	}
	out := &clvModel{method: m.Method, fallback: m.Fallback, paidNow: m.Paid == "now", horizon: c.age(path+".horizon", m.Horizon),
		discount: c.rate(path+".discount", m.Discount, 0.1, 10), margin: c.rate(path+".margin", m.Margin, 1, 1)}
	if m.Retention != nil {
		r := c.rate(path+".retention", m.Retention, 0, 1)
		out.retention = &r
	}
	least := CLVMinimum{Customers: 1000, History: "12m"}
	switch {
	case m.Minimum != nil:
		least = *m.Minimum
	case m.Method != "auto":
		least = CLVMinimum{} // asked for by name: what there is must do
	}
	out.customers, out.history = least.Customers, c.age(path+".minimum.history", least.History)
	for name, at := range map[string]*int{"days": &out.days, "age": &out.age, "idle": &out.idle, "spend": &out.spend, "first": &out.first,
		"recent": &out.recent, "before": &out.before, "now": &out.now} {
		*at = c.ownColumn(id, name)
	}
	return out
}

// rate checks a number between 0 and highest.
func (c *compiler) rate(path string, n *Number, otherwise, highest float64) float64 {
	if n == nil {
		return otherwise
	}
	f, _ := n.Float64()
	if f < 0 || f > highest {
		c.fail(codeValue, path, "", "%s is not between 0 and %g", n.String(), highest)
	}
	return f
}

func (m *clvModel) outputs() []string {
	return []string{"score", "method", "x", "t_x", "T", "p_alive", "purchases", "spend"}
}

// past is what the models need of one customer; false without a purchase.
func (m *clvModel) past(row []value) (h clv.History, spend clv.Spend, ok bool) {
	days, age, idle := row[m.days], row[m.age], row[m.idle]
	if !days.ok || !age.ok || !idle.ok || !days.IsPos() {
		return h, spend, false
	}
	n, _, _ := days.Int64(0)
	a, _ := age.Float64()
	i, _ := idle.Float64()
	h = clv.History{X: int(n) - 1, TX: (a - i) / 7, T: a / 7}
	if h.X > 0 {
		z, _ := row[m.spend].sub(row[m.first]).Float64()
		spend = clv.Spend{X: h.X, Z: z / float64(h.X)}
	}
	return h, spend, true
}

func (m *clvModel) fit(p *population) fitted {
	f := &fittedCLV{clvModel: m, method: m.method}
	var histories []clv.History
	var longest float64
	var active, kept, repeated int
	for _, r := range p.members() {
		row := p.row(r)
		h, s, ok := m.past(row)
		if !ok {
			continue
		}
		histories, f.spends = append(histories, h), append(f.spends, s)
		longest = max(longest, h.T)
		if h.X > 0 {
			repeated++
		}
		if row[m.before].ok && row[m.before].IsPos() {
			active++
			if row[m.now].IsPos() {
				kept++
			}
		}
	}
	f.customers, f.longest = len(histories), longest
	f.keep(active, kept, repeated)
	f.choose(histories)
	return f
}

// fittedCLV holds what was learned; purchases is nil under the simple method.
type fittedCLV struct {
	*clvModel
	method     string // the one that is used; "" none
	why        model.Text
	fit        clv.Fit
	spendFit   clv.GammaGamma
	spendLL    float64
	repeaters  int
	hasSpend   bool
	spends     []clv.Spend
	customers  int
	longest    float64 // weeks
	retained   float64
	retainedBy string
}

// keep finds the retention of the simple method: the policy's, or the share of
// last year's customers who bought this year, or the share who ever came back.
func (f *fittedCLV) keep(active, kept, repeated int) {
	switch {
	case f.retention != nil:
		f.retained, f.retainedBy = *f.retention, "policy"
	case active > 0:
		f.retained, f.retainedBy = float64(kept)/float64(active), "measured"
	case f.customers > 0:
		f.retained, f.retainedBy = float64(repeated)/float64(f.customers), "repurchase"
	}
}

// choose fits the method, or falls back and says why. auto takes MBG/NBD: under
// BG/NBD customers who bought once never leave.
func (f *fittedCLV) choose(histories []clv.History) {
	if f.method == "simple" {
		return
	}
	if f.method == "auto" {
		f.method = "mbg_nbd"
	}
	needed := f.history.weeks()
	switch {
	case f.clvModel.customers > len(histories):
		f.why = model.Text{ZH: fmt.Sprintf("客户 %d 个，至少需要 %d 个", len(histories), f.clvModel.customers),
			EN: fmt.Sprintf("%d customers of at least %d", len(histories), f.clvModel.customers)}
	case f.history.n > 0 && f.longest < needed:
		f.why = model.Text{ZH: fmt.Sprintf("历史 %.0f 周，至少需要 %.0f 周", f.longest, needed),
			EN: fmt.Sprintf("%.0f weeks of history of at least %.0f", f.longest, needed)}
	default:
		var ok bool
		if f.fit, ok = fitters[f.method](histories); ok {
			f.spendFit, f.spendLL, f.repeaters, f.hasSpend = clv.FitGammaGamma(f.spends)
			return
		}
		f.why = model.Text{ZH: "没有复购客户", EN: "nobody bought twice"}
	}
	f.method = f.fallback
}

func (f *fittedCLV) score(row []value) scored {
	out := scored{coverage: whole(0), decimals: 2, outputs: make([]string, 8)}
	h, spend, ok := f.past(row)
	if !ok || f.method == "none" {
		return out
	}
	out.coverage = whole(1)
	out.outputs[1] = f.method
	if f.method == "simple" {
		f.simple(&out, row)
	} else {
		f.predicted(&out, h, spend)
	}
	if !out.score.ok {
		return out
	}
	out.outputs[0] = out.scoreText()
	out.drivers = []driver{{model.Text{ZH: "购买记录", EN: "purchases"}, out.score.IsPos()}}
	if f.why.EN != "" {
		out.pieces = append(out.pieces, says(model.Text{ZH: "简单法（" + f.why.ZH + "）", EN: "simple method (" + f.why.EN + ")"}))
	}
	return out
}

func (f *fittedCLV) simple(out *scored, row []value) {
	out.score = f.simpleValue(row[f.recent])
	rate := fromFloat(f.retained*100, 1).text()
	out.parts = []model.Part{{ID: "recent", Label: model.Text{ZH: "近一年销售额", EN: "revenue of 12 months"}, Input: row[f.recent].text(), Points: out.scoreText()}}
	recent := row[f.recent].text()
	out.pieces = []phrase{func() model.Text {
		return model.Text{ZH: fmt.Sprintf("近一年 %s，留存率 %s %%", recent, rate), EN: fmt.Sprintf("%s in 12 months, retention %s %%", recent, rate)}
	}}
}

func (f *fittedCLV) predicted(out *scored, h clv.History, spend clv.Spend) {
	step, steps, rate := f.steps()
	mean := f.mean(spend)
	value := clv.Value(f.fit.Model, h, mean*f.margin, step, steps, rate)
	alive, expected := f.fit.Model.Alive(h), f.fit.Model.Expected(f.horizon.weeks(), h)
	out.score = fromFloat(value, 2)
	text := func(x float64, scale int) string { return fromFloat(x, scale).text() }
	out.outputs = []string{"", f.method, text(float64(h.X), 0), text(h.TX, 6), text(h.T, 6), text(alive, 6), text(expected, 6), text(mean, 4)}
	out.parts = []model.Part{
		{ID: "purchases", Label: model.Text{ZH: "预计购买次数", EN: "expected purchases"}, Input: fmt.Sprintf("x=%d t_x=%s T=%s", h.X, text(h.TX, 2), text(h.T, 2)), Points: text(expected, 4)},
		{ID: "spend", Label: model.Text{ZH: "预计每次金额", EN: "expected spend"}, Input: text(spend.Z, 2), Points: text(mean, 2)},
	}
	out.pieces = []phrase{func() model.Text {
		return model.Text{
			ZH: fmt.Sprintf("预计购买 %s 次，每次 %s，仍活跃概率 %s %%", text(expected, 2), text(mean, 2), text(alive*100, 0)),
			EN: fmt.Sprintf("%s purchases expected of %s each, alive with %s %%", text(expected, 2), text(mean, 2), text(alive*100, 0)),
		}
	}}
}

// mean is the spend to expect per purchase. Without a fit of spend, or where the
// fit has no finite mean, it is what the customer spent; nobody who returned as
// much as was bought is expected to spend.
func (f *fittedCLV) mean(s clv.Spend) float64 {
	if s.X > 0 && s.Z <= 0 {
		return 0
	}
	if f.hasSpend {
		if m := f.spendFit.Mean(s); !math.IsInf(m, 0) {
			return m
		}
	}
	return s.Z
}

func (f *fittedCLV) learned() map[string]any {
	out := map[string]any{"method": f.method, "customers": f.customers, "history_weeks": f.longest}
	if f.why.EN != "" {
		out["fallback"] = f.why
	}
	if f.method == "simple" {
		out["retention"], out["retention_by"] = f.retained, f.retainedBy
	}
	if f.fit.Model == nil {
		return out
	}
	out["parameters"], out["log_likelihood"], out["fitted_on"] = f.fit.Model.Parameters(), f.fit.LogLikelihood, f.fit.Customers
	if f.hasSpend {
		out["spend"] = map[string]any{"method": "gamma_gamma", "parameters": f.spendFit.Parameters(), "log_likelihood": f.spendLL,
			"customers": f.repeaters, "correlation": clv.Correlation(f.spends)}
	}
	return out
}
