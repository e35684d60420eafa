package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

func (f *fakeDesk) CountWaitingScores(context.Context, model.Principal) (int64, error) { return 2, nil }

func (f *fakeDesk) WaitingScores(_ context.Context, p model.Principal, after int64, _ int) ([]web.WaitingScore, error) {
	all := []web.WaitingScore{
		{ID: 4, Key: "4-a", Entity: "G-SUZHOU1", Name: "泊岚电气（苏州）有限公司", Entered: morning, IndicatorID: "referral", Indicator: model.Text{ZH: "推荐意愿", EN: "referral"}, Range: "0..100", Score: "80", Before: "60", Day: model.NewDate(2026, 11, 18), Author: "chen", Role: "sales_manager"},
		{ID: 9, Key: "9-b", Entity: "G-NORVIK1", Name: "Norvik Marine AB", Entered: morning, IndicatorID: "referral", Indicator: model.Text{ZH: "推荐意愿", EN: "referral"}, Range: "0..100", Score: "35", Day: model.NewDate(2026, 11, 19), Author: "li", Role: "sales_manager"},
	}
	var out []web.WaitingScore
	for _, s := range all {
		if s.Own = s.Author == p.Name; s.ID > after {
			out = append(out, s)
		}
	}
	return out, nil
}

func (f *fakeDesk) EnterScores(_ context.Context, p model.Principal, _ string, scores []web.GivenScore) (faults []web.ImportFault, err error) {
	for i, s := range scores {
		if s.Indicator != "referral" {
			faults = append(faults, web.ImportFault{Row: i + 1, Column: "indicator", Text: "no such indicator"})
		}
	}
	if len(faults) == 0 {
		f.answered = append(f.answered, fmt.Sprint(p.Name, " by ", p.Token, " enters ", scores))
	}
	return faults, nil
}

func (f *fakeDesk) answer(what string, p model.Principal, keys []string) error {
	if keys[0] != "4-a" && keys[0] != "9-b" {
		return &web.Refusal{Text: model.Text{ZH: "有变化", EN: "changed meanwhile"}, Changed: true}
	}
	f.answered = append(f.answered, fmt.Sprint(p.Name, " ", what, " ", keys))
	return nil
}

func (f *fakeDesk) ApproveScores(_ context.Context, p model.Principal, keys []string) error {
	return f.answer("approves", p, keys)
}

func (f *fakeDesk) DeclineScores(_ context.Context, p model.Principal, keys []string, reason string) error {
	return f.answer("declines for "+reason, p, keys)
}

func TestScoresWaitForASecondPairOfEyes(t *testing.T) {
	var desk *fakeDesk
	w := newWorld(t, func(o *web.Options) { desk = o.Scores.(*fakeDesk) })
	w.runs(model.RunDone)
	w.account(access.Person{Name: "li", Role: model.Approver})
	w.account(access.Person{Name: "chen", Role: model.Steward})
	li, chen := w.as("li"), w.as("chen")
	page := li.get("/scores").body
	for _, want := range []string{"Waiting for approval (2)", "泊岚电气（苏州）有限公司", "60", "<b>80</b>", `value="4-a"`, "Your own: somebody else", "Approve those picked"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, `value="9-b"`) {
		t.Error("one's own score can be picked")
	}
	if page := chen.get("/scores").body; strings.Contains(page, "Approve those picked") || !strings.Contains(page, "Norvik") {
		t.Errorf("a steward sees what waits and approves nothing:\n%s", page)
	}
	if page := li.get("/").body; !strings.Contains(page, "2 manual scores wait") {
		t.Errorf("the overview does not say so:\n%s", page)
	}
	for _, c := range []struct {
		form   []string
		status int
		says   string
	}{
		{[]string{"answer", "approve"}, 422, "Tick the scores first"},
		{[]string{"answer", "decline", "score", "4-a"}, 422, "A reason is needed to decline"},
		{[]string{"answer", "approve", "score", "7"}, 422, "changed meanwhile"},
		{[]string{"answer", "approve", "score", "4-b"}, 422, "changed meanwhile"},
		{[]string{"answer", "erase", "score", "4-a"}, 404, ""},
		{[]string{"answer", "approve", "score", "4-a"}, 303, ""},
		{[]string{"answer", "decline", "score", "4-a", "reason", "too high"}, 303, ""},
	} {
		if got := li.post("/scores", c.form...); got.status != c.status || !strings.Contains(got.body, c.says) {
			t.Errorf("%q: %d, want %d %q\n%s", c.form, got.status, c.status, c.says, got.body)
		}
	}
	if got := chen.post("/scores", "answer", "approve", "score", "9-b"); got.status != 403 {
		t.Errorf("a steward approves: %d", got.status)
	}
	if got := strings.Join(desk.answered, "; "); got != "li approves [4-a]; li declines for too high [4-a]" {
		t.Errorf("done: %s", got)
	}
	if got := li.get("/scores?after=9").body; !strings.Contains(got, "No more scores wait") {
		t.Errorf("the page after the last:\n%s", got)
	}
}
