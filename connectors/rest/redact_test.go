package rest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRedact(t *testing.T) {
	for _, tc := range []struct{ in, gone, stays string }{
		{`{"appSecret":"s3cr3t","name":"中国移动"}`, "s3cr3t", "中国移动"},
		{`{"data":[{"email":"li@example.com","tier":"A"}]}`, "li@example.com", `"tier":"A"`},
		{`{"mobile":null,"Phone__c":"13800138000","id":12345678901234567890}`, "13800138000", "12345678901234567890"},
		{`{"list":["write to li.lei@example.com.cn"]}`, "li.lei", "write to"},
		{`grant_type=password&client_secret=abc123&username=u`, "abc123", "username=u"},
		{`Authorization: Bearer eyJhbGciOi.J9`, "eyJhbGciOi", "Authorization"},
		{`call 13912345678 today`, "13912345678", "today"},
		{`call +86 139 1234 5678 or 010-12345678`, "12345678", "or"},
		{`record 64f0c1d2e3a4b5c6d7e8f901 amount 1234567.89`, "zzz", "64f0c1d2e3a4b5c6d7e8f901 amount 1234567.89"},
		{`{"cut":{"mobile":"8888 7777","city":"Wuhan`, "7777", "Wuhan"},
		{`{"broken": "token":"t0ps3cret"`, "t0ps3cret", "broken"},
	} {
		got := Redact(tc.in)
		if strings.Contains(got, tc.gone) || !strings.Contains(got, tc.stays) {
			t.Errorf("%s\n→ %s", tc.in, got)
		}
	}
}

func TestTextsThatAreSparedTheSearchHoldNothingToHide(t *testing.T) {
	parts := []string{"bearer", "Basic", " ", "\n", "abcdef1", "@", "example.com", "+", "86", "13912345678", "010-12345678", "0", "-",
		"token", `"`, ":", "=", "x", "中", "phone", "(", "1234567"}
	rapid.Check(t, func(t *rapid.T) {
		text := "x" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 9).Draw(t, "parts"), "")
		want := text
		for _, h := range hiddenText {
			want = h.fits.ReplaceAllString(want, h.with)
		}
		if got := Redact(text); got != want {
			t.Fatalf("%q: %q, want %q", text, got, want)
		}
	})
}

func FuzzRedactNeverShowsAToken(f *testing.F) {
	f.Add(`{"a":{"access_token":"%s"}}`)
	f.Add(`access_token=%s&x=1`)
	f.Fuzz(func(t *testing.T, around string) {
		const secret = "Zq9secretvalue"
		if strings.Contains(around, secret) {
			return
		}
		body := `{"note":` + quote(around) + `,"access_token":"` + secret + `"}`
		if got := Redact(body); strings.Contains(got, secret) {
			t.Errorf("%s\n→ %s", body, got)
		}
	})
}

func quote(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' {
			return -1
		}
		return r
	}, s) + `"`
}

func TestDumpsAndErrorsHideSecrets(t *testing.T) {
	const secret = "hunter2-hunter2"
	var dump strings.Builder
	c, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "session="+secret)
		w.WriteHeader(400)
		_, _ = w.Write([]byte("no " + secret + " here; ask li@example.com"))
	}, func(o *Options) {
		o.Auth, o.Secrets = Bearer(secret), []string{secret}
	})
	c.env.Dump = func(s string) { dump.WriteString(s) }
	_, _, err := c.Do(context.Background(), Call{Op: "push", Path: "/p", Query: map[string][]string{"access_token": {secret}},
		JSON: map[string]string{"password": secret, "note": "plain " + secret, "tier": "A"}})
	for what, text := range map[string]string{"error": err.Error(), "dump": dump.String()} {
		if strings.Contains(text, secret) || strings.Contains(text, "example.com") {
			t.Errorf("%s shows a secret:\n%s", what, text)
		}
	}
	for _, want := range []string{"> POST", "/p?access_token=", `"tier":"A"`, "< 400"} {
		if !strings.Contains(dump.String(), want) {
			t.Errorf("no %q in the dump:\n%s", want, dump.String())
		}
	}
}
