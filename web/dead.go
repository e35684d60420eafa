package web

import (
	"context"
	"strconv"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
)

// deadView is what waits for a person: by cause, and the rows of one.
type deadView struct {
	Causes []deadCause
	Filter ops.RejectFilter
	Rows   []model.Reject
	Next   string
}

// deadCause is a cause with its meaning and what to do about it.
type deadCause struct {
	ops.RejectCause
	What, Fix string
	Here      bool // its rows are shown
}

func (c *Console) deadPage(v *visit) error {
	causes, err := c.Ops.DeadLetters(v.ctx(), v.Principal())
	if err != nil {
		return err
	}
	f := v.deadFilter()
	f.After, _ = strconv.ParseInt(v.r.URL.Query().Get("after"), 10, 64)
	data := deadView{Filter: f}
	for _, x := range causes {
		line := deadCause{RejectCause: x, Here: f.Code == x.Code && f.Source == x.Source && f.Object == x.Object}
		if what, fix, ok := c.Operator.Meaning(x.Code); ok {
			line.What, line.Fix = what.In(v.Lang), fix.In(v.Lang)
		}
		data.Causes = append(data.Causes, line)
	}
	if f.Code != "" {
		var next int64
		if data.Rows, next, err = c.Ops.Rejects(v.ctx(), v.Principal(), f); err != nil {
			return err
		}
		if next > 0 {
			data.Next = v.with("after", strconv.FormatInt(next, 10))
		}
	}
	return v.show("dead", data)
}

// deadFilter is the cause that the address or the form names.
func (v *visit) deadFilter() ops.RejectFilter {
	get := func(name string) string { return v.r.FormValue(name) }
	return ops.RejectFilter{Code: get("code"), Source: get("source"), Object: get("object")}
}

// replayDead maps the rows of one cause again; dropDead gives them up.
func (c *Console) replayDead(v *visit) error { return v.dead(c.Operator.Replay, "dead.replayed") }
func (c *Console) dropDead(v *visit) error   { return v.dead(c.Operator.Drop, "dead.dropped") }

func (v *visit) dead(act func(context.Context, string, ops.RejectFilter) (int64, error), done string) error {
	f := v.deadFilter()
	if f.Code == "" { // never all at once
		return errNotFound
	}
	n, err := act(v.ctx(), v.Principal().Name, f)
	if err != nil {
		return err
	}
	return v.redirect("/dead", done, number(n))
}
