package connectors

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// Schemas keeps what a system said of its objects for a connector's life. S is
// the connector's own form of a description. Safe for concurrent use.
type Schemas[S any] struct {
	ask  func(ctx context.Context, op, object string) (S, error)
	mu   sync.Mutex
	said map[string]S
}

// NewSchemas keeps the answers of ask, which is one call to the system.
func NewSchemas[S any](ask func(ctx context.Context, op, object string) (S, error)) *Schemas[S] {
	return &Schemas[S]{ask: ask, said: map[string]S{}}
}

// Ask asks the system anew.
func (c *Schemas[S]) Ask(ctx context.Context, op, object string) (S, error) {
	s, err := c.ask(ctx, op, object)
	if err != nil {
		var none S
		return none, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said[object] = s
	return s, nil
}

// Get gives what the system said last, and asks when it never did.
func (c *Schemas[S]) Get(ctx context.Context, op, object string) (S, error) {
	c.mu.Lock()
	s, ok := c.said[object]
	c.mu.Unlock()
	if ok {
		return s, nil
	}
	return c.Ask(ctx, op, object)
}

// Fitting is Get, asked anew when the description lacks one of the fields: an admin
// may have added it since. The error is that of known, which looks for them, if one
// is lacking still; the description comes with it.
func (c *Schemas[S]) Fitting(ctx context.Context, op, object string, fields []string, known func(s S, op string, fields []string) error) (S, error) {
	s, err := c.Get(ctx, op, object)
	if err != nil || known(s, op, fields) == nil {
		return s, err
	}
	if s, err = c.Ask(ctx, op, object); err != nil {
		return s, err
	}
	return s, known(s, op, fields)
}

// Describe asks the system anew for the fields of an object, and sorts them by name.
func (c *Schemas[S]) Describe(ctx context.Context, object string, fields func(S) []Field) (Schema, error) {
	s, err := c.Ask(ctx, "describe", object)
	if err != nil {
		return Schema{}, err
	}
	out := Schema{Object: object, Fields: fields(s)}
	slices.SortFunc(out.Fields, func(a, b Field) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Compare asks the system anew and says of each wanted field what is to be done.
func (c *Schemas[S]) Compare(ctx context.Context, object string, want []FieldSpec, compare func(S, FieldSpec) FieldChange) ([]FieldChange, error) {
	s, err := c.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]FieldChange, len(want))
	for i, w := range want {
		out[i] = compare(s, w)
	}
	return out, nil
}

// Forget drops every description.
func (c *Schemas[S]) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.said)
}
