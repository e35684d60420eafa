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
	Todo  []todo
	Fresh []ops.Connection
	Runs  []ops.RunLine // newest first; nil for whoever may not see runs
	Chart runsChart
}

// runsChart is the data of the chart "runs": one bar a run, the oldest first.
type runsChart struct {
	Names  []string  `json:"x"`
	Took   []float64 `json:"v"` // seconds
	States []string  `json:"s"`
	Unit   string    `json:"unit"`
}

func (c *Console) overview(v *visit) error {
	var data overviewView
	if v.May(access.RunsRead) {
		var err error
		if data.Runs, _, err = c.Ops.Runs(v.ctx(), v.Principal(), ops.RunFilter{Limit: overviewRuns}); err != nil {
			return err
		}
		data.Chart.Unit = v.text("overview.seconds")
		for i := len(data.Runs) - 1; i >= 0; i-- {
			r := data.Runs[i]
			data.Chart.Names = append(data.Chart.Names, r.Started.In(c.Zone).Format("01-02 15:04"))
			data.Chart.Took = append(data.Chart.Took, r.Took.Seconds())
			data.Chart.States = append(data.Chart.States, string(r.State))
		}
	}
	if err := v.attention(&data); err != nil {
		return err
	}
	return v.render(http.StatusOK, "overview", view{Title: v.text("overview.title"), Charts: len(data.Runs) > 1, Data: data})
}

// todo is something that waits for a person, with the page where it is done.
type todo struct{ Sign, Text, Path string }

// attention gathers what waits for this visitor, and how fresh the systems are.
func (v *visit) attention(data *overviewView) error {
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
	if v.May(access.DeadRead) {
		causes, err := v.Ops.DeadLetters(v.ctx(), v.Principal())
		if err != nil {
			return err
		}
		for _, x := range causes[:min(3, len(causes))] {
			q := url.Values{"code": {x.Code}, "source": {x.Source}, "object": {x.Object}}
			data.Todo = append(data.Todo, todo{"×", v.text("overview.todo.dead", number(x.Rows), x.Source, x.Code), "/dead?" + q.Encode()})
		}
	}
	if !v.May(access.ConnectionsRead) {
		return nil
	}
	now := v.Clock.Now()
	var err error
	data.Fresh, err = v.Ops.Connections(v.ctx(), v.Principal(), v.Operator.Systems(now), now)
	return err
}
