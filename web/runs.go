package web

import (
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

type runsView struct {
	Runs   []ops.RunLine
	Jobs   []Job
	Job    string // the filters in force
	State  string
	States []model.RunState
	Next   string // address of the page of older runs; "" when there is none
}

var runStates = []model.RunState{model.RunRunning, model.RunWaiting, model.RunHeld, model.RunDone, model.RunPartial, model.RunFailed, model.RunStopped}

func (c *Console) runsPage(v *visit) error {
	q := v.r.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64) // nonsense is the first page
	data := runsView{Jobs: c.Operator.Jobs(c.Clock.Now()), Job: q.Get("job"), States: runStates}
	if s := model.RunState(q.Get("state")); slices.Contains(runStates, s) {
		data.State = string(s)
	}
	var next int64
	var err error
	data.Runs, next, err = c.Ops.Runs(v.ctx(), v.Principal(), ops.RunFilter{Job: data.Job, State: model.RunState(data.State), Before: before, Limit: 50})
	if err != nil {
		return err
	}
	if next > 0 {
		data.Next = v.with("before", strconv.FormatInt(next, 10))
	}
	return v.show("runs", data)
}

// with is the address of this page with one parameter changed.
func (v *visit) with(key, value string) string {
	q := v.r.URL.Query()
	q.Set(key, value)
	return v.r.URL.Path + "?" + q.Encode()
}

func (c *Console) startJob(v *visit) error {
	job := v.form("job")
	if !slices.ContainsFunc(c.Operator.Jobs(c.Clock.Now()), func(j Job) bool { return j.Name == job }) {
		return errNotFound
	}
	if err := c.Operator.StartJob(v.ctx(), v.Principal().Name, job); err != nil {
		return err
	}
	return v.redirect("/runs", "runs.started", job)
}
