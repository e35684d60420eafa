package scoring

import (
	"math"

	"github.com/govalues/decimal"
)

// column holds one indicator of every customer in nine bytes each. A value
// beyond an int64 loses decimals, and without decimals to lose it is missing.
type column struct {
	coef  []int64
	scale []int8 // -1 is missing
}

func (c *column) append(v value) {
	if v.ok && v.Coef() > math.MaxInt64 {
		if v.Scale() == 0 {
			v = value{}
		} else {
			v = v.round(v.Scale() - 1)
		}
	}
	if !v.ok {
		c.coef, c.scale = append(c.coef, 0), append(c.scale, -1)
		return
	}
	n := int64(v.Coef())
	if v.IsNeg() {
		n = -n
	}
	c.coef, c.scale = append(c.coef, n), append(c.scale, int8(v.Scale()))
}

func (c *column) at(row int) value {
	if c.scale[row] < 0 {
		return value{}
	}
	return outcome(decimal.New(c.coef[row], int(c.scale[row])))
}
