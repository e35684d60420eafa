package engine

import (
	"context"
	"errors"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/store"
)

// tokens lets connectors keep their tokens in the store.
type tokens struct{ db *store.DB }

func (t tokens) LoadToken(ctx context.Context, source, name string) (connectors.Token, error) {
	got, err := t.db.LoadToken(ctx, source, name)
	return connectors.Token{Value: string(got.Value), Expires: got.Expires, Version: got.Version}, err
}

func (t tokens) SwapToken(ctx context.Context, source, name string, old int64, next connectors.Token) (connectors.Token, bool, error) {
	version, err := t.db.SwapToken(ctx, store.Token{Source: source, Name: name, Value: []byte(next.Value), Expires: next.Expires, Version: old})
	if errors.Is(err, store.ErrConflict) {
		stored, err := t.LoadToken(ctx, source, name)
		return stored, false, err
	}
	next.Version = version
	return next, err == nil, err
}
