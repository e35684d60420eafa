package model

import "time"

// ScopeGroup is the tier scope of the whole group; a unit's scope is "unit:NAME".
const ScopeGroup = "group"

// UnitScope is the tier scope of one business unit.
func UnitScope(unit string) string { return "unit:" + unit }

// Unrated is the tier of a customer without enough data. It is not the lowest.
const Unrated = "unrated"

// TierResult is what scoring says about one entity under one policy and scope.
type TierResult struct {
	Entity     string `json:"entity"`
	Policy     string `json:"policy"`
	PolicyHash string `json:"policy_hash"`
	Scope      string `json:"scope"`
	AsOf       Date   `json:"as_of"`
	// Score is a decimal text rounded as the policy says; "" when unrated.
	Score string `json:"score,omitempty"`
	// Raw is the tier by score alone, Held after stability, Final after limits and pins.
	Raw   string `json:"raw"`
	Held  string `json:"held"`
	Final string `json:"final"`
	// Indicators and Outputs are decimal or plain texts by id, "" when missing.
	Indicators map[string]string `json:"indicators,omitempty"`
	Outputs    map[string]string `json:"outputs,omitempty"`
	Parts      []Part            `json:"parts,omitempty"`
	Lifts      []Lift            `json:"lifts,omitempty"` // what would reach the next tier
	Notes      []Text            `json:"notes,omitempty"` // what capped, pinned or held it
	Lacks      []string          `json:"lacks,omitempty"` // the data that was too little, words Lack…
	Reason     Text              `json:"reason"`          // the group form
	SafeReason Text              `json:"safe_reason"`     // names no other unit's numbers
}

// Part is one contribution to a score.
type Part struct {
	ID     string `json:"id"`
	Label  Text   `json:"label"`
	Input  string `json:"input"`
	Points string `json:"points"`
	Weight string `json:"weight,omitempty"`
	Adds   string `json:"adds,omitempty"`
	Of     string `json:"of,omitempty"` // the part that this one feeds; "" feeds the total
}

// Lift is one value that alone, all else as it is, would take a customer to the
// next tier.
type Lift struct {
	Indicator string `json:"indicator"`
	Label     Text   `json:"label"`
	From      string `json:"from"` // the value now, "" when there is none
	To        string `json:"to"`
	// Side is how the value must stand to To: ">=", ">", "<=" or "<".
	Side string `json:"side"`
}

// Text is one message in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In picks the language: "zh" or anything else for English.
func (t Text) In(lang string) string {
	if lang == "zh" {
		return t.ZH
	}
	return t.EN
}

// PinKind is what a pin does to a tier.
type PinKind string

// The kinds of pin.
const (
	PinTier   PinKind = "pin"
	FloorTier PinKind = "floor"
	CapTier   PinKind = "cap"
)

// Pin is a person's override of an entity's tier, until Expires.
type Pin struct {
	Entity  string    `json:"entity"`
	Scope   string    `json:"scope"`
	Kind    PinKind   `json:"kind"`
	Tier    string    `json:"tier"`
	Author  string    `json:"author"`
	Reason  string    `json:"reason"`
	Expires Date      `json:"expires"`
	At      time.Time `json:"at"`
}

// ManualScore is what a person says of a customer for one indicator of a policy.
type ManualScore struct {
	Customer  Ref    `json:"customer"`
	Indicator string `json:"indicator"`
	Score     string `json:"score"` // decimal text
	Date      Date   `json:"date"`
	Author    string `json:"author,omitempty"`
	// ApprovedBy and ApprovedAs are the person and the role that approved it; ""
	// nobody has.
	ApprovedBy string `json:"approved_by,omitempty"`
	ApprovedAs string `json:"approved_as,omitempty"`
}

// SalesTarget is an amount to be reached within a period, both days inclusive.
type SalesTarget struct {
	First Date `json:"first"`
	Last  Date `json:"last"`
	// Dimension is what the target is for: group, unit, salesperson, region,
	// industry, channel or type; Name is which one, "" for the group.
	Dimension string `json:"dimension"`
	Name      string `json:"name,omitempty"`
	Currency  string `json:"currency"`
	Amount    Amount `json:"amount"`
}

// Rate is the price of one unit of From in To on a day: a decimal text.
type Rate struct {
	From string `json:"from"`
	To   string `json:"to"`
	Date Date   `json:"date"`
	Rate string `json:"rate"`
}

// OwnCompany marks a company of the group itself; business with it is internal.
type OwnCompany struct {
	Type  string `json:"type"` // an identifier type, or "name"
	Value string `json:"value"`
}
