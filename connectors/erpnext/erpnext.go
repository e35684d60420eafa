package erpnext

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "erpnext"

const (
	maxPage   = 500
	maxFetch  = 200
	pushBatch = 20 // of more, newer versions make a background job that tells no result
	parallel  = 2
)

func init() {
	connectors.Register(connectors.Type{
		Name:          Name,
		Title:         "ERPNext",
		Kind:          "erp",
		Help:          "ERPNext 13 to 16 and other Frappe applications: customers, sales orders, sales invoices and other DocTypes; the tier goes into custom fields of the customer",
		HelpZH:        "ERPNext 13 至 16 及其他 Frappe 应用：客户、销售订单、销售发票及其他 DocType；分级写回客户的自定义字段",
		Options:       options,
		ObjectOptions: objectOptions,
		New:           New,
		Fake:          func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://acme.frappe.cloud",
		Help: "address of the site", HelpZH: "站点地址"},
	{Name: "api_key", Type: connectors.OptString, Required: true,
		Help: "API key of the user", HelpZH: "用户的 API Key"},
	{Name: "api_secret", Type: connectors.OptString, Required: true, Secret: true,
		Help: "API secret of the user", HelpZH: "用户的 API Secret"},
	{Name: "timezone", Type: connectors.OptString, Example: "Asia/Kolkata",
		Help: "zone of the site; asked from System Settings when empty", HelpZH: "站点时区；不填则读取 System Settings"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help: "how far an incremental pull reads back, against rows of long transactions and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止长事务晚到的数据与时钟误差造成遗漏"},
}

var objectOptions = []connectors.Option{
	{Name: "filters", Type: connectors.OptString, Example: `[["docstatus","=",1]]`,
		Help: "condition on the records that are read, as a list of Frappe in JSON", HelpZH: "所读记录的筛选条件，Frappe 的 filters 列表，JSON 格式"},
}

// conn is one connection to a site.
type conn struct {
	rest    *rest.Client
	clock   clock.Clock
	overlap time.Duration
	objects []string // configured, for Check
	filters map[string][]any
	schemas *connectors.Schemas[*schema]

	mu   sync.Mutex
	zone *time.Location // of the site; nil until it is known
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{clock: env.Clock, overlap: cfg.Duration("overlap"), objects: cfg.ObjectNames(), filters: map[string][]any{}}
	c.schemas = connectors.NewSchemas(c.ask)
	if name := cfg.String("timezone"); name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return nil, &connectors.OptionError{Option: "timezone", Reason: "is no time zone such as Asia/Kolkata"}
		}
		c.zone = zone
	}
	for _, object := range c.objects {
		if text := cfg.Object(object).String("filters"); text != "" {
			list, err := listOf(text)
			if err != nil {
				return nil, &connectors.OptionError{Object: object, Option: "filters", Reason: `is no list in JSON, such as [["docstatus","=",1]]`}
			}
			c.filters[object] = list
		}
	}
	key, secret := cfg.String("api_key"), cfg.String("api_secret")
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  key,
		Auth:     rest.Fixed(func(r *http.Request) { r.Header.Set("Authorization", "token "+key+":"+secret) }),
		Classify: classify,
		Parallel: parallel,
		Secrets:  []string{secret},
	})
	return c, nil
}

// Check asks who we are and for the zone of the site, describes the configured
// DocTypes and compares the clocks, since a watermark of ours is held against
// their stamps.
func (c *conn) Check(ctx context.Context) error {
	var who string
	header, err := c.method(ctx, "check", "", "frappe.auth.get_logged_user", nil, true, &who)
	if err != nil {
		return err
	}
	if _, err := c.siteZone(ctx, "check"); err != nil {
		return err
	}
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"Customer"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// Caps are the same for every DocType. Deletes, renames and merges leave no trace
// that a plain user may read, so that the reconcile finds them.
func (c *conn) Caps(string) connectors.Caps {
	return connectors.Caps{Incremental: true, Windows: true, MaxPullPage: maxPage, MaxFetch: maxFetch, MaxPushBatch: pushBatch,
		Write: connectors.WritePerRow, Overlap: c.overlap, Parallel: parallel}
}

// Close ends the connection.
func (c *conn) Close() error { return c.rest.Close() }
