package matching

import "math"

// bits is a weight of evidence in hundredths of a bit. Whole numbers make sums
// exact, so that a total never depends on the order of its terms.
type bits int32

// nothing is below any weight.
const nothing bits = -1 << 30

func toBits(f float64) bits { return bits(math.Round(f * 100)) }

func (b bits) float() float64 { return float64(b) / 100 }

// shifted is a weight moved by so much. What speaks for a match never comes to
// speak against it, nor the other way round.
func (b bits) shifted(by bits) bits {
	if b > 0 {
		return max(b+by, 0)
	}
	return min(b+by, 0)
}

// within holds a weight between low and high.
func (b bits) within(low, high bits) bits { return min(max(b, low), high) }
