package model

import "time"

// Entity is a golden customer: one organisation or person of the real world.
type Entity struct {
	// ID is stable for ever and derived from the founding record.
	ID   string `json:"id"`
	Kind Kind   `json:"kind"`
	// Values are the surviving values by attribute, with their lineage.
	Values map[string]Value `json:"values"`
	// Parent is the entity that this one belongs to; "" at the top.
	Parent string `json:"parent,omitempty"`
	// Group is the ultimate parent; the entity itself when it has none.
	Group string `json:"group"`
}

// Name is the surviving name, "" when no member has one.
func (e Entity) Name() string { return e.Values["name"].Text }

// Value is one surviving attribute value and where it came from.
type Value struct {
	Text string `json:"text"`
	From Ref    `json:"from"`
	Rule string `json:"rule"` // the survivorship rule that chose it
}

// Member says which source customer belongs to which entity, and why.
type Member struct {
	Customer Ref      `json:"customer"`
	Entity   string   `json:"entity"`
	Evidence Evidence `json:"evidence"`
}

// Evidence is why a source customer belongs to its entity.
type Evidence struct {
	With Ref     `json:"with,omitzero"` // the record it matched; zero for the founder
	Bits float64 `json:"bits,omitempty"`
	Why  string  `json:"why"` // a short code such as "id:uscc", "name+region", "steward"
}

// EdgeKind is the kind of a belongs-to edge.
type EdgeKind string

// The belongs-to edges; they build the group forest and never feed a merge.
const (
	SubsidiaryOf EdgeKind = "subsidiary-of"
	BranchOf     EdgeKind = "branch-of"
)

// Edge is one belongs-to edge between entities.
type Edge struct {
	Child  string   `json:"child"`
	Parent string   `json:"parent"`
	Kind   EdgeKind `json:"kind"`
	Why    string   `json:"why"`
	// Share is what the parent holds, in percent, where a list says it.
	Share string `json:"share,omitempty"`
	// From and To are the first and the last day on which it holds, where known.
	From Date `json:"from,omitzero"`
	To   Date `json:"to,omitzero"`
}

// InForce says whether the edge holds on a day.
func (e Edge) InForce(day Date) bool { return e.From <= day && (e.To == 0 || day <= e.To) }

// JournalOp is what happened to an entity.
type JournalOp string

// The operations of the append-only journal.
const (
	EntityCreated JournalOp = "created"
	EntityMerged  JournalOp = "merged"  // Other was merged into Entity and redirects to it
	EntitySplit   JournalOp = "split"   // Other was split off from Entity
	MemberMoved   JournalOp = "moved"   // Customer moved from Other to Entity
	EntityRevived JournalOp = "revived" // an exact unmerge brought Entity back
	EntityEmptied JournalOp = "emptied" // the last member left
)

// JournalEntry is one line of the journal.
type JournalEntry struct {
	Op       JournalOp `json:"op"`
	Entity   string    `json:"entity"`
	Other    string    `json:"other,omitempty"`
	Customer Ref       `json:"customer,omitzero"`
	Run      string    `json:"run,omitempty"`
	Author   string    `json:"author,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	At       time.Time `json:"at"`
}

// Verdict is a steward's answer about two source customers.
type Verdict string

// The verdicts. Same and Different bind every later run.
const (
	Same      Verdict = "same"
	Different Verdict = "different"
	Related   Verdict = "related" // same group, not the same company
	// Undecided takes the verdict before it back.
	Undecided Verdict = "undecided"
)

// Decision is a steward's verdict on a pair, kept for ever.
type Decision struct {
	A       Ref       `json:"a"`
	B       Ref       `json:"b"`
	Verdict Verdict   `json:"verdict"`
	Author  string    `json:"author"`
	Reason  string    `json:"reason"`
	At      time.Time `json:"at"`
	// Batch is the same for decisions that were given in one act, "" for one by itself.
	Batch string `json:"batch,omitempty"`
}

// DoubtKind says what a doubt asks.
type DoubtKind string

// The kinds of doubt.
const (
	DoubtSame    DoubtKind = ""        // are A and B one?
	DoubtBelongs DoubtKind = "belongs" // does A belong to B?
)

// Doubt is a pair that the program does not decide by itself.
type Doubt struct {
	Kind DoubtKind `json:"kind,omitempty"`
	A    Ref       `json:"a"`
	B    Ref       `json:"b"`
	Bits float64   `json:"bits"`
	Gate string    `json:"gate,omitempty"` // the gate that forbade the merge, if one did
	Why  string    `json:"why"`
}
