package main

import (
	"strings"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/access/sso"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/outbound"
	"github.com/tierloop/tierloop/model"
)

// secondFactor tells the guard which roles have to have a second factor, and what
// seals the secrets of devices.
func secondFactor(cfg *configs.Config, guard *access.Guard) error {
	keys, err := cfg.Keys()
	if err != nil {
		return err
	}
	rules := access.SecondFactor{Issuer: strings.TrimSpace("TierLoop " + cfg.File.Group.Name), Keys: keys}
	for _, role := range cfg.File.Serve.SecondFactor {
		rules.Required = append(rules.Required, model.Role(role))
	}
	guard.UseSecondFactor(rules)
	return nil
}

// signOn makes the provider of single sign-on, nil where none is configured, with
// what people call it, and tells the guard what it means for accounts.
func signOn(cfg *configs.Config, guard *access.Guard, clock clock.Clock) (*sso.Provider, string, error) {
	provider, err := ssoProvider(cfg, clock)
	if provider == nil || err != nil {
		return nil, "", err
	}
	r := cfg.File.Serve.OIDC
	rules := access.SignOn{Enforced: r.Enforced, BreakGlass: r.BreakGlass}
	for _, g := range r.Groups {
		rules.Groups = append(rules.Groups, access.GroupRule{Group: g.Group, Role: model.Role(g.Role), Units: g.Units})
	}
	guard.UseSignOn(rules)
	return provider, r.Label, nil
}

// ssoProvider is the provider of single sign-on, nil where none is configured. It is
// not asked anything yet.
func ssoProvider(cfg *configs.Config, clock clock.Clock) (*sso.Provider, error) {
	r := cfg.File.Serve.OIDC
	if r == nil {
		return nil, nil
	}
	secret, err := cfg.OIDCSecret()
	if err != nil {
		return nil, err
	}
	door := outbound.New(cfg.File.Outbound.Allow...)
	door.Name(r.Issuer)
	return sso.New(sso.Options{
		Issuer: r.Issuer, ClientID: r.ClientID, Secret: secret, Return: strings.TrimSuffix(cfg.File.Serve.URL, "/") + "/sso/return",
		Scopes: r.Scopes, GroupsClaim: r.GroupsClaim, Client: door.Client(10 * time.Second), Clock: clock,
	}), nil
}
