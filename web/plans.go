package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

func (c *Console) plansPage(v *visit) error {
	plans, _, err := c.Ops.Plans(v.ctx(), v.Principal(), 0, 0)
	if err != nil {
		return err
	}
	return v.show("plans", plans)
}

// planView is one plan: what it would do to each system, its gates, its rows.
type planView struct {
	Plan   ops.PlanDetail
	Rows   []planRecord
	Filter ops.PlanRowFilter
	Next   string
	// Open says that it can still be approved or written.
	Open bool
}

// planRecord is one record of a system with all that would change in it for one
// reason.
type planRecord struct {
	model.PlanRow
	Changes []model.PlanRow
}

// byRecord brings the rows of one record and reason together, in their order.
func byRecord(rows []model.PlanRow) (out []planRecord) {
	for _, r := range rows {
		if n := len(out) - 1; n >= 0 && out[n].Target == r.Target && out[n].Why == r.Why {
			out[n].Changes = append(out[n].Changes, r)
			continue
		}
		out = append(out, planRecord{r, []model.PlanRow{r}})
	}
	return out
}

func (c *Console) planPage(v *visit) error {
	data, err := v.plan()
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "plan", view{Title: v.text("plan.title", data.Plan.ID), Data: data})
}

func (v *visit) plan() (planView, error) {
	d, err := v.Ops.Plan(v.ctx(), v.Principal(), strings.ToUpper(v.r.PathValue("id")))
	if err != nil {
		return planView{}, err
	}
	q := v.r.URL.Query()
	after, _ := strconv.Atoi(q.Get("after"))
	f := ops.PlanRowFilter{Source: q.Get("source"), Unit: q.Get("unit"), Field: q.Get("field"), Text: v.Sought, Down: q.Get("down") != "", AfterSeq: after, Limit: 50}
	data := planView{Plan: d, Filter: f, Open: d.State == model.PlanOpen || d.State == model.PlanHeld || d.State == model.PlanApproved}
	rows, next, err := v.Ops.PlanRows(v.ctx(), v.Principal(), d.ID, f)
	if err != nil {
		return data, err
	}
	data.Rows = byRecord(rows)
	if next > 0 {
		data.Next = v.with("after", strconv.Itoa(next))
	}
	return data, nil
}

// approvePlan says yes to the gates that are ticked; a reason is wanted.
func (c *Console) approvePlan(v *visit) error {
	data, err := v.plan()
	if err != nil {
		return err
	}
	id, reason := data.Plan.ID, v.form("reason")
	gates := v.r.PostForm["gate"]
	if reason == "" || len(gates) == 0 {
		return v.render(http.StatusUnprocessableEntity, "plan", view{Title: v.text("plan.title", id), Problem: v.text("plan.wants"), Data: data})
	}
	n, err := c.Operator.Approve(v.ctx(), v.Principal().Name, id, gates, reason)
	if err != nil {
		return err
	}
	return v.redirect("/plans/"+id, "plan.approved.done", strconv.Itoa(n))
}

func (c *Console) applyPlan(v *visit) error {
	data, err := v.plan()
	if err != nil {
		return err
	}
	if !data.Open || len(data.Plan.Waiting) > 0 {
		return v.render(http.StatusConflict, "plan", view{Title: v.text("plan.title", data.Plan.ID), Problem: v.text("plan.notnow"), Data: data})
	}
	if err := c.Operator.Apply(v.ctx(), v.Principal().Name, data.Plan.ID); err != nil {
		return err
	}
	return v.redirect("/runs", "plan.applying", data.Plan.ID)
}

// Purged says that the plan was replaced, and that its rows were taken away since.
func (d planView) Purged() bool {
	f := d.Filter
	whole := f.Source+f.Unit+f.Field+f.Text == "" && !f.Down && f.AfterSeq == 0
	return d.Plan.State == model.PlanSuperseded && d.Plan.Rows > 0 && len(d.Rows) == 0 && whole
}

// Waits says whether a gate holds the plan.
func (d planView) Waits(g model.Gate) bool {
	return slices.ContainsFunc(d.Plan.Waiting, func(w model.Gate) bool { return w.Key() == g.Key() })
}
