package odoo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// request is a call of a method of a model, by names.
type request struct {
	op, object, method string
	ids                []int64 // of a method of records; nil otherwise
	args               map[string]any
	idempotent         bool
}

// asked are the context's words with every call: archived records are records.
var asked = map[string]any{"active_test": false, "lang": "en_US"}

// call sends a request by the protocol of the server.
func (c *conn) call(ctx context.Context, r request, out any) (http.Header, error) {
	json2, uid, err := c.server(ctx, r.op)
	if err != nil {
		return nil, err
	}
	args := map[string]any{"context": asked}
	for k, v := range r.args {
		args[k] = v
	}
	call := rest.Call{Op: r.op, Object: r.object, Endpoint: r.method, Idempotent: r.idempotent}
	if json2 {
		if r.ids != nil {
			args["ids"] = r.ids
		}
		call.Path, call.JSON = "/json/2/"+url.PathEscape(r.object)+"/"+r.method, args
		call.Header = http.Header{"X-Odoo-Database": {c.database}}
		return c.answer(ctx, call, out)
	}
	positional := []any{}
	if r.ids != nil {
		positional = append(positional, r.ids)
	}
	if domain, ok := args["domain"]; ok { // by its place: old versions call it args
		positional = append(positional, domain)
		delete(args, "domain")
	}
	call.Path, call.JSON = "/jsonrpc", envelope("object", "execute_kw", c.database, uid, c.key, r.object, r.method, positional, args)
	var wrapped struct {
		Result json.RawMessage `json:"result"`
	}
	header, err := c.answer(ctx, call, &wrapped)
	if err != nil || len(wrapped.Result) == 0 { // a method that returns nothing answers without a result
		return header, err
	}
	return header, decode(r, wrapped.Result, out)
}

// answer sends a call and decodes its answer.
func (c *conn) answer(ctx context.Context, call rest.Call, out any) (http.Header, error) {
	body, header, err := c.rest.Do(ctx, call)
	if err != nil {
		return header, err
	}
	return header, decode(request{op: call.Op, object: call.Object}, body, out)
}

func decode(r request, body []byte, out any) error {
	if err := jsonvalue.Into(body, out); err != nil {
		return &connectors.Error{Kind: connectors.KindBug, Op: r.op, System: Name, Object: r.object, Sent: true, Said: "the answer has another form than documented", Err: err}
	}
	return nil
}

func envelope(service, method string, args ...any) any {
	return map[string]any{"jsonrpc": "2.0", "method": "call", "id": 1, "params": map[string]any{"service": service, "method": method, "args": args}}
}

// server finds out, once, which protocol the server has, and who we are there.
func (c *conn) server(ctx context.Context, op string) (json2 bool, uid int64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known {
		var v struct {
			Result struct {
				Info []any `json:"server_version_info"`
			} `json:"result"`
		}
		if _, err := c.answer(ctx, rest.Call{Op: op, Endpoint: "version", Path: "/jsonrpc", NoAuth: true, Idempotent: true, JSON: envelope("common", "version")}, &v); err != nil {
			return false, 0, err
		}
		if len(v.Result.Info) == 0 {
			return false, 0, bug(op, "", "the server does not tell its version")
		}
		major, _ := v.Result.Info[0].(json.Number)
		n, _ := major.Int64() // "saas~18" and the like are no number, and have JSON-RPC
		c.known, c.json2 = true, n >= 19
	}
	if c.json2 || c.uid > 0 {
		return c.json2, c.uid, nil
	}
	var who struct {
		Result any `json:"result"`
	}
	if _, err := c.answer(ctx, rest.Call{Op: op, Endpoint: "login", Path: "/jsonrpc", NoAuth: true, Idempotent: true, JSON: envelope("common", "authenticate", c.database, c.login, c.key, map[string]any{})}, &who); err != nil {
		return false, 0, err
	}
	number, _ := who.Result.(json.Number)
	if c.uid, _ = number.Int64(); c.uid == 0 { // false is no error here
		return false, 0, &connectors.Error{Kind: connectors.KindAuth, Op: op, System: Name, Said: "login and key do not fit", Fix: "Check database, login and api_key; keys expire."}
	}
	return false, c.uid, nil
}

// failure is an error of either protocol.
type failure struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// kinds are what names of exceptions mean; others go by the HTTP status.
var kinds = map[string]connectors.Kind{
	"odoo.exceptions.AccessDenied":    connectors.KindAuth,
	"odoo.exceptions.AccessError":     connectors.KindPermission,
	"odoo.exceptions.MissingError":    connectors.KindNotFound,
	"odoo.exceptions.ValidationError": connectors.KindInvalid,
	"odoo.exceptions.UserError":       connectors.KindInvalid,
	"odoo.exceptions.RedirectWarning": connectors.KindInvalid,
	"builtins.ValueError":             connectors.KindInvalid,
	"builtins.KeyError":               connectors.KindInvalid,
	"builtins.TypeError":              connectors.KindInvalid,
	"builtins.AttributeError":         connectors.KindInvalid,
}

// classify reads an answer: errors of JSON-RPC come as HTTP 200, those of JSON-2
// with a status that is 500 for a wrong field as well.
func classify(resp *http.Response, body []byte) *connectors.Error {
	good := resp.StatusCode/100 == 2
	var rpc struct {
		Error *struct {
			Message string  `json:"message"`
			Data    failure `json:"data"`
		} `json:"error"`
	}
	var f failure
	switch {
	case json.Unmarshal(body, &rpc) == nil && rpc.Error != nil:
		if f = rpc.Error.Data; f.Message == "" {
			f.Message = rpc.Error.Message
		}
	case good || json.Unmarshal(body, &f) != nil || f.Name == "":
		return nil // the status says it
	}
	e := &connectors.Error{Kind: connectors.KindUnavailable, Code: f.Name, Said: f.Message}
	if by := rest.ByStatus(resp.StatusCode); by != nil {
		e.Kind = by.Kind
	}
	if kind, known := kinds[f.Name]; known {
		e.Kind = kind
	}
	if strings.HasPrefix(f.Name, "psycopg2.") { // undone by the database: two programs at one record
		e.Kind = connectors.KindRateLimited
	}
	switch e.Kind {
	case connectors.KindAuth:
		e.Fix = "Check database, login and api_key; keys expire."
	case connectors.KindPermission:
		e.Fix = "Give the user access to this model in Settings → Users."
	}
	return e
}

func bug(op, object, said string) error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Said: said}
}

// number reads an id of ours, which is a text of digits.
func number(id string) (int64, bool) {
	n, err := json.Number(id).Int64()
	return n, err == nil && n > 0 && fmt.Sprint(n) == id
}
