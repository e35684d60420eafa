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
