package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// fakeTrials knows three trials: T-under is being computed, T-moves and T-past are
// done. It remembers what it was asked.
type fakeTrials struct{ asked []string }

func (f *fakeTrials) Check(text string) ([]web.Finding, bool) {
	if strings.Contains(text, "broken") {
		return []web.Finding{{Place: "policy.yaml:3:5", Code: "S1003", Error: true, Text: "unknown field", Fix: "take it out"}}, false
	}
	return nil, true
}

func (f *fakeTrials) Begin(_ context.Context, p model.Principal, ask web.TrialAsk) (string, error) {
	if strings.Contains(ask.Text, "busy") {
		return "", &web.Refusal{Text: model.Text{ZH: "另一个试算正在进行", EN: "another trial is being computed"}}
	}
	f.asked = append(f.asked, fmt.Sprintf("%s %s %q %s %s %s %s", p.Name, ask.Kind, ask.Text, ask.Against, ask.From, ask.Every, ask.Unit))
	return "T-under", nil
}

func (f *fakeTrials) Stop(_ context.Context, p model.Principal, id string) error {
	f.asked = append(f.asked, p.Name+" stops "+id)
	return nil
}

func (f *fakeTrials) Trial(_ context.Context, _ model.Principal, _, id string) (web.Trial, error) {
	t := web.Trial{TrialHead: web.TrialHead{ID: id, Kind: "preview", Author: "ana", State: "done", Policy: "group · 0123456789ab", Asked: morning, Ended: morning.Add(time.Minute)}, Ask: web.TrialAsk{Kind: "preview", Text: "name: tried"}}
	classes := []string{"Platinum", "Gold", "unrated"}
	matrix := [][]int64{{40, 2, 0, 42}, {5, 300, 1, 306}, {0, 3, 20, 23}, {45, 305, 21, 371}}
	switch id {
	case "T-under":
		t.State, t.Stage, t.Done, t.Of = "running", "scoring", 120, 371
	case "T-moves":
		t.Found = &web.TrialResult{AsOf: "2026-11-20", Customers: 371, Up: 5, Down: 2, Other: 4, Guard: "3.0 % move, more than the gate max_changed", Classes: classes, Matrix: matrix, Was: []int64{42, 306, 23}, Is: []int64{45, 305, 21},
			Units: []web.TrialUnit{{Unit: "east", Customers: 200, Up: 3, Down: 2, Other: 1}},
			Moves: []web.TrialMove{{Entity: "G-SUZHOU1", Name: "泊岚电气（苏州）有限公司", Units: []string{"east", "med"}, From: "Gold", To: "Platinum", Way: "up", Was: "77.9", Score: "88.1", Why: "revenue: 12 → 20 points"}}, More: 10}
	case "T-past":
		t.Kind = "backtest"
		t.Found = &web.TrialResult{AsOf: "2026-03-31 – 2026-09-30", Customers: 371, Changes: 31, Flaps: 4, RawChanges: 60, RawFlap: 21, Classes: classes, Matrix: matrix,
			Reviews: []web.TrialReview{{Day: "2026-03-31", Counts: []int64{40, 300, 31}, Best: 0.117, Rung: 1.88}, {Day: "2026-09-30", Counts: []int64{45, 305, 21}, Up: 9, Down: 2, Best: 0.128, Rung: 1.87}}}
	default:
		return t, store.ErrNotFound
	}
	return t, nil
}

func (f *fakeTrials) Latest(ctx context.Context, p model.Principal) ([]web.TrialHead, error) {
	under, _ := f.Trial(ctx, p, "en", "T-under")
	moves, _ := f.Trial(ctx, p, "en", "T-moves")
	return []web.TrialHead{under.TrialHead, moves.TrialHead}, nil
}

func (f *fakeTrials) File(_ context.Context, p model.Principal, _, id string) ([]byte, error) {
	if id == "T-past" {
		return nil, &web.Refusal{Text: model.Text{ZH: "没有变动清单", EN: "there is no list of moves"}}
	}
	return []byte("moves of " + id + " for " + p.Name), nil
}

func TestAPolicyIsTriedInTheConsole(t *testing.T) {
	f := &fakeTrials{}
	w := newWorld(t, func(opt *web.Options) { opt.Trials = f })
	w.account(access.Person{Name: "ana", Role: model.Analyst})
	w.account(access.Person{Name: "chen", Role: model.Steward})
	ana, chen := w.as("ana"), w.as("chen")
	for _, tt := range []struct {
		path string
		has  []string
	}{
		{"/policy", []string{"Try a change", "name: group", "Who would move", "computing", "T-moves"}},
		{"/policy?trial=T-moves", []string{"name: tried"}},
		{"/policy/trials/T-under", []string{"120 / 371", "every 2s", "Stop"}},
		{"/policy/trials/T-moves", []string{"3.0 % move", "华东", "Gold → Platinum", "77.9 → 88.1", "10 more move", "figures-0", "/policy/trials/T-moves/file"}},
		{"/policy/trials/T-past", []string{"2026-09-30", "12.8 %", "1.870", "by score alone: 21", "figures-1"}},
	} {
		got := ana.get(tt.path)
		for _, want := range tt.has {
			if got.status != http.StatusOK || !strings.Contains(got.body, want) || strings.Contains(got.body, "⟦") {
				t.Errorf("%s: status %d, lacks %q or a text:\n%s", tt.path, got.status, want, got.body)
			}
		}
	}
	if got := ana.get("/policy/trials/T-none"); got.status != http.StatusNotFound {
		t.Errorf("no such trial: status %d", got.status)
	}
	if got := chen.get("/policy/trials/T-moves"); got.status != http.StatusOK || strings.Contains(got.body, "/file") {
		t.Errorf("somebody who may not export: status %d, a link to the file", got.status)
	}
	if got := ana.get("/policy/trials/T-moves/file"); got.body != "moves of T-moves for ana" || !strings.Contains(got.header.Get("Content-Disposition"), ".xlsx") {
		t.Errorf("file: %s %v", got.body, got.header)
	}
	for _, tt := range []struct {
		form   []string
		status int
		has    string
	}{
		{[]string{"kind", "preview", "text", "broken"}, http.StatusUnprocessableEntity, "policy.yaml:3:5"},
		{[]string{"kind", "preview", "text", "busy"}, http.StatusUnprocessableEntity, "another trial is being computed"},
		{[]string{"kind", "check", "text", "fine"}, http.StatusOK, "Nothing to complain about"},
		{[]string{"kind", "guess", "text", "fine"}, http.StatusNotFound, ""},
		{[]string{"kind", "preview", "text", "a\r\nb", "unit", "east"}, http.StatusSeeOther, ""},
		{[]string{"kind", "backtest", "text", "b", "from", "2025-01-01", "every", "yearly"}, http.StatusSeeOther, ""},
		{[]string{"kind", "compare", "text", "c", "against", "T-moves"}, http.StatusSeeOther, ""},
	} {
		if got := ana.post("/policy/trials", tt.form...); got.status != tt.status || !strings.Contains(got.body, tt.has) {
			t.Errorf("%v: status %d, want %d and %q:\n%s", tt.form, got.status, tt.status, tt.has, got.body)
		}
	}
	ana.post("/policy/trials/T-under/stop")
	want := []string{`ana preview "a\nb"    east`, `ana backtest "b"  2025-01-01 yearly `, `ana compare "c" T-moves   `, "ana stops T-under"}
	if strings.Join(f.asked, "|") != strings.Join(want, "|") {
		t.Errorf("asked %q, want %q", f.asked, want)
	}
}
