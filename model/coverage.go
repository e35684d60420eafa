package model

// The topics of a Coverage.
const (
	CoverUnrated   = "unrated"   // Name is a Lack
	CoverIndicator = "indicator" // Name is its id, N those who have a value
)

// Why a customer has no tier of its own.
const (
	LackRate     = "rate"     // money in a currency that no rate converts
	LackOrders   = "orders"   // fewer orders than the policy's minimum
	LackAge      = "age"      // not known for long enough
	LackCoverage = "coverage" // data for too little of the weight
	LackScore    = "score"    // data that the score needs is missing
)

// Coverage is for how many of a scope's customers something holds.
type Coverage struct {
	Scope string `json:"scope"`
	Topic string `json:"topic"`
	Name  string `json:"name"`
	N     int64  `json:"customers"`
	Of    int64  `json:"of_customers"`
}
