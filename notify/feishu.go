package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// feishu is a custom bot of 飞书 or Lark. Its document 自定义机器人使用指南: 100
// messages a minute and 5 a second, a body of 20 KB; the signature is that of an
// empty text with "seconds\nsecret" as key, valid for an hour; HTTP 200 with code.
type feishu struct{}

func (feishu) body(m Message, s *Setup, now time.Time, _ *url.URL) (any, error) {
	text := written(m, s.Language, feishuMarks)
	_, text, _ = strings.Cut(text, "\n") // the title stands in the header
	if m.Level == Critical {
		for _, id := range s.Mention {
			text += "\n<at id=" + id + "></at>"
		}
	}
	out := map[string]any{"msg_type": "interactive", "card": map[string]any{
		"header": map[string]any{
			"title":    map[string]any{"tag": "plain_text", "content": cut(m.Title.In(s.Language), 300)},
			"template": [...]string{"green", "orange", "red"}[m.Level]},
		"elements": []any{map[string]any{"tag": "div", "text": map[string]any{"tag": "lark_md", "content": cut(text, 16<<10)}}}}}
	if s.Sign != "" {
		at := strconv.FormatInt(now.Unix(), 10)
		out["timestamp"], out["sign"] = at, feishuSign(s.Sign, at)
	}
	return out, nil
}

// feishuSign signs nothing, with the seconds and the secret as key.
func feishuSign(secret, seconds string) string {
	h := hmac.New(sha256.New, []byte(seconds+"\n"+secret))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

var feishuMarks = marks{
	title: plain, bold: func(s string) string { return "**" + s + "**" }, quote: func(s string) string { return "- " + s },
	level: func(l Level, s string) string {
		if l == Info {
			return s
		}
		return "**" + s + "**"
	},
	escape: strings.NewReplacer("\n", " ", "\r", " ", "<", "＜", ">", "＞", "*", "＊", "[", "［", "]", "］"), line: "\n",
}

func (feishu) verdict(status int, body []byte) *Refused {
	r := refusal(status, body, "code", "msg", "0")
	if r != nil && r.Code == "" {
		if old := refusal(status, body, "StatusCode", "StatusMessage", "0"); old == nil || old.Code != "" {
			r = old
		}
	}
	if r != nil {
		r.Hint = map[string]string{
			"19001": "the address of the bot is wrong", "19021": "the signature or the clock is wrong", "19022": "this address may not use the bot",
			"19024": "the bot wants a keyword", "11232": "more than 100 messages a minute"}[r.Code]
	}
	return r
}

func (feishu) again(r *Refused) time.Duration {
	if r.Code == "11232" {
		return time.Minute
	}
	return 0
}

func (feishu) pace() (time.Duration, int) { return 600 * time.Millisecond, 5 }
