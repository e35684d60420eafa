package web_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// fakeDesk keeps requests in the store as the program does, without the audit log, and
// has two scores that wait: one of chen, one of li.
type fakeDesk struct {
	db       *store.DB
	answered []string
}

func (f *fakeDesk) tx(fn func(*store.Tx) error) error { return f.db.InTx(ctx, store.Fence{}, fn) }

func (f *fakeDesk) AskToSee(ctx context.Context, p model.Principal, entity, reason string) error {
	return f.tx(func(tx *store.Tx) error {
		n, err := tx.AskToSee(ctx, p, entity, reason)
		if err == nil && n == 0 {
			err = &web.Refusal{Text: model.Text{ZH: "没有可申请的部分", EN: "there is nothing to ask for"}}
		}
		return err
	})
}

func (f *fakeDesk) AnswerView(ctx context.Context, p model.Principal, id int64, until time.Time, reason string) error {
	return f.tx(func(tx *store.Tx) error { _, err := tx.DecideView(ctx, p, id, until, reason); return err })
}

func (f *fakeDesk) EndView(ctx context.Context, p model.Principal, id int64, reason string) error {
	return f.tx(func(tx *store.Tx) error { _, err := tx.EndView(ctx, p, id, reason); return err })
}

// asking is a world with viewers of east and med, and stewards of both and of the group.
func asking(t *testing.T) *world {
	w := newWorld(t)
	w.people()
	for _, p := range []access.Person{{Name: "wu", Role: model.Viewer, Units: []string{"east"}, Masked: []string{"phone"}}, {Name: "zhao", Role: model.Steward, Units: []string{"med"}},
		{Name: "sun", Role: model.Steward, Units: []string{"east"}}, {Name: "qian", Role: model.Analyst}} {
		w.account(p)
	}
	return w
}

var requestForm = regexp.MustCompile(`action="(/requests/\d+)"`)

func TestAUnitAsksToSeeAndTheOwnerGrantsForATime(t *testing.T) {
	w := asking(t)
	wu, zhao := w.as("wu"), w.as("zhao")
	const page, hidden = "/customers/G-SUZHOU1", "yonbip/customer/C00871"
	if got := wu.get(page); strings.Contains(got.body, hidden) || !strings.Contains(got.body, "Ask to see") || !strings.Contains(got.body, "a few more records") {
		t.Fatalf("before the question:\n%s", got.body)
	}
	if got := wu.post(page + "/ask"); got.status != 422 || !strings.Contains(got.body, "A reason is needed") {
		t.Errorf("without a reason: %d", got.status)
	}
	if got := wu.post(page+"/ask", "reason", "one offer for both"); got.status != 303 {
		t.Fatalf("asked: %d\n%s", got.status, got.body)
	}
	if got := wu.get(page); strings.Contains(got.body, hidden) || !strings.Contains(got.body, "still to come") || strings.Contains(got.body, "/ask\"") {
		t.Errorf("while it waits:\n%s", got.body)
	}
	if got := wu.get("/requests"); !strings.Contains(got.body, "one offer for both") || !strings.Contains(got.body, "waiting") || strings.Contains(got.body, "医疗") || strings.Contains(got.body, "name=\"answer\"") {
		t.Errorf("what wu asked:\n%s", got.body)
	}
	if got := zhao.get("/"); !strings.Contains(got.body, `aria-label="Open 1 request to see a customer waits for an answer"`) {
		t.Errorf("the overview of somebody of a unit says nothing of what waits:\n%s", got.body)
	}
	got := zhao.get("/requests")
	form := requestForm.FindStringSubmatch(got.body)
	if form == nil || !strings.Contains(got.body, "医疗") || !strings.Contains(got.body, "泊岚电气") {
		t.Fatalf("what zhao has to answer:\n%s", got.body)
	}
	if got := zhao.post(form[1], "answer", "grant", "days", "7"); got.status != 422 || !strings.Contains(got.body, "A reason is needed") {
		t.Errorf("without a reason: %d", got.status)
	}
	for _, bad := range [][]string{{"answer", "grant", "days", "400", "reason", "r"}, {"answer", "whatever", "reason", "r"}} {
		if got := zhao.post(form[1], bad...); got.status != 404 {
			t.Errorf("%q: %d", bad, got.status)
		}
	}
	if got := zhao.post(form[1], "answer", "grant", "days", "7", "reason", "joint tender"); got.status != 303 {
		t.Fatalf("granted: %d", got.status)
	}
	if got := wu.get(page); !strings.Contains(got.body, hidden) || !strings.Contains(got.body, "With their consent") || strings.Contains(got.body, "51288880000") {
		t.Errorf("granted, and phones masked as ever:\n%s", got.body)
	}
	for _, path := range []string{"/customers", "/customers?q=C00871", "/search?q=C00871"} {
		if got := wu.page(path); strings.Contains(got.body, hidden) {
			t.Errorf("a grant shows more on %s", path)
		}
	}
	token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), "wu", "", []string{"customers.read"}, 240*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if got := w.withToken(token).get("/api/v1/entities/G-SUZHOU1"); !strings.Contains(got.body, "C00871") {
		t.Errorf("by the API: %s", got.body)
	}
	w.clock.Advance(8 * 24 * time.Hour)
	wu = w.as("wu")
	if got := wu.get(page); strings.Contains(got.body, hidden) || !strings.Contains(got.body, "is over") || !strings.Contains(got.body, "Ask to see") {
		t.Errorf("when the time is over:\n%s", got.body)
	}
	if got := w.withToken(token).get("/api/v1/entities/G-SUZHOU1"); strings.Contains(got.body, "C00871") {
		t.Errorf("by the API, later: %s", got.body)
	}
}

