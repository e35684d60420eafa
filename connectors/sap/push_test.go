package sap

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), partner, items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestTenThousandTiersInAHundredCalls(t *testing.T) {
	h := newHost(t)
	var items []connectors.PushItem
	for i := range 10_000 {
		items = append(items, conformance.Item(h.partner(fmt.Sprint(i), nil), "YY1_CustomerTier_bus", "GOLD"))
	}
	c := h.connect(t, nil)
	for n := 0; n < len(items); n += pushBatch {
		for _, r := range push(t, c, items[n:n+pushBatch]...) {
			if r.Outcome != connectors.Written {
				t.Fatalf("%+v", r)
			}
		}
	}
	if calls := h.Calls(); calls["batch"] != 100 || calls["rows"] != 200 || calls["root"] != 1 {
		t.Errorf("%d writes, %d reads, %d tokens", calls["batch"], calls["rows"], calls["root"])
	}
}

func TestEachChangeSetIsAnsweredOnItsOwn(t *testing.T) {
	for name, stops := range map[string]bool{"goes on": false, "stops at failures": true} {
		h := newHost(t)
		if stops {
			h.StopAtFailures()
		}
		var items []connectors.PushItem
		for i := range 9 {
			items = append(items, conformance.Item(h.partner(fmt.Sprint(i), nil), "YY1_CustomerTier_bus", "GOLD"))
		}
		h.Delete(partner, items[1].ID)
		h.Refuse(items[2].ID, 400, "BUP/001", "the partner is incomplete")
		h.Refuse(items[3].ID, 403, "BUP/002", "no authorisation for this partner")
		h.Refuse(items[4].ID, 400, "R1/701", "the partner is locked by user MUELLER")
		h.Refuse(items[5].ID, 500, "SY/530", "short dump")
		h.Refuse(items[6].ID, 429, "429", "too many")
		h.Refuse(items[7].ID, 412, "X", "changed again and again")
		want := []struct {
			outcome connectors.Outcome
			kind    connectors.Kind
		}{{connectors.Written, ""}, {connectors.Missing, ""}, {connectors.Rejected, connectors.KindInvalid}, {connectors.Rejected, connectors.KindPermission}, {connectors.Rejected, connectors.KindConflict},
			{connectors.Unknown, connectors.KindUnavailable}, {connectors.Unknown, connectors.KindRateLimited}, {connectors.Conflict, ""}, {connectors.Written, ""}}
		for i, r := range push(t, h.connect(t, nil), items...) {
			if r.Outcome != want[i].outcome || connectors.KindOf(r.Err) != want[i].kind || r.ID != items[i].ID {
				t.Errorf("%s, %d: %+v, want %+v", name, i, r, want[i])
			}
		}
	}
}

// between runs something right before the first batch goes out.
type between struct {
	http.RoundTripper
	act func()
}

func (b *between) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.act != nil && strings.HasSuffix(r.URL.Path, "$batch") {
		act := b.act
		b.act = nil
		act()
	}
	return b.RoundTripper.RoundTrip(r)
}

func TestAnEditBetweenReadingAndWritingIsSeen(t *testing.T) {
	h := newHost(t)
	same, other := h.partner("甲", nil), h.partner("乙", nil)
	options, objects := h.Options(h.Base)
	wire := &between{h.Transport, func() {
		h.Put(partner, same, map[string]any{"SearchTerm1": "edited"})
		h.Put(partner, other, map[string]any{"YY1_CustomerTier_bus": "LEAD"})
	}}
	c := conformance.Connect(t, Name, connectors.Env{Source: "s", Transport: wire, Clock: h.Clock}, options, objects).(*conn)
	items := []connectors.PushItem{conformance.Item(same, "YY1_CustomerTier_bus", "GOLD"), conformance.Item(other, "YY1_CustomerTier_bus", "GOLD")}
	for i := range items {
		items[i].Expect = map[string]any{"YY1_CustomerTier_bus": nil}
	}
	got := push(t, c, items...)
	if got[0].Outcome != connectors.Written || got[1].Outcome != connectors.Conflict {
		t.Errorf("%+v", got)
	}
	one, _ := h.Get(partner, same)
	two, _ := h.Get(partner, other)
	if one["YY1_CustomerTier_bus"] != "GOLD" || one["SearchTerm1"] != "edited" || two["YY1_CustomerTier_bus"] != "LEAD" || h.Calls()["batch"] != 2 {
		t.Errorf("%v, %v, %d batches", one, two, h.Calls()["batch"])
	}
	if r := push(t, c, items[0])[0]; r.Outcome != connectors.Unchanged || h.Calls()["batch"] != 2 {
		t.Errorf("a value that stands already: %+v", r)
	}
}

func TestATokenThatIsLostIsFetchedAgainOnce(t *testing.T) {
	h := newHost(t)
	id := h.partner("甲", nil)
	c := h.connect(t, nil)
	push(t, c, conformance.Item(id, "YY1_CustomerTier_bus", "GOLD"))
	h.LoseSessions()
	if r := push(t, c, conformance.Item(id, "YY1_CustomerTier_bus", "SILVER"))[0]; r.Outcome != connectors.Written || h.Calls()["root"] != 2 || h.Effects(id) != 2 {
		t.Errorf("%+v, %d tokens, written %d times", r, h.Calls()["root"], h.Effects(id))
	}
	login := http.Header{"X-Csrf-Token": {"Fetch"}}
	probe := &http.Request{Header: login}
	probe.SetBasicAuth(fakeUser, fakePassword)
	_, got, _ := h.Ask(t, "GET", fakeService+"API_BUSINESS_PARTNER/", "", login)
	login.Set("X-CSRF-Token", got.Get("X-CSRF-Token")) // without the cookie
	if status, answered, _ := h.Ask(t, "POST", fakeService+"API_BUSINESS_PARTNER/$batch", "", login); status != 403 || answered.Get("X-CSRF-Token") != "Required" {
		t.Errorf("a token without its cookie: %d", status)
	}
}

