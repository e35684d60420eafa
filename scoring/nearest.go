package scoring

import (
	"math"

	"github.com/govalues/decimal"
)

// nearest is the value between from and limit that lies nearest to from and is
// enough; missing when limit is not. What is enough must stay so on the way to
// limit. It is found among the values that an indicator can have.
func nearest(from, limit value, enough func(value) bool) value {
	a, ok := grains(from)
	b, ok2 := grains(limit)
	if !ok || !ok2 || a == b || !enough(limit) {
		return value{}
	}
	for a != b-1 && a != b+1 {
		middle := a + (b-a)/2
		if v, err := decimal.New(middle, grain); err == nil && enough(known(v)) {
			b = middle
		} else {
			a = middle
		}
	}
	return outcome(decimal.New(b, grain))
}

// grains counts the least steps of an indicator; false beyond what is counted.
func grains(v value) (int64, bool) {
	if !v.ok {
		return 0, false
	}
	w, f, ok := v.Int64(grain)
	const unit = 100_000_000 // 10^grain
	if !ok || w > math.MaxInt64/unit/4 || w < -math.MaxInt64/unit/4 {
		return 0, false
	}
	return w*unit + f, true
}
