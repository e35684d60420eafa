package scoring

// Model is one model of a policy. Type decides which of the other keys are
// allowed; Compile refuses a key of another type. Where a model takes a Source,
// that is an indicator, another model's score by its id, or an indicator written
// in place.
type Model struct {
	// Type is scorecard, dimensions, rfm, behaviour, grid, pyramid, abc, clv,
	// lifecycle, churn, loyalty or topsis.
	Type string `yaml:"type" json:"type"`

	// Of a scorecard and of dimensions.
	Rounding   Rounding    `yaml:"rounding,omitempty" json:"rounding,omitzero"`
	Missing    string      `yaml:"missing,omitempty" json:"missing,omitempty"` // renormalize (default), zero, worst, fail
	Dimensions []Dimension `yaml:"dimensions,omitempty" json:"dimensions,omitempty"`
	Weights    *Weighting  `yaml:"weights,omitempty" json:"weights,omitempty"` // of topsis too

	// Of rfm.
	Recency   *Source `yaml:"recency,omitempty" json:"recency,omitempty"` // of lifecycle too
	Frequency *Source `yaml:"frequency,omitempty" json:"frequency,omitempty"`
	Monetary  *Source `yaml:"monetary,omitempty" json:"monetary,omitempty"`
	Buckets   int     `yaml:"buckets,omitempty" json:"buckets,omitempty"` // default 5; of behaviour too
	Best      int     `yaml:"best,omitempty" json:"best,omitempty"`       // 1 or the number of buckets (default)
	// Order is independent (default) or nested: frequency is ranked among the
	// customers of one recency, monetary value among those of one recency and
	// frequency.
	Order string `yaml:"order,omitempty" json:"order,omitempty"`
	// Edges is strict (default: a value scores one more than the number of
	// quantiles strictly below it) or plus_one (each quantile raised by one before
	// that, at or below it: the convention of the R package rfm, made for whole
	// numbers).
	Edges    string    `yaml:"edges,omitempty" json:"edges,omitempty"`
	Classes  string    `yaml:"classes,omitempty" json:"classes,omitempty"` // cn8 or ""
	Cut      *Cut      `yaml:"cut,omitempty" json:"cut,omitempty"`         // of the classes; default mean
	Segments []Segment `yaml:"segments,omitempty" json:"segments,omitempty"`

	// Labels replace the usual names of classes: eight of rfm, rows from the
	// lowest y upwards of a grid, from the best of the others.
	Labels Labels `yaml:"labels,omitempty" json:"labels,omitempty"`

	// Of a grid.
	X    *Source   `yaml:"x,omitempty" json:"x,omitempty"`
	Y    *Source   `yaml:"y,omitempty" json:"y,omitempty"`
	Cuts *GridCuts `yaml:"cuts,omitempty" json:"cuts,omitempty"` // default mean

	// Of pyramid and abc: the value that ranks, how it is cut and where.
	Use *Source  `yaml:"use,omitempty" json:"use,omitempty"`
	By  string   `yaml:"by,omitempty" json:"by,omitempty"` // of a pyramid: share (default), score, quantile, revenue_share, jenks
	Of  *Source  `yaml:"of,omitempty" json:"of,omitempty"` // what revenue_share adds up; default the value itself
	At  []Number `yaml:"at,omitempty" json:"at,omitempty"` // abc: default 0.8 and 0.95

	// Of clv.
	Method    string      `yaml:"method,omitempty" json:"method,omitempty"`     // auto (default), simple, bg_nbd, mbg_nbd, pareto_nbd
	Horizon   string      `yaml:"horizon,omitempty" json:"horizon,omitempty"`   // default 12m; of simple: for ever
	Discount  *Number     `yaml:"discount,omitempty" json:"discount,omitempty"` // a year, default 0.1
	Margin    *Number     `yaml:"margin,omitempty" json:"margin,omitempty"`     // the part of revenue that is value, default 1
	Retention *Number     `yaml:"retention,omitempty" json:"retention,omitempty"`
	Paid      string      `yaml:"paid,omitempty" json:"paid,omitempty"` // of simple: later (default: the first margin after a year) or now
	Minimum   *CLVMinimum `yaml:"minimum,omitempty" json:"minimum,omitempty"`
	Fallback  string      `yaml:"fallback,omitempty" json:"fallback,omitempty"` // simple (default) or none

	// Of topsis and behaviour.
	Criteria []Criterion `yaml:"criteria,omitempty" json:"criteria,omitempty"`

	// Of lifecycle, churn and loyalty.
	Days    *StageDays `yaml:"days,omitempty" json:"days,omitempty"`
	Period  string     `yaml:"period,omitempty" json:"period,omitempty"`   // of churn and loyalty: a span, default 12m and 3m
	Periods int        `yaml:"periods,omitempty" json:"periods,omitempty"` // of loyalty: how many count, default 4
}

