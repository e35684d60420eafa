package web_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

// Whoever came by the token of a session does not go on with it when its owner logs in anew.
func TestALoginEndsTheSessionOfBefore(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	w.account(access.Person{Name: "li", Role: model.Viewer})
	c := w.as("chen")
	before := c.session()
	for _, name := range []string{"chen", "li"} {
		if got := c.post("/login", "name", name, "password", password); got.status != http.StatusSeeOther {
			t.Fatalf("login as %s: status %d", name, got.status)
		}
		if got := w.withCookie(before).get("/account"); got.status != http.StatusSeeOther {
			t.Errorf("after a login as %s the session of before goes on", name)
		}
		before = c.session()
		if got := c.get("/account"); got.status != http.StatusOK {
			t.Errorf("%s is not in: status %d", name, got.status)
		}
	}
}

// A code that is shown for something grave renews the token of the session too.
func TestAProofRenewsTheToken(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "careful", Role: model.Admin})
	device := w.enrol("careful")
	w.clock.Advance(access.ProofLife)
	c := w.as("careful", device)
	w.clock.Advance(access.ProofLife)
	before := c.session()
	if got := c.post("/users/careful/invite", "second_factor_code", device.code()); got.status != http.StatusOK {
		t.Fatalf("with a code: status %d", got.status)
	}
	if c.session() == before || w.withCookie(before).get("/account").status == http.StatusOK {
		t.Error("the token of before is good still")
	}
	if got := c.get("/account"); got.status != http.StatusOK {
		t.Errorf("the owner is out: status %d", got.status)
	}
}

// session is the token in the browser's cookie.
func (c *client) session() string {
	c.w.t.Helper()
	req, err := http.NewRequest(http.MethodGet, c.w.url, nil)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for _, k := range c.Jar.Cookies(req.URL) {
		if k.Name == "tierloop" {
			return k.Value
		}
	}
	c.w.t.Fatal("no session")
	return ""
}

// The name of a file stands in the audit log and names a list: a store takes no text that
// is none, or endless.
func TestAFileWithAnOddNameIsRefused(t *testing.T) {
	w := newWorld(t)
	w.people()
	c := w.as("chen")
	for name, status := range map[string]int{"b\xff.csv": 422, strings.Repeat("长", 121) + ".csv": 422, "../../上级.csv": 303} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write([]byte("child,parent\n"))
		}
		if err = firstOf(err, form.Close()); err != nil {
			t.Fatal(err)
		}
		got := c.sendText("POST", "/imports/parents", body.String(), "Content-Type", form.FormDataContentType(), "Sec-Fetch-Site", "same-origin")
		if got.status != status || status == 422 && !strings.Contains(got.body, "rename the file") {
			t.Errorf("%.20q: status %d, want %d", name, got.status, status)
		}
	}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestFormsHoldReasonsAndListsToTheirLength(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.account(access.Person{Name: "approver", Role: model.Approver})
	long := strings.Repeat("长", 501)
	for path, who := range map[string]string{"/customers/G-SUZHOU1/reveal": "approver", "/customers/G-SUZHOU1/override": "chen", "/review/decide": "chen", "/requests/1": "chen", "/scores": "approver"} {
		if got := w.as(who).post(path, "reason", long); got.status != http.StatusBadRequest {
			t.Errorf("%s with an endless reason: status %d", path, got.status)
		}
	}
	form := []string{"answer", "approve"}
	for range 1001 {
		form = append(form, "score", "4-a")
	}
	if got := w.as("approver").post("/scores", form...); got.status != http.StatusBadRequest {
		t.Errorf("more scores than a page has: status %d", got.status)
	}
}

// A search leads to the page that was asked for, whatever letters its path has.
func TestASearchKeepsItsPath(t *testing.T) {
	w := newWorld(t)
	w.people()
	c := w.as("chen")
	for _, path := range []string{"/plans/a%3Fb", "/plans/a%0d%0aX-Evil:1", "/plans/%2F%2Fevil.example", "/customers"} {
		to := c.get(path + "?q=x").header.Get("Location")
		if !strings.HasPrefix(strings.ToLower(to), strings.ToLower(path)+"?find=") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
}

// What somebody may not do, and addresses that were changed, are for the log.
func TestRefusalsStandInTheLog(t *testing.T) {
	var log bytes.Buffer
	w := newWorld(t, func(o *web.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	w.account(access.Person{Name: "wu", Role: model.Viewer, Units: []string{"east"}})
	token := w.token("wu", "", "customers.read")
	w.as("wu").get("/users/zhangsan?phone=13800007777")
	w.as("wu").get("/customers?after=changed")
	token.get("/api/v1/runs")
	token.get("/api/v1/entities?after=changed")
	a, err := w.guard.AccountByName(ctx, model.SystemPrincipal(), "wu")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`route="GET /users/{name}" account=%d token=0`, `changed" route="GET /customers" account=%d`, `route="GET /api/v1/runs" account=%d token=1`, `changed" route="GET /api/v1/entities" account=%d token=1`} {
		if want = fmt.Sprintf(want, a.ID); !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, log.String())
		}
	}
	if strings.Contains(log.String(), "zhangsan") || strings.Contains(log.String(), "1380000") {
		t.Errorf("the log tells what was asked for:\n%s", log.String())
	}
}
