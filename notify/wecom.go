package notify

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// wecom is a group robot of 企业微信. Its document 群机器人配置说明: markdown up
// to 4096 bytes, no signature, 20 messages a minute, HTTP 200 with errcode.
// Markdown cannot mention by number, so a critical message that mentions somebody
// is text, of at most 2048 bytes.
type wecom struct{}

func (wecom) body(m Message, s *Setup, _ time.Time, _ *url.URL) (any, error) {
	if m.Level == Critical && len(s.Mention) > 0 {
		numbers := slices.Clone(s.Mention)
		for i, n := range numbers {
			if n == "all" {
				numbers[i] = "@all"
			}
		}
		return map[string]any{"msgtype": "text", "text": map[string]any{
			"content": cut(written(m, s.Language, plainMarks), 2048), "mentioned_mobile_list": numbers}}, nil
	}
	return map[string]any{"msgtype": "markdown", "markdown": map[string]any{"content": cut(written(m, s.Language, wecomMarks), 4096)}}, nil
}

var wecomMarks = marks{
	title: func(s string) string { return "### " + s }, bold: func(s string) string { return "**" + s + "**" },
	quote: func(s string) string { return "> " + s },
	level: func(l Level, s string) string {
		return `<font color="` + [...]string{"info", "warning", "warning"}[l] + `">` + s + "</font>"
	},
	escape: strings.NewReplacer("\n", " ", "\r", " ", "<", "＜", ">", "＞", "*", "＊", "[", "［", "]", "］", "`", "'"), line: "\n",
}

func (wecom) verdict(status int, body []byte) *Refused {
	r := refusal(status, body, "errcode", "errmsg", "0")
	if r != nil {
		r.Hint = map[string]string{"93000": "the key of the robot is wrong", "45009": "more than 20 messages a minute"}[r.Code]
	}
	return r
}

func (wecom) again(r *Refused) time.Duration {
	if r.Code == "45009" {
		return time.Minute
	}
	return 0
}

func (wecom) pace() (time.Duration, int) { return 3 * time.Second, 1 }
