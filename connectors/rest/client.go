package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Options describe one account of a system. Zero values get the defaults named.
type Options struct {
	System  string // the registered type name, for errors
	BaseURL string // without a trailing slash
	// Account tells accounts behind one BaseURL apart (an app id, a user name);
	// never a secret. Clients of one account share its limits and its login.
	Account string
	// Auth puts credentials on requests; nil sends none.
	Auth Auth
	// Classify reads an answer whose body is whole and no HTML page; nil means
	// that the answer is good, or that the HTTP status says it all. Of the error
	// only Kind, Code, Said, Trace, Fix, After and Until need be set.
	//
	// Kind decides what happens: rate_limited is sent again after After (or a
	// growing wait), auth after one new login, unavailable only when the call is
	// idempotent; the rest goes back to the caller at once.
	Classify func(resp *http.Response, body []byte) *connectors.Error
	// Plain says of an answer that is no JSON that it is whole all the same, as
	// some systems tell errors in plain text; it then goes to Classify. Nil: none is.
	Plain func(body []byte) bool

	// Limit bounds the whole account in every sliding window; Daily counts calls
	// of a day in Zone.
	Limit connectors.Limit
	// Limits bounds single endpoints by Call.Endpoint; the key "*" is for each
	// endpoint that has no own entry.
	Limits map[string]connectors.Limit
	// Gap is the least time between two calls of one endpoint.
	Gap time.Duration
	// Reserve is how many calls of the daily budget are left to others.
	Reserve int
	Zone    *time.Location // where the day of the budget ends; UTC
	// Again makes the day a rolling one, whose calls come back bit by bit: a used up
	// budget is tried again so long after the system told of it. 0: a calendar day.
	Again time.Duration
	// Usage reads what the system itself says of the daily budget; one that tells
	// only what is left gives it as daily, with nothing used.
	Usage func(http.Header) (used, daily int, ok bool)
	// Parallel is how many calls the account stands at once; 1.
	Parallel int

	Header  http.Header // on every request
	Secrets []string    // texts that must never show in errors and dumps

	Timeout  time.Duration // of one attempt, 60 s
	Attempts int           // at most, first one included, 6
	MinWait  time.Duration // before the second attempt, 500 ms, doubled each time
	MaxWait  time.Duration // the longest wait inside a call, 90 s; a longer one goes back as an error
	MaxBody  int64         // bytes of an answer, 64 MiB
}

// Call is one request.
type Call struct {
	Op     string // for errors: "pull", "push", "check" …
	Object string
	ID     string
	// Endpoint names the limit that the call counts against, such as "query".
	Endpoint string
	Method   string // POST when there is a body, else GET
	// Path is appended to BaseURL. An absolute URL is used as it is, with
	// credentials only on BaseURL's own host.
	Path   string
	Query  url.Values
	Header http.Header
	JSON   any    // marshalled as the body
	Body   []byte // used when JSON is nil
	// ContentType of Body; application/json when empty.
	ContentType string
	// Idempotent: sending it twice is harmless. GET and HEAD always are.
	Idempotent bool
	// Raw: the answer is not JSON, such as CSV, so it is not checked to be whole
	// JSON; Classify has to see whether it is whole. A web page is refused all the same.
	Raw bool
	// NoAuth sends no credentials; the login call itself needs it.
	NoAuth bool
}

// Client sends calls for one connection. It is safe for concurrent use.
type Client struct {
	env  connectors.Env
	opt  Options
	base *url.URL
	err  error // of a wrong BaseURL, told at the first call
	acct *account
	http *retryablehttp.Client
	done atomic.Bool
	login
}

// New makes a client; it makes no call.
func New(env connectors.Env, opt Options) *Client {
	opt = opt.withDefaults()
	if env.Transport == nil {
		env.Transport = http.DefaultTransport
	}
	if env.Clock == nil {
		env.Clock = clock.System()
	}
	c := &Client{env: env, opt: opt}
	c.base, c.err = url.Parse(opt.BaseURL)
	c.acct = accountOf(accountKey{opt.System, opt.BaseURL, opt.Account, env.Clock}, opt, env.Quota)
	c.http = &retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: attempts{c}, CheckRedirect: sameHostRead},
		RetryMax:     opt.Attempts - 1,
		CheckRetry:   c.checkRetry,
		Backoff:      noWait,
		PrepareRetry: c.waitAndPrepare,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return c
}

func (o Options) withDefaults() Options {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	o.Parallel = max(o.Parallel, 1)
	o.Timeout = positive(o.Timeout, time.Minute)
	o.Attempts = int(positive(time.Duration(o.Attempts), 6))
	o.MinWait = positive(o.MinWait, 500*time.Millisecond)
	o.MaxWait = positive(o.MaxWait, 90*time.Second)
	o.MaxBody = int64(positive(time.Duration(o.MaxBody), 64<<20))
	return o
}

