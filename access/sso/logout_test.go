package sso_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/access/sso"
	"github.com/tierloop/tierloop/internal/testkit/idp"
)

// logout are the claims of a token that says somebody logged out at the provider.
func logout(there *idp.Provider) map[string]any {
	return map[string]any{"iss": there.URL, "aud": idp.ClientID, "iat": morning.Unix(), "exp": morning.Add(2 * time.Minute).Unix(), "jti": "one", "sub": "u-1", "sid": "s-1",
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}
}

func TestTheProviderSaysWhoLoggedOut(t *testing.T) {
	there, us, _ := start(t)
	got, err := us.SignedOff(ctx, there.ES256(logout(there)))
	if want := (access.SignedOff{Issuer: there.URL, Subject: "u-1", SID: "s-1", At: morning}); err != nil || !got.At.Equal(want.At) || got.Subject != want.Subject || got.SID != want.SID || got.Issuer != want.Issuer {
		t.Errorf("%+v, %v", got, err)
	}
}

// Each row is a token that may end nobody's session.
func TestALogoutIsBelievedBySignatureAlone(t *testing.T) {
	for name, tt := range map[string]struct {
		claim string
		value any // nil takes the claim away
		want  string
	}{
		"of another provider":  {"iss", "https://evil.example", "different provider"},
		"for another program":  {"aud", "another", "audience"},
		"out of date":          {"exp", morning.Add(-time.Second).Unix(), "expired"},
		"made in the future":   {"iat", morning.Add(time.Hour).Unix(), "from the future"},
		"made at no time":      {"iat", nil, "does not say when"},
		"without a number":     {"jti", nil, "jti"},
		"a token of a sign-on": {"nonce", "n", "nonce"},
		"without its event":    {"events", nil, "backchannel-logout"},
	} {
		there, us, _ := start(t)
		claims := logout(there)
		if claims[tt.claim] = tt.value; tt.value == nil {
			delete(claims, tt.claim)
		}
		_, err := us.SignedOff(ctx, there.ES256(claims))
		if _, refused := errors.AsType[sso.Refused](err); !refused || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	there, us, _ := start(t)
	unsigned := there.Signed(map[string]any{"alg": "none"}, logout(there), func([]byte) []byte { return nil })
	old := there.ES256(logout(there))
	there.Rotate()
	for name, raw := range map[string]string{"nothing": "", "no token": "a.b.c", "no signature": unsigned, "a key that is not published": old} {
		if _, err := us.SignedOff(ctx, raw); err == nil {
			t.Errorf("%s is believed", name)
		}
	}
}
