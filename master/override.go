package master

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Override lays stewards' values over surviving ones, in place; day is today.
// Of two on one attribute the later counts. It returns those that a change of
// the source's value has ended; they are to be closed for good.
func Override(values map[string]model.Value, overrides []model.Override, day model.Date) (lapsed []model.Override) {
	sorted := slices.SortedFunc(slices.Values(overrides), func(a, b model.Override) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	said := map[string]string{} // by the sources
	for _, o := range sorted {
		if _, seen := said[o.Attribute]; !seen {
			said[o.Attribute] = values[o.Attribute].Text
		}
		switch {
		case !o.InForce(day):
		case o.Until == model.UntilChange && said[o.Attribute] != o.Base:
			lapsed = append(lapsed, o)
		default:
			values[o.Attribute] = model.Value{Text: o.Text, Rule: model.RuleSteward}
		}
	}
	return lapsed
}
