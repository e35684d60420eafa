package hubspot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), "companies", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestTenThousandTiersInAHundredCalls(t *testing.T) {
	o := newPortal(t)
	var items []connectors.PushItem
	var ids []string
	for i := range 10_000 {
		id := o.company(fmt.Sprint(i), nil)
		ids, items = append(ids, id), append(items, conformance.Item(id, "group_tier", "B"))
	}
	c := o.connect(t, nil)
	for n := 0; n < len(items); n += 100 {
		for _, r := range push(t, c, items[n:n+100]...) {
			if r.Outcome != connectors.Written || r.Version == "" {
				t.Fatalf("%+v", r)
			}
		}
	}
	if _, err := c.Fetch(context.Background(), "companies", ids, []string{"group_tier"}); err != nil {
		t.Fatal(err)
	}
	if calls := o.Calls(); calls["update"] != 100 || calls["read"] != 100 {
		t.Errorf("%d writes, %d reads", calls["update"], calls["read"])
	}
}

func TestEachValueIsWrittenInTheFormOfItsProperty(t *testing.T) {
	o := newPortal(t)
	id := o.company("甲", map[string]any{"description": "old"})
	c := o.connect(t, nil)
	for _, tt := range []struct{ field, value, stored, read string }{
		{"group_tier", "A", "A", "A"}, {"group_score", "87.5", "87.5", "87.5"}, {"group_key", "true", "true", "true"}, {"group_tier_date", "2026-03-01", "2026-03-01", "2026-03-01"},
		{"group_checked", "2026-03-01T09:00:00+08:00", "2026-03-01T01:00:00.000Z", "2026-03-01T01:00:00Z"}, {"group_tier_reason", "集团收入第一", "集团收入第一", "集团收入第一"}, {"description", "", "", ""},
	} {
		r := push(t, c, conformance.Item(id, tt.field, tt.value))[0]
		row, _ := o.Get("companies", id)
		list, err := c.Fetch(context.Background(), "companies", []string{id}, []string{tt.field})
		if err != nil || r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.stored || connectors.TextOf(list[0].Fields[tt.field]) != tt.read {
			t.Errorf("%s: %+v, holds %v, reads %v, %v", tt.field, r, row[tt.field], list, err)
		}
	}
	for field, value := range map[string]string{"group_tier": "a", "group_score": "many", "group_key": "yes", "group_tier_date": "1 March", "group_checked": "2026-03-01", "group_tags": "x", "hs_object_id": "5", "nothing": "x"} {
		r := push(t, c, conformance.Item(id, field, value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
}

func TestOneRecordThatARuleRefusesDoesNotSpoilItsBatch(t *testing.T) {
	o := newPortal(t)
	var items []connectors.PushItem
	for i := range 100 {
		items = append(items, conformance.Item(o.company(fmt.Sprint(i), nil), "group_tier", "A"))
	}
	o.Refuse(items[37].ID, `Property "contract_no" is required when lifecyclestage is customer`)
	o.Refuse(items[99].ID, "no")
	gone := items[50].ID
	o.Delete("companies", gone)
	c := o.connect(t, nil)
	for i, r := range push(t, c, items...) {
		want := connectors.Written
		switch i {
		case 37, 99:
			want = connectors.Rejected
		case 50:
			want = connectors.Missing
		}
		if r.Outcome != want || r.ID != items[i].ID || want == connectors.Written && o.Effects(r.ID) != 1 {
			t.Errorf("%d: %+v, want %s, written %d times", i, r, want, o.Effects(r.ID))
		}
	}
	if n := o.Calls()["update"]; n > 30 {
		t.Errorf("%d calls to find two of a hundred", n)
	}
	key := connectors.PushItem{ID: items[0].ID, Fields: map[string]any{"group_customer_id": "K"}}
	o.Put("companies", items[1].ID, map[string]any{"group_customer_id": "K"})
	if r := push(t, c, key)[0]; r.Outcome != connectors.Rejected || connectors.KindOf(r.Err) != connectors.KindConflict {
		t.Errorf("a value that another record has: %+v", r)
	}
}

func TestALostAnswerIsUnknownAlsoWhenABatchIsHalved(t *testing.T) {
	o := newPortal(t)
	a, b := o.company("甲", nil), o.company("乙", nil)
	o.Refuse(a, "no")
	c := o.connect(t, nil)
	o.Faults().Next("update", sandbox.NoFault, sandbox.NoFault, sandbox.ResetMidBody) // the batch, then a, then b
	results := push(t, c, conformance.Item(a, "group_tier", "A"), conformance.Item(b, "group_tier", "A"))
	if results[0].Outcome != connectors.Rejected || results[1].Outcome != connectors.Unknown {
		t.Errorf("%+v", results)
	}
	if row, _ := o.Get("companies", b); row["group_tier"] != "A" || o.Effects(b) != 1 {
		t.Errorf("holds %v, written %d times", row["group_tier"], o.Effects(b))
	}
	// The second half met no connection: the first is told, the second to be read back.
	o.Faults().Next("update", append([]sandbox.Fault{sandbox.NoFault, sandbox.NoFault}, sandbox.RateLimit, sandbox.RateLimit, sandbox.RateLimit, sandbox.RateLimit, sandbox.RateLimit, sandbox.RateLimit)...)
	if results = push(t, c, conformance.Item(a, "group_tier", "B"), conformance.Item(b, "group_tier", "B")); results[0].Outcome != connectors.Rejected || results[1].Outcome != connectors.Unknown || o.Effects(b) != 1 {
		t.Errorf("%+v, written %d times", results, o.Effects(b))
	}
}

func TestALockedRecordIsWaitedFor(t *testing.T) {
	o := newPortal(t)
	id := o.company("甲", nil)
	c := o.connect(t, nil)
	o.Lock(id, 2)
	before := o.Clock.Now()
	if r := push(t, c, conformance.Item(id, "group_tier", "A"))[0]; r.Outcome != connectors.Written || o.Clock.Now().Sub(before) < 4*time.Second {
		t.Errorf("%+v after %s", r, o.Clock.Now().Sub(before))
	}
}

// TestAnswersInEveryForm gives answers that the fake does not: what is said
// decides, and what is unclear is unknown.
func TestAnswersInEveryForm(t *testing.T) {
	const a, b = "17000000001", "17000000002"
	for _, tt := range []struct {
		name    string
		status  int
		body    string
		outcome connectors.Outcome // of both; "" when the batch failed
		kind    connectors.Kind
	}{
		{"in another order", 200, `{"status":"COMPLETE","results":[{"id":"` + b + `"},{"id":"` + a + `"}]}`, connectors.Written, ""},
		{"errors beside 200", 200, `{"status":"COMPLETE","results":[],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["` + a + `","` + b + `"]}}]}`, connectors.Missing, ""},
		{"errors by trace", 207, `{"status":"COMPLETE","results":[],"errors":[{"category":"VALIDATION_ERROR","message":"no","context":{"objectWriteTraceId":["` + a + `","` + b + `"]}}]}`, connectors.Rejected, connectors.KindInvalid},
		{"no word of them", 207, `{"status":"COMPLETE","results":[{"id":"5"}]}`, connectors.Unknown, connectors.KindBug},
		{"nothing", 200, `{}`, connectors.Unknown, connectors.KindBug},
		{"refused by the gateway", 400, `bad request`, connectors.Unknown, connectors.KindInvalid},
		{"missing scopes", 403, `{"status":"error","category":"MISSING_SCOPES","message":"no","errors":[{"context":{"requiredGranularScopes":["crm.objects.companies.write"]}}]}`, "", connectors.KindPermission},
		{"the day is used up", 429, `{"status":"error","message":"daily","policyName":"DAILY"}`, "", connectors.KindQuota},
		{"broken", 502, `{"status":"error","message":"x"}`, connectors.Unknown, connectors.KindUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newPortal(t)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if routeFake(r).name != "update" {
					o.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}))
			defer srv.Close()
			defer o.Transport.CloseIdleConnections()
			c := o.connect(t, map[string]any{"base_url": srv.URL})
			got, err := c.Push(context.Background(), "companies", []connectors.PushItem{conformance.Item(a, "group_tier", "A"), conformance.Item(b, "group_tier", "B")})
			if tt.outcome == "" {
				if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != tt.kind || e.Sent || e.Fix == "" {
					t.Fatalf("got %+v, %v", got, err)
				}
				return
			}
			if err != nil || len(got) != 2 {
				t.Fatalf("%d results, %v", len(got), err)
			}
			for _, r := range got {
				if r.Outcome != tt.outcome || connectors.KindOf(r.Err) != tt.kind {
					t.Errorf("%s is %s: %v", r.ID, r.Outcome, r.Err)
				}
			}
		})
	}
}
