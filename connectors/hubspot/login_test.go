package hubspot

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestEachWayToLogIn(t *testing.T) {
	o := newPortal(t)
	o.company("甲", nil)
	for _, version := range []string{"2026-09", "2026-03", "v3"} {
		for _, with := range []map[string]any{{}, oauth()} {
			with["api_version"] = version
			if err := o.connect(t, with).Check(context.Background()); err != nil {
				t.Errorf("%v: %v", with, err)
			}
		}
	}
	for option, code := range map[string]string{"client_id": "BAD_CLIENT_ID", "client_secret": "BAD_CLIENT_SECRET", "refresh_token": "BAD_REFRESH_TOKEN"} {
		with := oauth()
		with[option] = "wrong-value-0001"
		if option == "client_id" {
			with["client_secret"] = fakeSecret + " " // another login, so that no kept token is used
		}
		err := o.connect(t, with).Check(context.Background())
		e, _ := errors.AsType[*connectors.Error](err)
		if e == nil || e.Kind != connectors.KindAuth || e.Code != code || e.Fix == "" || strings.Contains(err.Error(), "wrong-value") {
			t.Errorf("%s: %v", option, err)
		}
	}
}

func TestATokenIsRenewedBeforeItsEndAndShared(t *testing.T) {
	o := newPortal(t)
	for range 3 {
		if err := o.connect(t, oauth()).Check(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	c := o.connect(t, oauth())
	for range 20 { // an hour and forty minutes
		if _, err := c.Fetch(context.Background(), "companies", []string{"1"}, []string{"name"}); err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(5 * time.Minute)
	}
	if logins := o.Calls()["token"]; logins != 4 {
		t.Errorf("%d logins", logins)
	}
}

func TestOptionsThatCannotLogIn(t *testing.T) {
	typ, _ := connectors.Lookup(Name)
	for _, options := range []map[string]any{{}, {"client_id": "x", "client_secret": "y"}, {"access_token": "x", "client_id": "x", "client_secret": "y", "refresh_token": "z"}} {
		cfg, errs := typ.Resolve(maps.Clone(options), nil)
		if errs != nil {
			t.Fatal(errs)
		}
		_, err := typ.New(connectors.Env{}, cfg)
		if e, _ := errors.AsType[*connectors.OptionError](err); e == nil || e.Option != "access_token" {
			t.Errorf("%v: %v", options, err)
		}
	}
}

func TestTheBudgetOfTheDay(t *testing.T) {
	o := newPortal(t)
	id := o.company("甲", nil)
	c := o.connect(t, map[string]any{"reserve_calls": 4})
	o.SetDaily(10)
	var err error
	n := 0
	for ; err == nil && n < 20; n++ {
		_, err = c.Push(context.Background(), "companies", []connectors.PushItem{conformance.Item(id, "phone", "1")})
	}
	e, _ := errors.AsType[*connectors.Error](err)
	if e == nil || e.Kind != connectors.KindQuota || e.Sent || o.Calls()["update"] != 5 {
		t.Fatalf("after %d pushes: %v", n, err)
	}
	o.Clock.Advance(23 * time.Hour)
	push(t, c, conformance.Item(id, "group_tier", "A"))
}

func TestWhatAnswersMean(t *testing.T) {
	o := newPortal(t)
	c := o.connect(t, nil)
	for _, tt := range []struct {
		status int
		body   string
		kind   connectors.Kind
		after  time.Duration
	}{
		{200, `{"results":[]}`, "", 0},
		{207, `{"status":"COMPLETE","errors":[{}]}`, "", 0},
		{200, `{"status":"error","category":"INTERNAL_ERROR"}`, connectors.KindUnavailable, 0},
		{401, `{"status":"error","category":"EXPIRED_AUTHENTICATION"}`, connectors.KindAuth, 0},
		{403, `{"status":"error","category":"MISSING_SCOPES"}`, connectors.KindPermission, 0},
		{404, `{"status":"error","category":"OBJECT_NOT_FOUND"}`, connectors.KindNotFound, 0},
		{409, `{"status":"error","category":"CONFLICT"}`, connectors.KindConflict, 0},
		{423, `{"status":"error","category":"LOCKED"}`, connectors.KindRateLimited, 2 * time.Second},
		{429, `{"status":"error","policyName":"TEN_SECONDLY_ROLLING"}`, connectors.KindRateLimited, 10 * time.Second},
		{429, `{"status":"error","message":"You have reached your secondly limit."}`, connectors.KindRateLimited, time.Second},
		{477, `{"status":"error","message":"migration"}`, connectors.KindRateLimited, 300 * time.Second},
		{524, ``, "", 0}, // left to the status
	} {
		resp := &http.Response{StatusCode: tt.status, Header: http.Header{"Retry-After": {"300"}}, Request: &http.Request{URL: &url.URL{Path: "/crm/x"}}}
		e := c.classify(resp, []byte(tt.body))
		if tt.status == 524 {
			if e == nil || e.Kind != connectors.KindUnavailable {
				t.Errorf("524 is %v", e)
			}
			continue
		}
		if (e == nil) != (tt.kind == "") || e != nil && (e.Kind != tt.kind || e.After != tt.after) {
			t.Errorf("%d %s: %+v", tt.status, tt.body, e)
		}
	}
}
