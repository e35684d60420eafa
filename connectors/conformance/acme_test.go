package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

func init() {
	for name, change := range map[string]func(*acme, *rest.Options){
		"acme":       func(*acme, *rest.Options) {},
		"acme-hasty": func(_ *acme, o *rest.Options) { o.Limits = nil },
		"acme-sure":  func(a *acme, _ *rest.Options) { a.sure = true },
		"acme-chatty": func(a *acme, o *rest.Options) {
			o.Secrets = nil
			o.Classify = func(r *http.Response, body []byte) *connectors.Error {
				if e := a.classify(r, body); e != nil {
					e.Fix = string(body)
					e.Err = errors.New(string(body))
					return e
				}
				return nil
			}
		},
		"acme-anonymous": func(_ *acme, o *rest.Options) { o.Header = http.Header{"User-Agent": {"curl"}} },
		"acme-private":   func(a *acme, _ *rest.Options) { a.env.Transport = http.DefaultTransport },
	} {
		connectors.Register(connectors.Type{Name: name, Fake: newAcmeFake, Options: []connectors.Option{
			{Name: "base_url", Type: connectors.OptURL, Required: true, Help: "h", HelpZH: "h"},
			{Name: "client_secret", Type: connectors.OptString, Required: true, Secret: true, Help: "h", HelpZH: "h"},
		}, New: func(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
			a := &acme{env: env, secret: cfg.String("client_secret")}
			opt := rest.Options{System: "acme", BaseURL: cfg.String("base_url"), Auth: acmeLogin{a}, Classify: a.classify,
				Limits: map[string]connectors.Limit{"*": {Calls: 20, Per: time.Second}}, Parallel: 4, Secrets: []string{a.secret}}
			change(a, &opt)
			a.http = rest.New(a.env, opt)
			return a, nil
		}})
	}
}

// acme is a connector of the usual kind: rest for the manners, Classify for
// errors in bodies, keyset cursors, per-row writes.
type acme struct {
	env    connectors.Env
	http   *rest.Client
	secret string
	sure   bool // takes every error for proof that nothing happened
}

func (a *acme) classify(_ *http.Response, body []byte) *connectors.Error {
	var r struct {
		Code int
		Msg  string
	}
	if json.Unmarshal(body, &r) != nil || r.Code == 0 {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: strconv.Itoa(r.Code), Said: r.Msg}
	switch r.Code {
	case 401:
		e.Kind = connectors.KindAuth
	case 404:
		e.Kind = connectors.KindNotFound
	case 30004:
		e.Kind = connectors.KindRateLimited
	case 50:
		e.Kind = connectors.KindUnavailable
	case 90:
		e.Kind, e.Until = connectors.KindQuota, a.env.Clock.Now().Truncate(24*time.Hour).Add(24*time.Hour)
	}
	return e
}

// acmeLogin is the login: a type of its own, since a connector's Fetch is another.
type acmeLogin struct{ *acme }

func (acmeLogin) Apply(r *http.Request, token string) { r.Header.Set("X-Token", token) }

func (a acmeLogin) Fetch(ctx context.Context) (connectors.Token, error) {
	var out struct {
		Token     string
		ExpiresIn int `json:"expires_in"`
	}
	err := a.http.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Path: "token", NoAuth: true, Idempotent: true,
		JSON: map[string]any{"Secret": a.secret}}, &out)
	return connectors.Token{Value: out.Token, Expires: a.env.Clock.Now().Add(time.Duration(out.ExpiresIn) * time.Second)}, err
}

type acmeAnswer struct {
	Rows    []acmeRow
	More    bool
	Results []struct{ ID, State string }
	Fields  map[string]string
}

func (a *acme) call(ctx context.Context, op, path, object string, idempotent bool, body map[string]any) (acmeAnswer, error) {
	var out acmeAnswer
	if body == nil {
		body = map[string]any{}
	}
	body["Object"] = object
	err := a.http.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: path, Path: path, Idempotent: idempotent, JSON: body}, &out)
	return out, err
}

func (a *acme) Check(ctx context.Context) error {
	_, err := a.call(ctx, "check", "ping", "customer", true, nil)
	return err
}

func (a *acme) Caps(string) connectors.Caps {
	return connectors.Caps{Incremental: true, SeesDeletes: true, SeesMerges: true, MaxPullPage: 100, MaxFetch: 100, MaxPushBatch: 20,
		Write: connectors.WritePerRow, Optimistic: true, Parallel: 4}
}

func (a *acme) Close() error { return a.http.Close() }

