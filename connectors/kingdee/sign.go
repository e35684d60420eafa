package kingdee

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// signer signs every request as the vendor's own client library does; there is
// no login and no session.
type signer struct {
	appID, appSecret string
	appData          string // acctID,userName,lcid,orgNum
	now              func() time.Time
}

func (s signer) apply(req *http.Request) {
	var nonce [8]byte
	_, _ = rand.Read(nonce[:]) // never fails, by its documentation
	s.sign(req.Header, req.URL.EscapedPath(), s.now().Unix(), hex.EncodeToString(nonce[:]))
}

// sign puts two signatures on a request: one over path, time and nonce under a
// key that is hidden in the second half of the app id, one over the account
// under the app secret.
func (s signer) sign(h http.Header, path string, unix int64, nonce string) {
	at := strconv.FormatInt(unix, 10)
	client, hidden, _ := strings.Cut(s.appID, "_")
	text := "POST\n" + strings.ReplaceAll(url.QueryEscape(path), "+", "%20") + "\n\nx-api-nonce:" + nonce + "\nx-api-timestamp:" + at + "\n"
	h.Set("X-Api-ClientID", client)
	h.Set("X-Api-Auth-Version", "2.0")
	h.Set("X-Api-Timestamp", at)
	h.Set("X-Api-Nonce", nonce)
	h.Set("X-Api-Signheaders", "x-api-timestamp,x-api-nonce")
	h.Set("X-Api-Signature", mac(text, clientKey(hidden)))
	h.Set("X-Kd-Appkey", s.appID)
	h.Set("X-Kd-Appdata", base64.StdEncoding.EncodeToString([]byte(s.appData)))
	h.Set("X-Kd-Signature", mac(s.appID+s.appData, s.appSecret))
}

// xorKey is the constant of the client library under which the key lies hidden.
const xorKey = "0054f397c6234378b09ca7d3e5debce7"

// clientKey is the signing key inside an app id; "" when the id has none.
func clientKey(hidden string) string {
	raw, err := base64.StdEncoding.DecodeString(hidden)
	if err != nil || len(raw) > len(xorKey) {
		return ""
	}
	for i := range raw {
		raw[i] ^= xorKey[i]
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// mac is the base64 of the hexadecimal text of an HMAC-SHA256.
func mac(text, key string) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(text))
	return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(m.Sum(nil))))
}

// loginSign is the sign of LoginBySign: SHA-256 over five texts in their order
// as bytes.
func loginSign(acct, user, app, secret, unix string) string {
	parts := []string{acct, user, app, secret, unix}
	slices.Sort(parts)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, ""))))
}
