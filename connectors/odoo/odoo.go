package odoo

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "odoo"

// Pages and batches are chosen: the server has no limit of its own.
const (
	maxPage   = 1000
	maxFetch  = 1000
	pushBatch = 500
	parallel  = 2 // a server without workers is one process
)

func init() {
	connectors.Register(connectors.Type{
		Name:          Name,
		Title:         "Odoo",
		Kind:          "erp",
		Help:          "Odoo 13 to 19: partners, sale orders, invoices and other models; the tier goes into custom fields of the partner",
		HelpZH:        "Odoo 13 至 19：业务伙伴、销售订单、发票及其他模型；分级写回业务伙伴（res.partner）的自定义字段",
		Options:       options,
		ObjectOptions: objectOptions,
		New:           New,
		Fake:          func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://acme.odoo.com",
		Help: "address of the server", HelpZH: "服务器地址"},
	{Name: "database", Type: connectors.OptString, Required: true,
		Help: "name of the database", HelpZH: "数据库名称"},
	{Name: "login", Type: connectors.OptString, Required: true, Example: "tierloop@acme.com",
		Help: "login of the user that the API key belongs to", HelpZH: "API 密钥所属用户的登录名"},
	{Name: "api_key", Type: connectors.OptString, Required: true, Secret: true,
		Help: "API key of that user; up to version 18 a password as well", HelpZH: "该用户的 API 密钥；18 版及以前也可用密码"},
	{Name: "protocol", Type: connectors.OptChoice, Default: "auto", Choices: []string{"auto", "json2", "jsonrpc"},
		Help: "json2 from version 19 on, jsonrpc before; auto asks the server", HelpZH: "19 版起用 json2，之前用 jsonrpc；auto 会询问服务器"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help: "how far an incremental pull reads back, against rows of long transactions and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止长事务晚到的数据与时钟误差造成遗漏"},
}

var objectOptions = []connectors.Option{
	{Name: "domain", Type: connectors.OptString, Example: `[["parent_id","=",false]]`,
		Help: "condition on the records that are read, as a list of Odoo in JSON", HelpZH: "所读记录的筛选条件，Odoo 的 domain 列表，JSON 格式"},
}

// conn is one connection to a database.
type conn struct {
	rest                 *rest.Client
	clock                clock.Clock
	database, login, key string
	overlap              time.Duration
	objects              []string // configured, for Check
	domains              map[string][]any
	schemas              *connectors.Schemas[*schema]

	mu    sync.Mutex // of what the server said of itself
	known bool
	json2 bool
	uid   int64 // of JSON-RPC
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &conn{clock: env.Clock, database: cfg.String("database"), login: cfg.String("login"), key: cfg.String("api_key"), overlap: cfg.Duration("overlap"),
		objects: cfg.ObjectNames(), domains: map[string][]any{}}
	c.known, c.json2 = cfg.String("protocol") != "auto", cfg.String("protocol") == "json2"
	c.schemas = connectors.NewSchemas(c.ask)
	for _, object := range c.objects {
		if text := cfg.Object(object).String("domain"); text != "" {
			var domain []any
			if err := json.Unmarshal([]byte(text), &domain); err != nil {
				return nil, &connectors.OptionError{Object: object, Option: "domain", Reason: `is no list in JSON, such as [["parent_id","=",false]]`}
			}
			c.domains[object] = domain
		}
	}
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Account:  c.database + "/" + c.login,
		Auth:     rest.Fixed(func(r *http.Request) { r.Header.Set("Authorization", "bearer "+c.key) }),
		Classify: classify,
		Parallel: parallel,
		Secrets:  []string{c.key},
	})
	return c, nil
}

// Check asks the server what it is, logs in, describes the configured models and
// reads a record; it also compares the clocks, since a watermark of ours is held
// against their stamps.
func (c *conn) Check(ctx context.Context) error {
	objects := c.objects
	if len(objects) == 0 {
		objects = []string{"res.partner"}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	var rows []map[string]any
	header, err := c.call(ctx, request{op: "check", object: objects[0], method: "search_read", idempotent: true,
		args: map[string]any{"domain": []any{}, "fields": []string{"id"}, "limit": 1}}, &rows)
	if err != nil {
		return err
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// Caps are the same for every model. Deletes and merges leave no trace, so that
// the reconcile finds them.
func (c *conn) Caps(string) connectors.Caps {
	return connectors.Caps{Incremental: true, Windows: true, MaxPullPage: maxPage, MaxFetch: maxFetch, MaxPushBatch: pushBatch,
		Write: connectors.WriteSharedValue, Overlap: c.overlap, Parallel: parallel}
}

// Close ends the connection.
func (c *conn) Close() error { return c.rest.Close() }
