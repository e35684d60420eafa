package erpnext

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// method calls a method of the site by its dotted path, with arguments as JSON:
// long lists of names do not fit into an address.
func (c *conn) method(ctx context.Context, op, object, name string, args map[string]any, idempotent bool, out any) (http.Header, error) {
	call := rest.Call{Op: op, Object: object, Endpoint: name, Path: "/api/method/" + name, Idempotent: idempotent}
	if args != nil {
		call.JSON = args
	}
	body, header, err := c.rest.Do(ctx, call)
	if err != nil {
		return header, err
	}
	var wrapped struct {
		Message json.RawMessage `json:"message"`
	}
	if err := jsonvalue.Into(body, &wrapped); err != nil || len(wrapped.Message) == 0 || jsonvalue.Into(wrapped.Message, out) != nil {
		return header, bug(op, object, "the answer has another form than documented")
	}
	return header, nil
}

func listOf(text string) ([]any, error) {
	var list []any
	err := jsonvalue.Into([]byte(text), &list)
	return list, err
}

func bug(op, object, said string) *connectors.Error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Sent: true, Said: said}
}

// kinds are what classes of exceptions mean; others go by the HTTP status, which is
// 417 for all that a DocType refuses.
var kinds = map[string]connectors.Kind{
	"AuthenticationError":     connectors.KindAuth,
	"PermissionError":         connectors.KindPermission,
	"DoesNotExistError":       connectors.KindNotFound,
	"DuplicateEntryError":     connectors.KindConflict,
	"TimestampMismatchError":  connectors.KindConflict,
	"DocumentLockedError":     connectors.KindConflict,
	"QueryDeadlockError":      connectors.KindRateLimited, // undone by the database
	"QueryTimeoutError":       connectors.KindRateLimited,
	"TooManyRequestsError":    connectors.KindRateLimited,
	"RateLimitExceededError":  connectors.KindRateLimited,
	"SessionStopped":          connectors.KindUnavailable,
	"InReadOnlyMode":          connectors.KindUnavailable,
	"DataError":               connectors.KindInvalid,
	"ValidationError":         connectors.KindInvalid,
	"MandatoryError":          connectors.KindInvalid,
	"LinkValidationError":     connectors.KindInvalid,
	"CharacterLengthExceeded": connectors.KindInvalid,
}

// failure is an error: JSON within JSON within JSON.
type failure struct {
	Type      string `json:"exc_type"`
	Exception string `json:"exception"`
	Messages  string `json:"_server_messages"`
}

// classify reads an answer by the class of its exception, then by its status.
func classify(resp *http.Response, body []byte) *connectors.Error {
	var f failure
	if resp.StatusCode/100 == 2 || json.Unmarshal(body, &f) != nil || f.Type == "" && f.Exception == "" {
		return nil // the status says it
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Code: f.Type, Said: f.said()}
	if by := rest.ByStatus(resp.StatusCode); by != nil {
		e.Kind = by.Kind
	}
	if kind, known := kinds[f.Type]; known {
		e.Kind = kind
	}
	switch e.Kind {
	case connectors.KindAuth:
		e.Fix = "Check api_key and api_secret of the user."
	case connectors.KindPermission:
		e.Fix = "Give the user a role that may read and write this DocType."
	}
	return e
}

var tags = regexp.MustCompile(`<[^>]*>`)

// said is the message that a person would see, without its tags.
func (f failure) said() string {
	var outer []string
	var texts []string
	if json.Unmarshal([]byte(f.Messages), &outer) == nil {
		for _, one := range outer {
			var m struct {
				Message string `json:"message"`
			}
			if json.Unmarshal([]byte(one), &m) == nil && m.Message != "" {
				texts = append(texts, tags.ReplaceAllString(m.Message, ""))
			}
		}
	}
	if len(texts) == 0 {
		return f.Exception
	}
	return strings.Join(texts, "; ")
}

var raised = regexp.MustCompile(`(?m)^(?:[\w.]+\.)?([A-Z]\w+): ?(.*)$`)

// fromTraceback reads what a record of a batch failed with: the last line names the
// class and says why.
func fromTraceback(text string) *connectors.Error {
	e := &connectors.Error{Kind: connectors.KindInvalid, Said: "the record was refused"}
	if all := raised.FindAllStringSubmatch(text, -1); all != nil {
		last := all[len(all)-1]
		e.Code, e.Said = last[1], tags.ReplaceAllString(last[2], "")
		if kind, known := kinds[e.Code]; known {
			e.Kind = kind
		}
	}
	return e
}
