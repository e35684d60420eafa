package web

import (
	"slices"

	"github.com/tierloop/tierloop/report/ops"
)

type connectionsView struct {
	List []ops.Connection
	// Asked is the source that was asked just now, Answer what it said.
	Asked  string
	Answer Answer
}

func (c *Console) connectionsPage(v *visit) error {
	data, err := v.connections()
	if err != nil {
		return err
	}
	return v.show("connections", data)
}

func (v *visit) connections() (connectionsView, error) {
	now := v.Clock.Now()
	list, err := v.Ops.Connections(v.ctx(), v.Principal(), v.Operator.Systems(now), now)
	return connectionsView{List: list}, err
}

// tryConnection asks one source and shows its answer on the page.
func (c *Console) tryConnection(v *visit) error {
	data, err := v.connections()
	if err != nil {
		return err
	}
	data.Asked = v.r.PathValue("source")
	if !slices.ContainsFunc(data.List, func(s ops.Connection) bool { return s.Source == data.Asked }) {
		return errNotFound
	}
	if data.Answer, err = c.Operator.Try(v.ctx(), v.Principal().Name, data.Asked); err != nil {
		return err
	}
	return v.show("connections", data)
}