// Pull goes by id first and by stamp ever after; a cursor is mode/fence/stamp/id.
func (a *acme) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	byStamp, fence, stamp, id := false, req.Until.UnixMicro(), int64(0), ""
	from := string(req.From[""])
	if from != "" {
		p := strings.SplitN(from, "/", 4)
		if len(p) != 4 {
			return &connectors.Error{Kind: connectors.KindInvalid, Op: "pull", System: "acme", Said: "cursor is none of mine"}
		}
		byStamp, id = p[0] == "s", p[3]
		fence, _ = strconv.ParseInt(p[1], 10, 64) // written below
		stamp, _ = strconv.ParseInt(p[2], 10, 64)
	}
	for {
		got, err := a.call(ctx, "pull", "query", req.Object, true, map[string]any{"ByStamp": byStamp, "AfterStamp": stamp, "AfterID": id,
			"Until": req.Until.UnixMicro(), "Limit": req.PageSize})
		if err != nil {
			return err
		}
		page := connectors.Page{Last: !got.More, Complete: !got.More && from == ""}
		for _, r := range got.Rows {
			stamp, id = r.Stamp, r.ID
			switch {
			case r.Winner != "":
				page.Merged = append(page.Merged, model.Merge{Loser: r.ID, Winner: r.Winner})
			case r.Deleted:
				page.Deleted = append(page.Deleted, r.ID)
			default:
				page.Records = append(page.Records, record(r))
			}
		}
		mode := map[bool]string{true: "s", false: "f"}[byStamp]
		page.Next = connectors.Cursor(fmt.Sprintf("%s/%d/%d/%s", mode, fence, stamp, id))
		if page.Last && !byStamp {
			page.Next = connectors.Cursor(fmt.Sprintf("s/0/%d/", fence))
		}
		if err := emit(page); err != nil || page.Last {
			return err
		}
	}
}

func record(r acmeRow) model.Record {
	return model.Record{ID: r.ID, Fields: r.Fields, Modified: time.UnixMicro(r.Stamp).UTC()}
}

func (a *acme) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	var rows []map[string]any
	for _, it := range batch {
		rows = append(rows, map[string]any{"ID": it.ID, "Fields": it.Fields, "Expect": it.Expect})
	}
	got, err := a.call(ctx, "push", "update", object, false, map[string]any{"Rows": rows})
	if err != nil {
		return a.afterError(batch, err)
	}
	out := make([]connectors.PushResult, len(batch))
	for i, r := range got.Results {
		out[i] = connectors.PushResult{ID: r.ID, Outcome: connectors.Outcome(r.State)}
		if r.State == "invalid" {
			out[i].Outcome, out[i].Err = connectors.Rejected, &connectors.Error{Kind: connectors.KindInvalid, Op: "push", System: "acme", ID: r.ID}
		}
	}
	return out, nil
}

func (a *acme) afterError(batch []connectors.PushItem, err error) ([]connectors.PushResult, error) {
	if a.sure || !rest.MayHaveHappened(err) {
		return nil, err
	}
	out := make([]connectors.PushResult, len(batch))
	for i, it := range batch {
		out[i] = connectors.PushResult{ID: it.ID, Outcome: connectors.Unknown, Err: err}
	}
	return out, nil
}

func (a *acme) Fetch(ctx context.Context, object string, ids, _ []string) ([]model.Record, error) {
	if len(ids) == 0 {
		return nil, ctx.Err()
	}
	got, err := a.call(ctx, "fetch", "get", object, true, map[string]any{"IDs": ids})
	var out []model.Record
	for _, r := range got.Rows {
		out = append(out, record(r))
	}
	return out, err
}

func (a *acme) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	return []connectors.ObjectInfo{{Name: "customer", Role: "customer"}}, ctx.Err()
}

func (a *acme) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	got, err := a.call(ctx, "describe", "fields", object, true, nil)
	s := connectors.Schema{Object: object}
	for _, name := range slices.Sorted(maps.Keys(got.Fields)) {
		s.Fields = append(s.Fields, connectors.Field{Name: name, Type: connectors.FieldType(got.Fields[name]), Target: name != "name"})
	}
	return s, err
}

func (a *acme) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	got, err := a.call(ctx, "fields", "fields", object, true, nil)
	var out []connectors.FieldChange
	for _, spec := range want {
		ch := connectors.FieldChange{Field: spec.Name, Action: connectors.FieldExists}
		switch have := got.Fields[spec.Name]; {
		case have == "":
			ch.Action = connectors.FieldCreated
			if !dryRun && err == nil {
				_, err = a.call(ctx, "fields", "fields", object, true, map[string]any{"Name": spec.Name, "Type": spec.Type})
			}
		case have != string(spec.Type):
			ch.Action = connectors.FieldMismatch
		}
		out = append(out, ch)
	}
	return out, err
}

func acmeOpt() Opt {
	return Opt{System: "acme", Target: "tier", Values: [2]string{"A", "B"}, BadValue: "Z", MissingID: "999999",
		EmptyField: "short", NumberField: "staff", MoneyField: "revenue", LoginCall: "token", WriteCall: "update", Quota: true,
		Field:   connectors.FieldSpec{Name: "score", Label: "Score", Type: connectors.TypeNumber},
		TooFast: func(_ int, body []byte) bool { return strings.Contains(string(body), `"code":30004`) }}
}

func TestASystemWithAFake(t *testing.T) { Run(t, acmeOpt()) }
