package dolibarr

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "dolibarr"

const (
	maxPage   = 100 // records have 167 fields
	maxFetch  = 50  // ids stand in the address
	pushBatch = 20
	parallel  = 2 // a call is a process of PHP
)

func init() {
	connectors.Register(connectors.Type{
		Name:          Name,
		Title:         "Dolibarr",
		Kind:          "erp",
		Help:          "Dolibarr ERP: third parties, orders, invoices; the tier goes into extra fields of the third party",
		HelpZH:        "Dolibarr ERP：往来单位、订单、发票；分级写回往来单位的扩展字段（extra fields）",
		Options:       options,
		ObjectOptions: objectOptions,
		New:           New,
		Fake:          func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://erp.acme.com",
		Help: "address of the installation, before /api/index.php", HelpZH: "安装地址，即 /api/index.php 之前的部分"},
	{Name: "api_key", Type: connectors.OptString, Required: true, Secret: true,
		Help: "API key of a user", HelpZH: "用户的 API 密钥"},
	{Name: "timezone", Type: connectors.OptString, Default: "UTC", Example: "Europe/Paris",
		Help: "zone of the server: of its days and of stamps in the database", HelpZH: "服务器时区：日期与数据库时间戳均以此为准"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help: "how far an incremental pull reads back, against clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止时钟误差造成遗漏"},
}

var objectOptions = []connectors.Option{
	{Name: "mode", Type: connectors.OptInt, Help: "of third parties: 1 customers, 2 prospects, 3 neither, 4 suppliers; all when empty", HelpZH: "往来单位：1 客户，2 潜在客户，3 两者皆非，4 供应商；不填为全部"},
	{Name: "filter", Type: connectors.OptString, Example: "(t.fk_statut:>=:1)",
		Help: "condition on the records that are read, in the form of sqlfilters", HelpZH: "所读记录的筛选条件，sqlfilters 格式"},
}

// conn is one connection.
type conn struct {
	rest    *rest.Client
	clock   clock.Clock
	zone    *time.Location
	overlap time.Duration
	cfg     connectors.Config
	schemas *connectors.Schemas[*schema]
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	zone, err := time.LoadLocation(cfg.String("timezone"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "timezone", Reason: "is no time zone such as Europe/Paris"}
	}
	for _, object := range cfg.ObjectNames() {
		if f := cfg.Object(object).String("filter"); strings.Count(f, "(") != strings.Count(f, ")") {
			return nil, &connectors.OptionError{Object: object, Option: "filter", Reason: "has a bracket too many or too few"}
		}
	}
	key := cfg.String("api_key")
	c := &conn{clock: env.Clock, zone: zone, overlap: cfg.Duration("overlap"), cfg: cfg}
	c.schemas = connectors.NewSchemas(c.ask)
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url") + "/api/index.php",
		Auth:     rest.Fixed(func(r *http.Request) { r.Header.Set("DOLAPIKEY", key) }),
		Classify: classify,
		Parallel: parallel,
		Secrets:  []string{key},
	})
	return c, nil
}

// Check asks for the version, describes the configured objects and compares the
// clocks, since a watermark of ours is held against their stamps.
func (c *conn) Check(ctx context.Context) error {
	_, header, err := c.rest.Do(ctx, rest.Call{Op: "check", Endpoint: "status", Path: "/status"})
	if err != nil {
		return err
	}
	objects := c.cfg.ObjectNames()
	if len(objects) == 0 {
		objects = []string{customers}
	}
	for _, object := range objects {
		if _, err := c.schemas.Ask(ctx, "check", object); err != nil {
			return err
		}
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// Caps say that third parties alone can be written. Deletes and merges leave no
// trace, so that the reconcile finds them.
func (c *conn) Caps(object string) connectors.Caps {
	caps := connectors.Caps{Incremental: true, Windows: true, MaxPullPage: maxPage, MaxFetch: maxFetch, Overlap: c.overlap, Parallel: parallel}
	if object == customers {
		caps.MaxPushBatch, caps.Write = pushBatch, connectors.WriteOnePerCall
	}
	return caps
}

// Close ends the connection.
func (c *conn) Close() error { return c.rest.Close() }
