package yonyou

import (
	"cmp"
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "yonyou"

// What the vendor's documents say of limits, which is little: pages of the size that
// their examples use, and a pace that every edition stands.
const (
	maxPage   = 100
	maxFetch  = 100
	pushBatch = 20
	parallel  = 2
	overlap   = time.Hour
)

var pace = connectors.Limit{Calls: 5, Per: time.Second}

// The objects that are known; others are lists whose path is configured.
const (
	merchant = "merchant"
	order    = "voucherorder"
)

var paths = map[string]string{order: "/yonbip/sd/voucherorder/list"}

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "用友 YonBIP",
		Kind:    "erp",
		Help:    "Yonyou YonBIP and YonSuite by the open platform: customers, sales orders and other lists; the tier goes into the customer level or fields of the tenant's own",
		HelpZH:  "用友 YonBIP / YonSuite 开放平台：客户档案、销售订单及其他列表；分级写回客户级别或自定义特征",
		Options: options,
		ObjectOptions: []connectors.Option{
			{Name: "path", Type: connectors.OptString, Example: "/yonbip/sd/vouchersaleinvoice/list",
				Help: "path of a list that takes simpleVOs, for objects other than merchant and voucherorder", HelpZH: "采用 simpleVOs 查询的列表接口路径，用于 merchant 与 voucherorder 以外的对象"},
		},
		New:  New,
		Fake: func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "tenant", Type: connectors.OptString, Help: "tenant id, by which the data centre is found; not needed with base_url and token_url", HelpZH: "租户 ID，用于查询所在数据中心；已填写 base_url 与 token_url 时无需填写"},
	{Name: "discovery_url", Type: connectors.OptURL, Default: "https://apigateway.yonyoucloud.com",
		Help: "host that tells the data centre of a tenant", HelpZH: "查询租户数据中心的地址"},
	{Name: "base_url", Type: connectors.OptURL, Example: "https://c3.yonyoucloud.com/iuap-api-gateway", Help: "gateway of the data centre", HelpZH: "数据中心的网关地址"},
	{Name: "token_url", Type: connectors.OptURL, Example: "https://c3.yonyoucloud.com/iuap-api-auth", Help: "login address of the data centre", HelpZH: "数据中心的认证地址"},
	{Name: "token_path", Type: connectors.OptString, Default: "/open-auth/selfAppAuth/getAccessToken",
		Help: "path of the token call below it", HelpZH: "认证地址下获取令牌的路径"},
	{Name: "app_key", Type: connectors.OptString, Required: true, Help: "appKey of the self-built app", HelpZH: "自建应用的 appKey"},
	{Name: "app_secret", Type: connectors.OptString, Required: true, Secret: true, Help: "appSecret of the app", HelpZH: "自建应用的 appSecret"},
	{Name: "org", Type: connectors.OptString, Example: "global00",
		Help: "code of the organisation whose customer level is read and written; default: the one that manages the customer", HelpZH: "读写客户级别的使用组织编码；默认为客户的管理组织"},
}

// conn is one connection to a tenant.
type conn struct {
	clock   clock.Clock
	org     string
	objects []string          // configured, for Check
	paths   map[string]string // of lists, by object
	schemas *connectors.Schemas[*schema]
	gateway *gateway
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{clock: env.Clock, org: cfg.String("org"), objects: cfg.ObjectNames(), paths: map[string]string{}}
	for _, object := range c.objects {
		if path := cmp.Or(cfg.Object(object).String("path"), paths[object]); object != merchant && path != "" {
			c.paths[object] = path
		}
	}
	for object, path := range paths {
		c.paths[object] = cmp.Or(c.paths[object], path)
	}
	var err error
	if c.gateway, err = gatewayOf(env, cfg); err != nil {
		return nil, err
	}
	c.schemas = connectors.NewSchemas(c.ask)
	return c, nil
}

// Check finds the data centre, logs in and reads some records of each object.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{merchant}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	return nil
}

// Caps: customers are written one a call. Optimistic is not claimed: the vendor knows
// no version, so that Push can only compare a moment before it writes.
func (c *conn) Caps(object string) connectors.Caps {
	caps := connectors.Caps{Incremental: true, Windows: true, MaxPullPage: maxPage, MaxFetch: maxFetch, Overlap: overlap, Parallel: parallel, Limit: pace}
	if object == merchant {
		caps.Write, caps.MaxPushBatch = connectors.WriteOnePerCall, pushBatch
	}
	return caps
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.gateway.close() }

// call sends a request to the gateway of the tenant.
func (c *conn) call(ctx context.Context, call rest.Call, out any) error {
	client, err := c.gateway.client(ctx, call.Op)
	if err != nil {
		return err
	}
	return client.JSON(ctx, call, out)
}
