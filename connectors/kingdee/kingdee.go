package kingdee

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the option tz must work on machines without zone files

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "kingdee"

const (
	maxPage   = 2000 // rows of one query: the lower of two documented limits
	maxFetch  = 500  // ids of one filter
	pushBatch = 20   // documents of one save, as practice advises
	service   = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
	suffix    = ".common.kdsvc"
)

// The forms that are known by name.
const (
	customerForm   = "BD_Customer"
	orderForm      = "SAL_SaleOrder"
	receivableForm = "AR_receivable"
	receiptForm    = "AR_RECEIVEBILL"
	orgForm        = "ORG_Organizations"
)

// pace is what the account stands: the vendor publishes no number.
var pace = connectors.Limit{Calls: 5, Per: time.Second}

// conn is one connection to an account set (账套).
type conn struct {
	rest     *rest.Client
	clock    clock.Clock
	log      *slog.Logger
	cfg      connectors.Config
	overlap  time.Duration
	zone     *time.Location
	orgs     []string
	onlySide bool // fields of customers are never written
	side     sideForm
	release  func()

	mu      sync.Mutex
	schemas map[string]*schema
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	if err := checkOptions(cfg); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(cfg.String("tz"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "tz", Reason: "want an IANA name such as Asia/Shanghai"}
	}
	c := &conn{clock: env.Clock, log: env.Log, cfg: cfg, overlap: cfg.Duration("overlap"), zone: zone, orgs: cfg.List("orgs"),
		onlySide: cfg.String("audited") == auditedSideForm, side: sideForm{form: cfg.String("side_form"), key: cfg.String("side_key")},
		schemas: map[string]*schema{}}
	env.Transport, c.release = overHTTP1(env.Transport)
	opt := rest.Options{
		System:   Name,
		BaseURL:  withSite(cfg.String("base_url")),
		Account:  cfg.String("acct_id") + "/" + cfg.String("user_name"),
		Classify: classify,
		Plain:    isText,
		Limit:    pace,
		Parallel: 2,
		Zone:     zone,
		MinWait:  time.Second,
		Secrets:  []string{cfg.String("app_secret"), cfg.String("password")},
	}
	if cfg.String("auth") == authSigned {
		data := fmt.Sprintf("%s,%s,%d,%d", cfg.String("acct_id"), cfg.String("user_name"), cfg.Int("lcid"), cfg.Int("org_num"))
		opt.Auth = rest.Fixed(signer{appID: cfg.String("app_id"), appSecret: cfg.String("app_secret"), appData: data, now: env.Clock.Now}.apply)
		c.rest = rest.New(env, opt)
		return c, nil
	}
	l := &login{way: cfg.String("auth"), acct: cfg.String("acct_id"), user: cfg.String("user_name"), password: cfg.String("password"),
		appID: cfg.String("app_id"), appSecret: cfg.String("app_secret"), lcid: cfg.Int("lcid"), clock: env.Clock}
	opt.Auth = l
	c.rest = rest.New(env, opt)
	l.rest = c.rest
	return c, nil
}

// withSite adds the usual path to an address that has none.
func withSite(base string) string {
	if u, err := url.Parse(base); err == nil && strings.Trim(u.Path, "/") == "" {
		return strings.TrimRight(base, "/") + "/K3Cloud"
	}
	return base
}

// Check logs in, describes the configured forms and reads a row of each; it
// also compares the clocks, since a watermark of ours is held against their
// stamps. A form without rows is only logged: the system shows nothing, and
// says nothing, where the user lacks the right to read.
func (c *conn) Check(ctx context.Context) error {
	forms := c.cfg.ObjectNames()
	if len(forms) == 0 {
		forms = []string{customerForm}
	}
	if c.side.form != "" && !slices.Contains(forms, c.side.form) {
		forms = append(forms, c.side.form)
	}
	for _, form := range forms {
		s, err := c.ask(ctx, "check", form)
		if err != nil {
			return err
		}
		raw, header, err := c.rest.Do(ctx, c.queryCall("check", &queryRequest{Form: form, Fields: s.key, Limit: 1}))
		if err != nil {
			return err
		}
		if err := rest.CheckClock(Name, c.clock.Now(), c.overlap, header); err != nil {
			return err
		}
		rows, err := readRows("check", form, raw)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			c.log.Warn("the form shows no row: it is empty, or the user may not read it", "system", Name, "object", form)
		}
	}
	return c.checkOrgs(ctx)
}

// checkOrgs finds configured organisations that the system lacks: reading one
// would give nothing, and no error.
func (c *conn) checkOrgs(ctx context.Context) error {
	if len(c.orgs) == 0 {
		return nil
	}
	rows, err := c.query(ctx, "check", &queryRequest{Form: orgForm, Fields: numberField, Order: numberField + " ASC", Limit: maxPage})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		c.log.Warn("the organisations cannot be checked: the user sees none", "system", Name)
		return nil
	}
	var known []string
	for _, row := range rows {
		known = append(known, connectors.TextOf(row[0]))
	}
	for _, org := range c.orgs {
		if !slices.Contains(known, org) {
			return &connectors.Error{Kind: connectors.KindNotFound, Op: "check", System: Name, Object: orgForm, Said: fmt.Sprintf("no organisation %q; there are %s", org, strings.Join(known[:min(len(known), 20)], ", ")),
				Fix: "Correct the option orgs."}
		}
	}
	return nil
}

// Caps are the same for every form, but only customers are written.
func (c *conn) Caps(object string) connectors.Caps {
	caps := connectors.Caps{
		Incremental: true,
		Windows:     true,
		MaxPullPage: maxPage,
		MaxFetch:    maxFetch,
		Overlap:     c.overlap,
		Parallel:    2,
		Limit:       pace,
	}
	if object == customerForm {
		caps.Write, caps.MaxPushBatch = connectors.WritePerRow, pushBatch
	}
	return caps
}

// Close forgets the session in memory and closes idle connections of its own.
func (c *conn) Close() error {
	c.release()
	return c.rest.Close()
}

func (c *conn) queryCall(op string, q *queryRequest) rest.Call {
	return rest.Call{Op: op, Object: q.Form, Endpoint: "query", Path: service + "ExecuteBillQuery" + suffix, JSON: dataCall{Data: q}, Idempotent: true}
}

// overHTTP1 keeps a transport of the standard library to HTTP/1.1: gateways
// before the system answer HTTP/2 with 502.
func overHTTP1(rt http.RoundTripper) (http.RoundTripper, func()) {
	if rt == nil {
		rt = http.DefaultTransport
	}
	t, ok := rt.(*http.Transport)
	if !ok {
		return rt, func() {}
	}
	t = t.Clone()
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	if t.TLSClientConfig != nil {
		t.TLSClientConfig.NextProtos = []string{"http/1.1"}
	}
	return t, t.CloseIdleConnections
}
