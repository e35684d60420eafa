package notify

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// slack is an incoming web hook of Slack. Its document "Sending messages using
// incoming webhooks": 200 with the text ok, else a status with a word such as
// invalid_payload; one message a second; 429 with Retry-After; a section of 3,000
// characters; & < > escaped.
type slack struct{}

func (slack) body(m Message, s *Setup, _ time.Time, _ *url.URL) (any, error) {
	text := written(m, s.Language, slackMarks)
	if m.Level == Critical {
		for _, id := range s.Mention {
			if id == "all" {
				text += "\n<!channel>"
			} else {
				text += "\n<@" + id + ">"
			}
		}
	}
	return map[string]any{"text": cut(slackMarks.escape.Replace(m.Title.In(s.Language)), 300),
		"blocks": []any{map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": cut(text, 3000)}}}}, nil
}

var slackMarks = marks{
	title: func(s string) string { return "*" + s + "*" }, bold: func(s string) string { return "*" + s + "*" },
	quote: func(s string) string { return "> " + s },
	level: func(l Level, s string) string {
		return [...]string{":large_green_circle: ", ":large_orange_circle: ", ":red_circle: "}[l] + s
	},
	escape: strings.NewReplacer("\n", " ", "\r", " ", "&", "&amp;", "<", "&lt;", ">", "&gt;", "*", "∗", "`", "'"), line: "\n",
}

func (slack) verdict(status int, body []byte) *Refused {
	if status == http.StatusOK {
		return nil
	}
	said := cut(strings.TrimSpace(string(body)), 200)
	return &Refused{Status: status, Said: said, Hint: map[string]string{
		"no_service": "the hook was taken away", "channel_is_archived": "the channel is archived", "invalid_token": "the address of the hook is wrong"}[said]}
}

func (slack) again(r *Refused) time.Duration {
	if r.Status == http.StatusTooManyRequests {
		return time.Minute
	}
	return 0
}

func (slack) pace() (time.Duration, int) { return time.Second, 1 }
