package model

import "time"

// OverrideUntil says what ends a steward's golden value.
type OverrideUntil string

// The ends of an override. One that ended by itself stays in the history.
const (
	UntilForever OverrideUntil = "forever"
	UntilChange  OverrideUntil = "change" // the sources say something else than Base
	UntilDate    OverrideUntil = "date"   // Expires, the last day
)

// RuleSteward is the survivorship rule of a value that an Override laid down;
// such a value comes from no record.
const RuleSteward = "steward"

// Override is a golden value that a steward laid over what the sources say.
type Override struct {
	ID int64 `json:"id"`
	// Entity is the surviving id; SetOn the one that it was set on.
	Entity    string        `json:"entity"`
	SetOn     string        `json:"set_on,omitempty"`
	Attribute string        `json:"attribute"`
	Text      string        `json:"text"`
	Base      string        `json:"base,omitempty"` // what the sources said when it was set
	Until     OverrideUntil `json:"until"`
	Expires   Date          `json:"expires,omitzero"`
	Author    string        `json:"author"`
	Reason    string        `json:"reason"`
	At        time.Time     `json:"at"`
	Ended     time.Time     `json:"ended,omitzero"`
	EndedBy   string        `json:"ended_by,omitempty"` // a person, or tierloop where the end came by itself
}

// InForce says whether the override holds on a day, the source's value aside.
func (o Override) InForce(day Date) bool {
	return o.Ended.IsZero() && (o.Until != UntilDate || day <= o.Expires)
}

// LinkVerdict is a steward's word on whether one customer belongs to another.
type LinkVerdict string

// The verdicts on links. A withdrawn one leaves the question to the sources.
const (
	LinkSet       LinkVerdict = "set"
	LinkForbidden LinkVerdict = "forbidden"
	LinkWithdrawn LinkVerdict = "withdrawn"
)

// LinkDecision says that the entity of Child belongs, or does not belong, to
// that of Parent, in every run. A forbidden link without Parent means that the
// child belongs to nobody.
type LinkDecision struct {
	Child   Ref         `json:"child"`
	Parent  Ref         `json:"parent,omitzero"`
	Verdict LinkVerdict `json:"verdict"`
	Kind    EdgeKind    `json:"kind,omitempty"`
	From    Date        `json:"from,omitzero"`
	To      Date        `json:"to,omitzero"`
	Author  string      `json:"author"`
	Reason  string      `json:"reason"`
	At      time.Time   `json:"at"`
}

// Holding is one line of a list of shareholders: who is held by whom, each by
// an entity id, source/object/id, a valid code or a name.
type Holding struct {
	List   string `json:"list"`
	Line   int    `json:"line"`
	Child  string `json:"child"`
	Parent string `json:"parent"`
	Share  string `json:"share,omitempty"` // percent; "" is control without a figure
	From   Date   `json:"from,omitzero"`
	To     Date   `json:"to,omitzero"`
}

// Skip puts a question off until an instant.
type Skip struct {
	Kind   DoubtKind `json:"kind,omitempty"`
	A      Ref       `json:"a"`
	B      Ref       `json:"b"`
	Until  time.Time `json:"until"`
	Author string    `json:"author"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}