func positive(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

// Do sends a call, again where that is allowed, and returns the whole answer.
// Every error is a *connectors.Error; its Sent is true unless no attempt can
// have had an effect.
func (c *Client) Do(ctx context.Context, call Call) ([]byte, http.Header, error) {
	st := &state{call: call}
	req, err := c.request(ctx, &st.call)
	if err != nil {
		return nil, nil, c.fail(st, &connectors.Error{Kind: connectors.KindBug, Err: err})
	}
	resp, err := c.http.Do(req.WithContext(context.WithValue(ctx, stateKey{}, st)))
	if resp != nil {
		_ = resp.Body.Close() // a copy in memory
	}
	switch {
	case ctx.Err() != nil && (err != nil || st.err != nil):
		return nil, nil, c.fail(st, &connectors.Error{Kind: connectors.KindUnavailable, Err: ctx.Err()})
	case st.err != nil:
		return nil, nil, c.fail(st, st.err)
	case err != nil:
		return nil, nil, c.fail(st, &connectors.Error{Kind: connectors.KindUnavailable, Said: c.scrub(plain(err))})
	}
	return st.body, resp.Header, nil
}

// JSON sends a call and decodes the answer into out, with UseNumber. An empty
// answer leaves out as it is.
func (c *Client) JSON(ctx context.Context, call Call, out any) error {
	body, _, err := c.Do(ctx, call)
	if err != nil || len(bytes.TrimSpace(body)) == 0 {
		return err
	}
	if err := jsonvalue.Into(body, out); err != nil {
		return c.fail(&state{call: call, sent: true}, &connectors.Error{Kind: connectors.KindBug,
			Said: "the answer has another form than documented", Err: err})
	}
	return nil
}

// Close forgets the token in memory; later calls fail.
func (c *Client) Close() error {
	c.done.Store(true)
	c.forget()
	return nil
}

func (c *Client) request(ctx context.Context, call *Call) (*retryablehttp.Request, error) {
	if c.done.Load() {
		return nil, errors.New("the connection is closed")
	}
	if c.err != nil {
		return nil, fmt.Errorf("base URL: %w", c.err)
	}
	body := call.Body
	if call.JSON != nil {
		var err error
		if body, err = json.Marshal(call.JSON); err != nil {
			return nil, fmt.Errorf("encode the request: %w", err)
		}
	}
	if call.Method == "" {
		call.Method = http.MethodGet
		if body != nil {
			call.Method = http.MethodPost
		}
	}
	call.Idempotent = call.Idempotent || call.Method == http.MethodGet || call.Method == http.MethodHead
	target := call.Path
	if !strings.HasPrefix(target, "http://") && !strings.HasPrefix(target, "https://") {
		target = c.opt.BaseURL + "/" + strings.TrimLeft(target, "/")
	}
	u, err := url.Parse(target)
	if err != nil {
		return nil, fmt.Errorf("path of the request: %w", err)
	}
	if u.Host != c.base.Host && !call.NoAuth && c.opt.Auth != nil {
		return nil, fmt.Errorf("address on %s instead of %s: credentials are not sent there", u.Host, c.base.Host)
	}
	if len(call.Query) > 0 {
		q := u.Query()
		for k, v := range call.Query {
			q[k] = v
		}
		u.RawQuery = q.Encode()
	}
	var reader any
	if body != nil {
		reader = body
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, call.Method, u.String(), reader)
	if err != nil {
		return nil, err
	}
	c.headers(req.Header, call, body != nil)
	return req, nil
}

func (c *Client) headers(h http.Header, call *Call, hasBody bool) {
	h.Set("User-Agent", c.env.UserAgent)
	if c.env.UserAgent == "" {
		h.Set("User-Agent", "tierloop")
	}
	if !call.Raw {
		h.Set("Accept", "application/json")
	}
	if hasBody {
		h.Set("Content-Type", "application/json")
		if call.ContentType != "" {
			h.Set("Content-Type", call.ContentType)
		}
	}
	for _, more := range []http.Header{c.opt.Header, call.Header} {
		for k, v := range more {
			h[http.CanonicalHeaderKey(k)] = v
		}
	}
}

// sameHostRead follows a redirect of a read on the same host; any other is an
// answer, so that a body is not sent twice and credentials stay where they are.
func sameHostRead(req *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) <= 3 && req.URL.Host == first.URL.Host && (first.Method == http.MethodGet || first.Method == http.MethodHead) {
		return nil
	}
	return http.ErrUseLastResponse
}

// readAll reads at most limit bytes; tooLarge says that there was more.
func readAll(r io.Reader, limit int64) (body []byte, tooLarge bool, err error) {
	body, err = io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(body)) > limit {
		return nil, true, nil
	}
	return body, false, err
}
