package web

import (
	"math"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

func (c *Console) apiRuns(v *visit) error {
	before, err := v.number("after", math.MaxInt64)
	if err != nil {
		return err
	}
	n, err := v.number("limit", mostRows)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	if n == 0 {
		n = mostRows
	}
	found, next, err := c.Ops.Runs(v.ctx(), v.Principal(), ops.RunFilter{Job: q.Get("job"), State: model.RunState(q.Get("state")), Before: before, Limit: int(n)})
	if err != nil {
		return err
	}
	rows := []model.Run{}
	for _, r := range found {
		rows = append(rows, r.Run)
	}
	return v.answer(list{rows, cursor(next)})
}

func (c *Console) apiRun(v *visit) error {
	found, err := c.Ops.Run(v.ctx(), v.Principal(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.answer(found.Run)
}

// mostPlans is how far back the list of plans goes.
const mostPlans = 5_000

func (c *Console) apiPlans(v *visit) error {
	skip, err := v.number("after", mostPlans)
	if err != nil {
		return err
	}
	n, err := v.number("limit", mostRows)
	if err != nil {
		return err
	}
	found, next, err := c.Ops.Plans(v.ctx(), v.Principal(), int(skip), int(n))
	if err != nil {
		return err
	}
	if found == nil {
		found = []model.Plan{}
	}
	return v.answer(list{found, cursor(int64(next))})
}

func (c *Console) apiPlan(v *visit) error {
	found, err := c.Ops.Plan(v.ctx(), v.Principal(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.answer(found.Plan)
}

func (c *Console) apiPlanRows(v *visit) error {
	after, err := v.number("after", 1<<31)
	if err != nil {
		return err
	}
	n, err := v.number("limit", mostRows)
	if err != nil {
		return err
	}
	if n == 0 {
		n = mostRows
	}
	// A plan that is not there has no rows either: ask for it first.
	if _, err := c.Ops.Plan(v.ctx(), v.Principal(), v.r.PathValue("id")); err != nil {
		return err
	}
	found, next, err := c.Ops.PlanRows(v.ctx(), v.Principal(), v.r.PathValue("id"), ops.PlanRowFilter{AfterSeq: int(after), Limit: int(n)})
	if err != nil {
		return err
	}
	if found == nil {
		found = []model.PlanRow{}
	}
	return v.answer(list{found, cursor(int64(next))})
}
