package dynamics

import (
	"context"
	"net/http"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Name is the type as written in tierloop.yaml.
const Name = "dynamics"

// What the vendor's documents say of limits.
const (
	maxPage   = 5000
	pushBatch = 100 // of the thousand that a batch takes: the advised start is 10 to 100
	maxFetch  = 500
	fetchPart = 100 // ids of one query
	parallel  = 4
)

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "Microsoft Dynamics 365",
		Kind:    "crm",
		Help:    "Dynamics 365 Sales by the Dataverse Web API: accounts, opportunities, orders, invoices and other tables; the tier goes into columns of the account",
		HelpZH:  "Dynamics 365 Sales（Dataverse Web API）：客户、商机、订单、发票及其他表；分级写回客户（account）的列",
		Options: options,
		New:     New,
		Fake:    func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://acme.crm4.dynamics.com",
		Help: "address of the environment", HelpZH: "环境地址"},
	{Name: "tenant", Type: connectors.OptString, Required: true, Example: "acme.onmicrosoft.com",
		Help: "tenant of Microsoft Entra, by id or domain", HelpZH: "Microsoft Entra 租户 ID 或域名"},
	{Name: "client_id", Type: connectors.OptString, Required: true,
		Help: "application (client) id of the app registration", HelpZH: "应用注册的应用程序（客户端）ID"},
	{Name: "client_secret", Type: connectors.OptString, Required: true, Secret: true,
		Help: "client secret of the app registration", HelpZH: "应用注册的客户端密码"},
	{Name: "login_url", Type: connectors.OptURL, Default: "https://login.microsoftonline.com",
		Help: "login address; https://login.partner.microsoftonline.cn in China", HelpZH: "登录地址；中国（世纪互联）为 https://login.partner.microsoftonline.cn"},
	{Name: "bypass", Type: connectors.OptBool, Default: false,
		Help: "updates run no custom plug-ins and no flows; needs the privilege prvBypassCustomBusinessLogic", HelpZH: "更新时不触发自定义插件与流；需要权限 prvBypassCustomBusinessLogic"},
}

// conn is one connection to an environment.
type conn struct {
	rest    *rest.Client
	bypass  bool
	objects []string // configured, for Check
	schemas *connectors.Schemas[*schema]
}

// apiPath is the version of the API.
const apiPath = "/api/data/v9.2/"

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{bypass: cfg.Bool("bypass"), objects: cfg.ObjectNames()}
	base := cfg.String("base_url")
	c.schemas = connectors.NewSchemas(c.ask)
	l := &login{url: cfg.String("login_url") + "/" + cfg.String("tenant") + "/oauth2/v2.0/token", clientID: cfg.String("client_id"),
		secret: cfg.String("client_secret"), scope: base + "/.default", clock: env.Clock}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  base,
		Account:  l.clientID,
		Auth:     l,
		Classify: c.classify,
		Limit:    connectors.Limit{Calls: 6000, Per: 5 * time.Minute},
		Parallel: parallel,
		MaxWait:  5 * time.Minute, // what the limits tell: going on during the wait lengthens it
		Header:   http.Header{"OData-MaxVersion": {"4.0"}, "OData-Version": {"4.0"}, "If-None-Match": {"null"}},
		Secrets:  []string{l.secret, l.clientID},
	})
	l.rest = c.rest
	return c, nil
}

// Check logs in, describes the configured tables and reads one row of the first.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"account"}
	}
	for i, object := range objects {
		s, err := c.schemas.Ask(ctx, "check", object)
		if err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		if _, _, err := c.rest.Do(ctx, rest.Call{Op: "check", Object: object, Endpoint: "rows", Path: apiPath + s.set + "?$select=" + s.key + "&$top=1"}); err != nil {
			return err
		}
	}
	return nil
}

// Caps are the same for every table. Optimistic is not claimed: the vendor compares
// the row, not the column, so that any other edit would stop the tier. There is no
// overlap: a change link tells exactly what came after it.
func (c *conn) Caps(string) connectors.Caps {
	return connectors.Caps{Incremental: true, Windows: true, SeesDeletes: true, SeesMerges: true, MaxPullPage: maxPage, MaxFetch: maxFetch, MaxPushBatch: pushBatch,
		Write: connectors.WritePerRow, Parallel: parallel}
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }
