package fxiaoke

import (
	"context"
	"errors"
	"strings"
	"time"
	_ "time/tzdata" // the option timezone must work on machines without zone files

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "fxiaoke"

// What the vendor's handbook says of limits.
const (
	maxPage     = 100 // rows of one query, and ids of one IN filter
	pushBatch   = 20
	callsPerWin = 100 // per endpoint
	callWindow  = 20 * time.Second
	tokenCalls  = 10 // a minute, and never two at once
)

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "纷享销客",
		Kind:    "crm",
		Help:    "Fxiaoke (ShareCRM) OpenAPI v2: customers, orders, opportunities and custom objects; the tier goes into fields of the customer",
		HelpZH:  "纷享销客 OpenAPI v2：客户、销售订单、商机及自定义对象；分级写回客户字段",
		Options: options,
		New:     New,
		Fake:    func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Default: "https://open.fxiaoke.com", Example: "https://open-hwcloud.fxiaoke.com",
		Help: "gateway of your cloud: open- before the domain you sign in at", HelpZH: "所在云的网关地址：登录域名前加 open-"},
	{Name: "app_id", Type: connectors.OptString, Required: true, Example: "FSAID_1319xxx",
		Help: "appId of the self-built app", HelpZH: "自建应用的 appId"},
	{Name: "app_secret", Type: connectors.OptString, Required: true, Secret: true,
		Help: "appSecret of the self-built app", HelpZH: "自建应用的 appSecret"},
	{Name: "permanent_code", Type: connectors.OptString, Required: true, Secret: true,
		Help: "permanent authorisation code of the app", HelpZH: "应用的永久授权码 permanentCode"},
	{Name: "user_id", Type: connectors.OptString, Required: true, Example: "1000",
		Help: "employee id in whose name calls are made; rows that this person may not see are silently absent", HelpZH: "以哪位员工的身份调用（员工 ID）；此人无权查看的数据会被静默略去"},
	{Name: "daily_calls", Type: connectors.OptInt, Default: 0,
		Help: "calls that TierLoop may make a day; 0 leaves it to the purchased quota", HelpZH: "TierLoop 每天最多调用次数；0 表示只受已购配额限制"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 10 * time.Minute,
		Help: "how far an incremental pull reads back, against late rows and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止晚到数据与时钟误差造成遗漏"},
	{Name: "timezone", Type: connectors.OptString, Default: "Asia/Shanghai",
		Help: "zone of the tenant: of plain dates and of the midnight at which the quota is new", HelpZH: "租户时区：用于日期字段以及每日配额重置的零点"},
}

// conn is one connection to a tenant.
type conn struct {
	rest    *rest.Client
	clock   clock.Clock
	overlap time.Duration
	zone    *time.Location
	objects []string // configured, for Check
	schemas *connectors.Schemas[*schema]
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	zone, err := time.LoadLocation(cfg.String("timezone"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "timezone", Reason: "want an IANA name such as Asia/Shanghai"}
	}
	c := &conn{clock: env.Clock, overlap: cfg.Duration("overlap"), zone: zone, objects: cfg.ObjectNames()}
	c.schemas = connectors.NewSchemas(c.ask)
	a := &login{appID: cfg.String("app_id"), appSecret: cfg.String("app_secret"), permanentCode: cfg.String("permanent_code"),
		userID: cfg.String("user_id"), clock: env.Clock}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  a.appID,
		Auth:     a,
		Classify: c.classify,
		Limit:    connectors.Limit{Daily: cfg.Int("daily_calls")},
		Limits: map[string]connectors.Limit{
			"*":       {Calls: callsPerWin, Per: callWindow},
			tokenPath: {Calls: tokenCalls, Per: time.Minute},
		},
		Zone:     zone,
		Parallel: 2,
		Secrets:  []string{a.appSecret, a.permanentCode},
	})
	a.rest = c.rest
	return c, nil
}

// Check logs in, describes the configured objects and reads one row; it also
// compares the clocks, since a watermark of ours is held against their stamps.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"AccountObj"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return noGateway(err)
		}
	}
	q := c.newQuery(objects[0], 1, []string{"_id"})
	_, header, err := c.rest.Do(ctx, c.dataCall("check", "query", objects[0], q, true))
	if err != nil {
		return err
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// noGateway explains a redirect: other addresses of the vendor answer with one.
func noGateway(err error) error {
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Status/100 == 3 {
		e.Kind, e.Fix = connectors.KindInvalid, "base_url is no OpenAPI gateway; write open- before the domain you sign in at."
	}
	return err
}

// Caps are the same for every object: preset and custom ones answer alike.
func (c *conn) Caps(string) connectors.Caps {
	return connectors.Caps{
		Incremental:  true,
		Windows:      true,
		MaxPullPage:  maxPage,
		MaxFetch:     maxPage,
		MaxPushBatch: pushBatch,
		Write:        connectors.WriteOnePerCall,
		Overlap:      c.overlap,
		Parallel:     2,
		Limit:        connectors.Limit{Calls: callsPerWin, Per: callWindow},
	}
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }

// dataCall is a call on the records of an object. Custom objects have paths of
// their own and are else the same.
func (c *conn) dataCall(op, verb, object string, body any, idempotent bool) rest.Call {
	path := "/cgi/crm/v2/data/" + verb
	if strings.HasSuffix(object, "__c") {
		path = "/cgi/crm/custom/v2/data/" + verb
	}
	return rest.Call{Op: op, Object: object, Endpoint: path, Path: path, JSON: body, Idempotent: idempotent}
}
