package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

func init() {
	connectors.Register(connectors.Type{Name: "benchcrm", Title: "Bench CRM", Kind: "crm",
		Help: "the server of the benchmarks", HelpZH: "基准测试用的服务器",
		Options: []connectors.Option{{Name: "base_url", Type: connectors.OptURL, Required: true, Help: "its address", HelpZH: "地址"}},
		New: func(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
			return &client{rest.New(env, rest.Options{System: "benchcrm", BaseURL: cfg.String("base_url"), Parallel: 4})}, nil
		}})
}

// client is a connector as small as one can be: what it costs is what the shared
// HTTP room and the engine cost.
type client struct{ *rest.Client }

func (c *client) Check(context.Context) error { return nil }

func (c *client) Caps(string) connectors.Caps {
	return connectors.Caps{Incremental: true, Write: connectors.WritePerRow, MaxPushBatch: pageRows, MaxFetch: pageRows, MaxPullPage: pageRows}
}

type rowsAnswer struct {
	Records []map[string]any `json:"records"`
	Next    int              `json:"next"`
	Mark    int              `json:"mark"`
	More    bool             `json:"more"`
}

// Pull goes by position at first and by the server's marks of changes afterwards.
// A cursor is "at:POSITION" or "mark:MARK".
func (c *client) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	form, value, _ := strings.Cut(string(req.From[""]), ":")
	for {
		call := rest.Call{Op: "pull", Object: req.Object, Path: "/" + req.Object, Query: url.Values{"after": {value}}}
		if form == "mark" {
			call.Path, call.Query = "/changed", url.Values{"mark": {value}}
			if req.Object != "customer" {
				return emit(connectors.Page{Next: req.From[""], Last: true})
			}
		}
		var a rowsAnswer
		if err := c.JSON(ctx, call, &a); err != nil {
			return err
		}
		p := connectors.Page{Records: records(a.Records), Last: !a.More, Complete: form != "mark"}
		at := a.Next
		p.Next = connectors.Cursor(fmt.Sprint("at:", a.Next))
		if form == "mark" || !a.More {
			p.Next, at = connectors.Cursor(fmt.Sprint("mark:", a.Mark)), a.Mark
		}
		if err := emit(p); err != nil || !a.More {
			return err
		}
		value = strconv.Itoa(at)
	}
}

func records(rows []map[string]any) []model.Record {
	out := make([]model.Record, len(rows))
	for i, f := range rows {
		id, _ := f["id"].(string)
		out[i] = model.Record{ID: id, Fields: f}
	}
	return out
}

func (c *client) Fetch(ctx context.Context, _ string, ids, _ []string) ([]model.Record, error) {
	var a rowsAnswer
	err := c.JSON(ctx, rest.Call{Op: "fetch", Path: "/fetch", JSON: ids, Idempotent: true}, &a)
	return records(a.Records), err
}

func (c *client) Push(ctx context.Context, _ string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	var body strings.Builder
	out := make([]connectors.PushResult, len(batch))
	for i, item := range batch {
		fmt.Fprintf(&body, "%s %v\n", item.ID, item.Fields["group_tier"])
		out[i] = connectors.PushResult{ID: item.ID, Outcome: connectors.Written}
	}
	err := c.JSON(ctx, rest.Call{Op: "push", Path: "/write", Body: []byte(body.String())}, new(json.RawMessage))
	return out, err
}
