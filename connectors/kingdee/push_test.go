package kingdee

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

const sideTier = "form:PAEZ_GroupTier.F_PAEZ_Tier"

func item(id string, pairs ...any) connectors.PushItem {
	fields := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		fields[pairs[i].(string)] = pairs[i+1]
	}
	return connectors.PushItem{ID: id, Fields: fields, Key: id}
}

func push(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(context.Background(), customerForm, items)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	return got
}

func TestPushWritesEveryTypeAndLeavesLinesAndOtherFieldsAlone(t *testing.T) {
	n := newTenant(t)
	bank := []any{map[string]any{"FBANKCODE": "6222"}}
	id := n.Put(customerForm, "", map[string]any{"FName": "甲", "F_PAEZ_Reason": "旧", "FT_BD_CUSTBANK": bank})
	other := n.Put(customerForm, "", map[string]any{"FName": "乙", "F_PAEZ_Reason": "旧", "F_PAEZ_Score": "1"})
	c := n.connect(t, nil)
	got := push(t, c, item(id, "F_PAEZ_Tier", "B", "F_PAEZ_Score", "87.50", "F_PAEZ_TierDate", "2026-03-01", "F_SZSP_KHZYJB.FNumber", "A", "F_PAEZ_Reason", nil),
		item(other, "F_PAEZ_Tier", "C"))
	if got[0].Outcome != connectors.Written || got[1].Outcome != connectors.Written {
		t.Fatalf("got %+v", got)
	}
	row, _ := n.Get(customerForm, id)
	for field, want := range map[string]string{"FName": "甲", "F_PAEZ_Tier": "B", "F_PAEZ_Score": "87.50", "F_PAEZ_TierDate": "2026-03-01T00:00:00", "F_SZSP_KHZYJB": "A", "F_PAEZ_Reason": ""} {
		if sandbox.Text(row[field]) != want {
			t.Errorf("%s = %v, want %s", field, row[field], want)
		}
	}
	if row["FT_BD_CUSTBANK"] == nil {
		t.Error("the bank lines are gone")
	}
	if row, _ = n.Get(customerForm, other); row["F_PAEZ_Reason"] != "旧" || sandbox.Text(row["F_PAEZ_Score"]) != "1" {
		t.Errorf("fields that were not pushed became %v", row)
	}
	fields := []string{"F_PAEZ_Tier", "F_PAEZ_Score", "F_PAEZ_TierDate", "F_SZSP_KHZYJB.FNumber", "F_PAEZ_Reason"}
	back, err := c.Fetch(context.Background(), customerForm, []string{id}, fields)
	if err != nil || len(back) != 1 {
		t.Fatal(back, err)
	}
	for i, want := range []string{"B", "87.5", "2026-03-01", "A", ""} {
		if v := connectors.TextOf(back[0].Fields[fields[i]]); !connectors.SameText(v, want) {
			t.Errorf("%s reads back %q, want %q", fields[i], v, want)
		}
	}
}

