package netsuite

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "netsuite"

// What the vendor's documents say of limits. Calls at once count for the whole
// account with everything that it runs, and five is the least that there is.
const (
	maxPage   = 1000
	maxFetch  = 1000
	pushBatch = 100
	parallel  = 2
	overlap   = 10 * time.Minute
)

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "Oracle NetSuite",
		Kind:    "erp",
		Help:    "Oracle NetSuite by SuiteQL and REST: customers, sales orders, invoices, credit memos, cash sales; the tier goes into custom entity fields",
		HelpZH:  "Oracle NetSuite（SuiteQL 与 REST）：客户、销售订单、发票、贷项通知单、现金销售；分级写回自定义实体字段",
		Options: options,
		ObjectOptions: []connectors.Option{
			{Name: "where", Type: connectors.OptString, Example: "searchstage = 'Customer'",
				Help: "SuiteQL condition of what is read and counted", HelpZH: "读取与对账的 SuiteQL 条件"},
		},
		New:  New,
		Fake: func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "account", Type: connectors.OptString, Required: true, Example: "1234567_SB1",
		Help: "account id; sandboxes have their own", HelpZH: "账户 ID；沙箱各有自己的 ID"},
	{Name: "base_url", Type: connectors.OptURL, Help: "address of SuiteTalk; by default that of the account", HelpZH: "SuiteTalk 地址；默认由账户 ID 得出"},
	{Name: "client_id", Type: connectors.OptString, Required: true, Help: "client id of the integration record", HelpZH: "集成记录的 client id"},
	{Name: "certificate_id", Type: connectors.OptString, Required: true,
		Help: "id of the certificate in OAuth 2.0 client credentials (M2M) set-up", HelpZH: "“OAuth 2.0 客户端凭证（M2M）设置”中证书的 ID"},
	{Name: "private_key", Type: connectors.OptString, Required: true, Secret: true,
		Help: "private key of the certificate as PEM: RSA from 3072 bits, or EC", HelpZH: "证书的私钥（PEM）：3072 位以上的 RSA，或 EC"},
	{Name: "time_zone", Type: connectors.OptString, Default: "UTC", Example: "America/Los_Angeles",
		Help: "time zone of the user in whose name is read: SuiteQL tells instants in it", HelpZH: "读取所用用户的时区；SuiteQL 以此时区给出时间"},
}

// conn is one connection to an account.
type conn struct {
	rest    *rest.Client
	clock   clock.Clock
	zone    *time.Location
	objects []string // configured, for Check
	wheres  map[string]string
	schemas *connectors.Schemas[*schema]
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	zone, err := time.LoadLocation(cfg.String("time_zone"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "time_zone", Reason: "is no time zone such as America/Los_Angeles"}
	}
	c := &conn{clock: env.Clock, zone: zone, objects: cfg.ObjectNames(), wheres: map[string]string{}}
	for _, object := range c.objects {
		c.wheres[object] = cfg.Object(object).String("where")
	}
	c.schemas = connectors.NewSchemas(c.ask)
	host := strings.ToLower(strings.ReplaceAll(cfg.String("account"), "_", "-"))
	base := cmp.Or(cfg.String("base_url"), "https://"+host+".suitetalk.api.netsuite.com")
	l := &login{url: base + tokenPath, clientID: cfg.String("client_id"), certificate: cfg.String("certificate_id"), key: cfg.String("private_key"), clock: env.Clock}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  base,
		Account:  cfg.String("account"),
		Auth:     l,
		Classify: classify,
		Parallel: parallel,
		Timeout:  3 * time.Minute, // of the fifteen after which the vendor cuts a call
		Secrets:  []string{l.key, l.clientID},
	})
	l.rest = c.rest
	return c, nil
}

// Check logs in, describes the configured objects and reads one row of each.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{customer}
	}
	for _, object := range objects {
		s, err := c.schemas.Ask(ctx, "check", object)
		if err != nil {
			return err
		}
		if _, err := c.query(ctx, "check", object, c.statement(s, []string{"id"}, "", 1)); err != nil {
			return err
		}
	}
	return nil
}

// Caps: customers are written in batches, which the vendor always runs later.
func (c *conn) Caps(object string) connectors.Caps {
	caps := connectors.Caps{Incremental: true, Windows: true, MaxPullPage: maxPage, MaxFetch: maxFetch, Overlap: overlap, Parallel: parallel}
	if object == customer {
		caps.Write, caps.MaxPushBatch, caps.Async = connectors.WritePerRow, pushBatch, true
	}
	return caps
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }
