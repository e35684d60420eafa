package conformance

import (
	"context"
	"sync"

	"github.com/tierloop/tierloop/connectors"
)

// Tokens is a token store in memory.
type Tokens struct {
	mu    sync.Mutex
	of    map[string]connectors.Token
	swaps int
}

// LoadToken reads what is stored; a zero Token when nothing is.
func (s *Tokens) LoadToken(ctx context.Context, source, name string) (connectors.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[source+"/"+name], ctx.Err()
}

// SwapToken stores next if the stored version is old.
func (s *Tokens) SwapToken(ctx context.Context, source, name string, old int64, next connectors.Token) (connectors.Token, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := source + "/" + name
	if err := ctx.Err(); err != nil || s.of[key].Version != old {
		return s.of[key], false, err
	}
	if s.of == nil {
		s.of = map[string]connectors.Token{}
	}
	next.Version = old + 1
	s.of[key] = next
	s.swaps++
	return next, true, nil
}

// Swaps counts the tokens that were stored.
func (s *Tokens) Swaps() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.swaps
}
