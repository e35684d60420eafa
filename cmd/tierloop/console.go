package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
	"github.com/tierloop/tierloop/report/ops"
	"github.com/tierloop/tierloop/report/trail"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// console makes the pages of an engine's store, and the guard at their door. What
// the pages start is told to ended, which may be nil.
func (a *app) console(ctx context.Context, e *engine.Engine, ended func(string, engine.Report, error)) (http.Handler, *access.Guard, error) {
	cfg, db := e.Config, e.Store
	guard, err := access.NewGuard(ctx, db, a.clock, a.logger())
	if err != nil {
		return nil, nil, err
	}
	units := make([]web.Unit, len(cfg.File.Units))
	for i, u := range cfg.File.Units {
		units[i] = web.Unit{ID: u.ID, Label: u.Label}
	}
	policy := cfg.Policy.Policy()
	tiers := make([]web.Tier, len(cfg.Tiers))
	for i, t := range cfg.Tiers {
		tiers[i] = web.Tier{ID: t, Label: cfg.Policy.TierLabel(t), Floor: floorOf(policy, t)}
	}
	provider, label, err := signOn(cfg, guard, a.clock)
	if err != nil {
		return nil, nil, err
	}
	guard.UseNames(placeNames(cfg)...)
	if err := secondFactor(cfg, guard); err != nil {
		return nil, nil, err
	}
	stewards, analysts := a.stewardDesk(e), &analyst{app: a, engine: e, tables: newTables(ctx)}
	files := &exportRoom{app: a, engine: e, analyst: analysts, serving: ctx, shelf: newShelf(cfg)}
	go files.sweep()
	policies := &policyDesk{stewardDesk: stewards, serving: ctx}
	pages, err := web.New(web.Options{
		Guard: guard, Log: a.logger(), Clock: a.clock, Zone: cfg.Location,
		Group: cfg.File.Group.Name, Units: units, Language: cfg.File.Group.Language, Version: version,
		Secure: cfg.Secure(), Proxies: cfg.Proxies, Origin: cfg.File.Serve.URL, SSO: provider, SSOLabel: label,
		Ops: &ops.Room{Store: db}, Operator: &operator{desk: a.desk(e), serving: ctx, ended: ended}, Analyst: analysts, Trials: policies, Importer: importer{stewards},
		Trail: &trail.Room{Store: db}, Settings: settings(cfg, db), Retention: cfg.Retention,
		Customers: &customers.Room{Store: db, Policy: policy.Name, Ladder: cfg.Tiers, Target: stewards.target, Forest: a.forest(e)},
		Steward:   stewards, Tiers: tiers, Currency: policy.Currency.Base,
		Exporter: files, Privacy: &privacyDesk{a, e}, Requests: stewards, Scores: stewards,
	})
	return pages, guard, err
}

// floorOf is the score from which a policy gives a tier, nil where it fixes none.
func floorOf(p scoring.Policy, tier string) *float64 {
	for _, l := range p.Tiers.Levels {
		if l.ID == tier && l.Min != nil && p.Tiers.By == "score" {
			if floor, ok := l.Min.Float64(); ok {
				return &floor
			}
		}
	}
	return nil
}

// settings are what the console shows of the configuration; no secret is among them.
func settings(cfg *configs.Config, db *store.DB) []web.Setting {
	line := func(zh, en, value string) web.Setting {
		return web.Setting{What: model.Text{ZH: zh, EN: en}, Value: value}
	}
	var units, sources, jobs []string
	for _, u := range cfg.File.Units {
		units = append(units, cmp.Or(u.Label, u.ID))
	}
	for _, s := range cfg.Sources {
		sources = append(sources, s.Name+" ("+s.SourceRule.Type+")")
	}
	for _, j := range cfg.Jobs {
		jobs = append(jobs, j.Name+" "+j.Cron+" "+j.Location.String())
	}
	signOn := "—"
	if r := cfg.File.Serve.OIDC; r != nil {
		signOn = r.Issuer
	}
	return []web.Setting{
		line("集团", "Group", cfg.File.Group.Name), line("时区", "Time zone", cfg.Location.String()), line("配置文件", "Configuration file", cfg.Path),
		line("配置校验值", "Hash of the configuration", cfg.Hash), line("存储", "Store", db.Kind()), line("业务单元", "Business units", strings.Join(units, " · ")),
		line("来源", "Sources", strings.Join(sources, " · ")), line("等级策略", "Tier policy", cfg.Policy.Policy().Name), line("定时任务", "Scheduled jobs", strings.Join(jobs, " · ")),
		line("单点登录", "Single sign-on", signOn), line("必须双重验证的角色", "Roles that need a second factor", cmp.Or(strings.Join(cfg.File.Serve.SecondFactor, " · "), "—")),
	}
}

// tellSetup prints the link by which the first admin is made, while there is none.
// It stands nowhere else. url is where the console is reached.
func (a *app) tellSetup(ctx context.Context, guard *access.Guard, url string) error {
	token, err := guard.SetupLink(ctx)
	if err != nil || token == "" {
		return err
	}
	a.note("创建第一位管理员（30 分钟内有效，只能用一次）：\n  %s/setup#k=%s", "Create the first admin (works once, for 30 minutes):\n  %s/setup#k=%s", url, token)
	return nil
}

// consoleURL is where browsers reach a listener.
func consoleURL(cfg *configs.Config, ln net.Listener) string {
	switch {
	case cfg.File.Serve.URL != "":
		return cfg.File.Serve.URL
	case cfg.File.Serve.TLSCert != "":
		return "https://" + ln.Addr().String()
	}
	return "http://" + ln.Addr().String()
}

// listenFor opens the address of tierloop serve, with TLS where the configuration
// names a certificate. The console listens beyond this machine only with it, or
// behind a declared proxy.
func listenFor(cfg *configs.Config, address string) (net.Listener, error) {
	cert, key := cfg.Certificate()
	if configs.Exposed(address) && cfg.File.Serve.Console != "off" && cert == "" && len(cfg.Proxies) == 0 {
		return nil, fault.New("E1030", address).At(cfg.Path)
	}
	var secured *tls.Config
	if cert != "" {
		c := &certificate{cert: cert, key: key}
		if _, err := c.get(nil); err != nil {
			return nil, fault.New("E1031").At(cert).Because(err)
		}
		secured = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}}
	}
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, usage("cannot listen on %s: %v", address, err)
	}
	if secured != nil {
		ln = tls.NewListener(ln, secured)
	}
	return ln, nil
}

// certificate is read anew when its file changes, so that a renewal needs no restart.
type certificate struct {
	cert, key string

	mu     sync.Mutex
	loaded *tls.Certificate
	at     time.Time
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.cert)
	if err == nil && c.loaded != nil && info.ModTime().Equal(c.at) {
		return c.loaded, nil
	}
	fresh, e := tls.LoadX509KeyPair(c.cert, c.key)
	if e != nil {
		if c.loaded != nil { // half renewed: the old one serves until the new one fits
			return c.loaded, nil
		}
		return nil, e
	}
	if err == nil {
		c.at = info.ModTime()
	}
	c.loaded = &fresh
	return c.loaded, nil
}
