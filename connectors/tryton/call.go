package tryton

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"regexp"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// invocation says which method of which model is called, and how.
type invocation struct {
	op, model, method string
	extra             map[string]any // joins the context
	writes            bool           // sending it twice may do harm
}

// withInactive shows deactivated records too, in the model and in all that a
// domain reaches from it.
var withInactive = map[string]any{"active_test": false}

// call runs a method with the user's context as the last parameter and decodes
// the result into out.
func (c *conn) call(ctx context.Context, inv invocation, out any, params ...any) error {
	c.mu.Lock()
	base := c.context
	c.mu.Unlock()
	if base == nil {
		var err error
		if base, err = c.loadContext(ctx, inv.op); err != nil {
			return err
		}
	}
	with := maps.Clone(base)
	maps.Copy(with, inv.extra)
	err := c.send(ctx, inv, out, append(params, with))
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Code == userError {
		return c.orDenied(ctx, inv, e)
	}
	return err
}

func (c *conn) send(ctx context.Context, inv invocation, out any, params []any) error {
	var a answer
	err := c.rest.JSON(ctx, rest.Call{Op: inv.op, Object: inv.model, Path: c.path(), Idempotent: !inv.writes,
		JSON: request{ID: 1, Method: "model." + inv.model + "." + inv.method, Params: params}}, &a)
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		// The server rolls back before it answers with an error of its own making.
		if e.Code != "" && e.Kind != connectors.KindUnavailable {
			e.Sent = false
		}
		return e
	}
	if err != nil || out == nil {
		return err
	}
	if err := jsonvalue.Into(a.Result, out); err != nil {
		return &connectors.Error{Kind: connectors.KindBug, Op: inv.op, System: Name, Object: inv.model, Sent: inv.writes,
			Said: inv.method + " gives a result of another form than expected", Err: err}
	}
	return nil
}

// orDenied tells a missing right from other refusals: both come as UserError,
// with a text in the user's language.
func (c *conn) orDenied(ctx context.Context, inv invocation, e *connectors.Error) error {
	mode := "read"
	switch inv.method {
	case "write", "create":
		mode = inv.method
	}
	if inv.model == "ir.model.access" {
		return e
	}
	rights, err := c.rights(ctx, inv.op, []string{inv.model})
	if err == nil && !rights[inv.model].may(mode) {
		return denied(inv.op, inv.model, mode)
	}
	return e
}

// The classes of errors that the server raises on purpose.
const (
	userError    = "UserError"
	userWarning  = "UserWarning"
	concurrency  = "ConcurrencyException"
	loginRefused = "LoginException"
	exception    = "Exception" // our word for all others, which come as a bare text
)

var (
	// keyError is how an unknown field or model shows: 'nope'.
	keyError = regexp.MustCompile(`^'[\w.-]+'$`)
	// busy are the words of PostgreSQL and SQLite for what may go well later.
	busy = regexp.MustCompile(`(?i)could not serialize|deadlock|locked|lock timeout|server closed the connection|connection (refused|reset|already closed)|too many (clients|connections)`)
)

// classify reads the error of an answer: almost every error comes as HTTP 200.
func classify(resp *http.Response, body []byte) *connectors.Error {
	if resp.StatusCode/100 != 2 {
		return nil
	}
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		return &connectors.Error{Kind: connectors.KindBug, Said: "the answer is no JSON-RPC answer"}
	}
	if a.Error == nil {
		if a.Result == nil {
			return &connectors.Error{Kind: connectors.KindBug, Said: "the answer holds neither a result nor an error"}
		}
		return nil
	}
	var class string
	if len(a.Error) == 0 || json.Unmarshal(a.Error[0], &class) != nil {
		return &connectors.Error{Kind: connectors.KindBug, Said: "the error has another form than known"}
	}
	var details []string
	if len(a.Error) > 1 {
		details = texts(a.Error[1])
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: class, Said: strings.Join(details, ": ")}
	switch class {
	case userError:
	case userWarning:
		e.Fix = "Tryton wants a person to confirm this; make the change once by hand and confirm it there."
	case concurrency:
		e.Kind = connectors.KindConflict
	case loginRefused:
		e.Kind, e.Fix = connectors.KindAuth, "The server wants more than a password at login; give TierLoop a user without a second factor."
	default:
		return bare(class)
	}
	return e
}

// bare reads an error that is only the text of an exception of the server's
// language; what follows it is a traceback.
func bare(text string) *connectors.Error {
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: exception, Said: text}
	switch {
	case keyError.MatchString(text):
		e.Kind, e.Said = connectors.KindNotFound, "no model or field "+text
	case strings.HasPrefix(text, "Database '"):
		e.Said, e.Fix = "there is no such database", "Check the option database."
	case busy.MatchString(text):
		e.Kind = connectors.KindUnavailable
	}
	return e
}

// texts are the non-empty texts of an error's details: a text, or a list.
func texts(raw json.RawMessage) []string {
	var one string
	if json.Unmarshal(raw, &one) == nil && one != "" {
		return []string{one}
	}
	var list []any
	_ = json.Unmarshal(raw, &list) // another form has no text
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok && s != "" {
			out = append(out, s)
		}
	}
	return out
}
