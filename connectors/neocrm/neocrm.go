package neocrm

import (
	"context"
	"strings"
	"time"
	_ "time/tzdata" // the option timezone must work on machines without zone files

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "neocrm"

// What public clients keep to.
const (
	maxPage   = 300
	maxFetch  = 100 // ids of one IN
	pushBatch = 20
	jobBatch  = 5000 // rows of one batch of a job
	parallel  = 2
)

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "销售易",
		Kind:    "crm",
		Help:    "Neocrm (Xiaoshouyi) REST API 2.0: accounts, orders, opportunities and custom objects; the tier goes into fields of the account",
		HelpZH:  "销售易（Neocrm）REST API 2.0：客户、订单、商机及自定义对象；分级写回客户字段",
		Options: options,
		New:     New,
		Fake:    func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Default: "https://api.xiaoshouyi.com", Example: "https://api-p10.xiaoshouyi.com",
		Help: "API address of your tenant's data centre", HelpZH: "租户所在数据中心的 API 地址"},
	{Name: "token_url", Type: connectors.OptURL, Example: "https://login-p10.xiaoshouyi.com/auc/oauth2/token",
		Help: "where tokens are given out; base_url with /oauth2/token.action when empty", HelpZH: "获取令牌的地址；留空为 base_url 加 /oauth2/token.action"},
	{Name: "client_id", Type: connectors.OptString, Required: true,
		Help: "Client ID of the connected app", HelpZH: "连接应用的 Client ID"},
	{Name: "client_secret", Type: connectors.OptString, Required: true, Secret: true,
		Help: "Client Secret of the connected app", HelpZH: "连接应用的 Client Secret"},
	{Name: "redirect_uri", Type: connectors.OptString,
		Help: "redirect address of the connected app, exactly as registered; base_url when empty", HelpZH: "连接应用登记的回调地址，须完全一致；留空为 base_url"},
	{Name: "username", Type: connectors.OptString, Required: true, Example: "tierloop@acme.com",
		Help: "login of the integration user; rows that this user may not see are silently absent", HelpZH: "集成用户的登录名；该用户无权查看的数据会被静默略去"},
	{Name: "password", Type: connectors.OptString, Required: true, Secret: true,
		Help: "password of that user", HelpZH: "该用户的密码"},
	{Name: "security_token", Type: connectors.OptString, Required: true, Secret: true,
		Help: "security token of that user, eight characters; it goes behind the password", HelpZH: "该用户的安全令牌，8 位；会接在密码之后"},
	{Name: "authorization", Type: connectors.OptChoice, Default: "bearer", Choices: []string{"bearer", "bare"},
		Help: "how calls carry the token: with the word Bearer before it, or bare", HelpZH: "调用时令牌的写法：bearer 在前加 Bearer，bare 只写令牌"},
	{Name: "write", Type: connectors.OptChoice, Default: "jobs", Choices: []string{"jobs", "records"},
		Help: "how tiers are written: asynchronous jobs with batches of 5,000, asked after later, or one record a call", HelpZH: "分级的写入方式：jobs 异步任务，每批 5,000 条，稍后查询结果；records 每次调用一条"},
	{Name: "page_size", Type: connectors.OptInt, Default: 100,
		Help: "rows of one query; some tenants take up to 300", HelpZH: "每次查询的行数；部分租户最多 300"},
	{Name: "calls_per_second", Type: connectors.OptInt, Default: 10,
		Help: "calls a second", HelpZH: "每秒调用次数"},
	{Name: "daily_calls", Type: connectors.OptInt, Default: 0,
		Help: "calls that TierLoop may make a day; 0 leaves it to the tenant's quota", HelpZH: "TierLoop 每天最多调用次数；0 表示只受租户配额限制"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help: "how far an incremental pull reads back, against late rows and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止晚到数据与时钟误差造成遗漏"},
	{Name: "timezone", Type: connectors.OptString, Default: "Asia/Shanghai",
		Help:   "zone of the tenant: of dates, which are kept as the instant of their midnight, and of the midnight at which the quota is new",
		HelpZH: "租户时区：日期按其零点时刻保存，每日配额也在零点重置"},
}

// conn is one connection to a tenant.
type conn struct {
	rest    *rest.Client
	login   *login
	clock   clock.Clock
	overlap time.Duration
	zone    *time.Location
	page    int
	jobs    bool     // writes go by jobs
	objects []string // configured, for Check
	schemas *connectors.Schemas[*schema]
}

// jobs is a connection whose writes are collected later.
type jobs struct{ *conn }

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	zone, err := time.LoadLocation(cfg.String("timezone"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "timezone", Reason: "want an IANA name such as Asia/Shanghai"}
	}
	page, perSecond := cfg.Int("page_size"), cfg.Int("calls_per_second")
	if page < 1 || page > maxPage {
		return nil, &connectors.OptionError{Option: "page_size", Reason: "want a number from 1 to 300"}
	}
	if perSecond < 1 {
		return nil, &connectors.OptionError{Option: "calls_per_second", Reason: "want a number above 0"}
	}
	c := &conn{clock: env.Clock, overlap: cfg.Duration("overlap"), zone: zone, page: page, jobs: cfg.String("write") == "jobs", objects: cfg.ObjectNames()}
	c.schemas = connectors.NewSchemas(c.ask)
	c.login = newLogin(cfg, env.Clock)
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  cfg.String("client_id") + "/" + cfg.String("username"),
		Auth:     c.login,
		Classify: c.classify,
		Limit:    connectors.Limit{Calls: perSecond, Per: time.Second, Daily: cfg.Int("daily_calls")},
		Zone:     zone,
		Parallel: parallel,
		Secrets:  []string{cfg.String("client_secret"), cfg.String("password"), cfg.String("security_token"), cfg.String("username")},
	})
	c.login.rest = c.rest
	if c.jobs {
		return jobs{c}, nil
	}
	return c, nil
}

// Check logs in, describes the configured objects and reads one row; it also
// compares the clocks, since a watermark of ours is held against their stamps.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"account"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	_, header, err := c.query(ctx, "check", query{object: objects[0], columns: []string{"id"}, limit: 1})
	if err != nil {
		return err
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// Caps are the same for every object: standard and custom ones answer alike.
func (c *conn) Caps(string) connectors.Caps {
	caps := connectors.Caps{Incremental: true, Windows: true, MaxPullPage: c.page, MaxFetch: maxFetch, MaxPushBatch: pushBatch, Write: connectors.WriteOnePerCall,
		Overlap: c.overlap, Parallel: parallel}
	if c.jobs {
		caps.Async, caps.MaxPushBatch, caps.Write = true, jobBatch, connectors.WritePerRow
	}
	return caps
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }

func bug(op, object, said string) *connectors.Error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}

// isID accepts what an id here can be: a whole number without a sign.
func isID(id string) bool {
	return id != "" && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}
