package mapping

// WritebackRule says which fields of the source show the group tier, and in
// the source's own words.
type WritebackRule struct {
	// Object holds the target fields.
	Object string `yaml:"object" json:"object"`
	// Key is the path, in the customer's record, of the target row's id. It is
	// needed only when Object is not the customer's own object.
	Key string `yaml:"key,omitempty" json:"key,omitempty"`
	// Fields are rules by the connector's logical target field.
	Fields map[string]TargetRule `yaml:"fields" json:"fields"`
}

// TargetRule says what goes into one target field.
type TargetRule struct {
	// Take is tier, unit_tier, score, reason, as_of, group_id, entity_id,
	// output:NAME, indicator:NAME or service:KEY: what the policy promises the tier.
	Take string `yaml:"take" json:"take"`
	// Map gives the source's value for each tier.
	Map ValueMap `yaml:"map,omitempty" json:"map,omitempty"`
	// Unrated says what an unrated customer gets: keep (default), clear, skip
	// (write nothing at all to this customer), or a value of the source.
	Unrated string `yaml:"unrated,omitempty" json:"unrated,omitempty"`
	// Lang is zh or en, for reasons.
	Lang string `yaml:"lang,omitempty" json:"lang,omitempty"`
	// Max is the greatest number of characters the target takes; longer reasons
	// are cut with an ellipsis. 0 is no limit.
	Max int `yaml:"max,omitempty" json:"max,omitempty"`
	// Policy is own (default), fill_empty or never_null.
	Policy Policy `yaml:"policy,omitempty" json:"policy,omitempty"`
}

// Policy says when a target field may be written.
type Policy string

// The write policies.
const (
	Own       Policy = "own"        // the field is ours: set, change and clear
	FillEmpty Policy = "fill_empty" // only where the source has no value
	NeverNull Policy = "never_null" // set and change, never clear
)

// Case is one example inside the mapping file: a record and what must come of it.
type Case struct {
	Name   string         `yaml:"name" json:"name"`
	Object string         `yaml:"object" json:"object"`
	ID     Text           `yaml:"id,omitempty" json:"id,omitempty"`     // the record's own id; default "1"
	Unit   string         `yaml:"unit,omitempty" json:"unit,omitempty"` // the source's fixed unit
	Record map[string]any `yaml:"record" json:"record"`
	// Want are the canonical fields to compare; others are not looked at. null
	// means absent.
	Want map[string]any `yaml:"want,omitempty" json:"want,omitempty"`
	// Skipped means that the skip expression leaves the record out.
	Skipped bool `yaml:"skipped,omitempty" json:"skipped,omitempty"`
	// Reject is the code for which the row must be quarantined.
	Reject string `yaml:"reject,omitempty" json:"reject,omitempty"`
	// Notes are codes of problems that must be noted on a row that is taken.
	Notes []string `yaml:"notes,omitempty" json:"notes,omitempty"`
}