func TestRefusalsAreToldApart(t *testing.T) {
	n := newTenant(t)
	ok := n.Put(customerForm, "", map[string]any{"FName": "甲"})
	open := n.Put(customerForm, "", map[string]any{"FName": "乙"})
	n.Open(open, true)
	c := n.connect(t, nil)
	for _, tt := range []struct {
		item    connectors.PushItem
		outcome connectors.Outcome
		kind    connectors.Kind
		says    string
	}{
		{item(open, "F_PAEZ_Tier", "A"), connectors.Rejected, connectors.KindConflict, "冲突"},
		{item("999999999", "F_PAEZ_Tier", "A"), connectors.Missing, "", ""},
		{item("1 or 1=1", "F_PAEZ_Tier", "A"), connectors.Missing, "", ""},
		{item(ok, "F_PAEZ_Tier", "核心"), connectors.Rejected, connectors.KindInvalid, "集团分级"},
		{item(ok, "F_PAEZ_Score", "many"), connectors.Rejected, connectors.KindInvalid, "decimal"},
		{item(ok, "F_PAEZ_TierDate", "1 March"), connectors.Rejected, connectors.KindInvalid, "2026-03-01"},
		{item(ok, "FName", "乙"), connectors.Rejected, connectors.KindUnsupported, "F_"},
		{item(ok, "F_SZSP_KHZYJB", "A"), connectors.Rejected, connectors.KindUnsupported, "F_SZSP_KHZYJB.FNumber"},
		{item(ok, "F_PAEZ_Tier.FNumber", "A"), connectors.Rejected, connectors.KindUnsupported, "no reference"},
		{item(ok, "F_PAEZ_Teir", "A"), connectors.Rejected, connectors.KindNotFound, `nearest is "F_PAEZ_Tier"`},
		{item(ok, "form:PAEZ_Other.F_X", "A"), connectors.Rejected, connectors.KindNotFound, "PAEZ_GroupTier"},
		{item(ok, "form:PAEZ_GroupTier.F_PAEZ_Teir", "A"), connectors.Rejected, connectors.KindNotFound, `nearest is "F_PAEZ_Tier"`},
	} {
		r := push(t, c, tt.item)[0]
		if r.Outcome != tt.outcome || connectors.KindOf(r.Err) != tt.kind || tt.says != "" && !strings.Contains(r.Err.Error(), tt.says) {
			t.Errorf("%v: %s, %v", tt.item.Fields, r.Outcome, r.Err)
		}
	}
	if n.Effects(ok)+n.Effects(open)+n.Created() != 0 {
		t.Error("a refused save had an effect")
	}
	if _, err := c.Push(context.Background(), orderForm, []connectors.PushItem{item("1", "F_X", "A")}); connectors.KindOf(err) != connectors.KindUnsupported {
		t.Errorf("an order: %v", err)
	}
}

func TestAuditedCustomersAreRefusedUntilTheAdminAllowsTheField(t *testing.T) {
	n := newTenant(t)
	audited, draft := n.Put(customerForm, "", map[string]any{"FName": "甲"}), n.Put(customerForm, "", map[string]any{"FName": "乙", "FDocumentStatus": "A"})
	n.CloseAudited(true)
	c := n.connect(t, nil)
	got := push(t, c, item(audited, "F_PAEZ_Tier", "A"), item(draft, "F_PAEZ_Tier", "B"))
	e, _ := errors.AsType[*connectors.Error](got[0].Err)
	if got[0].Outcome != connectors.Rejected || e == nil || e.Kind != connectors.KindConflict || !strings.Contains(e.Fix, "side form") || got[1].Outcome != connectors.Written {
		t.Fatalf("got %+v", got)
	}
	// The side form needs no audit.
	if got = push(t, c, item(audited, sideTier, "A")); got[0].Outcome != connectors.Written || n.Created() != 1 {
		t.Errorf("got %+v", got)
	}
	c = n.connect(t, map[string]any{"audited": auditedSideForm})
	if got = push(t, c, item(draft, "F_PAEZ_Tier", "C")); got[0].Outcome != connectors.Rejected || !strings.Contains(got[0].Err.Error(), "side_form") {
		t.Errorf("got %+v", got)
	}
}

func TestTheSideFormHasOneRowACustomerNumber(t *testing.T) {
	n := newTenant(t)
	a := n.Put(customerForm, "", map[string]any{"FName": "甲", "FNumber": "C'1"})
	copied := n.Allocate(a, "101")
	b := n.Put(customerForm, "", map[string]any{"FName": "乙", "FNumber": "C2"})
	empty := n.Put(customerForm, "", map[string]any{"FName": "丙", "FNumber": "C3"})
	twice := n.Put(customerForm, "", map[string]any{"FName": "丁", "FNumber": "C4"})
	for range 2 {
		n.Put("PAEZ_GroupTier", "", map[string]any{"FNumber": "C4", "FName": "C4"})
	}
	n.Put("PAEZ_GroupTier", "", map[string]any{"FNumber": "C2", "FName": "C2", "F_PAEZ_Tier": "D"})
	c := n.connect(t, nil)
	got := push(t, c, item(a, sideTier, "A"), item(copied, sideTier, "A"), item(b, sideTier, "B"), item(empty, sideTier, nil), item(twice, sideTier, "A"))
	for i, want := range []connectors.Outcome{connectors.Written, connectors.Written, connectors.Written, connectors.Unchanged, connectors.Rejected} {
		if got[i].Outcome != want {
			t.Errorf("item %d: %+v", i, got[i])
		}
	}
	if n.Created() != 1 || len(n.IDs("PAEZ_GroupTier")) != 4 {
		t.Errorf("%d rows made, %d there", n.Created(), len(n.IDs("PAEZ_GroupTier")))
	}
	if got = push(t, c, item(a, sideTier, "A"), item(copied, sideTier, "B")); got[0].Outcome != connectors.Written || got[1].Outcome != connectors.Rejected {
		t.Errorf("copies that disagree: %+v", got)
	}
	recs := pull(t, c, customerForm, nil, "FName", sideTier).records
	for id, want := range map[string]string{a: "A", copied: "A", b: "B", empty: ""} {
		if v := connectors.TextOf(recs[id].Fields[sideTier]); v != want {
			t.Errorf("%s shows %q, want %q", recs[id].Fields["FName"], v, want)
		}
		if _, told := recs[id].Fields["FNumber"]; told {
			t.Error("a field that nobody asked for")
		}
	}
}

