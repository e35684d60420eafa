package connectors

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

type testPlace struct {
	Since int64 `json:"since,omitempty"`
	Key   []any `json:"key,omitempty"`
}

func TestPlaceReadsWhatCursorOfWrote(t *testing.T) {
	want := testPlace{Since: 9_007_199_254_740_993, Key: []any{"a", json.Number("9007199254740993")}}
	req := PullRequest{Object: "customers", From: map[string]Cursor{"east": CursorOf(want)}}
	var got testPlace
	if err := req.Place("acme", "east", &got); err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v, %v", cmp.Diff(want, got), err)
	}
	got = testPlace{}
	if err := req.Place("acme", "west", &got); err != nil || !cmp.Equal(got, testPlace{}) {
		t.Errorf("a partition without a cursor: %+v, %v", got, err)
	}
	for _, foreign := range []Cursor{"no cursor \x00", `{"since":1} x`, `{"since":"x"}`, `[]`} {
		req.From["east"] = foreign
		if err := req.Place("acme", "east", &testPlace{}); KindOf(err) != KindInvalid {
			t.Errorf("%q: %v", foreign, err)
		}
	}
}

func TestSizeAndWatermark(t *testing.T) {
	for hint, want := range map[int]int{0: 100, 5: 5, 500: 100} {
		if got := (PullRequest{PageSize: hint}).Size(100); got != want {
			t.Errorf("size %d of a hint of %d", got, hint)
		}
	}
	now := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	for until, want := range map[time.Time]time.Time{{}: now.Add(-time.Minute), now.Add(time.Hour): now.Add(-time.Minute), now.Add(-time.Hour): now.Add(-61 * time.Minute)} {
		if got := (PullRequest{Until: until}).Watermark(now, time.Minute); !got.Equal(want) {
			t.Errorf("until %v: %v, want %v", until, got, want)
		}
	}
}

func TestFieldsOfABatch(t *testing.T) {
	got := FieldsOf([]PushItem{{Fields: map[string]any{"b": 1, "a": 2}}, {Fields: map[string]any{"c": nil, "a": 1}}})
	if !cmp.Equal(got, []string{"a", "b", "c"}) {
		t.Error(got)
	}
}

func TestDiffersLeavesAFieldAlone(t *testing.T) {
	c := FieldChange{Field: "tier", Action: FieldExists}
	c.Differs("number", TypeChoice)
	if c.Action != FieldMismatch || c.Detail != "字段已存在，类型为 number，需要 choice / exists as number, wanted is choice" {
		t.Errorf("%+v", c)
	}
}

func TestASpanIsKeptToExactly(t *testing.T) {
	from := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	to := from.Add(time.Hour + time.Millisecond)
	list := func() (out []model.Record) {
		for id, at := range map[string]time.Time{"before": from.Add(-1), "first": from, "last": to.Add(-1), "behind": to, "silent": {}} {
			out = append(out, model.Record{ID: id, Modified: at})
		}
		return out
	}
	span := PullRequest{Since: from, Until: to}
	var got []string
	for _, r := range span.InSpan(list()) {
		got = append(got, r.ID)
	}
	slices.Sort(got)
	if !cmp.Equal(got, []string{"first", "last", "silent"}) {
		t.Error(got)
	}
	if want := from.Add(time.Hour + time.Second); !span.Before().Equal(want) {
		t.Errorf("before %v, want %v", span.Before(), want)
	}
	increment := PullRequest{Until: to}
	if len(increment.InSpan(list())) != 5 || !increment.Before().IsZero() {
		t.Error("an increment is no span")
	}
}

func TestRootsOfPaths(t *testing.T) {
	if got := Roots([]string{"account.owner.name", "name"}); !slices.Equal(got, []string{"account", "name"}) {
		t.Errorf("got %v", got)
	}
	if Roots(nil) != nil {
		t.Error("no list, which is every field, became an empty one")
	}
}
