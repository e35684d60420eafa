package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/outbound"
)

// state is what one call remembers over its attempts.
type state struct {
	call     Call
	sent     bool  // some attempt may have had an effect
	version  int64 // of the token that the last attempt carried
	relogged bool
	tries    int // waits so far
	body     []byte
	err      *connectors.Error // of the last attempt; nil when it was good
	final    bool              // err was made here, not by the other side: do not try again
}

type stateKey struct{}

func stateOf(ctx context.Context) *state {
	st, _ := ctx.Value(stateKey{}).(*state)
	return st
}

// attempts is the transport under the retrying client: one RoundTrip is one
// attempt, from waiting for the account's turn to the whole body in memory.
type attempts struct{ c *Client }

func (a attempts) RoundTrip(req *http.Request) (*http.Response, error) {
	c, ctx := a.c, req.Context()
	st := stateOf(ctx)
	st.err, st.body, st.final = nil, nil, false
	out := req.Clone(ctx)
	if c.opt.Auth != nil && !st.call.NoAuth {
		token, err := c.token(ctx)
		if err != nil {
			return nil, st.stop(err)
		}
		st.version = token.Version
		c.opt.Auth.Apply(out, token.Value)
	}
	purpose := connectors.PurposeOf(st.call.Op)
	release, err := c.acct.enter(ctx, c.env.Clock, st.call.Endpoint, purpose)
	if err != nil {
		return nil, st.stop(err)
	}
	defer release()
	if c.env.Spent != nil {
		c.env.Spent(purpose)
	}
	return c.send(out, st)
}

func (c *Client) send(req *http.Request, st *state) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), c.opt.Timeout, errTimeout)
	defer cancel()
	var asked, connected atomic.Bool
	req = req.WithContext(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}))
	c.dumpRequest(req)
	resp, err := c.env.Transport.RoundTrip(req)
	if err != nil {
		// Without a connection nothing can have arrived.
		neverSent := isDialError(err) || (asked.Load() && !connected.Load())
		st.sent = st.sent || !neverSent
		st.err = &connectors.Error{Kind: connectors.KindUnavailable, Sent: !neverSent, Said: c.scrub(plain(err))}
		if _, no := errors.AsType[*outbound.Refused](err); no { // and would be the next time
			st.final = true
		}
		if errors.Is(context.Cause(ctx), errTimeout) {
			st.err.Said = fmt.Sprintf("no answer within %s", c.opt.Timeout)
		}
		return nil, err
	}
	body, tooLarge, err := readAll(resp.Body, c.opt.MaxBody)
	_ = resp.Body.Close() // read to the end, or given up
	c.dumpAnswer(resp, body)
	if c.opt.Usage != nil {
		if used, daily, ok := c.opt.Usage(resp.Header); ok {
			c.acct.observe(c.env.Clock.Now(), used, daily)
		}
	}
	switch {
	case tooLarge:
		st.sent, st.final = true, true
		st.err = &connectors.Error{Kind: connectors.KindInvalid, Status: resp.StatusCode, Sent: true,
			Said: fmt.Sprintf("the answer is larger than %d bytes", c.opt.MaxBody), Fix: "Ask for fewer rows or fields at once."}
	case err != nil:
		st.err = &connectors.Error{Kind: connectors.KindUnavailable, Status: resp.StatusCode, Sent: true,
			Said: "the connection broke inside the answer: " + c.scrub(plain(err))}
	default:
		if !st.call.Raw { // some servers put the mark of UTF-8 before their JSON
			body = bytes.TrimPrefix(body, []byte("\ufeff"))
		}
		st.body, st.err = body, c.classify(resp, body, st.call.Raw)
	}
	if st.err != nil && mayHaveHappened(st.err.Kind) {
		st.sent = true
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

var errTimeout = errors.New("attempt timed out")

// stop makes err the end of the call.
func (st *state) stop(err error) error {
	st.final = true
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		st.err = e
	} else {
		st.err = &connectors.Error{Kind: connectors.KindUnavailable, Err: err}
	}
	return err
}

// isDialError says that no connection came about: refused, unknown host, no route.
func isDialError(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	_, dns := errors.AsType[*net.DNSError](err)
	return dns
}

// mayHaveHappened says of which refusals it is not certain that nothing was done.
func mayHaveHappened(k connectors.Kind) bool {
	switch k {
	case connectors.KindAuth, connectors.KindPermission, connectors.KindRateLimited, connectors.KindQuota:
		return false
	}
	return true
}

// MayHaveHappened says of an error of Do whether the call may have had an
// effect: a Push that gets true must answer Unknown, not an error.
func MayHaveHappened(err error) bool {
	e, ok := errors.AsType[*connectors.Error](err)
	return err != nil && (!ok || e.Sent)
}
