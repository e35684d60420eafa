package sap

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"github.com/tierloop/tierloop/connectors/rest"
)

// sessions keep the token that a service asks for with a change, and the cookies
// that came with it: one is refused without the other.
type sessions struct {
	mu sync.Mutex
	of map[string]http.Header // by the path of the service
}

// header gives token and cookies, fetched when there are none or when those given
// as stale are still the ones that are kept. A system that asks for none gives none.
func (c *conn) header(ctx context.Context, s *schema, stale http.Header) (http.Header, error) {
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	have := c.session.of[s.path]
	if have != nil && have.Get("X-CSRF-Token") != stale.Get("X-CSRF-Token") {
		return have, nil
	}
	_, got, err := c.rest.Do(ctx, rest.Call{Op: "push", Object: s.object, Endpoint: "token", Path: s.path + "?" + c.common,
		Header: http.Header{"X-Csrf-Token": {"Fetch"}, "Accept": {"application/json"}}})
	if err != nil {
		return nil, err
	}
	var cookies []string
	for _, cookie := range (&http.Response{Header: got}).Cookies() {
		cookies = append(cookies, cookie.Name+"="+cookie.Value)
	}
	have = http.Header{"X-Csrf-Token": {got.Get("X-CSRF-Token")}}
	if len(cookies) > 0 {
		have.Set("Cookie", strings.Join(cookies, "; "))
	}
	if c.session.of == nil {
		c.session.of = map[string]http.Header{}
	}
	c.session.of[s.path] = have
	return have, nil
}
