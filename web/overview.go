package web

import (
	"net/http"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/report/ops"
)

// overviewRuns is how many runs the overview looks back.
const overviewRuns = 14

type overviewView struct {
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
	return v.render(http.StatusOK, "overview", view{Title: v.text("overview.title"), Charts: len(data.Runs) > 1, Data: data})
}
