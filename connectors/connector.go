package connectors

import (
	"context"

	"github.com/tierloop/tierloop/model"
)

// Connector is all that every system must offer. Constructing one makes no
// network call. All methods are safe for concurrent use.
type Connector interface {
	// Check proves credentials, permissions and clock; it writes nothing.
	// Errors are *Error of kind auth, permission, unavailable or invalid.
	Check(ctx context.Context) error
	// Caps are the facts about one object. They may sharpen after Check or
	// Describe has asked the system, never otherwise.
	Caps(object string) Caps
	// Close releases what the connector holds; later calls fail.
	Close() error
}

// Puller reads an object page by page. emit is called once a page, in order;
// an error from emit stops the pull and comes back unchanged. Page.Next may be
// stored with the page's rows and handed back in PullRequest.From after a
// crash: the pull then goes on, repeating at most the page under way.
type Puller interface {
	Pull(ctx context.Context, req PullRequest, emit func(Page) error) error
}

// Enumerator yields the ids of every live record of an object, in batches. It
// returns nil only when the enumeration was complete: deletes are inferred from
// that, so a doubt is an error. The count is what the system itself says there
// is, -1 when it does not tell.
type Enumerator interface {
	Enumerate(ctx context.Context, object string, emit func(ids []string) error) (count int64, err error)
}

// Fetcher reads records back by id: verify and conflict checks. Ids that the
// system does not have are absent from the answer; the order is free. Values
// come back in the writing that Push accepts, so that equal means equal.
type Fetcher interface {
	Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error)
}

// Pusher writes fields of existing records. It never creates or deletes a
// customer. len(results)==len(batch), in order, whenever err is nil; err means
// that the whole batch provably did not happen. A batch is at most
// Caps.MaxPushBatch long. Sending an item twice must be harmless.
type Pusher interface {
	Push(ctx context.Context, object string, batch []PushItem) ([]PushResult, error)
}

// Collector asks after pushes that were answered Pending; it is required of a
// Pusher whose Caps say Async. A result may be Pending again.
type Collector interface {
	Collect(ctx context.Context, object string, handles []string) ([]PushResult, error)
}

// Describer discovers the schema.
type Describer interface {
	Objects(ctx context.Context) ([]ObjectInfo, error)
	Describe(ctx context.Context, object string) (Schema, error)
}

// FieldCreator creates or extends custom fields; asking twice creates once.
// A field that exists with another type is reported, not altered. dryRun only
// reports.
type FieldCreator interface {
	EnsureFields(ctx context.Context, object string, want []FieldSpec, dryRun bool) ([]FieldChange, error)
}

// Abilities are the optional verbs that a connector has.
type Abilities struct {
	Pull, Enumerate, Fetch, Push, Collect, Describe, EnsureFields bool
}

// AbilitiesOf asks the value once, for lint, docs and screens.
func AbilitiesOf(c Connector) Abilities {
	var a Abilities
	_, a.Pull = c.(Puller)
	_, a.Enumerate = c.(Enumerator)
	_, a.Fetch = c.(Fetcher)
	_, a.Push = c.(Pusher)
	_, a.Collect = c.(Collector)
	_, a.Describe = c.(Describer)
	_, a.EnsureFields = c.(FieldCreator)
	return a
}