func TestEachValueIsWrittenInTheFormOfItsProperty(t *testing.T) {
	h := newHost(t)
	id := h.partner("甲", map[string]any{"SearchTerm1": "old", "YY1_TierDate_bus": "2026-01-01"})
	c := h.connect(t, nil)
	for _, tt := range []struct{ field, value, want string }{
		{"YY1_CustomerTier_bus", "GOLD", "GOLD"}, {"YY1_GroupScore_bus", "87.5", "87.5"}, {"YY1_Employees_bus", "9007199254740993", "9007199254740993"}, {"YY1_KeyAccount_bus", "true", "true"},
		{"YY1_TierDate_bus", "2026-03-01", "2026-03-01"}, {"YY1_CheckedAt_bus", "2026-03-01T09:00:00+08:00", "2026-03-01T01:00:00Z"}, {"YY1_TierReason_bus", "集团收入第一", "集团收入第一"},
		{"SearchTerm1", "", ""}, {"YY1_TierDate_bus", "", ""},
	} {
		r := push(t, c, conformance.Item(id, tt.field, tt.value))[0]
		row, _ := h.Get(partner, id)
		if r.Outcome != connectors.Written || connectors.TextOf(row[tt.field]) != tt.want {
			t.Errorf("%s: %+v, holds %v", tt.field, r, row[tt.field])
		}
		back, err := c.Fetch(context.Background(), partner, []string{id}, []string{tt.field})
		if err != nil || connectors.TextOf(back[0].Fields[tt.field]) != tt.want {
			t.Errorf("%s reads back %v, %v", tt.field, back, err)
		}
	}
	for field, value := range map[string]string{"YY1_CustomerTier_bus": "GOLD-AND-MORE", "YY1_GroupScore_bus": "many", "YY1_Employees_bus": "1.5", "YY1_KeyAccount_bus": "yes", "YY1_TierDate_bus": "1 March",
		"YY1_CheckedAt_bus": "2026-03-01", "BusinessPartnerFullName": "x", "BusinessPartner": "1", "nothing": "x"} {
		r := push(t, c, conformance.Item(id, field, value))[0]
		if e, _ := errors.AsType[*connectors.Error](r.Err); r.Outcome != connectors.Rejected || e == nil || e.Sent || e.Fix == "" {
			t.Errorf("%s: %+v", field, r)
		}
	}
}

func TestAnAnswerThatBreaksOffLeavesTheRestUnknown(t *testing.T) {
	h := newHost(t)
	var items []connectors.PushItem
	for i := range 20 {
		items = append(items, conformance.Item(h.partner(fmt.Sprint(i), nil), "YY1_CustomerTier_bus", "GOLD"))
	}
	c := h.connect(t, nil)
	h.Faults().Next("batch", sandbox.Truncate)
	written, unknown := 0, 0
	for _, r := range push(t, c, items...) {
		switch r.Outcome {
		case connectors.Written:
			written++
		case connectors.Unknown:
			unknown++
		}
		if h.Effects(r.ID) != 1 {
			t.Errorf("%s was written %d times", r.ID, h.Effects(r.ID))
		}
	}
	if written == 0 || unknown == 0 || written+unknown != 20 {
		t.Errorf("%d written, %d unknown", written, unknown)
	}
}

func TestFieldsAreNamedForTheAdministrator(t *testing.T) {
	h := newHost(t)
	got, err := h.connect(t, nil).EnsureFields(context.Background(), partner, []connectors.FieldSpec{
		{Name: "YY1_Rank_bus", Type: connectors.TypeChoice, MaxLen: 2, Options: []connectors.Choice{{Value: "A"}, {Value: "B"}}},
		{Name: "YY1_CustomerTier_bus", Type: connectors.TypeChoice}, {Name: "YY1_CustomerTier_bus", Type: connectors.TypeText, MaxLen: 40}, {Name: "YY1_TierDate_bus", Type: connectors.TypeNumber}}, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []connectors.FieldAction{connectors.FieldManual, connectors.FieldExists, connectors.FieldMismatch, connectors.FieldMismatch} {
		if got[i].Action != want {
			t.Errorf("%+v, want %s", got[i], want)
		}
	}
	for _, word := range []string{"标识 Rank", "代码列表 (2)", "identifier Rank", "Code List (2), code values A, B"} {
		if !strings.Contains(got[0].Detail, word) {
			t.Errorf("%q is not in %q", word, got[0].Detail)
		}
	}
}

func TestAWayOfLoginNeedsItsOptions(t *testing.T) {
	h := newHost(t)
	typ, _ := connectors.Lookup(Name)
	for _, tt := range []struct{ auth, lacks string }{{"basic", "password"}, {"oauth", "token_url"}} {
		options, objects := h.Options(h.Base)
		options["auth"] = tt.auth
		delete(options, tt.lacks)
		cfg, errs := typ.Resolve(options, objects)
		if errs != nil {
			t.Fatal(errs)
		}
		if _, err := typ.New(connectors.Env{}, cfg); err == nil || !strings.Contains(err.Error(), tt.lacks) {
			t.Errorf("%s without %s: %v", tt.auth, tt.lacks, err)
		}
	}
}
