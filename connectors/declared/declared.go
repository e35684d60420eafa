package declared

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

// Name is the type as written in tierloop.yaml.
const Name = "rest"

func init() { connectors.Register(system) }

var system = connectors.Type{
	Name:          Name,
	Title:         "REST API",
	Kind:          "crm",
	Help:          "any REST API with JSON, described in the configuration: auth, paging, cursors, where records stand, how they are written, what errors mean",
	HelpZH:        "任意返回 JSON 的 REST API，在配置中描述：认证、分页、游标、记录位置、写法与错误含义",
	Options:       options,
	ObjectOptions: objectOptions,
	New:           New,
	Lint:          Lint,
	Fake:          func(s sandbox.Setup) sandbox.Fake { return NewPipedrive(s) },
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://acme.pipedrive.com/api/v2",
		Help: "address that the paths of calls begin at", HelpZH: "调用路径所基于的地址"},
	{Name: "secret", Type: connectors.OptString, Secret: true,
		Help: "password, token, key, client secret or signing key, as auth says", HelpZH: "密码、令牌、密钥、客户端密钥或签名密钥，依 auth 而定"},
	{Name: "auth", Type: connectors.OptTree,
		Help: "kind none, basic, bearer, header, query, oauth2 or hmac, and what it needs", HelpZH: "kind 为 none、basic、bearer、header、query、oauth2 或 hmac，及其所需内容"},
	{Name: "headers", Type: connectors.OptMap,
		Help: "headers of every call; no secrets", HelpZH: "每次调用的请求头；不放密钥"},
	{Name: "limits", Type: connectors.OptTree,
		Help: "calls per time, calls a day and their reserve, parallel calls, timeout", HelpZH: "单位时间调用数、每日调用数及其保留、并行数、超时"},
	{Name: "errors", Type: connectors.OptTree,
		Help: "where an error says its code and message, and which kind of error it is", HelpZH: "错误代码与消息的位置，以及各属何种错误"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help: "how far an incremental pull reads back, against rows that become visible late", HelpZH: "增量拉取向前重读的时长，防止晚到的数据被遗漏"},
}

var objectOptions = []connectors.Option{
	{Name: "read", Type: connectors.OptTree, Required: true,
		Help: "the list: call, where records, ids and stamps stand, paging, lines, detail calls", HelpZH: "列表：调用、记录与编号及时间的位置、分页、明细行、逐条详情"},
	{Name: "fields", Type: connectors.OptTree,
		Help: "names for values deep in a record; only these can be written", HelpZH: "为记录深处的值命名；只有这些可写回"},
	{Name: "fetch", Type: connectors.OptTree,
		Help: "records by id, to read back what was written", HelpZH: "按编号读取记录，用于回读"},
	{Name: "write", Type: connectors.OptTree,
		Help: "the update: one record a call, rows with a result each, or one value for many ids", HelpZH: "更新：逐条、多行各有结果、或一值多编号"},
}

// conn is one connection.
type conn struct {
	*description
	rest    *rest.Client
	clock   clock.Clock
	base    *url.URL
	overlap time.Duration
}

// New makes a connector; it makes no call.
func New(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	d, errs := describe(cfg)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	base, err := url.Parse(cfg.String("base_url"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "base_url", Reason: "is no address"}
	}
	c := &conn{description: d, clock: env.Clock, base: base, overlap: cfg.Duration("overlap")}
	secret := cfg.String("secret")
	if secret == "" && d.auth.Kind != "none" {
		return nil, &connectors.OptionError{Option: "secret", Reason: "is required by auth kind " + d.auth.Kind}
	}
	zone, _ := time.LoadLocation(d.limits.Zone) // lint saw to it, and to what follows
	per, _ := time.ParseDuration(d.limits.Per)
	timeout, _ := time.ParseDuration(d.limits.Timeout)
	header := http.Header{}
	for name, value := range cfg.Map("headers") {
		header.Set(name, value)
	}
	auth := c.auth(secret)
	c.rest = rest.New(env, rest.Options{
		System: Name, BaseURL: base.String(), Account: d.auth.User + d.auth.ClientID, Auth: auth, Classify: c.classify,
		Limit:   connectors.Limit{Calls: d.limits.Calls, Per: per, Daily: d.limits.Daily},
		Reserve: d.limits.Reserve, Zone: zone, Parallel: d.limits.Parallel, Timeout: timeout,
		Header: header, Secrets: []string{secret, url.QueryEscape(secret)},
	})
	if l, ok := auth.(*login); ok {
		l.rest = c.rest
	}
	return c, nil
}

// Check reads the first record of every list; it also compares the clocks, since
// a watermark of ours is held against their stamps.
func (c *conn) Check(ctx context.Context) error {
	for _, o := range c.objects {
		_, header, err := c.ask(ctx, "check", o, &mark{}, 1)
		if err != nil {
			return err
		}
		if o.incremental() {
			if err := rest.CheckClock(Name, c.clock.Now(), c.overlap, header); err != nil {
				return err
			}
		}
	}
	return nil
}

// Caps follow from the description.
func (c *conn) Caps(name string) connectors.Caps {
	o := c.objects[name]
	if o == nil {
		return connectors.Caps{}
	}
	caps := connectors.Caps{Incremental: o.incremental(), SeesDeletes: o.read.Deleted != "", MaxPullPage: o.read.Page.Size, Parallel: max(c.limits.Parallel, 1)}
	if caps.Incremental {
		caps.Overlap, caps.Windows = c.overlap, slices.Contains(o.read.places(), inBefore)
	}
	if o.read.Lines != "" {
		caps.MaxPullPage = 0 // a record has as many lines as it has
	}
	if o.fetch != nil {
		caps.MaxFetch = max(o.fetch.Size, 50)
	}
	if o.write != nil {
		caps.MaxPushBatch = o.write.Size
		caps.Write = map[string]connectors.WriteShape{"one": connectors.WriteOnePerCall, "rows": connectors.WritePerRow, "shared": connectors.WriteSharedValue}[o.write.Shape]
	}
	return caps
}

// Close ends the connection.
func (c *conn) Close() error { return c.rest.Close() }

func (o *object) incremental() bool { return slices.Contains(o.read.places(), inSince) }

// object finds a described one.
func (c *conn) object(op, name string) (*object, error) {
	if o := c.objects[name]; o != nil {
		return o, nil
	}
	var known []string
	for k := range c.objects {
		known = append(known, k)
	}
	slices.Sort(known)
	return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: name, Said: "no object of this name is described",
		Fix: "Describe it under objects: " + connectors.DidYouMean(name, known)}
}

func bug(op, object, said string) *connectors.Error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said, Fix: "Compare the description with an answer of the system: tierloop discover --dump shows one."}
}
