package connectors

import (
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Cursor is an opaque place in a pull, per partition; "" is the beginning.
type Cursor string

// PullRequest asks for the records of one object.
type PullRequest struct {
	Object string
	// Fields are the source fields wanted; nil is all that the system gives.
	Fields []string
	// From holds the last stored cursor by partition. Nil, or a partition that
	// is missing, means from the beginning.
	From map[string]Cursor
	// Since, where Caps say Windows, asks for the records that changed from then on
	// and before Until, and no others: a cursor of such a pull belongs to it alone.
	Since time.Time
	// Until fences the pass, so that paging over a moving set ends. A cursor
	// never goes beyond Until minus the system's overlap.
	Until time.Time
	// PageSize is a hint; Caps.MaxPullPage bounds it.
	PageSize int
}

// Page is one step of a pull.
type Page struct {
	// Partition is the part of the object that this page belongs to, such as an
	// organisation or a file; "" when there is only one.
	Partition string
	Records   []model.Record
	Deleted   []string      // ids that the system says are gone
	Merged    []model.Merge // merges made in the system itself
	Rejected  []BadRow      // rows that could not be read at all
	// Next continues after this page. On the Last page it is where the next
	// incremental pull starts.
	Next Cursor
	// Last ends this partition's pass.
	Last bool
	// Complete, with Last: this pass began at the beginning and went through
	// every live record, so that what it did not show is gone.
	Complete bool
}

// BadRow is a row that the connector itself could not read.
type BadRow struct {
	ID     string // the native id, or a position such as "row 17" when it has none
	Where  string // file:line or request
	Reason string // without values of persons
}

// PushItem is one record to update.
type PushItem struct {
	ID string
	// Fields are the new values by logical field: a string, or nil to clear.
	Fields map[string]any
	// Expect holds the old values as planned, by logical field; a missing key
	// was unknown. A connector whose Caps say Optimistic compares in the same
	// request or transaction; for others the engine compares before the push.
	Expect map[string]any
	// Version is Record.Version as last read; "" when unknown.
	Version string
	// Key is the idempotency key, the same at every retry.
	Key string
}

// Outcome is what became of one item.
type Outcome string

// The outcomes of a push.
const (
	Written   Outcome = "written"
	Unchanged Outcome = "unchanged" // the value already stood there
	Rejected  Outcome = "rejected"  // this item is refused; Err says why
	Missing   Outcome = "missing"   // no such record
	Conflict  Outcome = "conflict"  // the record is no longer as expected
	Unknown   Outcome = "unknown"   // sent, no answer: read back before any resend
	Pending   Outcome = "pending"   // an asynchronous job took it; see Handle
)

// PushResult is the outcome of one item.
type PushResult struct {
	ID      string
	Outcome Outcome
	Err     error  // *Error for Rejected and Unknown, else nil
	Handle  string // of a Pending item, for Collect
	Version string // the record's new version when the system tells
}

// ObjectInfo is one object that a system offers.
type ObjectInfo struct {
	Name  string
	Label string
	// Role is what the object usually is: customer, order, invoice, payment,
	// opportunity, return, activity, or "" when unknown.
	Role string
}

// Schema is what a system says about an object.
type Schema struct {
	Object string
	Fields []Field
}

// Field is one field of an object.
type Field struct {
	Name     string
	Label    string
	Type     FieldType
	Native   string // the system's own type word
	ReadOnly bool
	Required bool
	Custom   bool
	Ref      string   // the object that a reference points to
	Options  []Choice // of a choice field
	MaxLen   int      // 0 when unlimited or unknown
	// Target says that the field may be the target of a write-back.
	Target bool
}

// FieldType is a canonical field type.
type FieldType string

// The field types.
const (
	TypeText      FieldType = "text"
	TypeNumber    FieldType = "number"
	TypeMoney     FieldType = "money"
	TypeBool      FieldType = "bool"
	TypeDate      FieldType = "date"
	TypeTime      FieldType = "time"
	TypeChoice    FieldType = "choice"
	TypeReference FieldType = "reference"
	TypeList      FieldType = "list"
	TypeOther     FieldType = "other"
)

// Choice is one value of a choice field.
type Choice struct {
	Value string
	Label string
}

// FieldSpec is a field that should exist.
type FieldSpec struct {
	Name    string
	Label   string
	Type    FieldType
	Options []Choice
	MaxLen  int
}

// FieldChange says what EnsureFields did, or would do.
type FieldChange struct {
	Field  string
	Action FieldAction
	// Name is the name that the system gave, when it differs from the wanted one.
	Name   string
	Detail string
}

// Differs notes that the field exists with another type, native by the system's
// word, and is left alone.
func (c *FieldChange) Differs(native string, want FieldType) {
	c.Action = FieldMismatch
	c.Detail = fmt.Sprintf("字段已存在，类型为 %s，需要 %s / exists as %s, wanted is %s", native, want, native, want)
}

// FieldAction is one of created, extended, exists, mismatch, manual.
type FieldAction string

// The actions; Manual means that an admin must add the field by hand.
const (
	FieldCreated  FieldAction = "created"
	FieldExtended FieldAction = "extended" // options were added
	FieldExists   FieldAction = "exists"
	FieldMismatch FieldAction = "mismatch"
	FieldManual   FieldAction = "manual"
)
