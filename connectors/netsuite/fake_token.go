package netsuite

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// token is POST …/oauth2/v1/token: an assertion signed with the certificate's key,
// which says for whom, where and until when [docs]. A token lives an hour.
func (f *Fake) token(r *http.Request, body string) fakeReply {
	no := func(code, why string) fakeReply {
		return fakeReply{status: 400, body: map[string]any{"error": code, "error_description": why}}
	}
	form, err := url.ParseQuery(body)
	if err != nil || r.Method != http.MethodPost || form.Get("grant_type") != "client_credentials" || form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return no("invalid_request", "grant_type and client_assertion_type")
	}
	text := form.Get("client_assertion")
	if why := f.refuseAssertion(text, "http://"+r.Host+r.URL.Path); why != "" {
		return no("invalid_grant", why)
	}
	f.made++
	value := fmt.Sprintf("eyJraWQiOi%040d", f.made)
	f.tokens[value] = f.Clock.Now().Add(time.Hour)
	return fakeReply{status: 200, body: map[string]any{"access_token": value, "expires_in": "3600", "token_type": "bearer"}}
}

func (f *Fake) refuseAssertion(text, audience string) string {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return "no JWT"
	}
	var head struct{ Typ, Alg, Kid string }
	var claims struct {
		Iss, Aud string
		Scope    []string
		Iat, Exp int64
	}
	for i, into := range []any{&head, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || json.Unmarshal(raw, into) != nil {
			return "no JWT"
		}
	}
	sign, err := base64.RawURLEncoding.DecodeString(parts[2])
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	now := f.Clock.Now().Unix()
	switch {
	case head.Alg != "ES256" || head.Typ != "JWT" || head.Kid != fakeCertificate:
		return "the algorithm or the certificate"
	case err != nil || len(sign) != 64 || !ecdsa.Verify(&fakeKey().PublicKey, digest[:], new(big.Int).SetBytes(sign[:32]), new(big.Int).SetBytes(sign[32:])):
		return "the signature"
	case claims.Iss != fakeClient || claims.Aud != audience || len(claims.Scope) != 1 || claims.Scope[0] != "rest_webservices":
		return "issuer, audience or scope"
	case claims.Iat > now+60 || claims.Exp <= now || claims.Exp-claims.Iat > 3600: // an hour at most [docs]
		return "the time"
	}
	return ""
}
