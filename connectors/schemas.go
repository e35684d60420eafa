package connectors

import (
	"context"
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

// Fitting is Get, asked anew when the description does not fit: an admin may have
// added a field since. The error is that of fits if it still does not.
func (c *Schemas[S]) Fitting(ctx context.Context, op, object string, fits func(S) error) (S, error) {
	s, err := c.Get(ctx, op, object)
	if err != nil || fits(s) == nil {
		return s, err
	}
	if s, err = c.Ask(ctx, op, object); err != nil {
		return s, err
	}
	return s, fits(s)
}

// Forget drops every description.
func (c *Schemas[S]) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.said)
}
