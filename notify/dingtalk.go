package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// dingtalk is a group robot of 钉钉. Its document 自定义机器人接入: 20 messages a
// minute, over which the robot is muted for ten; a body of about 20 KB; 加签 signs
// "milliseconds\nsecret" with the secret, valid for an hour; HTTP 200 with errcode.
type dingtalk struct{}

func (dingtalk) body(m Message, s *Setup, now time.Time, address *url.URL) (any, error) {
	if s.Sign != "" {
		at := strconv.FormatInt(now.UnixMilli(), 10)
		q := address.Query()
		q.Set("timestamp", at)
		q.Set("sign", dingtalkSign(s.Sign, at))
		address.RawQuery = q.Encode()
	}
	text := written(m, s.Language, dingtalkMarks)
	at := map[string]any{}
	if m.Level == Critical && len(s.Mention) > 0 {
		all := slices.Contains(s.Mention, "all")
		numbers := slices.DeleteFunc(slices.Clone(s.Mention), func(n string) bool { return n == "all" })
		at = map[string]any{"isAtAll": all, "atMobiles": numbers}
		for _, n := range numbers { // it must stand in the text as well
			text += " @" + n
		}
	}
	return map[string]any{"msgtype": "markdown", "markdown": map[string]any{
		"title": cut(m.Title.In(s.Language), 128), "text": cut(text, 18<<10)}, "at": at}, nil
}

// dingtalkSign signs the milliseconds with the secret as key.
func dingtalkSign(secret, millis string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(millis + "\n" + secret))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

var dingtalkMarks = marks{
	title: func(s string) string { return "#### " + s }, bold: func(s string) string { return "**" + s + "**" },
	quote: func(s string) string { return "> " + s },
	level: func(l Level, s string) string {
		return `<font color="` + [...]string{"#1a7f37", "#b35900", "#c62828"}[l] + `">` + s + "</font>"
	},
	escape: strings.NewReplacer("\n", " ", "\r", " ", "<", "＜", ">", "＞", "*", "＊", "[", "［", "]", "］", "`", "'"), line: "\n\n",
}

func (dingtalk) verdict(status int, body []byte) *Refused {
	r := refusal(status, body, "errcode", "errmsg", "0")
	if r != nil {
		r.Hint = map[string]string{
			"310000": "the robot's security: wrong signature, keyword or address", "300005": "the token of the robot is wrong",
			"400101": "the token of the robot is wrong", "130101": "more than 20 messages a minute", "410100": "more than 20 messages a minute"}[r.Code]
	}
	return r
}

// again waits out the ten minutes for which the robot is muted.
func (dingtalk) again(r *Refused) time.Duration {
	if r.Code == "130101" || r.Code == "410100" {
		return 10 * time.Minute
	}
	return 0
}

func (dingtalk) pace() (time.Duration, int) { return 3 * time.Second, 1 }
