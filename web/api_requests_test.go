package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// told sends a document and holds the answer against the one of the API.
func (c *client) told(path, body string, status int) object {
	c.w.t.Helper()
	got := c.sendJSON("/api/v1"+path, body)
	var v object
	if err := json.Unmarshal([]byte(got.body), &v); err != nil || got.status != status {
		c.w.t.Fatalf("%s %s: status %d, want %d, %v\n%s", path, body, got.status, status, err, got.body)
	}
	if kind := got.header.Get("Content-Type"); (status >= 400) != (kind == "application/problem+json") {
		c.w.t.Errorf("%s: status %d as %s", path, status, kind)
	}
	return v
}

// token is a program with a token for an account.
func (w *world) token(account, name string, scopes ...string) *client {
	w.t.Helper()
	token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), account, name, scopes, 240*time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.withToken(token)
}

// What people do on the pages of requests, programs do by the same rules.
func TestProgramsAskAndAnswerRequestsToSee(t *testing.T) {
	w := asking(t)
	wu, zhao, sun := w.token("wu", "offers", everything...), w.token("zhao", "desk", everything...), w.token("sun", "", everything...)
	const ask = "/entities/G-SUZHOU1/requests"
	for body, status := range map[string]int{`{}`: 422, `{"reason":" "}`: 422, `{"reason":"` + strings.Repeat("长", 501) + `"}`: 400, `{"reason":"r","units":["med"]}`: 400, `{"reason":"r"} {}`: 400, ``: 400} {
		wu.told(ask, body, status)
	}
	wu.told("/entities/G-NORVIK2/requests", `{"reason":"r"}`, http.StatusNotFound)
	first := wu.told(ask, `{"reason":"one offer for both"}`, http.StatusCreated)
	err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		_, err := tx.ApplyMaster(ctx, 9, store.MasterChange{Redirects: []store.Redirect{{From: "G-BEFORE1", To: "G-SUZHOU1"}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	again := wu.told("/entities/G-BEFORE1/requests", `{"reason":"one offer for both"}`, http.StatusOK)
	if first["state"] != "waiting" || first["asked_at"] != again["asked_at"] {
		t.Errorf("asked as %v, then as %v", first, again)
	}
	if err := fits(openAPI(t), object{"$ref": "#/components/schemas/Asked"}, again, "asked"); err != nil {
		t.Error(err)
	}
	zhao.told("/entities/G-NORVIK1/requests", `{"reason":"r"}`, http.StatusNotFound)
	if got := wu.get("/api/v1/requests/1"); got.status != http.StatusForbidden {
		t.Errorf("a viewer reads what is to be answered: %d", got.status)
	}
	if got := sun.get("/api/v1/requests/1"); got.status != http.StatusNotFound {
		t.Errorf("a steward of another unit reads it: %d", got.status)
	}
	sun.told("/requests/1/grant", `{"reason":"r","days":7}`, http.StatusNotFound)
	for body, status := range map[string]int{`{"reason":"r","days":8}`: 400, `{"days":7}`: 422} {
		zhao.told("/requests/1/grant", body, status)
	}
	zhao.told("/requests/nothing/grant", `{"reason":"r","days":7}`, http.StatusNotFound)
	zhao.told("/requests/1/end", `{"reason":"r"}`, http.StatusConflict)
	const grant = `{"reason":"joint tender","days":7}`
	granted := zhao.told("/requests/1/grant", grant, http.StatusOK)
	w.clock.Advance(time.Minute)
	if again := zhao.told("/requests/1/grant", grant, http.StatusOK); again["until"] != granted["until"] || granted["state"] != "granted" || granted["unit"] != "med" {
		t.Errorf("granted as %v, then as %v", granted, again)
	}
	if err := fits(openAPI(t), object{"$ref": "#/components/schemas/Request"}, granted, "request"); err != nil {
		t.Error(err)
	}
	if p := zhao.told("/requests/1/decline", `{"reason":"no"}`, http.StatusConflict); !strings.Contains(p["detail"].(string), "granted, by zhao") {
		t.Errorf("declined after that: %v", p)
	}
	if got := wu.get("/api/v1/requests/asked"); !strings.Contains(got.body, `"granted"`) || strings.Contains(got.body, "med") {
		t.Errorf("who asked is told %s", got.body)
	}
	for range 2 {
		if ended := zhao.told("/requests/1/end", `{"reason":"tender is over"}`, http.StatusOK); ended["state"] != "ended" {
			t.Errorf("ended as %v", ended)
		}
	}
	wu.told(ask, `{"reason":"a second tender"}`, http.StatusCreated)
	for state, want := range map[string]string{"": "a second tender", "waiting": "a second tender", "answered": "tender is over"} {
		if got := zhao.get("/api/v1/requests?state=" + state); got.status != 200 || strings.Count(got.body, `"id"`) != 1 || !strings.Contains(got.body, want) {
			t.Errorf("those of state %q: %d %s", state, got.status, got.body)
		}
	}
	if got := zhao.get("/api/v1/requests?state=all"); got.status != http.StatusBadRequest {
		t.Errorf("those of no state: %d", got.status)
	}
	w.token("qian", "", everything...).told(ask, `{"reason":"r"}`, http.StatusUnprocessableEntity)
}

func TestProgramsEnterAndAnswerScores(t *testing.T) {
	var desk *fakeDesk
	w := newWorld(t, func(o *web.Options) { desk = o.Scores.(*fakeDesk) })
	w.account(access.Person{Name: "li", Role: model.Approver})
	enter, approve := w.token("li", "visits", "scores.enter"), w.token("li", "", "scores.enter", "scores.approve")
	if got := enter.get("/api/v1/scores?limit=1"); got.status != 200 || !strings.Contains(got.body, `"key":"4-a"`) || !strings.Contains(got.body, `"next":"4"`) {
		t.Errorf("the first page: %d %s", got.status, got.body)
	}
	if got := enter.get("/api/v1/scores?limit=1&after=4"); !strings.Contains(got.body, `"key":"9-b"`) || strings.Contains(got.body, `"next"`) {
		t.Errorf("the second page: %s", got.body)
	}
	for body, status := range map[string]int{`{"scores":[]}`: 400, `{"scores":[{"customer":"crm/account/1","indicator":"referral","score":80}]}`: 400, `{"scores":[{"author":"wu"}]}`: 400} {
		enter.told("/scores", body, status)
	}
	bad := enter.told("/scores", `{"scores":[{"customer":"C1","indicator":"referral","score":"80"},{"customer":"C1","indicator":"x","score":"80"}]}`, http.StatusUnprocessableEntity)
	if f := list(bad["faults"]); len(f) != 1 || f[0].(object)["row"] != 2.0 || f[0].(object)["field"] != "indicator" {
		t.Errorf("faults %v", bad)
	}
	if err := fits(openAPI(t), object{"$ref": "#/components/schemas/Problem"}, bad, "problem"); err != nil {
		t.Error(err)
	}
	enter.told("/scores", `{"scores":[{"customer":"C1","indicator":"referral","score":"80"}]}`, http.StatusOK)
	if got := enter.sendJSON("/api/v1/scores/approve", `{"keys":["4-a"]}`); got.status != http.StatusForbidden {
		t.Errorf("without the scope: %d", got.status)
	}
	approve.told("/scores/approve", `{"keys":[]}`, http.StatusBadRequest)
	if p := approve.told("/scores/approve", `{"keys":["4-b"]}`, http.StatusConflict); p["detail"] != "changed meanwhile" {
		t.Errorf("another entry: %v", p)
	}
	approve.told("/scores/approve", `{"keys":["4-a"]}`, http.StatusOK)
	approve.told("/scores/decline", `{"keys":["4-a"]}`, http.StatusUnprocessableEntity)
	approve.told("/scores/decline", `{"keys":["4-a"],"reason":"no visit"}`, http.StatusOK)
	if got := strings.Join(desk.answered, "; "); got != "li by visits enters [{C1 referral 80 }]; li approves [4-a]; li declines for no visit [4-a]" {
		t.Errorf("done: %s", got)
	}
}