// Weighting is where the weights of dimensions or criteria come from.
type Weighting struct {
	// By is hand (default), ahp, entropy or critic.
	By string `yaml:"by,omitempty" json:"by,omitempty"`
	// Compare is the matrix of AHP: row i, column j says how many times as much i
	// counts as j. Fractions such as 1/3 are taken.
	Compare [][]Fraction `yaml:"compare,omitempty" json:"compare,omitempty"`
	// Normalise is how entropy makes columns comparable: share (default) or minmax.
	Normalise string `yaml:"normalise,omitempty" json:"normalise,omitempty"`
}

// Criterion is one column of topsis or one kind of behaviour.
type Criterion struct {
	ID     string  `yaml:"id,omitempty" json:"id,omitempty"` // default the name of use
	Label  Label   `yaml:"label,omitempty" json:"label,omitzero"`
	Use    *Source `yaml:"use" json:"use"`
	Weight Number  `yaml:"weight,omitempty" json:"weight,omitzero"`
}

// GridCuts divide the two axes of a grid.
type GridCuts struct {
	X Cutting `yaml:"x" json:"x"`
	Y Cutting `yaml:"y" json:"y"`
}

// CLVMinimum is what the fitted methods need, or the fall-back is taken.
type CLVMinimum struct {
	Customers int    `yaml:"customers,omitempty" json:"customers,omitempty"` // default 1000
	History   string `yaml:"history,omitempty" json:"history,omitempty"`     // the longest one, default 12m
}

// StageDays are the boundaries of the lifecycle in days since the last order,
// each inclusive.
type StageDays struct {
	New    int `yaml:"new,omitempty" json:"new,omitempty"`       // default 90
	Active int `yaml:"active,omitempty" json:"active,omitempty"` // default 90
	Lost   int `yaml:"lost,omitempty" json:"lost,omitempty"`     // default 365
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
	Weight   Number    `yaml:"weight,omitempty" json:"weight"`
	Measures []Measure `yaml:"measures,omitempty" json:"measures"`

	// Of a model of type dimensions. Use takes the place of measures where the
	// levels are cut at plain values.
	Use *Source `yaml:"use,omitempty" json:"use,omitempty"`
	// As is score (default: counts with its weight), gate (its levels may cap the
	// tier) or tag (is shown and written back only).
	As     string           `yaml:"as,omitempty" json:"as,omitempty"`
	Levels []DimensionLevel `yaml:"levels,omitempty" json:"levels,omitempty"`
}

// DimensionLevel is one level of a dimension, listed from the greatest value to
// the least; the last takes the rest.
type DimensionLevel struct {
	ID     string  `yaml:"id" json:"id"`
	Label  Label   `yaml:"label,omitempty" json:"label,omitzero"`
	Min    *Number `yaml:"min,omitempty" json:"min,omitempty"`
	AtMost string  `yaml:"at_most,omitempty" json:"at_most,omitempty"` // of a gate
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
