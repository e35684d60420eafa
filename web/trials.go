package web

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Trials try policies on all customers of the store. What takes a while goes on in
// the background; the result is kept for a month. What cannot be tried is a Refusal.
type Trials interface {
	// Check reads a policy and says what is wrong or doubtful; ok is false when it
	// cannot be used.
	Check(text string) (findings []Finding, ok bool)
	// Begin has a question computed and returns its number.
	Begin(ctx context.Context, p model.Principal, ask TrialAsk) (id string, err error)
	// Stop ends one that is being computed.
	Stop(ctx context.Context, p model.Principal, id string) error
	// Trial is one with its result, in a reader's language.
	Trial(ctx context.Context, p model.Principal, lang, id string) (Trial, error)
	// Latest are the last ones, newest first.
	Latest(ctx context.Context, p model.Principal) ([]TrialHead, error)
	// File is everybody who moves in a finished trial, as an Excel file. It is
	// written into the audit log.
	File(ctx context.Context, p model.Principal, lang, id string) ([]byte, error)
}

// TrialAsk is a question about a policy, which is given as YAML.
type TrialAsk struct {
	Kind    string `json:"kind"` // preview, compare or backtest
	Text    string `json:"text"`
	Against string `json:"against,omitempty"` // of compare: the number of another trial, "" the policy in force
	Unit    string `json:"unit,omitempty"`    // of preview: the tier of one unit, "" the group's
	From    string `json:"from,omitempty"`    // of backtest: YYYY-MM-DD, "" eight reviews ago
	To      string `json:"to,omitempty"`      // of backtest: YYYY-MM-DD, "" today
	Every   string `json:"every,omitempty"`   // of backtest: monthly, quarterly or yearly, "" as the policy reviews
}

// Finding is one thing about a policy, with its line and column.
type Finding struct {
	Place, Code string
	Error       bool
	Text, Fix   string
}

// TrialHead is what a list says of a trial.
type TrialHead struct {
	ID, Kind, Author string
	State            string // running, stopping, done, failed, stopped or lost
	Policy           string // name and hash
	Asked, Ended     time.Time
}

// Under says whether it is being computed.
func (t TrialHead) Under() bool { return t.State == "running" || t.State == "stopping" }

// Trial is a question with its answer.
type Trial struct {
	TrialHead
	Ask   TrialAsk
	Stage string // how far it is: waiting, reading, or scoring
	Done  int64  // customers seen so far
	Of    int64  // 0: not known yet
	Why   string // it failed
	Found *TrialResult
}

// TrialResult is what a trial found. Rows and columns of the matrix are Classes.
type TrialResult struct {
	AsOf                string // day, or first and last day
	Customers           int64
	Up, Down, Other     int64
	Same                int64 // of compare: on the same rung
	Against             string
	Guard               string // what would hold the write-back, "" nothing
	Classes             []string
	Matrix              [][]int64 // from, to; with sums in the last row and column
	Was, Is             []int64   // customers by class, before and after
	Units               []TrialUnit
	Moves               []TrialMove
	More                int // moves beyond these; the file has all that are kept
	Reviews             []TrialReview
	Changes, Flaps      int64 // of backtest: final tiers
	RawChanges, RawFlap int64 // by score alone
}

// Last is the position of the sums in the matrix.
func (r TrialResult) Last() int { return len(r.Matrix) - 1 }

// TrialUnit is how many of a unit's customers move.
type TrialUnit struct {
	Unit                       string
	Customers, Up, Down, Other int64
}

// TrialMove is one customer that moves.
type TrialMove struct {
	Entity, Name string
	Units        []string
	From, To     string // as people know them
	Way          string // up, down or other
	Was, Score   string
	Why          string
}

// TrialReview is one review of a backtest. Best is the share of the best tier, Rung
// the mean position on the ladder, 1 the best.
type TrialReview struct {
	Day        string
	Counts     []int64 // by class
	Up, Down   int64
	Best, Rung float64
}
