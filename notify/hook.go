package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/tierloop/tierloop/internal/jsonvalue"
	"golang.org/x/time/rate"
)

// platform is what one chat platform does in its own way.
type platform interface {
	// body is the request for a message within the limits of the platform. It may
	// add a signature to the address.
	body(m Message, s *Setup, now time.Time, address *url.URL) (any, error)
	// verdict reads an answer; nil is delivered.
	verdict(status int, body []byte) *Refused
	// again says after how long a refused message may be sent again; 0 is never.
	again(r *Refused) time.Duration
	// pace is the shortest time between two messages, and how many may come at once.
	pace() (time.Duration, int)
}

// hook posts messages to an incoming web hook.
type hook struct {
	Setup
	platform
	client *retryablehttp.Client
	limit  *rate.Limiter
}

const (
	answerMost = 64 << 10
	tries      = 3 // of one message, when the platform says that it comes too fast
)

func newHook(s Setup, p platform) *hook {
	c := retryablehttp.NewClient()
	c.HTTPClient = &http.Client{Transport: s.Transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c.Logger = nil // it would log the address, which holds the secret
	c.RetryMax, c.RetryWaitMin, c.RetryWaitMax = 3, time.Second, 20*time.Second
	c.CheckRetry = func(ctx context.Context, r *http.Response, err error) (bool, error) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		return err != nil || r.StatusCode >= 500, nil
	}
	c.ErrorHandler = retryablehttp.PassthroughErrorHandler
	every, burst := p.pace()
	return &hook{Setup: s, platform: p, client: c, limit: rate.NewLimiter(rate.Every(every), burst)}
}

// Send posts the message. A platform that is asked too often is given the time
// that it wants.
func (h *hook) Send(ctx context.Context, m Message) error {
	for try := 1; ; try++ {
		if err := h.limit.Wait(ctx); err != nil {
			return err
		}
		err := h.post(ctx, m)
		refused, ok := errors.AsType[*Refused](err)
		if !ok {
			return err
		}
		wait := h.again(refused)
		if wait == 0 || try == tries {
			return err
		}
		h.Log.Warn("notification comes too fast", "kind", h.Kind, "code", refused.Code, "wait", wait)
		if err := h.Clock.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func (h *hook) post(ctx context.Context, m Message) error {
	address, err := url.Parse(h.URL)
	if err != nil {
		return errors.New("url is no address")
	}
	body, err := h.body(m, &h.Setup, h.Clock.Now(), address)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return err
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, address.String(), text.Bytes())
	if err != nil {
		return errors.New("url is no address")
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", h.UserAgent)
	if w, ok := h.platform.(webhook); ok {
		w.sign(req.Header, h.Sign, h.Clock.Now(), text.Bytes())
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return withoutAddress(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerMost))
	if err != nil {
		return withoutAddress(err)
	}
	if r := h.verdict(resp.StatusCode, answer); r != nil {
		if after, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && r.Hint == "" {
			r.Hint = fmt.Sprintf("again in %d s", after)
		}
		return r
	}
	return nil
}

// withoutAddress takes the address out of an error of the HTTP client.
func withoutAddress(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// refusal reads an answer of the form {code, message}, in which ok is delivered.
func refusal(status int, body []byte, code, text, ok string) *Refused {
	var answer map[string]any
	if jsonvalue.Into(body, &answer) != nil || answer[code] == nil {
		return &Refused{Status: status, Said: cut(string(body), 200)}
	}
	got := fmt.Sprint(answer[code])
	if got == ok && status < 300 {
		return nil
	}
	said, _ := answer[text].(string)
	return &Refused{Status: status, Code: got, Said: cut(said, 200)}
}