func TestFieldsThatAnAdminAddsMeanwhileAreWritten(t *testing.T) {
	n := newTenant(t)
	id := n.Put(customerForm, "", map[string]any{"FName": "甲"})
	c := n.connect(t, nil)
	push(t, c, item(id, "F_PAEZ_Tier", "A", sideTier, "A"))
	n.AddField(customerForm, "F_PAEZ_New", "text", "新")
	n.AddField("PAEZ_GroupTier", "F_PAEZ_New", "text", "新")
	if got := push(t, c, item(id, "F_PAEZ_New", "x", "form:PAEZ_GroupTier.F_PAEZ_New", "y")); got[0].Outcome != connectors.Written {
		t.Errorf("got %+v", got[0])
	}
}

func TestOwnAndSideFieldsOfOneItem(t *testing.T) {
	n := newTenant(t)
	id := n.Put(customerForm, "", map[string]any{"FName": "甲"})
	c := n.connect(t, nil)
	got := push(t, c, item(id, "F_PAEZ_Tier", "A", sideTier, "核心"))
	if got[0].Outcome != connectors.Unknown || n.Effects(id) != 1 {
		t.Errorf("half of the item is written: %+v", got[0])
	}
	if got = push(t, c, item(id, "F_PAEZ_Tier", "核心", sideTier, "A")); got[0].Outcome != connectors.Rejected || n.Created() != 0 {
		t.Errorf("the side row was made though the customer's field was refused: %+v", got[0])
	}
	if got = push(t, c, item(id, "F_PAEZ_Tier", "A", sideTier, "A")); got[0].Outcome != connectors.Written || n.Created() != 1 {
		t.Errorf("got %+v", got[0])
	}
}

func TestALostAnswerIsUnknownAndNotSentAgain(t *testing.T) {
	for _, fault := range []sandbox.Fault{sandbox.ResetMidBody, sandbox.Truncate, sandbox.ErrorBody, sandbox.ServerError, sandbox.HTMLPage, sandbox.Drop} {
		n := newTenant(t)
		a, b := n.Put(customerForm, "", map[string]any{"FName": "甲"}), n.Put(customerForm, "", map[string]any{"FName": "乙"})
		c := n.connect(t, nil)
		n.Faults().Next("save", fault)
		got := push(t, c, item(a, "F_PAEZ_Tier", "A"), item(b, "F_PAEZ_Score", "5"))
		e, _ := errors.AsType[*connectors.Error](got[0].Err)
		if got[0].Outcome != connectors.Unknown || e == nil || !e.Sent || got[1].Outcome != connectors.Written {
			t.Errorf("%s: %+v", fault, got)
		}
		if sent := n.Calls()["save"]; sent < 1 || sent > 2 { // a dropped connection never reached the count
			t.Errorf("%s: %d saves for two groups", fault, sent)
		}
	}
}

