package engine

import (
	"context"
	"crypto/rand"
	"encoding/base64"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/privacy"
	"github.com/tierloop/tierloop/store"
)

// The secret behind the hashes of what was erased is kept with the tokens, sealed
// like them.
const (
	ownSource = "tierloop"
	eraseKey  = "erasure-key"
)

// Privacy is the room that finds and erases persons in the store.
func (e *Engine) Privacy() *privacy.Room {
	return &privacy.Room{Store: e.Store, Key: e.eraseKey}
}

func (e *Engine) eraseKey(ctx context.Context, make bool) ([]byte, error) {
	keys, err := e.Config.Keys()
	if err != nil {
		return nil, err
	}
	tokens := Tokens{Store: e.Store, Keys: keys}
	t, err := tokens.LoadToken(ctx, ownSource, eraseKey)
	if err == nil && t.Version == 0 && make {
		t, _, err = tokens.SwapToken(ctx, ownSource, eraseKey, 0, connectors.Token{Value: newKey()})
	}
	if err != nil || t.Version == 0 {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(t.Value)
}

func newKey() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.StdEncoding.EncodeToString(b)
}

// Alone runs fn under the lease of the loop, while no run can be under way.
func (e *Engine) Alone(ctx context.Context, what string, fn func(context.Context, store.Fence) error) error {
	t := &turn{Engine: e, req: Request{Job: what}}
	ctx, release, err := t.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	e.warm = nil // it may hold what fn takes away
	return fn(ctx, t.fence)
}

// erased takes out of a record what was erased, and says whether nothing is left of
// it but its id: it is, or maps to, a person who was erased.
func (p *pass) erased(r model.Record) bool {
	ref := model.Ref{Source: p.src.Name, Object: p.stream.Object, ID: r.ID}
	if p.watch.Own(ref) {
		return true
	}
	if !p.watch.Clean(ref, r.Fields) {
		return false
	}
	res, _ := p.rules.Map(r, p.src.Name, p.src.Unit)
	return res.Customer != nil && res.Customer.Kind == model.Person
}
