package web_test

import (
	"context"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
	"github.com/tierloop/tierloop/report/ops"
	"github.com/tierloop/tierloop/report/trail"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// password is that of every account of these tests.
const password = "correct horse battery"

// world is a console on a store of its own, on a clock that is moved by hand.
type world struct {
	t     *testing.T
	db    *store.DB
	clock *clock.Manual
	guard *access.Guard
	url   string
	// steward is what the pages about customers ask.
	steward *fakeSteward
}

var (
	ctx     = context.Background()
	morning = time.Date(2026, 11, 20, 1, 30, 0, 0, time.UTC)
)

func newWorld(t *testing.T, change ...func(*web.Options)) *world {
	t.Helper()
	return newWorldAt(t, func(_ string, o *web.Options) {
		for _, fn := range change {
			fn(o)
		}
	})
}

// newWorldAt is newWorld for what has to know the address of the console.
func newWorldAt(t *testing.T, change func(url string, o *web.Options)) *world {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	url := "http://" + server.Listener.Addr().String()
	c := clock.NewManual(morning)
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "store.db"), store.Options{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	guard, err := access.NewGuard(ctx, db, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	opt := web.Options{Guard: guard, Clock: c, Zone: time.FixedZone("CST", 8*3600), Group: "澜岳集团", Version: "test", Language: "en",
		Units: []web.Unit{{ID: "east", Label: "华东"}, {ID: "med", Label: "医疗"}},
		Ops:   &ops.Room{Store: db}, Operator: &fakeOperator{}, Analyst: fakeAnalyst{}, Trials: &fakeTrials{}, Importer: &fakeImporter{}, Exporter: &fakeExporter{}, Privacy: &fakePrivacy{},
		Trail: &trail.Room{Store: db}, Customers: &customers.Room{Store: db, Policy: "group", Ladder: []string{"A", "B"}}, Settings: []web.Setting{{What: model.Text{ZH: "存储", EN: "Store"}, Value: "sqlite"}},
	}
	steward := stewarded(db, &opt)
	desk := &fakeDesk{db: db}
	opt.Requests, opt.Scores = desk, desk
	change(url, &opt)
	pages, err := web.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = pages
	server.Start()
	t.Cleanup(server.Close)
	return &world{t, db, c, guard, url, steward}
}

// account makes an account that can log in.
func (w *world) account(p access.Person) {
	w.t.Helper()
	if err := w.guard.AddAccountWithPassword(ctx, model.SystemPrincipal(), p, password); err != nil {
		w.t.Fatal(err)
	}
}

// runs stores a few runs.
func (w *world) runs(states ...model.RunState) {
	w.t.Helper()
	for i, s := range states {
		r := model.Run{ID: "run-" + string(rune('a'+i)), Job: "nightly", Trigger: "schedule", State: s, Started: w.clock.Now()}
		err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			_, err := tx.StartRun(ctx, r)
			return err
		})
		w.clock.Advance(time.Duration(i+3) * time.Minute)
		if err == nil && s != model.RunRunning {
			err = w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.FinishRun(ctx, r) })
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// client is somebody with a browser's cookies, who follows no redirect.
type client struct {
	w *world
	*http.Client
	token string // of the API
}

func (w *world) client() *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &client{w: w, Client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a client that is logged in, with the device of its second factor, if any.
func (w *world) as(name string, device ...*device) *client {
	w.t.Helper()
	c := w.client()
	got := c.post("/login", "name", name, "password", password)
	for _, d := range device {
		got = c.post("/login/code", "code", d.code())
	}
	if got.status != http.StatusSeeOther {
		w.t.Fatalf("login as %s: status %d\n%s", name, got.status, got.body)
	}
	return c
}

// withCookie is a client whose cookie of the session was made up.
func (w *world) withCookie(token string) *client {
	c := w.client()
	u, err := url.Parse(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	c.Jar.SetCookies(u, []*http.Cookie{{Name: "tierloop", Value: token, Path: "/"}})
	return c
}

// withToken is a program with a token of the API.
func (w *world) withToken(token string) *client {
	c := w.client()
	c.token = token
	return c
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (c *client) get(path string) answer { return c.do("GET", path, nil) }

// page is get, with a search sealed first as a form would.
func (c *client) page(path string) answer {
	got := c.get(path)
	if to := got.header.Get("Location"); got.status == http.StatusSeeOther && strings.Contains(to, "find=") {
		return c.get(to)
	}
	return got
}

// post sends a form of names and values as our own page would.
func (c *client) post(path string, form ...string) answer {
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return c.do("POST", path, values, "Sec-Fetch-Site", "same-origin")
}

func (c *client) do(method, path string, form url.Values, headers ...string) answer {
	c.w.t.Helper()
	if method == "POST" {
		headers = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)
	}
	return c.sendText(method, path, form.Encode(), headers...)
}

// sendText sends a body as it is.
func (c *client) sendText(method, path, body string, headers ...string) answer {
	c.w.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, c.w.url+path, strings.NewReader(body))
	if err != nil {
		c.w.t.Fatal(err)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return c.send(req)
}

func (c *client) send(req *http.Request) answer {
	c.w.t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	// Where a line may break is no part of what it says.
	return answer{resp.StatusCode, resp.Header, strings.ReplaceAll(string(body), "<wbr>", "")}
}

func hexOf(s model.Session) string { return hex.EncodeToString(s.Hash) }
