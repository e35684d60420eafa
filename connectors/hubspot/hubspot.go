package hubspot

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "hubspot"

// What the vendor's documents say of limits.
const (
	listPage   = 100 // rows of one list
	searchPage = 200 // rows of one search
	batch      = 100 // records of one batch
	maxFetch   = 1000
	searches   = 4 // a second, of the account's five
	parallel   = 4
)

// callsAgain is after how long a used up budget is tried again: the day ends at
// midnight where the account is, which no answer tells.
const callsAgain = time.Hour

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "HubSpot",
		Kind:    "crm",
		Help:    "HubSpot CRM: companies, deals, orders, invoices and other objects; the tier goes into properties of the company",
		HelpZH:  "HubSpot CRM：公司、交易、订单、发票及其他对象；分级写回公司（companies）属性",
		Options: options,
		New:     New,
		Fake:    func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "access_token", Type: connectors.OptString, Secret: true, Example: "${env:HUBSPOT_TOKEN}",
		Help: "service key, or token of a private app made before October 2026", HelpZH: "服务密钥（service key），或 2026 年 10 月之前建立的私有应用的令牌"},
	{Name: "client_id", Type: connectors.OptString,
		Help: "client id of an OAuth app, instead of access_token", HelpZH: "OAuth 应用的 Client ID，与 access_token 二选一"},
	{Name: "client_secret", Type: connectors.OptString, Secret: true,
		Help: "client secret of the OAuth app", HelpZH: "OAuth 应用的 Client Secret"},
	{Name: "refresh_token", Type: connectors.OptString, Secret: true,
		Help: "refresh token of the OAuth app for this account", HelpZH: "OAuth 应用在本账户的刷新令牌"},
	{Name: "base_url", Type: connectors.OptURL, Default: "https://api.hubapi.com",
		Help: "API address, the same for all data centres", HelpZH: "API 地址，各数据中心相同"},
	{Name: "api_version", Type: connectors.OptChoice, Default: "2026-09", Choices: []string{"2026-09", "2026-03", "v3"},
		Help: "version of the API; v3 ends in September 2027", HelpZH: "API 版本；v3 于 2027 年 9 月停止支持"},
	{Name: "calls_per_10s", Type: connectors.OptInt, Default: 100,
		Help: "calls in ten seconds that the subscription allows: 100, 190 or 250", HelpZH: "订阅允许的每十秒调用数：100、190 或 250"},
	{Name: "reserve_calls", Type: connectors.OptInt, Default: 10000,
		Help: "calls of the day that are left to other programs", HelpZH: "每天为其他程序保留的调用数"},
	{Name: "archived", Type: connectors.OptBool, Default: true,
		Help: "read the recycle bin in every increment, so that deletes are told; its size decides how many calls that takes", HelpZH: "每次增量读取回收站以得知删除；所需调用数取决于回收站的大小"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 10 * time.Minute,
		Help: "how far an incremental pull reads back, against rows that the search shows late", HelpZH: "增量拉取向前重读的时长，用于防止搜索索引滞后造成遗漏"},
}

// conn is one connection to an account.
type conn struct {
	rest     *rest.Client
	clock    clock.Clock
	version  string
	overlap  time.Duration
	archived bool
	objects  []string // configured, for Check
	schemas  *connectors.Schemas[*schema]
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{clock: env.Clock, version: cfg.String("api_version"), overlap: cfg.Duration("overlap"), archived: cfg.Bool("archived"), objects: cfg.ObjectNames()}
	c.schemas = connectors.NewSchemas(c.ask)
	token, l := cfg.String("access_token"), newLogin(cfg, env.Clock)
	auth := rest.Auth(l)
	switch {
	case token != "" && l.refreshToken != "":
		return nil, &connectors.OptionError{Option: "access_token", Reason: "either access_token or refresh_token is needed, not both"}
	case token != "":
		auth = rest.Bearer(token)
	case l.clientID == "" || l.clientSecret == "" || l.refreshToken == "":
		return nil, &connectors.OptionError{Option: "access_token", Reason: "is needed, or client_id, client_secret and refresh_token"}
	}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  accountOf(token, l.clientID),
		Auth:     auth,
		Classify: c.classify,
		Limit:    connectors.Limit{Calls: cfg.Int("calls_per_10s"), Per: 10 * time.Second},
		Limits:   map[string]connectors.Limit{"search": {Calls: searches, Per: time.Second}},
		Reserve:  cfg.Int("reserve_calls"),
		Again:    callsAgain,
		Usage:    callsUsed,
		Parallel: parallel,
		MinWait:  time.Second,
		Secrets:  []string{token, l.clientSecret, l.refreshToken},
	})
	l.rest = c.rest
	return c, nil
}

// Check describes the configured objects and lists one record of the first; it
// also compares the clocks, since a watermark of ours is held against their stamps.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"companies"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	_, header, err := c.rest.Do(ctx, rest.Call{Op: "check", Object: objects[0], Endpoint: "list", Path: c.records(objects[0], ""), Query: url.Values{"limit": {"1"}}})
	if err != nil {
		return err
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// Caps are the same for every object. Optimistic is not claimed: there is no
// conditional write.
func (c *conn) Caps(string) connectors.Caps {
	return connectors.Caps{Incremental: true, Windows: true, SeesDeletes: c.archived, SeesMerges: true, MaxPullPage: searchPage, MaxFetch: maxFetch, MaxPushBatch: batch,
		Write: connectors.WritePerRow, Overlap: c.overlap, Parallel: parallel}
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }

// callsUsed reads the budget of the day; answers to searches do not tell it.
func callsUsed(h http.Header) (used, daily int, ok bool) {
	daily, bad := strconv.Atoi(h.Get("X-HubSpot-RateLimit-Daily"))
	left, worse := strconv.Atoi(h.Get("X-HubSpot-RateLimit-Daily-Remaining"))
	return daily - left, daily, bad == nil && worse == nil
}

// The paths by version.

func (c *conn) records(object, rest string) string { return c.under("objects", "v3", object) + rest }

func (c *conn) properties(object, rest string) string {
	return c.under("properties", "v3", object) + rest
}

func (c *conn) links(from, to string) string {
	return c.under("associations", "v4", from) + "/" + url.PathEscape(to) + "/batch/read"
}

func (c *conn) under(resource, old, object string) string {
	if c.version == "v3" {
		return "/crm/" + old + "/" + resource + "/" + url.PathEscape(object)
	}
	return "/crm/" + resource + "/" + c.version + "/" + url.PathEscape(object)
}
