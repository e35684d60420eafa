package web

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Steward carries out what people decide about customers, each with its line in
// the audit log under the principal's name. A decision counts from the next
// matching on; Settle starts one. What cannot be carried out is a Refusal.
type Steward interface {
	// Evidence weighs a pair as the matching does, nil where it cannot.
	Evidence(ctx context.Context, p model.Principal, a, b model.Ref) (*Evidence, error)
	// Effect rehearses a yes.
	Effect(ctx context.Context, p model.Principal, d model.Doubt) (Effect, error)
	// Accept says yes to all questions of these groups in one act. It returns its
	// name, by which TakeBack undoes it, how many questions are answered, and how
	// many groups a gate or another steward keeps from being accepted.
	Accept(ctx context.Context, p model.Principal, keys []Key, reason string) (batch string, answered, left int, err error)
	// TakeBack asks what one act answered again, and returns how many questions.
	TakeBack(ctx context.Context, p model.Principal, batch, reason string) (int, error)

	// Claim takes the first open questions of a unit, "" all, for the principal.
	Claim(ctx context.Context, p model.Principal, unit string) (int, error)
	// Decide keeps an answer; model.Undecided takes it back and the question is
	// open again.
	Decide(ctx context.Context, p model.Principal, a Reply) error
	// Settle has a matching carry decisions out, in the background.
	Settle(p model.Principal) error

	Override(ctx context.Context, p model.Principal, entity, attribute, text, until, reason string) error
	EndOverride(ctx context.Context, p model.Principal, entity, attribute, reason string) error
	Merge(ctx context.Context, p model.Principal, entity, other, reason string) error
	Split(ctx context.Context, p model.Principal, entity string, records []model.Ref, reason string) error
	// Link says whom a customer belongs to; parent "" is nobody.
	Link(ctx context.Context, p model.Principal, entity, parent string, kind model.EdgeKind, reason string) error
	Pin(ctx context.Context, p model.Principal, entity string, kind model.PinKind, tier string, until model.Date, reason string) error
	Unpin(ctx context.Context, p model.Principal, entity string, kind model.PinKind, reason string) error

	// Word puts a code of evidence, a gate or the reason of a link into words.
	Word(code string) model.Text
}

// Refusal is why something cannot be done, for the person who wanted it. Changed: it
// could have been done as things stood when they were looked at.
type Refusal struct {
	Text    model.Text
	Changed bool
}

func (r *Refusal) Error() string { return r.Text.EN }

// Reply is what a steward says to a question.
type Reply struct {
	model.Doubt
	Verdict model.Verdict
	Skip    time.Duration // puts the question off; Verdict is not looked at
	Reason  string
	// Picked are golden values chosen with a yes, by attribute.
	Picked map[string]string
}

// Evidence is what speaks for and against a pair, in bits.
type Evidence struct {
	Fields []Bits // the prior first; they sum to Total
	Total  float64
	// MergeFrom and ReviewFrom are the bits from which a pair merges by itself, and
	// from which it is asked.
	MergeFrom, ReviewFrom float64
	Gates                 []model.Text
}

// Bits is one contribution.
type Bits struct {
	Label model.Text
	Level model.Text
	Bits  float64
}

// Key is the identifier that a group of records shares.
type Key struct{ Type, Value string }

// Effect is what a yes does.
type Effect struct {
	Records int // of the customer that results
	// Tier is the group tier that it would have today, nil while what all customers
	// have in common is being learned, and where the policy scores none at group level.
	Tier *Standing
	// Golden are the surviving values of it, by attribute.
	Golden map[string]string
	// Writes are the records whose systems would be told another tier at most, with
	// the fields.
	Writes []Write
	// Against are gates and verdicts that forbid it; then nothing else is filled in.
	Against []model.Text
}

// Standing is a tier with its score.
type Standing struct {
	Tier, Score string
	Why         model.Text
}

// Write is a record that our write-back goes to.
type Write struct {
	Target model.Ref
	Fields []string
}
