package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// classify says what is wrong with an answer; nil means that it is good.
func (c *Client) classify(resp *http.Response, body []byte, raw bool) *connectors.Error {
	page := isHTML(resp, body)
	good := resp.StatusCode/100 == 2
	var e *connectors.Error
	switch {
	case good && page:
		e = &connectors.Error{Kind: connectors.KindUnavailable, Said: "a web page instead of data: " + title(body)}
	case good && !raw && len(bytes.TrimSpace(body)) > 0 && !json.Valid(body) && (c.opt.Plain == nil || !c.opt.Plain(body)):
		e = &connectors.Error{Kind: connectors.KindUnavailable, Said: "the answer's JSON is cut off or broken"}
	case c.opt.Classify != nil && !page:
		e = c.opt.Classify(resp, body)
	}
	if e == nil {
		e = ByStatus(resp.StatusCode)
		if e != nil {
			e.Said = said(body, page)
		}
	}
	if e == nil {
		return nil
	}
	e.Status = resp.StatusCode
	if e.After == 0 && (e.Kind == connectors.KindRateLimited || e.Kind == connectors.KindUnavailable) {
		e.After = retryAfter(resp.Header.Get("Retry-After"), c.env.Clock.Now())
	}
	e.Said = shorten(c.scrub(e.Said)) // whole JSON first: a cut one hides less
	return e
}

// ByStatus is what an HTTP status means when the body says nothing more; nil
// for 2xx. A redirect that was not followed counts as unavailable.
func ByStatus(status int) *connectors.Error {
	kind := connectors.KindInvalid
	switch {
	case status/100 == 2:
		return nil
	case status == http.StatusUnauthorized:
		kind = connectors.KindAuth
	case status == http.StatusForbidden:
		kind = connectors.KindPermission
	case status == http.StatusNotFound, status == http.StatusGone:
		kind = connectors.KindNotFound
	case status == http.StatusConflict, status == http.StatusPreconditionFailed, status == http.StatusLocked:
		kind = connectors.KindConflict
	case status == http.StatusTooManyRequests:
		kind = connectors.KindRateLimited
	case status == http.StatusNotImplemented, status == http.StatusMethodNotAllowed:
		kind = connectors.KindUnsupported
	case status/100 == 5, status/100 == 3, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		kind = connectors.KindUnavailable
	}
	return &connectors.Error{Kind: kind, Status: status}
}

// retryAfter reads seconds or an HTTP date; 0 when there is none.
func retryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0
	}
	if d, err := time.ParseDuration(text + "s"); err == nil && d >= 0 {
		return d
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(at.Sub(now), time.Millisecond)
}

func isHTML(resp *http.Response, body []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 200)]))
	return strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") ||
		bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

func said(body []byte, page bool) string {
	if page {
		return title(body)
	}
	return string(body[:min(len(body), 1<<16)])
}

// title is the text between the title tags of a page.
func title(body []byte) string {
	lower := bytes.ToLower(body)
	from := bytes.Index(lower, []byte("<title>"))
	to := bytes.Index(lower, []byte("</title>"))
	if from < 0 || to < from {
		return "untitled"
	}
	return strings.TrimSpace(string(body[from+len("<title>") : to]))
}

func shorten(s string) string {
	const most = 300
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most]) + "…"
}

// plain is an error's text without the address that net/http puts before it:
// a query may hold secrets.
func plain(err error) string {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	return err.Error()
}

// fail completes a copy of an error with what the call knows; one failed login
// is the answer to many calls.
func (c *Client) fail(st *state, err *connectors.Error) error {
	e := *err
	if e.Op == "" {
		e.Op = st.call.Op
	}
	e.System, e.Object, e.ID, e.Sent = c.opt.System, st.call.Object, st.call.ID, st.sent
	return &e
}
