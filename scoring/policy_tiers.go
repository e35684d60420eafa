package scoring

// Tiers turns the score of one model into a level and keeps it steady.
type Tiers struct {
	From string `yaml:"from" json:"from"` // a model or an indicator
	// By is score (default: floors), share (of customers), revenue_share (the best
	// customers who together make so much of Of), quantile (of scores), jenks
	// (natural breaks, as many as levels) or class (of a model that has classes).
	By string `yaml:"by,omitempty" json:"by,omitempty"`
	// At are the cumulative shares of all levels but the last, or the quantiles
	// from which each begins.
	At []Number `yaml:"at,omitempty" json:"at,omitempty"`
	// Cuts is another place to write By and At.
	Cuts *TierCuts `yaml:"cuts,omitempty" json:"-"`
	// Of is what revenue_share adds up; default the sum of all counted orders.
	Of *Source `yaml:"of,omitempty" json:"of,omitempty"`
	// Levels are listed from the highest to the lowest.
	Levels      []Level     `yaml:"levels" json:"levels"`
	MinimumData MinimumData `yaml:"minimum_data,omitempty" json:"minimum_data"`
	Limits      []Limit     `yaml:"limits,omitempty" json:"limits,omitempty"`
	Stability   *Stability  `yaml:"stability,omitempty" json:"stability,omitempty"`
	Guard       *Guard      `yaml:"guard,omitempty" json:"guard,omitempty"`
}

// TierCuts is By and At of Tiers.
type TierCuts struct {
	By string   `yaml:"by" json:"by"`
	At []Number `yaml:"at,omitempty" json:"at,omitempty"`
}

// Guard holds write-back until a person approves.
type Guard struct {
	// MaxChanged is the share of all customers in the systems whose shown tier one
	// plan may move, such as 20%.
	MaxChanged *Number `yaml:"max_changed,omitempty" json:"max_changed,omitempty"`
}

// Level is one tier. The lowest level takes every score below its own floor too.
type Level struct {
	ID    string  `yaml:"id" json:"id"`
	Label Label   `yaml:"label,omitempty" json:"label,omitzero"`
	Min   *Number `yaml:"min,omitempty" json:"min,omitempty"` // by score
	// Classes of by: class, each by its id or label: of rfm the bit patterns R F M
	// such as "111" (recent, frequent, high), of a grid "x,y" counted from 1. All
	// classes of the model are shared out among the levels.
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

// Limit caps the tier while a condition over indicators and scores holds, at once.
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
