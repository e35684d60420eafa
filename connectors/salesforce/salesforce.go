package salesforce

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "salesforce"

// What the vendor's documents say of limits.
const (
	maxPage   = 2000  // rows of one answer to a query
	bulkPage  = 10000 // rows of one part of a job's result, chosen
	maxFetch  = 400   // ids in one query, so that its address stays below 16 KB
	pushBatch = 200   // records of one collection
	jobBatch  = 10000 // records of one ingest job: one batch of the vendor's
	maxQuery  = 15000 // bytes of a query in the address
	parallel  = 5
)

// callsAgain is after how long a used up budget is tried again: its 24 hours roll.
const callsAgain = time.Hour

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "Salesforce",
		Kind:    "crm",
		Help:    "Salesforce REST and Bulk API 2.0: accounts, opportunities, orders and other objects; the tier goes into fields of the account",
		HelpZH:  "Salesforce REST 与 Bulk API 2.0：客户、商机、订单及其他对象；分级写回客户（Account）字段",
		Options: options,
		New:     New,
		Fake:    func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://acme.my.salesforce.com",
		Help: "My Domain address of the organisation, also of a sandbox", HelpZH: "组织的 My Domain 地址，沙盒亦同"},
	{Name: "client_id", Type: connectors.OptString, Required: true, Example: "3MVG9…",
		Help: "consumer key of the external client app", HelpZH: "外部客户端应用（External Client App）的 Consumer Key"},
	{Name: "client_secret", Type: connectors.OptString, Secret: true,
		Help: "consumer secret, for the client credentials flow", HelpZH: "Consumer Secret，用于客户端凭证流程（client credentials）"},
	{Name: "private_key", Type: connectors.OptString, Secret: true, Example: "${file:salesforce.pem}",
		Help: "RSA key in PEM form, for the JWT bearer flow instead of client_secret", HelpZH: "PEM 格式的 RSA 私钥，用于 JWT bearer 流程，与 client_secret 二选一"},
	{Name: "username", Type: connectors.OptString, Example: "tierloop@acme.com",
		Help: "user that the JWT bearer flow logs in", HelpZH: "JWT bearer 流程登录的用户"},
	{Name: "audience", Type: connectors.OptURL, Default: "https://login.salesforce.com",
		Help: "audience of the JWT; https://test.salesforce.com for a sandbox", HelpZH: "JWT 的 audience；沙盒用 https://test.salesforce.com"},
	{Name: "api_version", Type: connectors.OptString, Default: "66.0",
		Help: "version of the API", HelpZH: "API 版本"},
	{Name: "write", Type: connectors.OptChoice, Default: "collections", Choices: []string{"collections", "bulk"},
		Help: "how tiers are written: collections of 200, answered at once, or bulk jobs of 10,000, asked after later", HelpZH: "分级的写入方式：collections 每次 200 条、立即应答；bulk 每个任务 10,000 条、稍后查询结果"},
	{Name: "bulk_from", Type: connectors.OptInt, Default: 20000,
		Help: "rows from which on a first pull goes by a bulk job; 0 for never", HelpZH: "首次拉取达到该行数时改用批量任务；0 表示从不"},
	{Name: "permission_set", Type: connectors.OptString, Example: "TierLoop",
		Help: "API name of the permission set that gets access to fields made by TierLoop; without it an admin makes them", HelpZH: "权限集的 API 名称，TierLoop 新建的字段授权给它；留空则由管理员新建字段"},
	{Name: "reserve_calls", Type: connectors.OptInt, Default: 1000,
		Help: "calls of the last 24 hours that are left to other programs", HelpZH: "为其他程序保留的 API 调用数（24 小时滚动计算）"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 10 * time.Minute,
		Help: "how far an incremental pull reads back, against rows of long transactions and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止长事务晚到的数据与时钟误差造成遗漏"},
}

// conn is one connection to an organisation.
type conn struct {
	rest     *rest.Client
	clock    clock.Clock
	path     string // of the API's version, with a slash at the end
	overlap  time.Duration
	bulk     bool // writes go by jobs
	bulkFrom int
	permSet  string
	objects  []string // configured, for Check
	schemas  *connectors.Schemas[*schema]
}

// jobs is a connection whose writes are collected later.
type jobs struct{ *conn }

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{clock: env.Clock, path: "/services/data/v" + cfg.String("api_version") + "/", overlap: cfg.Duration("overlap"),
		bulk: cfg.String("write") == "bulk", bulkFrom: cfg.Int("bulk_from"), permSet: cfg.String("permission_set"), objects: cfg.ObjectNames()}
	c.schemas = connectors.NewSchemas(c.ask)
	l, err := newLogin(cfg, env.Clock)
	if err != nil {
		return nil, err
	}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  cfg.String("client_id"),
		Auth:     l,
		Classify: c.classify,
		Reserve:  cfg.Int("reserve_calls"),
		Again:    callsAgain,
		Usage:    callsUsed,
		Parallel: parallel,
		Header:   http.Header{"Sforce-Call-Options": {"client=tierloop"}},
		// The user too: a kept session is his, whoever else the same key logs in.
		Secrets: []string{cfg.String("client_secret"), cfg.String("private_key"), cfg.String("username")},
	})
	l.rest = c.rest
	if c.bulk {
		return jobs{c}, nil
	}
	return c, nil
}

// Check logs in, describes the configured objects and reads one row by a query;
// it also compares the clocks, since a watermark of ours is held against their
// stamps.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"Account"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	_, header, err := c.rest.Do(ctx, c.queryCall("check", objects[0], "query", "SELECT Id FROM "+objects[0]+" LIMIT 1"))
	if err != nil {
		return err
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// Caps are the same for every object. Optimistic is not claimed: the vendor's
// conditional headers work on single records, never on collections or jobs.
func (c *conn) Caps(string) connectors.Caps {
	caps := connectors.Caps{Incremental: true, Windows: true, SeesDeletes: true, SeesMerges: true, MaxPullPage: bulkPage, MaxFetch: maxFetch, MaxPushBatch: pushBatch,
		Write: connectors.WritePerRow, Overlap: c.overlap, Parallel: parallel}
	if c.bulk {
		caps.Async, caps.MaxPushBatch = true, jobBatch
	}
	return caps
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }

// callsUsed reads "api-usage=18/5000" of every answer.
func callsUsed(h http.Header) (used, daily int, ok bool) {
	first, _, _ := strings.Cut(h.Get("Sforce-Limit-Info"), ";")
	_, both, ok := strings.Cut(first, "api-usage=")
	a, b, _ := strings.Cut(both, "/")
	used, bad := strconv.Atoi(strings.TrimSpace(a))
	daily, worse := strconv.Atoi(strings.TrimSpace(b))
	return used, daily, ok && bad == nil && worse == nil
}

// object is the path of an object's own resources.
func (c *conn) object(name, rest string) string {
	return c.path + "sobjects/" + url.PathEscape(name) + rest
}