// A grant opens records as the masks leave them: looking behind the masks is for what is
// of one's own units.
func TestALookBehindTheMasksShowsNothingOfOtherUnits(t *testing.T) {
	w := asking(t)
	wu, zhao := w.as("wu"), w.as("zhao")
	const page = "/customers/G-SUZHOU1"
	wu.post(page+"/ask", "reason", "one offer for both")
	if got := zhao.post(requestForm.FindStringSubmatch(zhao.get("/requests").body)[1], "answer", "grant", "days", "7", "reason", "agreed"); got.status != 303 {
		t.Fatalf("granted: %d", got.status)
	}
	before := wu.get(page).body
	got := wu.post(page+"/reveal", "reason", "a call back")
	if got.status != 200 || !strings.Contains(got.body, "yonbip/customer/C00871") || strings.Contains(got.body, "51288880000") {
		t.Errorf("status %d, and the phone of another unit", got.status)
	}
	if strings.Count(got.body, "•••") >= strings.Count(before, "•••") {
		t.Errorf("nothing of the own unit is shown:\n%s", got.body)
	}
}

func TestAGrantIsTakenBackAndARequestDeclined(t *testing.T) {
	w := asking(t)
	wu, zhao := w.as("wu"), w.as("zhao")
	const page = "/customers/G-SUZHOU1"
	ask := func() string {
		t.Helper()
		wu.post(page+"/ask", "reason", "one offer for both")
		form := requestForm.FindStringSubmatch(zhao.get("/requests").body)
		if form == nil {
			t.Fatal("nothing waits for zhao")
		}
		return form[1]
	}
	zhao.post(ask(), "answer", "decline", "reason", "not for a tender")
	if got := wu.get(page); !strings.Contains(got.body, "was declined") || !strings.Contains(got.body, "not for a tender") {
		t.Errorf("declined:\n%s", got.body)
	}
	path := ask()
	zhao.post(path, "answer", "grant", "days", "30", "reason", "agreed")
	if got := zhao.post(path, "answer", "end", "reason", "tender is over"); got.status != 303 {
		t.Errorf("taken back: %d", got.status)
	}
	if got := wu.get(page); strings.Contains(got.body, "C00871") || !strings.Contains(got.body, "tender is over") {
		t.Errorf("taken back:\n%s", got.body)
	}
	if got := zhao.post(path, "answer", "end", "reason", "again"); got.status != 404 {
		t.Errorf("taken back twice: %d", got.status)
	}
}

func TestOnlyTheOwnerAnswersARequest(t *testing.T) {
	w := asking(t)
	w.as("wu").post("/customers/G-SUZHOU1/ask", "reason", "one offer for both")
	sun := w.as("sun")
	if got := sun.get("/requests"); strings.Contains(got.body, "one offer for both") {
		t.Errorf("a steward of another unit sees it:\n%s", got.body)
	}
	if got := sun.post("/requests/1", "answer", "grant", "days", "7", "reason", "r"); got.status != 404 {
		t.Errorf("a steward of another unit answers: %d", got.status)
	}
	if got := w.as("wu").post("/requests/1", "answer", "grant", "days", "7", "reason", "r"); got.status != 403 {
		t.Errorf("a viewer answers: %d", got.status)
	}
	if got := w.as("wu").post("/customers/G-NORVIK2/ask", "reason", "r"); got.status != 404 {
		t.Errorf("a customer without a part of one's own: %d", got.status)
	}
	if got := w.as("chen").get("/requests"); !strings.Contains(got.body, "one offer for both") || strings.Contains(got.body, "What I asked") {
		t.Errorf("a steward of the group:\n%s", got.body)
	}
	qian := w.as("qian")
	if got := qian.get("/customers"); strings.Contains(got.body, `href="/requests"`) {
		t.Error("the menu of somebody who sees all and answers nothing has it")
	}
	if got := qian.get("/requests"); got.status != 200 || !strings.Contains(got.body, "need not ask") {
		t.Errorf("their page: %d", got.status)
	}
}
