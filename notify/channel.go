package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/clock"
)

// Channel sends messages to one place.
type Channel interface {
	// Send returns a *Refused when the platform said no.
	Send(ctx context.Context, m Message) error
}

// Refused is an answer that says no. Its text holds no address and no secret.
type Refused struct {
	Status int    // of HTTP
	Code   string // of the platform, "" when it has none
	Said   string
	Hint   string // what to do about it, "" when unknown
}

func (r *Refused) Error() string {
	out := fmt.Sprintf("HTTP %d", r.Status)
	if r.Code != "" {
		out = "code " + r.Code
	}
	if r.Said != "" {
		out += ": " + r.Said
	}
	if r.Hint != "" {
		out += " (" + r.Hint + ")"
	}
	return out
}

// Setup is what a channel needs to know.
type Setup struct {
	Kind string // one of Kinds
	// URL is the address of the hook, which holds its secret; of e-mail
	// smtp://user:password@host:587 (STARTTLS) or smtps://host:465.
	URL string
	// Sign is the signing secret, where the platform has one; "" is none.
	Sign string
	// Mention is called on critical messages: mobile numbers (wecom, dingtalk),
	// user ids (feishu, slack), or all.
	Mention  []string
	From     string   // e-mail
	To       []string // e-mail
	Language string   // zh or en

	Transport http.RoundTripper
	Clock     clock.Clock
	Log       *slog.Logger
	UserAgent string
}

// Kinds are the kinds of channel.
var Kinds = []string{"dingtalk", "email", "feishu", "slack", "webhook", "wecom"}

// hosts are where the platforms live; a hook elsewhere is a proxy or a private
// deployment, which lint mentions.
var hosts = map[string][]string{
	"wecom": {"qyapi.weixin.qq.com"}, "dingtalk": {"oapi.dingtalk.com", "api.dingtalk.com"},
	"feishu": {"open.feishu.cn", "open.larksuite.com"}, "slack": {"hooks.slack.com", "hooks.slack-gov.com"},
}

// Hosts are the known hosts of a kind, nil when it has none.
func Hosts(kind string) []string { return hosts[kind] }

// New makes a channel. It connects to nothing. The error names what is wrong and
// quotes no secret.
func New(s Setup) (Channel, error) {
	if s.Kind == "email" {
		return newMail(s)
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return nil, errors.New("url is no https address of a hook")
	}
	var p platform
	switch s.Kind {
	case "wecom":
		p = wecom{}
	case "dingtalk":
		p = dingtalk{}
	case "feishu":
		p = feishu{}
	case "slack":
		p = slack{}
	case "webhook":
		p = webhook{}
	default:
		return nil, fmt.Errorf("unknown kind %q, known are %s", s.Kind, strings.Join(Kinds, ", "))
	}
	return newHook(s, p), nil
}

func loopback(host string) bool {
	return slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, host)
}
