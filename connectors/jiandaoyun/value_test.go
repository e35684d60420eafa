package jiandaoyun

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

func TestWhatIsSentComesBackAsItWasWanted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Asia/Shanghai", "UTC", "America/New_York", "Asia/Kolkata"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		c := &conn{zone: zone}
		f := field{id: "d", name: "d", kind: "datetime"}
		at := time.Date(2000, 1, 1+rapid.IntRange(0, 36_000).Draw(t, "days"), 0, 0, 0, 0, time.UTC)
		text := at.Format(time.DateOnly)
		if rapid.Bool().Draw(t, "instant") {
			text = at.Add(time.Duration(rapid.IntRange(0, 86_399_999).Draw(t, "ms")) * time.Millisecond).Format(instant)
		}
		w, bad := c.wire(f, text)
		if bad != nil {
			t.Fatal(bad)
		}
		if got := connectors.TextOf(c.shown(f, map[string]any{"d": w.sent})); got != w.back {
			t.Errorf("%s was sent as %v and came back as %s, want %s", text, w.sent, got, w.back)
		}
		if len(text) == len(time.DateOnly) && w.back != text {
			t.Errorf("the day %s became %s", text, w.back)
		}
	})
}

func FuzzClassify(f *testing.F) {
	for _, s := range []string{`{"code":0}`, `{"code":"8303"}`, `{"code":null}`, `{"code":{}}`, `[]`, `{"code":-1,"msg":"x"}`, `{"data":[]}`, `{"code":1e3}`} {
		f.Add(s)
	}
	c := &conn{clock: clock.NewManual(start)}
	f.Fuzz(func(t *testing.T, body string) {
		e := c.classify(&http.Response{StatusCode: http.StatusBadRequest}, []byte(body))
		if e != nil && (e.Kind == "" || e.Code == "" || !strings.Contains(strings.ToLower(body), "code")) {
			t.Errorf("%q became %+v", body, e)
		}
	})
}

// FuzzCursor: what is stored may be anything, and must never be taken for a
// place that leaves rows out without an error.
func FuzzCursor(f *testing.F) {
	for _, s := range []string{``, `{}`, `{"since":1}`, `{"start":-1}`, `null`, `[]`, `{"since":"x"}`, string(place{Since: 5, Seen: "x"}.cursor())} {
		f.Add(s)
	}
	c := &conn{clock: clock.NewManual(start), overlap: minOverlap}
	f.Fuzz(func(t *testing.T, text string) {
		at, quiet, err := c.begin(connectors.PullRequest{From: map[string]connectors.Cursor{"": connectors.Cursor(text)}}, &schema{modified: "x"})
		if err != nil {
			return
		}
		if quiet && (at.Since <= 0 || at.Seen != "x") {
			t.Errorf("%q is quiet at %+v", text, at)
		}
		if !quiet && at.Start == 0 {
			t.Errorf("%q has no watermark: %+v", text, at)
		}
	})
}
