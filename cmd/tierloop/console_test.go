package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

const twinCustomers = `客户编号,客户名称,统一社会信用代码,联系电话,地址,上级客户编号
C1,星辰科技（深圳）有限公司,91440300710931256Q,,,
C2,星辰科技（深圳）有限公司,91440300254108679R,,,
C3,宁波海曙五金有限公司,91330200101692843E,,,
C4,宁波海曙五金有限公司,913302006307841967,,,
`

const twinOrders = `订单编号,客户编号,订单日期,金额,币种,状态
D-1,C1,2026-01-05,60,CNY,已完成
D-2,C2,2026-01-05,40,CNY,已完成
D-3,C3,2026-01-05,3000,CNY,已完成
`

// visitor is somebody at the console of the real engine.
type visitor struct {
	t    *testing.T
	base string
	http *http.Client
}

func (p visitor) get(path string) string {
	p.t.Helper()
	for {
		resp, err := p.http.Get(p.base + path)
		body := p.body(path, resp, err, http.StatusOK)
		if resp.Header.Get("Refresh") == "" {
			return body
		}
		time.Sleep(10 * time.Millisecond) // a report that is still being counted
	}
}

func (p visitor) post(path string, form ...string) string {
	p.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Add(form[i], form[i+1])
	}
	resp, err := p.http.PostForm(p.base+path, v)
	return p.body(path, resp, err, http.StatusOK)
}

func (p visitor) body(path string, resp *http.Response, err error, want int) string {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != want {
		p.t.Fatalf("%s: status %d, %v\n%s", path, resp.StatusCode, err, body)
	}
	return string(body)
}

// field is the value of a hidden field of the form that decides.
func field(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no field %s:\n%s", name, page)
	}
	return m[1]
}

// TestTheConsoleOnTheRealEngine walks through a steward's and an operator's day:
// everything that the pages ask and do goes through the engine and the store.
func TestTheConsoleOnTheRealEngine(t *testing.T) {
	ctx := t.Context()
	a, e := twinStore(t)
	pages, guard, err := a.console(ctx, e, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := guard.AddAccountWithPassword(ctx, model.SystemPrincipal(), access.Person{Name: "chief", Role: model.Admin}, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := visitor{t, server.URL, &http.Client{Jar: jar}}
	p.post("/login", "name", "chief", "password", "correct horse battery")
	p.post("/language", "language", "en", "back", "/")

	// The steward takes questions and says yes to the one with the most money.
	p.post("/review/claim")
	page := ""
	eventually(t, "the effect of a yes is known", func() bool {
		page = p.get("/review")
		return !strings.Contains(page, "being tried")
	})
	if !strings.Contains(page, "宁波海曙五金有限公司") {
		t.Fatalf("the first question is another:\n%s", page)
	}
	form := []string{"verdict", "same", "reason", "one licence"}
	for _, name := range []string{"kind", "a", "b", "q", "next"} {
		form = append(form, name, field(t, page, name))
	}
	p.post("/review/decide", form...)
	p.post("/review/settle")
	eventually(t, "the two records are one customer", func() bool {
		one, e1 := e.Store.EntityOf(ctx, model.SystemPrincipal(), model.Ref{Source: "inbox", Object: "customers", ID: "C3"})
		two, e2 := e.Store.EntityOf(ctx, model.SystemPrincipal(), model.Ref{Source: "inbox", Object: "customers", ID: "C4"})
		return e1 == nil && e2 == nil && one == two
	})
	if page := p.get("/review/history"); !strings.Contains(page, "one licence") {
		t.Errorf("the decision is not in the history:\n%s", page)
	}

	// The operator approves the plan that waits and has it written.
	plans, err := e.Store.Plans(ctx, model.SystemPrincipal(), 1)
	if err != nil || len(plans) == 0 || plans[0].State != model.PlanHeld {
		t.Fatalf("plans %+v, %v", plans, err)
	}
	id := plans[0].ID
	page = p.get("/plans/" + id)
	form = []string{"reason", "first go-live"}
	for _, m := range regexp.MustCompile(`name="gate" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form = append(form, "gate", m[1])
	}
	p.post("/plans/"+id+"/approve", form...)
	p.post("/plans/" + id + "/apply")
	eventually(t, "the plan is written", func() bool {
		plan, err := e.Store.Plan(ctx, model.SystemPrincipal(), id)
		return err == nil && plan.State == model.PlanApplied
	})
	var runs []store.StoredRun
	eventually(t, "the run that writes it has read back", func() bool {
		var err error
		runs, err = e.Store.Runs(ctx, model.SystemPrincipal(), store.RunFilter{Limit: 1})
		return err == nil && runs[0].State != model.RunRunning
	})
	for path, want := range map[string]string{
		"/": "Freshness", "/runs/" + runs[0].ID: "confirmed", "/connections": "inbox", "/dead": "No row waits",
		"/customers": "宁波海曙五金有限公司", "/reports/tiers": "customers", "/policy": "apiVersion", "/hierarchy": "", "/quality": "", "/audit": "review.same", "/exports": "Excel",
	} {
		if page := p.get(path); !strings.Contains(page, want) || strings.Contains(page, "⟦") {
			t.Errorf("%s lacks %q, or a text:\n%s", path, want, page)
		}
	}
	if file := p.get("/reports/tiers/file?format=csv"); !strings.Contains(file, "customers") {
		t.Errorf("the file of a report: %s", file)
	}
	if page := p.post("/connections/inbox/check"); !strings.Contains(page, "inbox answers") {
		t.Errorf("a check of a connection:\n%s", page)
	}
	if err := e.Store.VerifyAudit(ctx); err != nil {
		t.Errorf("the audit log: %v", err)
	}
}

// eventually waits for what goes on in the background.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("not within a minute: %s", what)
}
