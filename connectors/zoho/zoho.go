package zoho

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "zoho"

const apiPath = "/crm/v8/"

const (
	creditsHeader = "X-API-CREDITS-REMAINING"
	// creditsAgain is after how long used up credits are tried again: they come
	// back bit by bit, each a day after it was spent.
	creditsAgain = time.Hour
)

// What the vendor's documents say of limits.
const (
	maxPage    = 2000 // rows of one query
	maxColumns = 50   // of one query, and fields of one list
	maxIn      = 50   // values of one IN
	maxFetch   = 500
	pushBatch  = 100
	listPage   = 200 // rows of one list
	parallel   = 3
)

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "Zoho CRM",
		Kind:    "crm",
		Help:    "Zoho CRM API v8: accounts, deals, sales orders, invoices and other modules; the tier goes into fields of the account",
		HelpZH:  "Zoho CRM API v8：客户、商机、销售订单、发票及其他模块；分级写回客户（Accounts）字段",
		Options: options,
		New:     New,
		Fake:    func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

// dataCenters are the hosts of accounts and API by data centre.
var dataCenters = map[string][2]string{
	"us": {"https://accounts.zoho.com", "https://www.zohoapis.com"},
	"eu": {"https://accounts.zoho.eu", "https://www.zohoapis.eu"},
	"in": {"https://accounts.zoho.in", "https://www.zohoapis.in"},
	"cn": {"https://accounts.zoho.com.cn", "https://www.zohoapis.com.cn"},
	"au": {"https://accounts.zoho.com.au", "https://www.zohoapis.com.au"},
	"jp": {"https://accounts.zoho.jp", "https://www.zohoapis.jp"},
	"ca": {"https://accounts.zohocloud.ca", "https://www.zohoapis.ca"},
	"sa": {"https://accounts.zoho.sa", "https://www.zohoapis.sa"},
}

var options = []connectors.Option{
	{Name: "data_center", Type: connectors.OptChoice, Default: "us", Choices: []string{"us", "eu", "in", "cn", "au", "jp", "ca", "sa"},
		Help: "where the organisation lives; client and refresh token belong to it", HelpZH: "组织所在的数据中心；客户端与刷新令牌均属于该数据中心"},
	{Name: "client_id", Type: connectors.OptString, Required: true, Example: "1000.XXXXXXXX",
		Help: "client id of the self client in the API console", HelpZH: "API 控制台中 Self Client 的 Client ID"},
	{Name: "client_secret", Type: connectors.OptString, Required: true, Secret: true,
		Help: "client secret of the self client", HelpZH: "Self Client 的 Client Secret"},
	{Name: "refresh_token", Type: connectors.OptString, Required: true, Secret: true,
		Help: "refresh token with the scopes of the documentation", HelpZH: "刷新令牌（refresh token），须包含文档所列的权限范围"},
	{Name: "api_url", Type: connectors.OptURL, Example: "https://sandbox.zohoapis.com",
		Help: "API address instead of that of the data centre, such as one of a sandbox", HelpZH: "API 地址，用于替换数据中心的默认地址，例如沙盒"},
	{Name: "accounts_url", Type: connectors.OptURL,
		Help: "accounts address instead of that of the data centre", HelpZH: "账户服务地址，用于替换数据中心的默认地址"},
	{Name: "trigger", Type: connectors.OptList, Example: "[workflow]",
		Help: "what updates may trigger: workflow, approval, blueprint, pathfinder, orchestration; empty triggers nothing", HelpZH: "更新时允许触发的功能：workflow、approval、blueprint、pathfinder、orchestration；留空则不触发"},
	{Name: "reserve_credits", Type: connectors.OptInt, Default: 500,
		Help: "API credits of the last 24 hours that are left to other programs", HelpZH: "为其他程序保留的 API 额度（24 小时滚动计算）"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help: "how far an incremental pull reads back, against late rows and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止晚到数据与时钟误差造成遗漏"},
}

// conn is one connection to an organisation.
type conn struct {
	rest    *rest.Client
	clock   clock.Clock
	overlap time.Duration
	trigger []string
	objects []string // configured, for Check
	schemas *connectors.Schemas[*schema]
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{clock: env.Clock, overlap: cfg.Duration("overlap"), trigger: cfg.List("trigger"), objects: cfg.ObjectNames()}
	c.schemas = connectors.NewSchemas(c.ask)
	hosts := dataCenters[cfg.String("data_center")]
	a := &login{accounts: hosts[0], api: hosts[1], clientID: cfg.String("client_id"), clientSecret: cfg.String("client_secret"),
		refreshToken: cfg.String("refresh_token"), clock: env.Clock}
	api := hosts[1]
	if own := cfg.String("api_url"); own != "" {
		api, a.api = own, ""
	}
	if own := cfg.String("accounts_url"); own != "" {
		a.accounts = own
	}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  api,
		Account:  a.clientID,
		Auth:     a,
		Classify: c.classify,
		Limits:   map[string]connectors.Limit{tokenPath: {Calls: 10, Per: 10 * time.Minute}},
		Reserve:  cfg.Int("reserve_credits"),
		Again:    creditsAgain,
		Usage:    creditsLeft,
		Parallel: parallel,
		MinWait:  2 * time.Second, // a refusal for haste never tells a wait
		Secrets:  []string{a.clientSecret, a.refreshToken},
	})
	a.rest = c.rest
	return c, nil
}

// Check logs in, describes the configured modules and reads one row by a query;
// it also compares the clocks, since a watermark of ours is held against their
// stamps.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"Accounts"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	_, header, err := c.rest.Do(ctx, queryCall("check", objects[0], "select id from "+objects[0]+" where id is not null limit 1"))
	if err != nil {
		return err
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// Caps are the same for every module. Optimistic is not claimed: the vendor's
// If-Unmodified-Since speaks for all records of a call and compares the record,
// not the field, so that one edited record would stop a hundred.
func (c *conn) Caps(string) connectors.Caps {
	return connectors.Caps{Incremental: true, Windows: true, SeesDeletes: true, MaxPullPage: maxPage, MaxFetch: maxFetch, MaxPushBatch: pushBatch,
		Write: connectors.WritePerRow, Overlap: c.overlap, Parallel: parallel}
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }

// creditsLeft reads what is left of the rolling day. It is told only when half
// is spent, so that silence means enough.
func creditsLeft(h http.Header) (used, daily int, ok bool) {
	left, err := strconv.Atoi(h.Get(creditsHeader))
	return 0, left, err == nil
}
