package declared

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// classify reads an answer by the rules, then by its status.
func (c *conn) classify(resp *http.Response, body []byte) *connectors.Error {
	v, _ := decode(body) // nil when it is no JSON
	e := c.errors.kindOf(resp.StatusCode, v)
	if e == nil {
		if e = rest.ByStatus(resp.StatusCode); e == nil {
			return nil
		}
		e.Code, e.Said, e.Trace = c.errors.told(v)
		if e.Said == "" {
			e.Said = string(body)
		}
	}
	now := c.clock.Now()
	switch e.Kind {
	case connectors.KindRateLimited, connectors.KindUnavailable:
		e.After = c.errors.Wait.read(resp.Header, v, now)
	case connectors.KindQuota:
		zone, _ := time.LoadLocation(c.limits.Zone) // lint saw to it
		e.Until = rest.NextDay(now, zone)
		if wait := c.errors.Wait.read(resp.Header, v, now); wait > 0 {
			e.Until = now.Add(wait)
		}
	}
	if e.Fix == "" && e.Kind == connectors.KindAuth {
		e.Fix = "Check secret and auth."
	}
	return e
}

// kindOf is what the rules say of an answer, or of the error of one row, whose
// status is 0; nil when none fits.
func (r errorRule) kindOf(status int, v any) *connectors.Error {
	code, message, trace := r.told(v)
	for _, rule := range r.Rules {
		fits := (len(rule.Status) == 0 || slices.Contains(rule.Status, strconv.Itoa(status))) &&
			(len(rule.Code) == 0 || slices.Contains(rule.Code, code)) &&
			(rule.Message == "" || strings.Contains(strings.ToLower(message), strings.ToLower(rule.Message))) &&
			(rule.Path == "" || slices.Contains(rule.Is, connectors.TextOf(mustPath(rule.Path).at(v))))
		if fits {
			return &connectors.Error{Kind: connectors.Kind(rule.Kind), Code: code, Said: message, Trace: trace, Fix: rule.Fix}
		}
	}
	return nil
}

// told is what an error says of itself.
func (r errorRule) told(v any) (code, message, trace string) {
	read := func(text string) string {
		if text == "" {
			return ""
		}
		return connectors.TextOf(mustPath(text).at(v))
	}
	return read(r.Code), read(r.Message), read(r.Trace)
}

// read is how long a refusal says to wait; 0 when it does not.
func (r waitRule) read(header http.Header, v any, now time.Time) time.Duration {
	text := header.Get(r.Header)
	if text == "" && r.Path != "" {
		text = connectors.TextOf(mustPath(r.Path).at(v))
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n <= 0 {
		return 0
	}
	switch r.Form {
	case "ms":
		return time.Duration(n * float64(time.Millisecond))
	case "unix":
		return max(time.Unix(int64(n), 0).Sub(now), time.Millisecond)
	}
	return time.Duration(n * float64(time.Second))
}

// decode reads JSON with its numbers as they stand.
func decode(body []byte) (any, error) {
	var v any
	err := jsonvalue.Into(body, &v)
	return v, err
}
