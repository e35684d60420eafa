package scoring

// Model is one model of a policy. Type decides which of the other keys are
// allowed; Compile refuses a key of another type.
type Model struct {
	Type string `yaml:"type" json:"type"` // scorecard or rfm

	// Of a scorecard.
	Rounding   Rounding    `yaml:"rounding,omitempty" json:"rounding,omitzero"`
	Missing    string      `yaml:"missing,omitempty" json:"missing,omitempty"` // renormalize (default), zero, worst, fail
	Dimensions []Dimension `yaml:"dimensions,omitempty" json:"dimensions,omitempty"`

	// Of rfm.
	Recency   *Source `yaml:"recency,omitempty" json:"recency,omitempty"`
	Frequency *Source `yaml:"frequency,omitempty" json:"frequency,omitempty"`
	Monetary  *Source `yaml:"monetary,omitempty" json:"monetary,omitempty"`
	Buckets   int     `yaml:"buckets,omitempty" json:"buckets,omitempty"` // default 5
	Best      int     `yaml:"best,omitempty" json:"best,omitempty"`       // 1 or the number of buckets (default)
	// Edges is strict (default: a value scores one more than the number of
	// quantiles strictly below it) or plus_one (each quantile raised by one before
	// that, at or below it: the convention of the R package rfm, made for whole
	// numbers).
	Edges    string    `yaml:"edges,omitempty" json:"edges,omitempty"`
	Classes  string    `yaml:"classes,omitempty" json:"classes,omitempty"` // cn8 or ""
	Cut      *Cut      `yaml:"cut,omitempty" json:"cut,omitempty"`         // of the classes; default mean
	Labels   []Label   `yaml:"labels,omitempty" json:"labels,omitempty"`   // eight names in place of the usual ones
	Segments []Segment `yaml:"segments,omitempty" json:"segments,omitempty"`
}

// Rounding is where a scorecard rounds, in decimals; absent means not at all.
// Without Total a score is still written with two decimals.
type Rounding struct {
	Measure *int   `yaml:"measure,omitempty" json:"measure,omitempty"`
	Total   *int   `yaml:"total,omitempty" json:"total,omitempty"`
	Mode    string `yaml:"mode,omitempty" json:"mode,omitempty"` // half_up (default): half away from zero
}

// Dimension is one weighted part of a scorecard, worth the sum of its measures.
type Dimension struct {
	ID       string    `yaml:"id" json:"id"`
	Label    Label     `yaml:"label,omitempty" json:"label,omitzero"`
	Weight   Number    `yaml:"weight" json:"weight"`
	Measures []Measure `yaml:"measures" json:"measures"`
}

// Measure turns one indicator into points between 0 and Max. Without Bands and
// Scale the indicator itself is the points.
type Measure struct {
	Use string `yaml:"use" json:"use"`
	// Max is the full mark; default 100 shared evenly among the dimension's
	// measures, rounded like a measure (three measures: 33.33).
	Max *Number `yaml:"max,omitempty" json:"max,omitempty"`
	// Bands are rows [from, points]: a value from "from" up to, not including,
	// the next row's "from" has these points. Below the first row it has none.
	Bands [][]Number `yaml:"bands,omitempty" json:"bands,omitempty"`
	Scale *Scale     `yaml:"scale,omitempty" json:"scale,omitempty"`
}

// Scale is a computed way from value to points; exactly one of its keys is set.
type Scale struct {
	// Linear is [value of no points, value of full mark]; the first may be the
	// greater one.
	Linear []Number `yaml:"linear,omitempty" json:"linear,omitempty"`
	// Quantile n gives k/n of the full mark to the k-th of n equal groups of the
	// population, ties equal.
	Quantile int `yaml:"quantile,omitempty" json:"quantile,omitempty"`
}

// Segment is a named range of R, F and M scores; the first that fits counts.
type Segment struct {
	Label Label `yaml:"label" json:"label"`
	R     []int `yaml:"r" json:"r"` // [lowest, highest] score
	F     []int `yaml:"f" json:"f"`
	M     []int `yaml:"m" json:"m"`
}

// Tiers turns the score of one model into a level and keeps it steady.
type Tiers struct {
	From string `yaml:"from" json:"from"` // a model
	// By is score (default: floors), share (of customers) or class (of rfm).
	By string `yaml:"by,omitempty" json:"by,omitempty"`
	// At are the cumulative shares of customers of all levels but the last.
	At []Number `yaml:"at,omitempty" json:"at,omitempty"`
	// Levels are listed from the highest to the lowest.
	Levels      []Level     `yaml:"levels" json:"levels"`
	MinimumData MinimumData `yaml:"minimum_data,omitempty" json:"minimum_data"`
	Limits      []Limit     `yaml:"limits,omitempty" json:"limits,omitempty"`
	Stability   *Stability  `yaml:"stability,omitempty" json:"stability,omitempty"`
}

// Level is one tier. The lowest level takes every score below its own floor too.
type Level struct {
	ID    string  `yaml:"id" json:"id"`
	Label Label   `yaml:"label,omitempty" json:"label,omitzero"`
	Min   *Number `yaml:"min,omitempty" json:"min,omitempty"` // by score
	// Classes are the bit patterns R F M of by: class, such as "111" (recent,
	// frequent, high): all eight are shared out among the levels.
	Classes []string `yaml:"classes,omitempty" json:"classes,omitempty"`
}

// MinimumData is what a customer needs to be rated at all.
type MinimumData struct {
	Orders   int     `yaml:"orders,omitempty" json:"orders,omitempty"`     // counted orders, all time
	Age      string  `yaml:"age,omitempty" json:"age,omitempty"`           // such as 90d, since first seen or first order
	Coverage *Number `yaml:"coverage,omitempty" json:"coverage,omitempty"` // share of the score's weight with data
	// Otherwise is unrated (default) or the level that such a customer has.
	Otherwise string `yaml:"otherwise,omitempty" json:"otherwise,omitempty"`
}

// Limit caps the tier while a condition over indicators holds, at once.
type Limit struct {
	When   string `yaml:"when" json:"when"` // such as overdue_days > 90 and margin < 0.1
	AtMost string `yaml:"at_most" json:"at_most"`
	Why    Label  `yaml:"why" json:"why"`
}

// Stability keeps a tier from flapping. Reviews are counted per period, not per
// run: many runs in one quarter are one review.
type Stability struct {
	Review string `yaml:"review,omitempty" json:"review"` // quarterly (default), monthly, yearly
	// Band is how far a score may fall below its tier's floor unpunished.
	Band         *Number `yaml:"band,omitempty" json:"band,omitempty"`
	DemoteAfter  int     `yaml:"demote_after,omitempty" json:"demote_after"`   // reviews in a row, default 1
	PromoteAfter int     `yaml:"promote_after,omitempty" json:"promote_after"` // reviews in a row, default 1
	MaxStep      int     `yaml:"max_step,omitempty" json:"max_step"`           // levels per review, 0 any
}
