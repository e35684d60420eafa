package dolibarr

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// customers is the endpoint of customers.
const customers = "thirdparties"

// elements are what the setup calls the objects.
var elements = map[string]string{customers: "societe", "orders": "commande", "invoices": "facture", "proposals": "propal", "contacts": "socpeople", "products": "product"}

// failure is an error; debug, which tells files of the server, is dropped.
type failure struct {
	Error *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// classify reads an answer: a wrong column or bracket is 503, a value that is too
// long 500, each with the database's words.
func classify(resp *http.Response, body []byte) *connectors.Error {
	var f failure
	e := rest.ByStatus(resp.StatusCode)
	if e == nil {
		return nil
	}
	if json.Unmarshal(body, &f) == nil && f.Error != nil {
		e.Said = f.Error.Message
	}
	for _, words := range []string{"Unknown column", "SQL syntax", "Data too long", "Incorrect integer", "Out of range", "Bad syntax"} {
		if strings.Contains(e.Said, words) {
			e.Kind = connectors.KindInvalid
		}
	}
	switch e.Kind {
	case connectors.KindAuth:
		e.Fix = "Check api_key, and that the module API/Web services REST is enabled."
	case connectors.KindPermission:
		e.Fix = "Give the user the right to read and write this object, and to see all customers."
	}
	return e
}

// nothing says of an error that a list is empty: that is 404 with a reason behind
// the words, while a missing endpoint gives none.
func nothing(err error) bool {
	e, ok := errors.AsType[*connectors.Error](err)
	return ok && e.Kind == connectors.KindNotFound && strings.HasPrefix(e.Said, "Not Found: ")
}

// list reads the first records that fit, in the order of their ids.
func (c *conn) list(ctx context.Context, op, object string, conditions []string, limit int) ([]map[string]any, error) {
	q := url.Values{"sortfield": {"t.rowid"}, "sortorder": {"ASC"}, "limit": {strconv.Itoa(limit)}, "page": {"0"}}
	own := c.cfg.Object(object)
	if n := own.Int("mode"); n > 0 {
		q.Set("mode", strconv.Itoa(n))
	}
	if f := own.String("filter"); f != "" {
		conditions = append(conditions, "("+f+")")
	}
	if len(conditions) > 0 {
		q.Set("sqlfilters", strings.Join(conditions, " and "))
	}
	var rows []map[string]any
	err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: object, Path: "/" + url.PathEscape(object), Query: q}, &rows)
	if nothing(err) {
		return nil, nil
	}
	return rows, err
}

func bug(op, object, said string) *connectors.Error {
	return &connectors.Error{Kind: connectors.KindBug, Op: op, System: Name, Object: object, Sent: true, Said: said}
}

// number says whether an id can be one of theirs.
func number(id string) bool {
	n, err := strconv.ParseInt(id, 10, 64)
	return err == nil && n > 0 && strconv.FormatInt(n, 10) == id
}
