package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// TokenLife is how long a token of the API may live at most.
const TokenLife = 366 * 24 * time.Hour

// tokenMark begins every token, so that scanners of code find a leaked one.
const tokenMark = "tierloop_"

var (
	// ErrBadScope: not one of Scopes, or none.
	ErrBadScope = errors.New("a token needs at least one scope, of those that the API has")
	// ErrBadExpiry: in the past, or more than a year ahead.
	ErrBadExpiry = errors.New("a token lives for a day at least and a year at most")
	// ErrBadToken: there is no such token.
	ErrBadToken = errors.New("there is no such token")
)

// MakeToken makes a token of the API for an account and returns it; nobody can
// read it again.
func (g *Guard) MakeToken(ctx context.Context, by model.Principal, account, name string, scopes []string, life time.Duration) (token string, err error) {
	known := Scopes()
	if len(scopes) == 0 || slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(known, Permission(s)) }) {
		return "", ErrBadScope
	}
	if life < 24*time.Hour || life > TokenLife {
		return "", ErrBadExpiry
	}
	token, _ = newToken()
	token = tokenMark + token
	err = g.change(ctx, by, account, "token.make", func(tx *store.Tx, a *model.Account) error {
		return tx.AddAPIToken(ctx, model.APIToken{Hash: hashOf(token), Account: a.ID, Name: strings.TrimSpace(name), Scopes: scopes, Expires: g.clock.Now().Add(life)})
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Tokens lists the tokens of an account, or with 0 of all.
func (g *Guard) Tokens(ctx context.Context, p model.Principal, account int64) ([]model.APIToken, error) {
	return g.store.APITokens(ctx, p, account)
}

// RevokeToken removes a token; whoever has it is refused from now on.
func (g *Guard) RevokeToken(ctx context.Context, by model.Principal, id int64) error {
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		t, err := tx.DropAPIToken(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return ErrBadToken
		}
		if err != nil {
			return err
		}
		a, err := tx.AccountByID(ctx, t.Account)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: by.Name, Action: "token.revoke", Subject: a.Name, Detail: t.Name})
	})
}

// Bearer is who a token of the API belongs to; a token that opens nothing gives
// nobody and no error.
func (g *Guard) Bearer(ctx context.Context, token string) (Visitor, error) {
	if !strings.HasPrefix(token, tokenMark) {
		return Visitor{}, nil
	}
	t, a, err := g.store.APIToken(ctx, hashOf(token))
	if errors.Is(err, store.ErrNotFound) {
		return Visitor{}, nil
	}
	if err != nil {
		return Visitor{}, err
	}
	now := g.clock.Now()
	if !a.Disabled.IsZero() || !now.Before(t.Expires) {
		return Visitor{}, nil
	}
	if now.Sub(t.Used) >= touchEvery {
		g.touch(ctx, func(tx *store.Tx) error { return tx.TouchAPIToken(ctx, t.ID) })
	}
	return bearer(a, t), nil
}
