package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/access"
)

type policyView struct {
	Policy
	Draft    TrialAsk // what the form holds
	Findings []Finding
	Checked  bool // the draft was checked and can be used
	Latest   []TrialHead
	Units    []Unit
}

// Same says whether a choice of the form is the one made.
func (policyView) Same(a, b string) bool { return a == b }

// Periods are how often a backtest can review.
func (policyView) Periods() []string { return []string{"monthly", "quarterly", "yearly"} }

// trialKinds are the questions, in the order of the form; check is answered at once.
var trialKinds = []string{"check", "preview", "compare", "backtest"}

// policyPage shows the policy in force and the form that tries another. ?trial=
// fills the form as it was for an earlier one.
func (c *Console) policyPage(v *visit) error {
	draft := TrialAsk{Text: c.Analyst.Policy().Text}
	if id := v.r.URL.Query().Get("trial"); id != "" {
		t, err := c.Trials.Trial(v.ctx(), v.Principal(), v.Lang, id)
		if err != nil {
			return err
		}
		draft = t.Ask
	}
	d, err := v.policy(draft)
	if err != nil {
		return err
	}
	return v.show("policy", d)
}

func (v *visit) policy(draft TrialAsk) (policyView, error) {
	latest, err := v.Trials.Latest(v.ctx(), v.Principal())
	return policyView{Policy: v.Analyst.Policy(), Draft: draft, Latest: latest, Units: v.Console.Units}, err
}

// tryPolicy answers the form: a check at once, the rest as a trial of its own page.
func (c *Console) tryPolicy(v *visit) error {
	ask := TrialAsk{Kind: v.form("kind"), Text: strings.ReplaceAll(v.r.PostFormValue("text"), "\r\n", "\n"), Against: v.form("against"),
		Unit: v.form("unit"), From: v.form("from"), To: v.form("to"), Every: v.form("every")}
	if !slices.Contains(trialKinds, ask.Kind) {
		return errNotFound
	}
	d, err := v.policy(ask)
	if err != nil {
		return err
	}
	var ok bool
	if d.Findings, ok = c.Trials.Check(ask.Text); !ok {
		return v.refuse("policy", v.text("policy.unusable"), d)
	}
	if ask.Kind == "check" {
		d.Checked = true
		return v.show("policy", d)
	}
	id, err := c.Trials.Begin(v.ctx(), v.Principal(), ask)
	if text, refused := v.refusal(err); refused {
		return v.refuse("policy", text, d)
	}
	if err != nil {
		return err
	}
	return v.redirect("/policy/trials/"+id, "")
}

type trialView struct {
	Trial
	Charts []reportChart
	Stop   bool
	File   bool
}

func (c *Console) trialPage(v *visit) error {
	t, err := c.Trials.Trial(v.ctx(), v.Principal(), v.Lang, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	d := trialView{Trial: t, Stop: t.Under(), File: v.May(access.ExportMake) && t.Found != nil && len(t.Found.Moves) > 0}
	if t.Found != nil {
		d.Charts = v.trialCharts(t)
	}
	return v.render(http.StatusOK, "trial", view{Title: v.text("trial.kind." + t.Kind), Charts: len(d.Charts) > 0, Data: d})
}

// trialCharts are the tiers before and after, or review by review.
func (v *visit) trialCharts(t Trial) []reportChart {
	r := t.Found
	if len(r.Reviews) == 0 {
		out := reportChart{Title: v.text("trial.chart.tiers"), Shape: "bars", Labels: r.Classes}
		for _, s := range []struct {
			name   string
			counts []int64
		}{{v.text("trial.was." + t.Kind), r.Was}, {v.text("trial.is." + t.Kind), r.Is}} {
			out.Series = append(out.Series, chartLine{s.name, floats(s.counts)})
		}
		return []reportChart{out}
	}
	tiers := reportChart{Title: v.text("trial.chart.reviews"), Shape: "lines"}
	best := reportChart{Title: v.text("trial.chart.best"), Shape: "lines", Share: true, Series: []chartLine{{Name: v.text("trial.best")}}}
	for _, x := range r.Reviews {
		tiers.Labels, best.Labels = append(tiers.Labels, x.Day), append(best.Labels, x.Day)
		best.Series[0].Values = append(best.Series[0].Values, x.Best)
	}
	for i, class := range r.Classes {
		line := chartLine{Name: class}
		for _, x := range r.Reviews {
			line.Values = append(line.Values, float64(x.Counts[i]))
		}
		tiers.Series = append(tiers.Series, line)
	}
	return []reportChart{tiers, best}
}

func floats(list []int64) []float64 {
	out := make([]float64, len(list))
	for i, n := range list {
		out[i] = float64(n)
	}
	return out
}

func (c *Console) stopTrial(v *visit) error {
	id := v.r.PathValue("id")
	if err := c.Trials.Stop(v.ctx(), v.Principal(), id); err != nil {
		return err
	}
	return v.redirect("/policy/trials/"+id, "trial.stopping")
}

// trialFile sends who moves as an Excel file.
func (c *Console) trialFile(v *visit) error {
	body, err := c.Trials.File(v.ctx(), v.Principal(), v.Lang, v.r.PathValue("id"))
	if r, ok := errors.AsType[*Refusal](err); ok {
		return v.redirect("/policy/trials/"+v.r.PathValue("id"), "trial.nofile", r.Text.In(v.Lang))
	}
	if err != nil {
		return err
	}
	return v.attach("tierloop-tier-moves-"+c.Clock.Now().In(c.Zone).Format("20060102")+".xlsx", body)
}
