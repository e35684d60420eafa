package model

import "time"

// ViewState is where a question to see a unit's part of a customer stands.
type ViewState string

// The states of a question. One that was granted ends by itself.
const (
	ViewWaiting  ViewState = "waiting"
	ViewGranted  ViewState = "granted"
	ViewDeclined ViewState = "declined"
	ViewEnded    ViewState = "ended" // taken back before its time, by either side
)

// ViewRequest is the question of somebody who sees units only, to see the part that
// another unit has of a customer.
type ViewRequest struct {
	ID      int64
	Account string
	Entity  string // public id
	Name    string // of the entity
	Unit    string // whose part it is; "" for whoever asked, who must not learn it
	Reason  string
	State   ViewState
	Asked   time.Time
	// What follows is zero while it waits.
	DecidedBy string
	Decided   time.Time
	Answer    string    // the reason of whoever decided
	Until     time.Time // of a grant: from then on nothing is seen
}

// Granted says whether the part may be seen at an instant.
func (r ViewRequest) Granted(now time.Time) bool {
	return r.State == ViewGranted && now.Before(r.Until)
}
