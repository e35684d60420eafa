package store_test

import (
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestUncertaintyIsHighestWhereEitherAnswerMayBeRight(t *testing.T) {
	for _, c := range []struct {
		name string
		d    model.Doubt
		low  float64
		high float64
	}{
		{"even odds", model.Doubt{Bits: 0}, 1, 1},
		{"nearly sure", model.Doubt{Bits: 6}, 0.05, 0.07},
		{"nearly not", model.Doubt{Bits: -6}, 0.05, 0.07},
		{"a gate contradicts", model.Doubt{Bits: 20, Gate: "code", Why: "gated"}, 1, 1},
		{"the clusters contradict", model.Doubt{Bits: 20, Why: "cluster-disagrees"}, 1, 1},
		{"a link is not weighed", model.Doubt{Kind: model.DoubtBelongs, Bits: 20}, 1, 1},
	} {
		if u := store.Uncertainty(c.d); u < c.low || u > c.high {
			t.Errorf("%s: %f, want %f to %f", c.name, u, c.low, c.high)
		}
	}
}
