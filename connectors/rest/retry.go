package rest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// checkRetry decides whether the attempt is followed by another one.
//
//	what happened                      idempotent call   any other call
//	no connection came about           again             again
//	too fast, said by status or body   again             again
//	login refused                      again, once, after a new login
//	broken connection, 5xx, cut JSON,
//	web page, busy body                again             given back, Sent
//	anything else                      given back        given back
//
// A wait that is longer than MaxWait is given back too, with After set: the
// engine can do better than to sleep in a call.
func (c *Client) checkRetry(ctx context.Context, _ *http.Response, err error) (bool, error) {
	st := stateOf(ctx)
	if ctx.Err() != nil || st.final || st.err == nil {
		return false, nil
	}
	switch st.err.Kind {
	case connectors.KindAuth:
		if st.relogged || c.opt.Auth == nil || st.call.NoAuth || isFixed(c.opt.Auth) {
			return false, nil
		}
		st.relogged = true
		c.refuse(st.version)
		return true, nil
	case connectors.KindRateLimited:
		return st.err.After <= c.opt.MaxWait, nil
	case connectors.KindUnavailable:
		again := st.call.Idempotent || (err != nil && !st.err.Sent)
		return again && st.err.After <= c.opt.MaxWait, nil
	}
	return false, nil
}

// noWait leaves the waiting to waitAndPrepare: the retrying client sleeps on
// the machine's clock only.
func noWait(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return 0 }

// waitAndPrepare waits on the connection's clock before the next attempt.
func (c *Client) waitAndPrepare(req *http.Request) error {
	st := stateOf(req.Context())
	if st.err.Kind == connectors.KindAuth {
		return nil
	}
	wait := st.err.After
	if wait == 0 {
		wait = c.backoff(st.tries)
	}
	st.tries++
	if st.err.Kind == connectors.KindRateLimited {
		// The others of the account would only be refused as well.
		c.acct.pause(st.call.Endpoint, c.env.Clock.Now().Add(wait))
	}
	if c.env.Log != nil {
		c.env.Log.Debug("send again", "system", c.opt.System, "op", st.call.Op, "object", st.call.Object,
			"kind", string(st.err.Kind), "status", st.err.Status, "wait", wait)
	}
	return c.env.Clock.Sleep(req.Context(), wait)
}

// backoff doubles from MinWait to MaxWait and takes a random half off, so that
// clients that failed together do not come back together.
func (c *Client) backoff(try int) time.Duration {
	wait := c.opt.MaxWait
	if try < 20 {
		wait = min(wait, c.opt.MinWait<<try)
	}
	return wait/2 + rand.N(wait/2+1)
}
