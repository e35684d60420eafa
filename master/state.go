package master

import "github.com/tierloop/tierloop/model"

// State is what the store knows of entities before a run.
type State struct {
	Entities []Known
	// Redirects lead from each id that was merged away.
	Redirects []Redirect
	// Emptied are entities whose last member left; their ids are never given
	// to others, and the same members revive them.
	Emptied []Emptied
}

// Known is a live entity.
type Known struct {
	ID string
	// Founded orders entities by age; smaller is older, such as a run number.
	Founded int64
	Members []model.Ref
}

// Redirect is an id that was merged away, with what is needed to revive it.
type Redirect struct {
	From, To string
	Founded  int64
	Since    int64 // the run that merged it away
	// Members are the members it had when it was merged away.
	Members []model.Ref
}

// Emptied is an entity without members.
type Emptied struct {
	ID      string
	Founded int64
	Members []model.Ref // the last ones
}

// Changes are what a run does to entities. All lists are sorted.
type Changes struct {
	Created []Known    // each is a line of the journal too, which Journal leaves out
	Merged  []Redirect // From is the loser, To the survivor
	Split   []Known    // new entities split off from a live one
	Revived []Known    // entities that took their id back
	Emptied []Emptied
	Moved   []Move // every customer that left its entity
	// Entities is the full new membership of each entity that changed.
	Entities []Known
	// Redirects are all redirects that are new or lead elsewhere than before.
	Redirects []Redirect
	// Journal has Op, Entity, Other and Customer; the rest is the caller's.
	Journal []model.JournalEntry
	// Next is the state after the changes.
	Next State
}

// Move is a customer that went from one entity to another; To is "" for one that is
// gone.
type Move struct {
	Customer model.Ref
	From, To string
}

// Empty says that nothing changes.
func (c Changes) Empty() bool {
	return len(c.Entities) == 0 && len(c.Journal) == 0 && len(c.Moved) == 0 && len(c.Redirects) == 0
}
