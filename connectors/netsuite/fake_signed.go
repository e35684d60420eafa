package netsuite

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Secrets of the fake's integration for token-based authentication, with fakeClient.
const (
	fakeClientSecret = "b1946ac92492d2347c6235b4d2611184f0e1d2c3"
	fakeTokenID      = "7d793037a0760186574b0282f2f435e7a1b2c3d4"
	fakeTokenSecret  = "9b871512327c09ce91dd649b3f96a63b7408ef26"
)

// signed says whether a call is signed with a token (OAuth 1.0a, HMAC-SHA256), for
// this account, now, and for the first time [docs].
func (f *Fake) signed(r *http.Request) bool {
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "OAuth ")
	if !ok {
		return false
	}
	all, of := []string{}, map[string]string{}
	for _, part := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		of[name], _ = url.PathUnescape(strings.Trim(value, `"`)) // what does not unescape signs nothing
		if name != "realm" && name != "oauth_signature" {
			all = append(all, name+"="+escape3986(of[name]))
		}
	}
	for name, values := range r.URL.Query() {
		for _, v := range values {
			all = append(all, escape3986(name)+"="+escape3986(v))
		}
	}
	slices.Sort(all)
	base := r.Method + "&" + escape3986("http://"+r.Host+r.URL.Path) + "&" + escape3986(strings.Join(all, "&"))
	mac := hmac.New(sha256.New, []byte(escape3986(fakeClientSecret)+"&"+escape3986(fakeTokenSecret)))
	mac.Write([]byte(base))
	given, err := base64.StdEncoding.DecodeString(of["oauth_signature"])
	at, worse := strconv.ParseInt(of["oauth_timestamp"], 10, 64)
	switch {
	case err != nil || worse != nil || !hmac.Equal(given, mac.Sum(nil)):
		return false
	case of["realm"] != fakeAccount || of["oauth_consumer_key"] != fakeClient || of["oauth_token"] != fakeTokenID || of["oauth_signature_method"] != "HMAC-SHA256":
		return false
	case f.Clock.Now().Sub(time.Unix(at, 0)).Abs() > 5*time.Minute || f.nonces[of["oauth_nonce"]]:
		return false
	}
	f.nonces[of["oauth_nonce"]] = true
	return true
}

// escape3986 is the escaping of signatures (RFC 5849, 3.6).
func escape3986(s string) string {
	return strings.NewReplacer("+", "%20", "%7E", "~").Replace(url.QueryEscape(s))
}
