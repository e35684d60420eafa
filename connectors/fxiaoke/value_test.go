package fxiaoke

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

func TestADayComesBackAsItWasSent(t *testing.T) {
	s := &schema{object: "AccountObj", fields: map[string]connectors.Field{"d": {Name: "d", Native: "date", Target: true}}}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Asia/Shanghai", "UTC", "America/New_York", "Asia/Kolkata"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		day := time.Date(2000, 1, 1+rapid.IntRange(0, 36_000).Draw(t, "days"), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		c := &conn{zone: zone}
		sent, bad := c.wire(s, "d", day)
		if bad != nil {
			t.Fatal(bad)
		}
		wire, err := json.Marshal(sent)
		if err != nil {
			t.Fatal(err)
		}
		if got := dateText(json.Number(wire), zone); got != day {
			t.Errorf("%s was sent as %s and came back as %v", day, wire, got)
		}
	})
}

func FuzzClassify(f *testing.F) {
	for _, s := range []string{`{"errorCode":0}`, `{"errorCode":"20016"}`, `{"errorCode":null}`, `{"errorCode":{}}`, `[]`, `{"errorCode":-1,"errorMessage":"x"}`, `{"errorCode":0.0}`} {
		f.Add(s)
	}
	c := &conn{clock: clock.NewManual(start), zone: time.UTC}
	f.Fuzz(func(t *testing.T, body string) {
		e := c.classify(&http.Response{StatusCode: http.StatusOK}, []byte(body))
		if e == nil && !strings.Contains(body, "0") {
			t.Errorf("%q is taken for a good answer", body)
		}
		if e != nil && e.Kind == "" {
			t.Errorf("%q has no kind", body)
		}
	})
}
