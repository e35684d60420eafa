package salesforce

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/jsonvalue"
)

var (
	fakeNoSession = refuse(401, "INVALID_SESSION_ID", "Session expired or invalid")
	fakeNoCalls   = refuse(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
)

// fakeLife is the default session time-out; answers do not tell it. Calls are counted
// by a rolling day.
const (
	fakeLife = 2 * time.Hour
	fakeDay  = 24 * time.Hour
)

// fakeUsername is whom the JWT may log in.
const fakeUsername = "tierloop@example.com"

// token is POST /services/oauth2/token. Its errors are objects, unlike all others
// [client].
func (f *Fake) token(r *http.Request) (int, map[string]any) {
	no := func(code, why string) (int, map[string]any) {
		return 400, map[string]any{"error": code, "error_description": why}
	}
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		return no("invalid_request", "must use HTTP POST")
	}
	id, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if user, password, basic := r.BasicAuth(); basic {
		id, secret = user, password
	}
	switch r.PostForm.Get("grant_type") {
	case "client_credentials":
		switch {
		case id != fakeClient:
			return no("invalid_client_id", "client identifier invalid")
		case secret != fakeSecret:
			return no("invalid_client", "invalid client credentials")
		}
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		if why := f.refuseAssertion(r.PostForm.Get("assertion")); why != "" {
			return no("invalid_grant", why)
		}
	default:
		return no("unsupported_grant_type", "grant type not supported")
	}
	f.made++
	value := fmt.Sprintf("00D5g000000AAAA!AQ%030d", f.made)
	f.tokens[value] = f.Clock.Now()
	return 200, map[string]any{"access_token": value, "instance_url": "http://" + r.Host, "id": "https://login.salesforce.com/id/00D5g000000AAAAEA4/" + fakeUser,
		"token_type": "Bearer", "issued_at": fmt.Sprint(f.Clock.Now().UnixMilli()), "signature": "c2lnbmF0dXJl", "scope": "api"}
}

// refuseAssertion checks a JWT: RS256 with the registered key, iss, sub, aud, and
// an exp of at most three minutes [rest].
func (f *Fake) refuseAssertion(text string) string {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return "invalid assertion"
	}
	var head, claims map[string]any
	for i, into := range []*map[string]any{&head, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || jsonvalue.Into(raw, into) != nil {
			return "invalid assertion"
		}
	}
	sign, err := base64.RawURLEncoding.DecodeString(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	exp, _ := fakeNumber(claims["exp"])
	left := time.Unix(int64(exp), 0).Sub(f.Clock.Now())
	switch {
	case head["alg"] != "RS256":
		return "algorithm not supported"
	case err != nil || rsa.VerifyPKCS1v15(&fakeKey().PublicKey, crypto.SHA256, sum[:], sign) != nil:
		return "invalid assertion"
	case claims["iss"] != fakeClient:
		return "client identifier invalid"
	case claims["sub"] != fakeUsername:
		return "user hasn't approved this consumer"
	case claims["aud"] != "https://login.salesforce.com" && claims["aud"] != "https://test.salesforce.com":
		return "audience is invalid"
	case left <= 0 || left > 3*time.Minute:
		return "assertion has expired or lives too long"
	}
	return ""
}

// admit checks the session and the calls of a rolling day, which every answer tells.
func (f *Fake) admit(w http.ResponseWriter, r *http.Request) *fakeRefusal {
	now := f.Clock.Now()
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	born, known := f.tokens[token]
	if !ok || !known || now.Sub(born) >= fakeLife {
		return fakeNoSession
	}
	f.tokens[token] = now // a session ends when it is idle
	if f.NoLimits {
		return nil
	}
	if now.Before(f.drained) || len(f.Recent("", fakeDay)) >= f.daily {
		return fakeNoCalls
	}
	f.Note("")
	w.Header().Set("Sforce-Limit-Info", fmt.Sprintf("api-usage=%d/%d", len(f.Recent("", fakeDay)), f.daily))
	return nil
}

// fakeKey is the key whose certificate the app has.
var fakeKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the machine has no chance
	}
	return key
})
