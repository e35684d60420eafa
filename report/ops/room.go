package ops

import "github.com/tierloop/tierloop/store"

// Room is where questions are asked.
type Room struct{ Store *store.DB }

// pageRows is how many rows a page has unless it asks for less.
const pageRows = 100

func limit(n int) int {
	if n <= 0 || n > pageRows {
		return pageRows
	}
	return n
}

// Counts and filters that the store makes are passed on as they are.
type (
	RejectCause   = store.RejectTally
	PlanTally     = store.PlanTally
	PlanRowFilter = store.PlanRowFilter
	StreamState   = store.StreamState
)
