package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/model"
)

// webhook is any receiver of JSON. Its contract is ours, docs/notify.md: the
// document tierloop.notice/v1, and with a secret the header
//
//	TierLoop-Signature: t=SECONDS,v1=HEX
//
// where HEX is HMAC-SHA256 of "SECONDS.body" under the secret. Any answer of 2xx
// is delivered.
type webhook struct{}

type noticeJSON struct {
	Schema   string        `json:"schema"`
	Level    string        `json:"level"`
	Title    model.Text    `json:"title"`
	Run      string        `json:"run,omitempty"`
	Problems []problemJSON `json:"problems"`
	Facts    []Fact        `json:"facts"`
}

type problemJSON struct {
	Level string     `json:"level"`
	Code  string     `json:"code"`
	Where string     `json:"where,omitempty"`
	Text  model.Text `json:"text"`
	Fix   model.Text `json:"fix"`
}

func (webhook) body(m Message, _ *Setup, _ time.Time, _ *url.URL) (any, error) {
	out := noticeJSON{Schema: "tierloop.notice/v1", Level: m.Level.String(), Title: m.Title, Run: m.Run, Problems: []problemJSON{}, Facts: m.Facts}
	for _, p := range m.Problems {
		out.Problems = append(out.Problems, problemJSON{p.Level.String(), p.Code, p.Where, p.Text, p.Fix})
	}
	return out, nil
}

// sign adds the signature of the body.
func (webhook) sign(h http.Header, secret string, now time.Time, body []byte) {
	if secret == "" {
		return
	}
	at := strconv.FormatInt(now.Unix(), 10)
	h.Set("TierLoop-Signature", "t="+at+",v1="+webhookSign(secret, at, body))
}

func webhookSign(secret, seconds string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(seconds + "."))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

func (webhook) verdict(status int, body []byte) *Refused {
	if status/100 == 2 {
		return nil
	}
	return &Refused{Status: status, Said: cut(string(body), 200)}
}

func (webhook) again(r *Refused) time.Duration {
	if r.Status == http.StatusTooManyRequests {
		return time.Minute
	}
	return 0
}

func (webhook) pace() (time.Duration, int) { return 100 * time.Millisecond, 10 }
