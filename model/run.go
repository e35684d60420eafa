package model

import "time"

// RunState is the life of a run.
type RunState string

// The states of a run.
const (
	RunRunning RunState = "running"
	RunWaiting RunState = "waiting" // a quota is used up; it resumes at Resume
	RunHeld    RunState = "held"    // a gate stopped it
	RunDone    RunState = "done"
	RunPartial RunState = "partial" // finished, some rows rejected
	RunFailed  RunState = "failed"
	RunStopped RunState = "stopped" // by signal; resumes
)

// Run is one turn of the loop or of some of its stages.
type Run struct {
	ID      string           `json:"id"`
	Job     string           `json:"job"`
	Trigger string           `json:"trigger"` // manual, schedule, resume
	Config  string           `json:"config_hash"`
	State   RunState         `json:"state"`
	Stage   string           `json:"stage"` // the stage it is in or stopped in
	Started time.Time        `json:"started"`
	Ended   time.Time        `json:"ended,omitzero"`
	Resume  time.Time        `json:"resume,omitzero"`
	Counts  map[string]int64 `json:"counts,omitempty"` // by stage.what
	Error   string           `json:"error,omitempty"`  // stable code and message
}

// Reject is a row that a stage could not take, kept until replayed or dropped.
type Reject struct {
	ID     int64     `json:"id"`
	Run    string    `json:"run"`
	Stage  string    `json:"stage"`
	Ref    Ref       `json:"ref"`
	Code   string    `json:"code"`
	Field  string    `json:"field,omitempty"`
	Where  string    `json:"where,omitempty"` // file:line:column of the rule
	Reason string    `json:"reason"`          // names fields, never values of persons
	At     time.Time `json:"at"`
}
