package sap

import (
	"context"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "sap"

// The vendor publishes no figures; these are what its services stand.
const (
	maxPage   = 1000
	pushBatch = 100
	maxFetch  = 500
	fetchPart = 50 // ids of one query: proxies bound the length of an address
	parallel  = 2
	overlap   = 24 * time.Hour // change stamps are days and times of the system's own zone
)

func init() {
	connectors.Register(connectors.Type{
		Name:    Name,
		Title:   "SAP S/4HANA",
		Kind:    "erp",
		Help:    "SAP S/4HANA by its released OData V2 services: business partners, sales orders, billing documents and other entity sets; the tier goes into extension fields of the business partner",
		HelpZH:  "SAP S/4HANA（公开的 OData V2 服务）：业务伙伴、销售订单、出具发票凭证及其他实体集；分级写回业务伙伴的扩展字段",
		Options: options,
		ObjectOptions: []connectors.Option{
			{Name: "service", Type: connectors.OptString, Example: "API_SALES_ORDER_SRV",
				Help: "OData service of the entity set; known for business partners, sales orders and billing documents", HelpZH: "实体集所属的 OData 服务；业务伙伴、销售订单与出具发票凭证无需填写"},
			{Name: "filter", Type: connectors.OptString, Example: "BusinessPartnerCategory eq '2' and Customer ne ''",
				Help: "OData filter of what is read and counted", HelpZH: "读取与对账的 OData 筛选条件"},
		},
		New:  New,
		Fake: func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://my300000-api.s4hana.cloud.sap",
		Help: "address of the API host", HelpZH: "API 主机地址"},
	{Name: "client", Type: connectors.OptString, Example: "100",
		Help: "SAP client of an own system; not in the public cloud", HelpZH: "自有系统的集团（sap-client）；公有云无需填写"},
	{Name: "language", Type: connectors.OptString, Default: "EN",
		Help: "language of labels and messages", HelpZH: "标签与消息的语言"},
	{Name: "time_zone", Type: connectors.OptString, Default: "UTC", Example: "Asia/Shanghai",
		Help: "time zone of the system, in which change stamps of business partners are kept", HelpZH: "系统时区；业务伙伴的更改时间按此时区保存"},
	{Name: "auth", Type: connectors.OptChoice, Choices: []string{"basic", "oauth"}, Default: "basic",
		Help: "basic: communication user; oauth: client credentials", HelpZH: "basic：通信用户；oauth：客户端凭证"},
	{Name: "user", Type: connectors.OptString, Help: "communication user, for basic", HelpZH: "通信用户，用于 basic"},
	{Name: "password", Type: connectors.OptString, Secret: true, Help: "its password", HelpZH: "该用户的密码"},
	{Name: "token_url", Type: connectors.OptURL, Help: "token service, for oauth", HelpZH: "令牌服务地址，用于 oauth"},
	{Name: "client_id", Type: connectors.OptString, Help: "OAuth 2.0 client, for oauth", HelpZH: "OAuth 2.0 客户端，用于 oauth"},
	{Name: "client_secret", Type: connectors.OptString, Secret: true, Help: "its secret", HelpZH: "该客户端的密钥"},
}

// known are the entity sets of the released services that a group reads.
var known = map[string]struct{ service, role string }{
	"A_BusinessPartner":        {"API_BUSINESS_PARTNER", "customer"},
	"A_BusinessPartnerAddress": {"API_BUSINESS_PARTNER", ""},
	"A_Customer":               {"API_BUSINESS_PARTNER", ""},
	"A_CustomerSalesArea":      {"API_BUSINESS_PARTNER", ""},
	"A_CustomerCompany":        {"API_BUSINESS_PARTNER", ""},
	"A_SalesOrder":             {"API_SALES_ORDER_SRV", "order"},
	"A_SalesOrderItem":         {"API_SALES_ORDER_SRV", ""},
	"A_BillingDocument":        {"API_BILLING_DOCUMENT_SRV", "invoice"},
	"A_BillingDocumentItem":    {"API_BILLING_DOCUMENT_SRV", ""},
}

// conn is one connection to a system.
type conn struct {
	rest     *rest.Client
	clock    clock.Clock
	zone     *time.Location
	common   string // query options of every call
	services map[string]string
	filters  map[string]string
	objects  []string // configured, for Check
	schemas  *connectors.Schemas[*schema]
	session  sessions
}

// servicePath is where services stand.
const servicePath = "/sap/opu/odata/sap/"

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	zone, err := time.LoadLocation(cfg.String("time_zone"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "time_zone", Reason: "is no time zone such as Europe/Berlin"}
	}
	login, err := loginOf(cfg, env.Clock)
	if err != nil {
		return nil, err
	}
	c := &conn{clock: env.Clock, zone: zone, objects: cfg.ObjectNames(), services: map[string]string{}, filters: map[string]string{}}
	for _, object := range c.objects {
		own := cfg.Object(object)
		c.services[object], c.filters[object] = own.String("service"), own.String("filter")
	}
	c.common = "sap-language=" + url.QueryEscape(cfg.String("language"))
	if client := cfg.String("client"); client != "" {
		c.common = "sap-client=" + url.QueryEscape(client) + "&" + c.common
	}
	c.schemas = connectors.NewSchemas(c.ask)
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  cfg.String("client") + "/" + cfg.String("user") + cfg.String("client_id"),
		Auth:     login.auth,
		Classify: classify,
		Parallel: parallel,
		Timeout:  3 * time.Minute, // reads of many address lines take their time
		Secrets:  login.secrets,
	})
	login.use(c.rest)
	return c, nil
}

// Check logs in, describes the configured entity sets and reads one row of each.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"A_BusinessPartner"}
	}
	for _, object := range objects {
		s, err := c.schemas.Ask(ctx, "check", object)
		if err != nil {
			return err
		}
		if _, err := c.read(ctx, "check", s, query{columns: s.keys, top: 1}); err != nil {
			return err
		}
	}
	return nil
}

// Caps know of increments where the service keeps change stamps. Push reads the
// records first, compares, and sends the tag that it read: it is optimistic.
func (c *conn) Caps(object string) connectors.Caps {
	_, stamped := map[string]bool{"A_BusinessPartner": true, "A_SalesOrder": true, "A_BillingDocument": true}[object]
	caps := connectors.Caps{Incremental: stamped, Windows: stamped, MaxPullPage: maxPage, MaxFetch: maxFetch, MaxPushBatch: pushBatch, Write: connectors.WritePerRow,
		Optimistic: true, Parallel: parallel}
	if stamped {
		caps.Overlap = overlap
	}
	return caps
}

// Close forgets the token in memory.
func (c *conn) Close() error { return c.rest.Close() }
