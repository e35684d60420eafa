package configs

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/notify"
)

// Notice is one channel that is told of runs, compiled.
type Notice struct {
	NotifyRule
	Rule notify.Rule
}

// Tells says whether the channel is told of a job.
func (n *Notice) Tells(job string) bool { return len(n.Jobs) == 0 || slices.Contains(n.Jobs, job) }

func (l *loader) notices() {
	seen := map[string]bool{}
	for i, r := range l.cfg.File.Notify {
		at := fmt.Sprintf("notify[%d]", i)
		switch {
		case r.Name == "":
			l.fail(at+".name", "E1013", "the channel has no name", "name the channel, such as ops")
		case seen[r.Name]:
			l.fail(at+".name", "E1017", fmt.Sprintf("channel %q stands twice", r.Name), "give each channel a name of its own")
		}
		seen[r.Name] = true
		l.cfg.Notices = append(l.cfg.Notices, l.notice(at, r))
	}
}

func (l *loader) notice(at string, r NotifyRule) Notice {
	n := Notice{NotifyRule: r, Rule: notify.Rule{Always: r.When == "always", Least: notify.Warning}}
	if n.Language == "" {
		n.Language = l.cfg.File.Group.Language
	}
	l.word(at+".type", r.Type, notify.Kinds...)
	l.word(at+".language", n.Language, "zh", "en")
	if r.When != "" {
		l.word(at+".when", r.When, "changes", "always")
	}
	if r.Level != "" {
		l.word(at+".level", r.Level, notify.Levels()...)
		n.Rule.Least, _ = notify.ParseLevel(r.Level)
	}
	n.Rule.Repeat = l.duration(at+".repeat", r.Repeat, 24*time.Hour, "")
	var jobs []string
	for _, j := range l.cfg.File.Jobs {
		jobs = append(jobs, j.Name)
	}
	for k, j := range r.Jobs {
		if !slices.Contains(jobs, j) {
			l.fail(fmt.Sprintf("%s.jobs[%d]", at, k), "E1014", fmt.Sprintf("no job %q%s", j, model.DidYouMean(j, jobs)), "name a job of this file")
		}
	}
	l.noticeAddress(at, r)
	return n
}

// noticeAddress checks what can be seen without reading a secret.
func (l *loader) noticeAddress(at string, r NotifyRule) {
	l.reference(at+".url", r.URL)
	l.reference(at+".sign", r.Sign)
	env := envName("notify_"+r.Name, "url")
	switch clear := !secret.IsReference(r.URL) && secret.Unknown(r.URL) == ""; {
	case r.URL == "":
		l.fail(at+".url", "E1013", "url is missing", fmt.Sprintf("write ${env:%s} and set that variable to the address of the hook, or ${secret:NAME}", env))
	case r.Type == "email":
		if m := passwordInURL.FindStringSubmatch(r.URL); m != nil && !secret.IsReference(m[1]) && secret.Unknown(m[1]) == "" {
			l.fail(at+".url", "E1301", "the password of the mail server is written in clear", "write smtp://user:${secret:NAME}@host:587")
		}
	case clear:
		l.fail(at+".url", "E1301", "the address of a hook is its secret, and is written in clear", fmt.Sprintf("write ${env:%s} and set that variable, or ${secret:NAME}", env))
	}
	if r.Sign != "" && !secret.IsReference(r.Sign) {
		l.fail(at+".sign", "E1301", "the signing secret is written in clear", "write ${env:NAME} and set that variable, or ${secret:NAME}")
	}
	if r.Sign != "" && !slices.Contains([]string{"dingtalk", "feishu", "webhook"}, r.Type) {
		l.fail(at+".sign", "E1014", r.Type+" signs nothing", "take sign out")
	}
	if mail := r.Type == "email"; mail && (r.From == "" || len(r.To) == 0) {
		l.fail(at+".to", "E1013", "an e-mail needs from and to", "write from: tierloop@group.example and to: [it@group.example]")
	} else if !mail && (r.From != "" || len(r.To) > 0) {
		l.fail(at+".to", "E1014", "from and to are for e-mail only", "take them out")
	}
	if len(r.Mention) > 0 && (r.Type == "email" || r.Type == "webhook") {
		l.fail(at+".mention", "E1014", r.Type+" mentions nobody", "take mention out")
	}
}

// Setup reads the secrets of the channel. A hook lives where its platform does, or
// on a host of outbound.allow.
func (c *Config) Setup(n *Notice) (s notify.Setup, err error) {
	r := c.resolver()
	where := "notify " + n.Name
	if s.URL, err = r.Expand(n.URL); err != nil {
		return s, secretFault(err, where)
	}
	if s.Sign, err = r.Expand(n.Sign); err != nil {
		return s, secretFault(err, where)
	}
	s.Kind, s.Mention, s.From, s.To, s.Language = n.Type, n.Mention, n.From, n.To, n.Language
	if _, err := notify.New(s); err != nil {
		return s, fault.New("E1014", err.Error()).At(where)
	}
	if hosts := notify.Hosts(n.Type); hosts != nil {
		if u, err := url.Parse(s.URL); err == nil && !slices.Contains(hosts, u.Hostname()) && !slices.Contains(c.File.Outbound.Allow, u.Hostname()) {
			return s, fault.New("E1032", u.Hostname(), n.Type, strings.Join(hosts, ", ")).At(where)
		}
	}
	return s, nil
}
