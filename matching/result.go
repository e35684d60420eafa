package matching

import "github.com/tierloop/tierloop/model"

// Result is what Match found. Indexes point into the records given.
type Result struct {
	// Clusters are disjoint and cover every record. Members are ordered by
	// Ref, clusters by their first member.
	Clusters [][]int
	// Evidence has the shape of Clusters: why each member belongs. The first
	// member is the founder; following With from any member leads to it.
	Evidence [][]model.Evidence
	// Doubts are pairs across clusters for the steward, strongest first.
	Doubts []model.Doubt
	// Conflicts are steward verdicts that could not be carried out.
	Conflicts []model.Doubt
	// BelongsTo are candidates for the hierarchy; they never feed a merge.
	BelongsTo []Relation
	// Alarms are clusters that look wrong; they stop a run before write-back.
	Alarms []Alarm
	Stats  Stats
	// Counts are the frequencies that weighed the pairs; Explain takes them.
	Counts *Counts
	// Models are the models that weighed them.
	Models Models
}

// Relation is a belongs-to candidate between two records.
type Relation struct {
	Child  model.Ref
	Parent model.Ref
	Kind   model.EdgeKind
	Why    string // "branch-tail", "steward", "parent-code", "shared-domain", "shared-phone", "shared-address", "brand", "brand-elsewhere"
	// Doubtful marks a relation that a steward is asked about: it builds nothing.
	Doubtful bool
	// Copied marks a child that carries the valid code of its parent.
	Copied bool
}

// Alarm is a cluster that is too large or holds several valid codes.
type Alarm struct {
	Code    string // "cluster-size", "cluster-codes"
	Cluster int    // index into Clusters
	Members int
	Text    model.Text
}

// Stats are the counts of one matching.
type Stats struct {
	Records  int
	Capped   int // block lists that were longer than the cap
	Dropped  int // pairs of capped lists that their key did not bring together
	Pairs    int // pairs compared
	Edges    int // pairs at or above the review line that no gate forbids
	Merges   int
	Refused  int            // merges refused because the clusters as a whole disagree
	Gated    map[string]int // pairs at or above the review line that a gate forbids
	Clusters int
	Largest  int
	// DroppedBy are the dropped pairs by kind of key: "name", "phone", "city", …
	// Another key may have brought them together.
	DroppedBy map[string]int
}
