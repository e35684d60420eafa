package jiandaoyun

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
	_ "time/tzdata" // the option timezone must work on machines without zone files

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "jiandaoyun"

// What the vendor's handbook says of limits.
const (
	maxPage    = 100  // rows of one list call, ids of one batch call
	maxIn      = 1000 // values of one "in" condition
	minOverlap = 5 * time.Minute
)

func init() {
	connectors.Register(connectors.Type{
		Name:          Name,
		Title:         "简道云",
		Kind:          "crm",
		Help:          "Jiandaoyun Open API v5: any forms as customers, orders and so on; the tier goes into fields of the customer's form or into a side form",
		HelpZH:        "简道云开放平台 v5：任意表单均可作为客户、订单等对象；分级写回客户表单的字段，或写入独立的分级表单",
		Options:       options,
		ObjectOptions: objectOptions,
		New:           New,
		Fake:          func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Default: "https://api.jiandaoyun.com/api",
		Help: "address of the API up to /api", HelpZH: "接口地址，写到 /api 为止"},
	{Name: "api_key", Type: connectors.OptString, Required: true, Secret: true,
		Help: "API key made in 开放平台 → 密钥管理", HelpZH: "在“开放平台 → 密钥管理”中创建的 API Key"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 10 * time.Minute,
		Help: "how far an incremental pull reads back, at least 5m, against rows changed behind the reader and clocks that differ", HelpZH: "增量拉取向前重读的时长，至少 5m，用于防止读过之后的改动与时钟误差造成遗漏"},
	{Name: "timezone", Type: connectors.OptString, Default: "Asia/Shanghai",
		Help: "zone whose midnight a plain date means", HelpZH: "租户时区：纯日期按该时区的零点保存"},
}

var objectOptions = []connectors.Option{
	{Name: "app_id", Type: connectors.OptString, Required: true, Example: "59264073a2a60c0c08e20bfb",
		Help: "id of the app (24 hexadecimal digits)", HelpZH: "应用 ID（24 位十六进制）"},
	{Name: "entry_id", Type: connectors.OptString, Required: true, Example: "59264073a2a60c0c08e20bfd",
		Help: "id of the form (24 hexadecimal digits)", HelpZH: "表单 ID（24 位十六进制）"},
	{Name: "key", Type: connectors.OptString, Example: "_widget_1700000003001",
		Help:   "makes this a side form: its text field that holds the customer's data id; the mapping then writes side:OBJECT.FIELD",
		HelpZH: "设为分级副表：填写副表中保存客户数据 ID 的文本字段；映射中以 side:对象.字段 写回"},
}

// conn is one connection to a company's account.
type conn struct {
	rest    *rest.Client
	clock   clock.Clock
	overlap time.Duration
	zone    *time.Location
	forms   map[string]form
	objects []string // configured, in order

	mu      sync.Mutex
	schemas map[string]*schema // by object
	stamps  map[string]stampFilter
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	zone, err := time.LoadLocation(cfg.String("timezone"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "timezone", Reason: "want an IANA name such as Asia/Shanghai"}
	}
	if cfg.Duration("overlap") < minOverlap {
		return nil, &connectors.OptionError{Option: "overlap", Reason: "want at least 5m: pages go by id, and a row changed behind the reader comes only with the next pass"}
	}
	c := &conn{clock: env.Clock, overlap: cfg.Duration("overlap"), zone: zone, objects: cfg.ObjectNames(),
		schemas: map[string]*schema{}, stamps: map[string]stampFilter{}}
	if c.forms, err = formsOf(cfg); err != nil {
		return nil, err
	}
	key := cfg.String("api_key")
	c.rest = rest.New(env, rest.Options{
		System:   Name,
		BaseURL:  cfg.String("base_url"),
		Auth:     rest.Bearer(key),
		Classify: c.classify,
		// The company's own limit counts all of its keys together.
		Limit: connectors.Limit{Calls: 50, Per: time.Second},
		Limits: map[string]connectors.Limit{
			"*":             {Calls: 30, Per: time.Second},
			updatePath:      {Calls: 20, Per: time.Second},
			batchUpdatePath: {Calls: 10, Per: time.Second},
			batchCreatePath: {Calls: 10, Per: time.Second},
		},
		Parallel: 4,
		Secrets:  []string{key},
	})
	return c, nil
}

// Check reads the fields of the configured forms and one row; it also compares
// the clocks, since a watermark of ours is held against their stamps.
func (c *conn) Check(ctx context.Context) error {
	if len(c.objects) == 0 {
		_, err := c.apps(ctx, "check")
		return noGateway(err)
	}
	var first *schema
	for _, object := range c.objects {
		s, err := c.ask(ctx, "check", object)
		if err != nil {
			return noGateway(err)
		}
		if s.key != "" {
			if _, err := s.keyField("check"); err != nil {
				return err
			}
		}
		if first == nil {
			first = s
		}
	}
	_, header, err := c.rest.Do(ctx, c.call("check", first.form, listPath, first.list(1), true))
	if err != nil {
		return err
	}
	return rest.CheckClock(Name, c.clock.Now(), c.overlap, header)
}

// noGateway explains what another address than that of the API answers.
func noGateway(err error) error {
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Code == "" && (e.Status/100 == 3 || e.Status == http.StatusNotFound) {
		e.Kind, e.Fix = connectors.KindInvalid, "base_url is not the address of the API; it ends in /api."
	}
	return err
}

// Caps are the same for every form.
func (c *conn) Caps(string) connectors.Caps {
	return connectors.Caps{
		Incremental:  true,
		Windows:      true,
		MaxPullPage:  maxPage,
		MaxFetch:     maxIn,
		MaxPushBatch: maxPage,
		Write:        connectors.WriteSharedValue,
		Overlap:      c.overlap,
		Parallel:     4,
		Limit:        connectors.Limit{Calls: 50, Per: time.Second},
	}
}

// Close ends the connection.
func (c *conn) Close() error { return c.rest.Close() }
