package kingdee

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeSessionLife is sliding [K].
const fakeSessionLife = 20 * time.Minute

// login answers in its own shape: LoginResultType 1 is good [K].
func (f *Fake) login(w http.ResponseWriter, method string, in map[string]any) {
	_, byPassword := in["password"]
	ok := sandbox.Text(in["acctID"]) == fakeAcct && sandbox.Text(in["username"]) == fakeUser
	switch {
	case strings.HasSuffix(method, "ValidateUser"):
		ok = ok && byPassword && sandbox.Text(in["password"]) == fakePassword
	case strings.HasSuffix(method, "LoginBySign"):
		parts := []string{fakeAcct, fakeUser, fakeApp, fakeSecret, sandbox.Text(in["timestamp"])}
		sort.Strings(parts) // sorted ordinally and joined [M]
		sum := sha256.Sum256([]byte(strings.Join(parts, "")))
		ok = ok && sandbox.Text(in["appId"]) == fakeApp && sandbox.Text(in["sign"]) == hex.EncodeToString(sum[:])
	default:
		ok = ok && sandbox.Text(in["appId"]) == fakeApp && sandbox.Text(in["appSecret"]) == fakeSecret
	}
	if !ok {
		f.write(w, map[string]any{"LoginResultType": 0, "Message": "用户名或密码错误", "MessageCode": "CheckPasswordPolicy", "Context": nil, "KDSVCSessionId": "", "IsSuccessByAPI": false})
		return
	}
	sid := f.session(w)
	f.write(w, map[string]any{"LoginResultType": 1, "Message": nil, "MessageCode": nil, "KDSVCSessionId": sid, "IsSuccessByAPI": true,
		"Context": map[string]any{"UserName": fakeUser, "DataCenterName": "沙箱账套", "SessionId": sid}})
}

func (f *Fake) session(w http.ResponseWriter) string {
	f.made++
	sid := fmt.Sprintf("%08x-%04x-4000-8000-%012x", f.Seed&0xffffffff, f.made&0xffff, f.made)
	f.sessions[sid] = f.Clock.Now()
	http.SetCookie(w, &http.Cookie{Name: "kdservice-sessionid", Value: sid, Path: "/"})
	http.SetCookie(w, &http.Cookie{Name: "ASP.NET_SessionId", Value: "asp" + sid[len(sid)-12:], Path: "/"})
	return sid
}

// admit takes a signed call or one with a session: both cookies have to come
// back [K]; the library also repeats the first as a header [S].
func (f *Fake) admit(w http.ResponseWriter, r *http.Request) bool {
	cookie, err := r.Cookie("kdservice-sessionid")
	if r.Header.Get("X-Api-Signature") != "" {
		if !signedWell(r) {
			return false
		}
		if err != nil {
			f.session(w) // the library gets a session and replays it [S]
		}
		return true
	}
	if err != nil {
		return false
	}
	used, ok := f.sessions[cookie.Value]
	_, err = r.Cookie("ASP.NET_SessionId")
	if !ok || err != nil || f.Clock.Now().Sub(used) >= fakeSessionLife {
		delete(f.sessions, cookie.Value)
		return false
	}
	f.sessions[cookie.Value] = f.Clock.Now()
	return true
}

// signedWell checks both signatures as the library makes them [S]. How old a
// timestamp may be stands nowhere; the fake takes any.
func signedWell(r *http.Request) bool {
	h := r.Header
	appdata, err := base64.StdEncoding.DecodeString(h.Get("X-Kd-Appdata"))
	fields := strings.Split(string(appdata), ",")
	if err != nil || len(fields) != 4 || fields[0] != fakeAcct || fields[1] != fakeUser || h.Get("X-Kd-Appkey") != fakeApp {
		return false
	}
	client, hidden, _ := strings.Cut(fakeApp, "_")
	key, _ := base64.StdEncoding.DecodeString(hidden)
	for i, c := range []byte("0054f397c6234378b09ca7d3e5debce7")[:len(key)] {
		key[i] ^= c
	}
	sum := func(text, key string) string {
		m := hmac.New(sha256.New, []byte(key))
		m.Write([]byte(text))
		return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(m.Sum(nil))))
	}
	text := "POST\n" + strings.ReplaceAll(r.URL.EscapedPath(), "/", "%2F") + "\n\nx-api-nonce:" + h.Get("X-Api-Nonce") + "\nx-api-timestamp:" + h.Get("X-Api-Timestamp") + "\n"
	return h.Get("X-Api-ClientID") == client && h.Get("X-Api-Auth-Version") == "2.0" && h.Get("X-Api-SignHeaders") == "x-api-timestamp,x-api-nonce" &&
		h.Get("X-Api-Nonce") != "" && h.Get("X-Api-Timestamp") != "" &&
		h.Get("X-Api-Signature") == sum(text, base64.StdEncoding.EncodeToString(key)) && h.Get("X-Kd-Signature") == sum(fakeApp+string(appdata), fakeSecret)
}
