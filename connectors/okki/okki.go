package okki

import (
	"context"
	"net/http"
	"strings"
	"time"
	_ "time/tzdata" // the option timezone must work on machines without zone files

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "okki"

// Sizes are chosen: the vendor's own are told nowhere.
const (
	maxPage   = 100
	maxFetch  = 50
	pushBatch = 20
	tokenLife = 8 * time.Hour // where an answer does not say
)

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "小满 OKKI",
		Kind:    "crm",
		Help:    "Xiaoman OKKI CRM Open API v1: companies and sales orders; the tier goes into the star, the group or a custom field of the company",
		HelpZH:  "小满 OKKI CRM Open API v1：客户与销售订单；分级写回客户的星级、分组或自定义字段",
		Options: options,
		New:     New,
		Fake:    func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Default: "https://api-sandbox.xiaoman.cn",
		Help: "address of the API; the default is the production system, in spite of its name", HelpZH: "API 地址；默认值虽名为 sandbox，却是正式环境"},
	{Name: "client_id", Type: connectors.OptString, Required: true,
		Help: "client_id of the API access", HelpZH: "API 对接的 client_id"},
	{Name: "client_secret", Type: connectors.OptString, Required: true, Secret: true,
		Help: "client_secret of the API access", HelpZH: "API 对接的 client_secret"},
	{Name: "scope", Type: connectors.OptString, Default: "company invoices user",
		Help: "modules that the token is for", HelpZH: "令牌适用的模块"},
	{Name: "authorization", Type: connectors.OptChoice, Default: "bare", Choices: []string{"bare", "bearer"},
		Help: "how calls carry the token: bare, or with the word Bearer before it", HelpZH: "调用时令牌的写法：bare 只写令牌，bearer 在前加 Bearer"},
	{Name: "calls_per_minute", Type: connectors.OptInt, Default: 60,
		Help: "calls a minute", HelpZH: "每分钟调用次数"},
	{Name: "daily_calls", Type: connectors.OptInt, Default: 0,
		Help: "calls that TierLoop may make a day; 0 sets no bound", HelpZH: "TierLoop 每天最多调用次数；0 表示不限"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 10 * time.Minute,
		Help: "how far an incremental pull reads back, against late rows and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止晚到数据与时钟误差造成遗漏"},
	{Name: "timezone", Type: connectors.OptString, Default: "Asia/Shanghai",
		Help: "zone of the system's stamps and days", HelpZH: "系统时间戳与日期所用的时区"},
}

// conn is one connection to an account.
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
	perMinute := cfg.Int("calls_per_minute")
	if perMinute < 1 {
		return nil, &connectors.OptionError{Option: "calls_per_minute", Reason: "want a number above 0"}
	}
	c := &conn{clock: env.Clock, overlap: cfg.Duration("overlap"), zone: zone, objects: cfg.ObjectNames()}
	c.schemas = connectors.NewSchemas(c.ask)
	l := &login{clientID: cfg.String("client_id"), secret: cfg.String("client_secret"), scope: cfg.String("scope"), clock: env.Clock}
	if cfg.String("authorization") == "bearer" {
		l.prefix = "Bearer "
	}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  l.clientID,
		Auth:     l,
		Classify: c.classify,
		Limit:    connectors.Limit{Calls: perMinute, Per: time.Minute, Daily: cfg.Int("daily_calls")},
		Zone:     zone,
		Secrets:  []string{l.secret},
	})
	l.rest = c.rest
	return c, nil
}

// Check logs in, describes the configured objects and reads one row of each, which
// shows whether the token is for their modules; it also compares the clocks, since a
// watermark of ours is held against their stamps.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"company"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
		_, header, err := c.list(ctx, "check", object, listing{page: 1, size: 1})
		if err != nil {
			return err
		}
		if err := rest.CheckClock(Name, c.clock.Now(), c.overlap, header); err != nil {
			return err
		}
	}
	return nil
}

// Caps tell that orders are read only: TierLoop writes to companies.
func (c *conn) Caps(object string) connectors.Caps {
	caps := connectors.Caps{Incremental: true, Windows: true, SeesDeletes: true, MaxPullPage: maxPage, MaxFetch: maxFetch, Overlap: c.overlap, Parallel: 1}
	if object != orders {
		caps.MaxPushBatch, caps.Write = pushBatch, connectors.WriteOnePerCall
	}
	return caps
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }

// login is the grant of client credentials, which has no refresh token.
type login struct {
	clientID, secret, scope string
	prefix                  string // before the token
	clock                   clock.Clock
	rest                    *rest.Client
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", l.prefix+token)
}

// Fetch logs in. The token stands in data or beside it.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	var out tokenAnswer
	err := l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Path: tokenPath, NoAuth: true, Idempotent: true, JSON: map[string]any{
		"grant_type": "client_credentials", "client_id": l.clientID, "client_secret": l.secret, "scope": l.scope}}, &out)
	if err != nil {
		return connectors.Token{}, err
	}
	life := tokenLife
	for _, seconds := range []int64{out.ExpiresIn, out.Data.ExpiresIn} {
		if seconds > 0 {
			life = time.Duration(seconds) * time.Second
		}
	}
	return connectors.Token{Value: out.AccessToken + out.Data.AccessToken, Expires: l.clock.Now().Add(life)}, nil
}

func bug(op, object, said string) *connectors.Error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}

// isID accepts what an id here can be: a whole number without a sign.
func isID(id string) bool {
	return id != "" && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}
