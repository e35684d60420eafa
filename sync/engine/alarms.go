package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/writeback"
)

// raise finds the clusters that look wrong, by entity. They are kept in the store:
// every plan shows them as gates until a person has approved them or they are no
// more.
func (g *golden) raise(ctx context.Context) ([]writeback.Alarm, error) {
	if g.whole {
		g.alarms = map[uint32][]writeback.Alarm{}
	}
	g.eachFormed(func(row uint32) { delete(g.alarms, row) })
	for _, row := range g.formed {
		for _, a := range g.index.Alarms(row) {
			g.alarms[row] = append(g.alarms[row], writeback.Alarm{Code: a.Code, Members: a.Members, Text: a.Text})
		}
	}
	out := []writeback.Alarm{}
	for row, list := range g.alarms {
		for _, a := range list {
			a.Entity = g.entity[row]
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return out, nil
	}
	slices.SortFunc(out, func(a, b writeback.Alarm) int {
		return cmp.Or(strings.Compare(a.Entity, b.Entity), strings.Compare(a.Code, b.Code), strings.Compare(a.Text.EN, b.Text.EN))
	})
	approvals, err := g.Store.Approvals(ctx, model.SystemPrincipal())
	if err != nil {
		return nil, err
	}
	for _, a := range writeback.Unseen(out, model.Plan{}, approvals) {
		g.fault(fault.New("E6005", a.Text.In(g.lang())).At("entity " + a.Entity))
	}
	return out, nil
}
