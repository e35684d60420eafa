package model

import "time"

// Flaw is what is wrong with an attribute of a record.
type Flaw string

// The flaws.
const (
	FlawMissing  Flaw = "missing"
	FlawInvalid  Flaw = "invalid"  // it fails its own check
	FlawConflict Flaw = "conflict" // it is not what the golden record says
	FlawCopied   Flaw = "copied"   // the valid code of the parent
	FlawStale    Flaw = "stale"    // nobody has touched the record for long
)

// Finding is one flaw of a record, such as can be sent back to its unit.
type Finding struct {
	Attribute string `json:"attribute"`
	Flaw      Flaw   `json:"flaw"`
	// Proposed is a better value, "" when none is known. Only identifiers, which
	// are public, are proposed: other values are another unit's business.
	Proposed string `json:"proposed,omitempty"`
}

// RecordQuality is how good a source customer is.
type RecordQuality struct {
	Customer Ref       `json:"customer"`
	Score    int       `json:"score"` // 0 to 1000
	Findings []Finding `json:"findings,omitempty"`
	// The rest is filled in by the store.
	Name     string    `json:"name,omitempty"`
	Units    []string  `json:"units,omitempty"`
	Entity   string    `json:"entity,omitempty"`
	Modified time.Time `json:"modified,omitzero"`
}

// QualityPoint is the quality of a unit's records after a run, those of one
// source where Source is set; as a whole where Attribute is "", else of one
// attribute.
type QualityPoint struct {
	Run       string    `json:"run,omitempty"`
	At        time.Time `json:"at"`
	Unit      string    `json:"unit"`
	Source    string    `json:"source,omitempty"`
	Attribute string    `json:"attribute,omitempty"`
	Records   int64     `json:"records"`
	Score     int       `json:"score"` // 0 to 1000; of an attribute, the share of records without a flaw
	Missing   int64     `json:"missing,omitempty"`
	Invalid   int64     `json:"invalid,omitempty"`
	Conflicts int64     `json:"conflicts,omitempty"` // copied codes too
	// Duplicates are records beyond one of each company, where Attribute is "".
	Duplicates int64 `json:"duplicates,omitempty"`
	Stale      int64 `json:"stale,omitempty"`
}
