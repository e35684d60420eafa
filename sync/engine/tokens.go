package engine

import (
	"context"
	"errors"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/store"
)

// Tokens lets connectors keep their tokens in the store, sealed when there are
// keys. One that was stored before there were any is read as it is.
type Tokens struct {
	Store *store.DB
	Keys  *secret.Keys
}

// LoadToken reads a token and opens it; E1307 when it cannot be opened.
func (t Tokens) LoadToken(ctx context.Context, source, name string) (connectors.Token, error) {
	got, err := t.Store.LoadToken(ctx, source, name)
	if err == nil && secret.Sealed(got.Value) {
		got.Value, err = t.open(got)
	}
	return connectors.Token{Value: string(got.Value), Expires: got.Expires, Version: got.Version}, err
}

func (t Tokens) open(got store.Token) ([]byte, error) {
	f := fault.New("E1307", got.Name).At("source " + got.Source)
	if t.Keys == nil {
		return nil, f
	}
	clear, err := t.Keys.Open(got.Value)
	if err != nil {
		return nil, f.Because(err)
	}
	return clear, nil
}

// SwapToken seals a token and stores it where the version is still old; else it
// returns the stored one and false.
func (t Tokens) SwapToken(ctx context.Context, source, name string, old int64, next connectors.Token) (connectors.Token, bool, error) {
	value := []byte(next.Value)
	if t.Keys != nil {
		var err error
		if value, err = t.Keys.Seal(value); err != nil {
			return connectors.Token{}, false, err
		}
	}
	version, err := t.Store.SwapToken(ctx, store.Token{Source: source, Name: name, Value: value, Expires: next.Expires, Version: old})
	if errors.Is(err, store.ErrConflict) {
		stored, err := t.LoadToken(ctx, source, name)
		return stored, false, err
	}
	next.Version = version
	return next, err == nil, err
}
