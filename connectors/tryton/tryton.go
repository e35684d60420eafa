package tryton

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Name is the type as written in tierloop.yaml.
const Name = "tryton"

// The server itself sets no limits, but it works on one thing at a time: larger
// calls would hold up the people who use it.
const (
	maxPage   = 1000
	pushBatch = 500
	idPage    = 5000
	parallel  = 2
)

// The models that the connector names itself.
const (
	partyModel    = "party.party"
	categoryModel = "party.category"
)

func init() {
	connectors.Register(connectors.Type{
		Name:  Name,
		Title: "Tryton",
		Kind:  "erp",
		Help: "Tryton over JSON-RPC: parties, sales, invoices and any other model; the tier goes into a tree of party categories " +
			"or into a field of the party",
		HelpZH:  "Tryton（JSON-RPC）：往来单位、销售单、发票及其他模型；分级写回往来单位的类别树或字段",
		Options: options,
		New:     New,
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://erp.example.com:8000",
		Help: "address of the server, without the database", HelpZH: "服务器地址，不含数据库名"},
	{Name: "database", Type: connectors.OptString, Required: true, Example: "production",
		Help: "name of the database", HelpZH: "数据库名称"},
	{Name: "user", Type: connectors.OptString, Required: true, Example: "tierloop",
		Help: "login of a user of its own for TierLoop", HelpZH: "供 TierLoop 专用的用户登录名"},
	{Name: "password", Type: connectors.OptString, Required: true, Secret: true,
		Help: "password of the user", HelpZH: "该用户的密码"},
	{Name: "auth", Type: connectors.OptChoice, Default: "session", Choices: []string{"session", "basic"},
		Help:   "session logs in once and keeps the session; basic sends the password with every call, which costs the server a password check each time",
		HelpZH: "session：登录一次并沿用会话；basic：每次调用都发送密码，服务器每次都要校验"},
	{Name: "company", Type: connectors.OptInt, Default: 0,
		Help:   "id of the company to work for; 0 takes the user's current company",
		HelpZH: "以哪家公司的身份工作（公司 ID）；0 表示用户的当前公司"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 10 * time.Minute,
		Help:   "how far an incremental pull reads back: longer than the server's longest transaction",
		HelpZH: "增量拉取向前重读的时长，应长于服务器上最长的事务"},
}

// conn is one connection to a database.
type conn struct {
	rest     *rest.Client
	log      *slog.Logger
	database string
	company  int
	overlap  time.Duration
	objects  []string // configured, for Check

	schemas *connectors.Schemas[*schema]

	mu      sync.Mutex
	context map[string]any // of the user's preferences; nil until asked
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{log: env.Log, database: cfg.String("database"), company: cfg.Int("company"), overlap: cfg.Duration("overlap"),
		objects: cfg.ObjectNames()}
	c.schemas = connectors.NewSchemas(c.ask)
	user, password := cfg.String("user"), cfg.String("password")
	opt := rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  c.database + "/" + user,
		Classify: classify,
		Parallel: parallel,
		Secrets:  []string{password},
	}
	// A login answers with the bare session key, which no dump may show.
	quiet := env
	quiet.Dump = nil
	l := &login{rest: rest.New(quiet, opt), path: c.path(), user: user, password: password}
	opt.Auth = l
	if cfg.String("auth") == "basic" {
		opt.Auth = rest.Basic(user, password)
	}
	c.rest = rest.New(env, opt)
	return c, nil
}

func (c *conn) path() string { return "/" + c.database + "/" }

