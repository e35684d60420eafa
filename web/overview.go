package web

import (
	"net/http"
	"net/url"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

// overviewRuns is how many runs the overview looks back.
const overviewRuns = 14

type overviewView struct {
	All   int64 // customers that the visitor sees, and how they spread over the tiers
	Tiers []tierShare
	Todo  []todo
	Fresh []ops.Connection
	Runs  []ops.RunLine // newest first; nil for whoever may not see runs
	Chart columnChart   // how long they took, the oldest first
}

// tierShare is one tier with its customers.
type tierShare struct {
	ID    string
	N     int64
	Share float64
}

func (c *Console) overview(v *visit) error {
	var data overviewView
	if v.May(access.RunsRead) {
		var err error
		if data.Runs, _, err = c.Ops.Runs(v.ctx(), v.Principal(), ops.RunFilter{Limit: overviewRuns}); err != nil {
			return err
		}
		data.Chart = v.runColumns(data.Runs)
	}
	for _, fill := range []func(*overviewView) error{v.spread, v.urgent, v.waiting, v.undecided, v.freshness} {
		if err := fill(&data); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, "overview", view{Title: v.text("overview.title"), Data: data})
}

// runColumns draws how long runs took, in the colour of how they ended.
func (v *visit) runColumns(runs []ops.RunLine) columnChart {
	n := len(runs)
	names, seconds := make([]string, n), make([]float64, n)
	for i, r := range runs {
		names[n-1-i], seconds[n-1-i] = r.Started.In(v.Zone).Format("01-02"), r.Took.Seconds()
	}
	out := columnsOf(names, seconds, "")
	for i, r := range runs {
		b := &out.Bars[n-1-i]
		b.Class = "run-" + string(r.State)
		b.Label = moment(r.Started.In(v.Zone)) + " · " + took(v.text, r.Took) + " · " + v.text("state."+string(r.State))
	}
	return out
}

// Longest is the time that the longest of the runs took.
func (d overviewView) Longest() (most ops.RunLine) {
	for _, r := range d.Runs {
		if r.Took > most.Took {
			most = r
		}
	}
	return most
}

// spread counts the visitor's customers by tier.
func (v *visit) spread(data *overviewView) error {
	if !v.May(access.CustomersRead) {
		return nil
	}
	all, tiers, err := v.Customers.Spread(v.ctx(), v.Principal())
	data.All = all
	for _, t := range tiers {
		data.Tiers = append(data.Tiers, tierShare{t.Value, t.N, float64(t.N) / float64(max(all, 1))})
	}
	return err
}

// todo is something that waits for a person, with the page where it is done.
type todo struct{ Sign, Text, Path string }

// urgent are the plans that a gate holds and the rows that could not be read.
func (v *visit) urgent(data *overviewView) error {
	if v.May(access.PlanRead) {
		plans, _, err := v.Ops.Plans(v.ctx(), v.Principal(), 0, 5)
		if err != nil {
			return err
		}
		for _, p := range plans {
			if p.State == model.PlanHeld && len(p.OpenGates()) > 0 {
				data.Todo = append(data.Todo, todo{"▲", v.text("overview.todo.plan", p.ID, len(p.OpenGates())), "/plans/" + p.ID})
			}
		}
	}
	if !v.May(access.DeadRead) {
		return nil
	}
	causes, err := v.Ops.DeadLetters(v.ctx(), v.Principal())
	if err != nil {
		return err
	}
	for i, x := range causes {
		if i == 3 {
			rest := int64(0)
			for _, more := range causes[i:] {
				rest += more.Rows
			}
			data.Todo = append(data.Todo, todo{"×", v.text("overview.todo.more", number(rest)), deadMenu})
			break
		}
		q := url.Values{"code": {x.Code}, "source": {x.Source}, "object": {x.Object}}
		text := v.text("overview.todo.code", x.Source, number(x.Rows), x.Code)
		if what, _, ok := v.Operator.Meaning(x.Code); ok {
			text = v.text("overview.todo.dead", x.Source, number(x.Rows), what.In(v.Lang), x.Code)
		}
		data.Todo = append(data.Todo, todo{"×", text, deadMenu + "?" + q.Encode() + "#rows"})
	}
	return nil
}

// waiting are the questions for stewards.
func (v *visit) waiting(data *overviewView) error {
	if !v.May(access.ReviewRead) {
		return nil
	}
	open, err := v.openQuestions()
	if open > 0 {
		data.Todo = append(data.Todo, todo{"◔", v.text("overview.todo.review", number(open)), reviewMenu})
	}
	return err
}

// freshness is how the systems stand to their schedules; those that are late are
// something to do.
func (v *visit) freshness(data *overviewView) (err error) {
	if !v.May(access.ConnectionsRead) {
		return nil
	}
	now := v.Clock.Now()
	if data.Fresh, err = v.Ops.Connections(v.ctx(), v.Principal(), v.Operator.Systems(now), now); err != nil {
		return err
	}
	for _, x := range data.Fresh {
		if x.State == ops.Late || x.State == ops.Stale {
			data.Todo = append(data.Todo, todo{"▲", v.text("overview.todo.late", x.Source, moment(x.Read.In(v.Zone))), "/connections"})
		}
	}
	return nil
}
