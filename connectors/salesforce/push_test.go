package salesforce

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

func push(t *testing.T, c connectors.Connector, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.(connectors.Pusher).Push(context.Background(), "Account", items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

// settle collects until nothing is pending.
func (o *org) settle(t *testing.T, c connectors.Connector, results []connectors.PushResult) []connectors.PushResult {
	t.Helper()
	for i := range results {
		for n := 0; results[i].Outcome == connectors.Pending; n++ {
			o.Clock.Advance(time.Minute)
			more, err := c.(connectors.Collector).Collect(context.Background(), "Account", []string{results[i].Handle})
			if err != nil || n > 9 {
				t.Fatalf("after %d looks: %v", n, err)
			}
			results[i] = more[0]
		}
	}
	return results
}

func TestTenThousandTiersInFiftyCalls(t *testing.T) {
	o := newOrg(t)
	var items []connectors.PushItem
	var ids []string
	for i := range 10_000 {
		id := o.account(fmt.Sprint(i), nil)
		ids, items = append(ids, id), append(items, conformance.Item(id, "Group_Tier__c", "B"))
	}
	for _, way := range []struct {
		name   string
		with   map[string]any
		writes map[string]int
	}{
		{"collections", nil, map[string]int{"update": 50}},
		{"jobs", map[string]any{"write": "bulk"}, map[string]int{"job-ingest": 1, "job-upload": 1, "job-state": 1}},
	} {
		c := o.Connect(t, way.with)
		before := o.Calls()
		size := c.Caps("Account").MaxPushBatch
		for n := 0; n < len(items); n += size {
			for _, r := range o.settle(t, c, push(t, c, items[n:n+size]...)[:1]) {
				if r.Outcome != connectors.Written {
					t.Fatalf("%s: %+v", way.name, r)
				}
			}
		}
		if _, err := c.(connectors.Fetcher).Fetch(context.Background(), "Account", ids, []string{"Group_Tier__c"}); err != nil {
			t.Fatal(err)
		}
		after := o.Calls()
		for call, n := range way.writes {
			if got := after[call] - before[call]; got != n {
				t.Errorf("%s: %d calls of %s, want %d", way.name, got, call, n)
			}
		}
		if reads := after["query"] - before["query"]; reads != 25 {
			t.Errorf("%s: read back by %d calls", way.name, reads)
		}
	}
}

func TestEachValueIsWrittenInTheFormOfItsField(t *testing.T) {
	for _, with := range []map[string]any{nil, {"write": "bulk"}} {
		o := newOrg(t)
		id := o.account("甲", map[string]any{"Description": "old"})
		c := o.Connect(t, with)
		for _, tt := range []struct{ field, value, want string }{
			{"Group_Tier__c", "A", "A"}, {"Group_Score__c", "87.5", "87.5"}, {"NumberOfEmployees", "12", "12"}, {"Group_Key__c", "true", "true"}, {"Group_Tier_Date__c", "2026-03-01", "2026-03-01"},
			{"Group_Checked__c", "2026-03-01T09:00:00+08:00", "2026-03-01T01:00:00.000+0000"}, {"Group_Tier_Reason__c", "集团收入第一，\n\"A\" 级", "集团收入第一，\n\"A\" 级"}, {"Industry", "Not on the list", "Not on the list"}, {"Description", "", ""},
		} {
			r := o.settle(t, c, push(t, c, conformance.Item(id, tt.field, tt.value)))[0]
			row, _ := o.Get("Account", id)
			if r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.want {
				t.Errorf("%v %s: %+v, holds %v, want %s", with, tt.field, r, row[tt.field], tt.want)
			}
		}
		for field, value := range map[string]string{"Group_Tier__c": "a", "Group_Score__c": "many", "NumberOfEmployees": "1.5", "Group_Key__c": "yes", "Group_Tier_Date__c": "1 March", "Group_Checked__c": "2026-03-01",
			"AccountNumber": "00000000000000000000000000000000000000000", "MasterRecordId": id, "BillingAddress": "x", "Nothing__c": "x"} {
			r := push(t, c, conformance.Item(id, field, value))[0]
			if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
				t.Errorf("%s: %+v", field, r)
			}
		}
		if n := o.Assigned(); n != 0 {
			t.Errorf("%d writes let assignment rules run", n)
		}
	}
}

func TestARecordThatIsHeldIsTriedAFewTimes(t *testing.T) {
	o := newOrg(t)
	a, b := o.account("甲", nil), o.account("乙", nil)
	c := o.connect(t, nil)
	o.Lock(a, "UNABLE_TO_LOCK_ROW", 2)
	for _, r := range push(t, c, conformance.Item(a, "Group_Tier__c", "A"), conformance.Item(b, "Group_Tier__c", "B")) {
		if r.Outcome != connectors.Written {
			t.Errorf("%+v", r)
		}
	}
	if n := o.Calls()["update"]; n != 3 || o.Effects(a) != 1 || o.Effects(b) != 1 {
		t.Errorf("%d calls, %d and %d effects", n, o.Effects(a), o.Effects(b))
	}
	o.Lock(a, "UNABLE_TO_LOCK_ROW", 100)
	if r := push(t, c, conformance.Item(a, "Group_Tier__c", "C"))[0]; r.Outcome != connectors.Rejected || connectors.KindOf(r.Err) != connectors.KindConflict {
		t.Errorf("held for long: %+v", r)
	}
	for code, want := range map[string]connectors.Kind{"FIELD_CUSTOM_VALIDATION_EXCEPTION": connectors.KindInvalid, "INSUFFICIENT_ACCESS_OR_READONLY": connectors.KindPermission, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": connectors.KindInvalid} {
		o.Lock(a, code, 1)
		r := push(t, c, conformance.Item(a, "Group_Tier__c", "D"))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Kind != want || e.Code != code || e.Fix == "" {
			t.Errorf("%s: %+v", code, r)
		}
	}
}

func TestAJobTellsOfEachRecord(t *testing.T) {
	o := newOrg(t)
	a, held, gone := o.account("甲", map[string]any{"Group_Score__c": "5", "Phone": "1"}), o.account("乙", nil), o.account("丙", nil)
	o.Delete("Account", gone)
	o.Lock(held, "UNABLE_TO_LOCK_ROW", 1)
	c := o.Connect(t, map[string]any{"write": "bulk"})
	got := o.settle(t, c, push(t, c,
		connectors.PushItem{ID: a, Fields: map[string]any{"Group_Tier__c": "A", "Group_Score__c": nil}}, conformance.Item(held, "Group_Tier__c", "A"), conformance.Item(gone, "Group_Tier__c", "A"), conformance.Item("0015g00000ZZZZZAAA", "Phone", "2"), conformance.Item(a, "Phone", emptied)))
	for i, want := range []connectors.Outcome{connectors.Written, connectors.Rejected, connectors.Missing, connectors.Missing, connectors.Rejected} {
		if got[i].Outcome != want {
			t.Errorf("result %d: %+v, want %s", i, got[i], want)
		}
	}
	if connectors.KindOf(got[1].Err) != connectors.KindConflict {
		t.Errorf("held: %v", got[1].Err)
	}
	row, _ := o.Get("Account", a)
	if row["Group_Tier__c"] != "A" || row["Group_Score__c"] != nil || row["Phone"] != "1" {
		t.Errorf("the account holds %v", row)
	}
}

func TestAJobWhoseClosingIsLostIsFoundOut(t *testing.T) {
	for fault, arrived := range map[sandbox.Fault]bool{sandbox.ResetMidBody: true, sandbox.Drop: false, sandbox.ServerError: false} {
		o := newOrg(t)
		id := o.account("甲", nil)
		c := o.Connect(t, map[string]any{"write": "bulk"})
		o.Faults().Next("job-state", fault)
		results := push(t, c, conformance.Item(id, "Group_Tier__c", "A"))
		if results[0].Outcome != connectors.Pending {
			t.Fatalf("%s: %+v", fault, results[0])
		}
		if r := o.settle(t, c, results)[0]; r.Outcome != connectors.Written || o.Effects(id) != 1 {
			t.Errorf("%s: %+v, %d effects", fault, r, o.Effects(id))
		}
		if closings := o.Calls()["job-state"]; (closings == 1) != arrived {
			t.Errorf("%s: closed by %d calls", fault, closings)
		}
	}
}

func TestAJobThatEndedEarlyOrIsForgotten(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", nil)
	c := o.Connect(t, map[string]any{"write": "bulk"})
	results := push(t, c, conformance.Item(id, "Group_Tier__c", "A"))
	o.Mu.Lock()
	for _, j := range o.jobs {
		j.state = "Aborted" // by an admin
	}
	o.Mu.Unlock()
	if r := o.settle(t, c, results)[0]; r.Outcome != connectors.Rejected || connectors.KindOf(r.Err) != connectors.KindUnavailable || o.Effects(id) != 0 {
		t.Errorf("aborted: %+v", r)
	}
	results = push(t, c, conformance.Item(id, "Group_Tier__c", "A"))
	o.Clock.Advance(8 * 24 * time.Hour)
	if r := o.settle(t, c, results)[0]; r.Outcome != connectors.Unknown {
		t.Errorf("after eight days: %+v", r)
	}
}

// TestAnswersToAnUpdateInEveryForm gives answers that the fake does not: what is
// said decides, and what is unclear is unknown.
func TestAnswersToAnUpdateInEveryForm(t *testing.T) {
	const a, b = "0015g00000AAAAAAA4", "0015g00000AAAABAA4"
	good := `{"id":"` + a + `","success":true,"errors":[]}`
	for _, tt := range []struct {
		name    string
		status  int
		body    string
		outcome connectors.Outcome // of both; "" when the batch failed
		kind    connectors.Kind
	}{
		{"a result is missing", 200, `[` + good + `]`, connectors.Unknown, connectors.KindBug},
		{"results of another record", 200, `[{"id":"0015g00000ZZZZZAAA","success":true},{"id":"0015g00000ZZZZZAAA","success":true}]`, connectors.Unknown, connectors.KindBug},
		{"no results", 200, `[]`, connectors.Unknown, connectors.KindBug},
		{"an object", 200, `{}`, connectors.Unknown, connectors.KindBug},
		{"neither good nor bad", 200, `[{},{}]`, connectors.Unknown, connectors.KindBug},
		{"refused without a reason", 200, `[{"success":false},{"success":false,"errors":[]}]`, connectors.Rejected, connectors.KindInvalid},
		{"busy for each", 200, `[{"success":false,"errors":[{"statusCode":"QUERY_TIMEOUT"}]},{"success":false,"errors":[{"statusCode":"SERVER_UNAVAILABLE"}]}]`, connectors.Unknown, connectors.KindUnavailable},
		{"no such records", 200, `[{"success":false,"errors":[{"statusCode":"ENTITY_IS_DELETED"}]},{"success":false,"errors":[{"statusCode":"MALFORMED_ID"}]}]`, connectors.Missing, ""},
		{"refused as a whole", 400, `[{"message":"no","errorCode":"JSON_PARSER_ERROR"}]`, "", connectors.KindInvalid},
		{"refused by the gateway", 400, `bad request`, connectors.Unknown, connectors.KindInvalid},
		{"no permission", 403, `[{"message":"no","errorCode":"API_DISABLED_FOR_ORG"}]`, "", connectors.KindPermission},
		{"policy, not expiry", 401, `[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]`, "", connectors.KindAuth},
		{"broken", 500, `[{"message":"x","errorCode":"UNKNOWN_EXCEPTION"}]`, connectors.Unknown, connectors.KindUnavailable},
		{"used up", 403, `[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`, "", connectors.KindQuota},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOrg(t)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPatch {
					o.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			}))
			defer srv.Close()
			defer o.Transport.CloseIdleConnections()
			c := o.connect(t, map[string]any{"base_url": srv.URL})
			got, err := c.Push(context.Background(), "Account", []connectors.PushItem{conformance.Item(a, "Group_Tier__c", "A"), conformance.Item(b, "Group_Tier__c", "B")})
			if tt.outcome == "" {
				if e, _ := errors.AsType[*connectors.Error](err); e == nil || e.Kind != tt.kind || e.Sent {
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