// Check logs in and looks whether the models are there and may be read. The
// clocks are not compared: cursors come from the server's own stamps.
func (c *conn) Check(ctx context.Context) error {
	prefs, err := c.loadContext(ctx, "check")
	if err != nil {
		return err
	}
	models := map[string]bool{partyModel: true}
	for _, o := range c.objects {
		models[o] = true
	}
	if models[partyModel] {
		for _, child := range []string{categoryModel, "party.address", "party.contact_mechanism", "party.identifier"} {
			models[child] = true
		}
	}
	names := slices.Sorted(maps.Keys(models))
	there, err := c.models(ctx, "check", names)
	if err != nil {
		return err
	}
	for _, m := range names {
		if there[m] == "" {
			return &connectors.Error{Kind: connectors.KindInvalid, Op: "check", System: Name, Object: m, Said: "the database has no such model",
				Fix: "Activate the module " + moduleOf(m) + ", or take the object out of the configuration."}
		}
	}
	rights, err := c.rights(ctx, "check", names)
	if err != nil {
		return err
	}
	for _, m := range names {
		if !rights[m].may("read") {
			return denied("check", m, "read")
		}
		if m != partyModel && prefs["company"] == nil && byCompany[m] {
			return &connectors.Error{Kind: connectors.KindInvalid, Op: "check", System: Name, Object: m,
				Said: "the user works for no company and would see no records", Fix: "Set companies and a current company on the user in Tryton."}
		}
	}
	if !rights[partyModel].may("write") && c.log != nil {
		c.log.Info("the user may read parties but not write them", "system", Name)
	}
	return nil
}

// byCompany are models whose records belong to a company: without one, record
// rules hide all of them.
var byCompany = map[string]bool{"sale.sale": true, "account.invoice": true, "sale.opportunity": true}

// moduleOf is the module that a model usually comes from.
func moduleOf(model string) string {
	if model == "account.invoice" || model == "sale.opportunity" {
		return strings.ReplaceAll(model, ".", "_")
	}
	name, _, _ := strings.Cut(model, ".")
	return name
}

// Caps: only parties are written.
func (c *conn) Caps(object string) connectors.Caps {
	caps := connectors.Caps{
		Incremental: true,
		Windows:     true,
		SeesMerges:  object == partyModel,
		MaxPullPage: maxPage,
		MaxFetch:    maxPage,
		Overlap:     c.overlap,
		Parallel:    parallel,
	}
	if object == partyModel {
		caps.MaxPushBatch, caps.Write, caps.Optimistic = pushBatch, connectors.WriteAllOrNothing, true
	}
	return caps
}

// Close forgets the session in memory. The server's session stays: another
// process may be using it.
func (c *conn) Close() error { return c.rest.Close() }

// models gives the labels of those models that the database has.
func (c *conn) models(ctx context.Context, op string, names []string) (map[string]string, error) {
	var rows []struct{ Model, Name string }
	err := c.call(ctx, invocation{op: op, model: "ir.model", method: "search_read"}, &rows,
		[]any{[]any{"model", "in", names}}, 0, nil, nil, []string{"model", "name"})
	out := map[string]string{}
	for _, r := range rows {
		out[r.Model] = r.Name
	}
	return out, err
}

// rights asks what the user may do with models, which must exist.
func (c *conn) rights(ctx context.Context, op string, models []string) (map[string]access, error) {
	var out map[string]access
	err := c.call(ctx, invocation{op: op, model: "ir.model.access", method: "get_access"}, &out, models)
	return out, err
}

func denied(op, model, mode string) *connectors.Error {
	return &connectors.Error{Kind: connectors.KindPermission, Op: op, System: Name, Object: model,
		Said: fmt.Sprintf("the user may not %s %s", mode, model), Fix: "Add the user to a group with this right (Administration → Users → Groups)."}
}

// loadContext asks for the user's preferences, which go with every call:
// without the company, values that depend on it are empty.
func (c *conn) loadContext(ctx context.Context, op string) (map[string]any, error) {
	var prefs map[string]any
	if err := c.send(ctx, invocation{op: op, model: "res.user", method: "get_preferences"}, &prefs, []any{true, map[string]any{}}); err != nil {
		return nil, err
	}
	if prefs == nil {
		prefs = map[string]any{}
	}
	if c.company != 0 {
		prefs["company"] = json.Number(fmt.Sprint(c.company))
	}
	c.mu.Lock()
	c.context = prefs
	c.mu.Unlock()
	return prefs, nil
}