func TestASystemThatStopsInsideABatchLeavesNoDoubt(t *testing.T) {
	n := newTenant(t)
	a, b := n.Put(customerForm, "", map[string]any{"FName": "甲"}), n.Put(customerForm, "", map[string]any{"FName": "乙"})
	c := n.connect(t, nil)
	n.Faults().Next("save", append([]sandbox.Fault{sandbox.NoFault}, slices.Repeat([]sandbox.Fault{sandbox.RateLimit}, 6)...)...)
	got := push(t, c, item(a, "F_PAEZ_Tier", "A"), item(b, "F_PAEZ_Score", "5"))
	e, _ := errors.AsType[*connectors.Error](got[1].Err)
	if got[0].Outcome != connectors.Written || got[1].Outcome != connectors.Unknown || e == nil || e.Kind != connectors.KindRateLimited || e.Sent || n.Effects(b) != 0 {
		t.Errorf("got %+v", got)
	}
	n.Faults().Next("save", slices.Repeat([]sandbox.Fault{sandbox.RateLimitWait}, 6)...)
	if _, err := c.Push(context.Background(), customerForm, []connectors.PushItem{item(b, "F_PAEZ_Score", "5")}); connectors.KindOf(err) != connectors.KindRateLimited {
		t.Errorf("a batch that never began: %v", err)
	}
	if got = push(t, c, item(b, "F_PAEZ_Score", "5")); got[0].Outcome != connectors.Written {
		t.Errorf("later: %+v", got)
	}
}

func TestAnswersOfSavesAreReadByID(t *testing.T) {
	for _, tt := range []struct {
		name string
		st   status
		want []connectors.Outcome
	}{
		{"index of an error points at a saved one", status{MsgCode: 11, Errors: []said{{Message: "x", Index: 0}}, Entities: []saved{{ID: "1"}}},
			[]connectors.Outcome{"", connectors.Unknown}},
		{"only errors of one", status{MsgCode: 11, Errors: []said{{Message: "x", Index: 1}}}, []connectors.Outcome{connectors.Unknown, connectors.Rejected}},
		{"no licence", status{MsgCode: 7, Errors: []said{{Message: "x"}}}, []connectors.Outcome{connectors.Rejected, connectors.Rejected}},
		{"a field that is gone", status{Errors: []said{{Message: "元数据中标识为F_X的字段不存在"}}}, []connectors.Outcome{connectors.Rejected, connectors.Rejected}},
		{"database", status{MsgCode: 6, Errors: []said{{Message: "x"}}}, []connectors.Outcome{connectors.Unknown, connectors.Unknown}},
		{"good, but one is not named", status{Success: true, Entities: []saved{{ID: "1"}}}, []connectors.Outcome{"", connectors.Unknown}},
	} {
		for k, want := range tt.want {
			if want == "" {
				continue // found among the saved before anybody asks
			}
			if got := tt.st.refusal(k); got != want || tt.st.errorOf(k).Kind == "" {
				t.Errorf("%s: document %d is %s, want %s", tt.name, k, got, want)
			}
		}
	}
}

func TestEnsureFieldsTellsTheAdmin(t *testing.T) {
	n := newTenant(t)
	c := n.connect(t, nil)
	got, err := c.EnsureFields(context.Background(), customerForm, []connectors.FieldSpec{
		{Name: "F_PAEZ_Tier", Type: connectors.TypeChoice}, {Name: "F_PAEZ_Score", Type: connectors.TypeText},
		{Name: "F_TL_Tier", Label: "集团分级", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A", Label: "核心"}}},
		{Name: "tier", Label: "Tier", Type: connectors.TypeText, MaxLen: 20},
		{Name: sideTier, Type: connectors.TypeText}, {Name: "form:PAEZ_Nowhere.F_X", Label: "X", Type: connectors.TypeText},
		{Name: "F_SZSP_KHZYJB.FNumber", Type: connectors.TypeChoice}}, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		action connectors.FieldAction
		says   string
	}{{connectors.FieldExists, ""}, {connectors.FieldMismatch, "number"}, {connectors.FieldManual, "A=核心"}, {connectors.FieldManual, "F_ 开头"},
		{connectors.FieldExists, ""}, {connectors.FieldManual, "PAEZ_Nowhere"}, {connectors.FieldExists, ""}} {
		if got[i].Action != want.action || !strings.Contains(got[i].Detail, want.says) {
			t.Errorf("%+v, want %+v", got[i], want)
		}
	}
}
