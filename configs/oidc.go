package configs

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/model"
)

// accountRoles are the roles that an account can have.
var accountRoles = []string{string(model.Admin), string(model.Operator), string(model.Steward), string(model.Analyst), string(model.Approver), string(model.Viewer), string(model.Auditor)}

func (l *loader) oidc(r *OIDCRule) {
	const at = "serve.oidc."
	if u, err := url.Parse(r.Issuer); r.Issuer == "" {
		l.fail(at+"issuer", "E1013", "the issuer is missing", "write the URL of the provider, as it stands under issuer in its /.well-known/openid-configuration")
	} else if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(u.Scheme == "http" && !Exposed(withPort(u))) {
		l.fail(at+"issuer", "E1014", fmt.Sprintf("%q is no https address of a provider", r.Issuer), "write it as it stands under issuer in its /.well-known/openid-configuration")
	}
	if r.ClientID == "" {
		l.fail(at+"client_id", "E1013", "client_id is missing", "write the id under which the provider knows TierLoop")
	}
	l.reference(at+"client_secret", r.ClientSecret)
	if r.ClientSecret != "" && !secret.IsReference(r.ClientSecret) {
		l.fail(at+"client_secret", "E1301", "the client's secret is written in clear", "write ${env:NAME} and set that variable, or ${secret:NAME}")
	}
	if l.cfg.File.Serve.URL == "" {
		l.fail("serve.url", "E1013", "serve.url is missing, to which the provider sends people back", "write where browsers see the console, and register that address with /sso/return at the provider")
	}
	if r.Enforced && strings.TrimSpace(r.BreakGlass) == "" {
		l.fail(at+"break_glass", "E1013", "break_glass is missing", "name the one account that may use its password on the day the provider is down")
	}
	for i, g := range r.Groups {
		l.oidcGroup(fmt.Sprintf("%sgroups[%d]", at, i), g)
	}
}

func (l *loader) oidcGroup(at string, g OIDCGroup) {
	if g.Group == "" {
		l.fail(at+".group", "E1013", "the group is missing", "write what the provider calls it in the claim")
	}
	l.word(at+".role", g.Role, accountRoles...)
	var units []string
	for _, u := range l.cfg.File.Units {
		units = append(units, u.ID)
	}
	for i, u := range g.Units {
		if len(units) > 0 && !slices.Contains(units, u) {
			l.fail(fmt.Sprintf("%s.units[%d]", at, i), "E1014", fmt.Sprintf("no unit %q%s", u, model.DidYouMean(u, units)), "name a unit of this file")
		}
	}
}

// withPort is the host of an address as Exposed reads it.
func withPort(u *url.URL) string {
	if u.Port() == "" {
		return u.Host + ":0"
	}
	return u.Host
}

// OIDCSecret is the client's secret, read.
func (c *Config) OIDCSecret() (string, error) {
	text, err := c.resolver().Expand(c.File.Serve.OIDC.ClientSecret)
	if err != nil {
		return "", secretFault(err, "serve.oidc.client_secret")
	}
	return text, nil
}
