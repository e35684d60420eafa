package jiandaoyun

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

const sideTier, sideReason = "side:tiers.集团分级", "side:tiers.分级理由"

// sideOf reads what stands in the side rows of a customer.
func (n *company) sideOf(customer string) []string {
	var out []string
	for _, id := range n.IDs("tiers") {
		if row, _ := n.Get("tiers", id); row["客户数据ID"] == customer {
			out = append(out, connectors.TextOf(row["集团分级"]))
		}
	}
	return out
}

func TestASideRowIsMadeOnceAndThenChanged(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(4)
	c := n.connect(t, nil)
	both := map[string]any{"集团分级": "A", sideTier: "A", sideReason: "因为"}
	for round, want := range []connectors.Outcome{connectors.Written, connectors.Written} {
		var items []connectors.PushItem
		for _, id := range ids {
			items = append(items, item(id, both))
		}
		if got := outcomes(push(t, c, items...)); got[want] != 4 || len(n.IDs("tiers")) != 4 {
			t.Errorf("round %d: %v, %d side rows", round, got, len(n.IDs("tiers")))
		}
	}
	if got := outcomes(push(t, c, same(ids, sideTier, "A")...)); got[connectors.Unchanged] != 4 {
		t.Errorf("equal values: %v", got)
	}
	before := n.Calls()["batch_update"]
	if got := outcomes(push(t, c, same(ids, sideTier, "B")...)); got[connectors.Written] != 4 || n.Calls()["batch_update"] != before+1 {
		t.Errorf("new values: %v in %d calls", got, n.Calls()["batch_update"]-before)
	}
	recs, err := c.Fetch(context.Background(), "customers", ids, []string{"集团分级", sideTier, sideReason})
	if err != nil || len(recs) != 4 {
		t.Fatalf("%d records, %v", len(recs), err)
	}
	for _, r := range recs {
		if r.Fields["集团分级"] != "A" || r.Fields[sideTier] != "B" || r.Fields[sideReason] != "因为" {
			t.Errorf("got %v", r.Fields)
		}
	}
}

func TestASideRowIsMadeForACustomerThatExistsOnly(t *testing.T) {
	n := newCompany(t)
	id := n.customers(1)[0]
	got := push(t, n.connect(t, nil), same([]string{nobody, id}, sideTier, "A")...)
	if got[0].Outcome != connectors.Missing || got[1].Outcome != connectors.Written || len(n.IDs("tiers")) != 1 {
		t.Errorf("%+v, %d side rows", got, len(n.IDs("tiers")))
	}
	if got = push(t, n.connect(t, nil), item(nobody, map[string]any{"集团分级": "A", sideTier: "A"})); got[0].Outcome != connectors.Missing || len(n.IDs("tiers")) != 1 {
		t.Errorf("%+v, %d side rows", got, len(n.IDs("tiers")))
	}
}

func TestEmptyingWhatIsNotThereMakesNoRow(t *testing.T) {
	n := newCompany(t)
	id := n.customers(1)[0]
	c := n.connect(t, nil)
	if got := push(t, c, item(id, map[string]any{sideTier: nil})); got[0].Outcome != connectors.Unchanged || len(n.IDs("tiers")) != 0 {
		t.Errorf("%+v, %d side rows", got, len(n.IDs("tiers")))
	}
	push(t, c, item(id, map[string]any{sideTier: "A"}))
	if got := push(t, c, item(id, map[string]any{sideTier: nil})); got[0].Outcome != connectors.Written || n.sideOf(id)[0] != "" {
		t.Errorf("%+v, %v", got, n.sideOf(id))
	}
}

// TestALostCreationIsRepeatedWithoutASecondRow loses the answer of each kind of
// fault; the same transaction id makes the repeat write the same row.
func TestALostCreationIsRepeatedWithoutASecondRow(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(3)
	c := n.connect(t, nil)
	n.Faults().Next("batch_create", sandbox.ResetMidBody, sandbox.Truncate)
	if got := outcomes(push(t, c, same(ids, sideTier, "A")...)); got[connectors.Written] != 3 || len(n.IDs("tiers")) != 3 || n.Calls()["batch_create"] != 5 {
		t.Errorf("%v, %d side rows, %v", got, len(n.IDs("tiers")), n.Calls())
	}
}

func TestTwoSideRowsOfACustomerAreNotChosenBetween(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(2)
	for range 2 {
		n.Put("tiers", "", map[string]any{"客户数据ID": ids[0], "集团分级": "C"})
	}
	c := n.connect(t, nil)
	got := push(t, c, same(ids, sideTier, "A")...)
	if got[0].Outcome != connectors.Rejected || connectors.KindOf(got[0].Err) != connectors.KindConflict || got[1].Outcome != connectors.Written {
		t.Errorf("got %+v", got)
	}
	// With the customer's own field written the item is neither written nor refused.
	got = push(t, c, item(ids[0], map[string]any{"集团分级": "A", sideTier: "A"}))
	e, ok := errors.AsType[*connectors.Error](got[0].Err)
	if got[0].Outcome != connectors.Unknown || !ok || !e.Sent || n.Effects(ids[0]) != 1 {
		t.Errorf("got %+v", got[0])
	}
}

func TestAStopBetweenCustomerAndSideFormIsUnknown(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(2)
	c := n.connect(t, nil)
	n.Faults().Next("batch_create", sandbox.QuotaUsedUp)
	for _, r := range push(t, c, item(ids[0], map[string]any{"集团分级": "A", sideTier: "A"}), item(ids[1], map[string]any{"集团分级": "A", sideTier: "A"})) {
		e, ok := errors.AsType[*connectors.Error](r.Err)
		if r.Outcome != connectors.Unknown || !ok || !e.Sent || e.Kind != connectors.KindQuota {
			t.Errorf("got %+v", r)
		}
	}
}

func TestTransactionIDsAreUUIDsOfTheCustomer(t *testing.T) {
	f := formRef{AppID: fakeApp, EntryID: nobody}
	a, b := transactionID(f, "a"), transactionID(f, "b")
	if !fakeUUID.MatchString(a) || a == b || a != transactionID(f, "a") || a[14] != '4' {
		t.Errorf("%s, %s", a, b)
	}
}

func TestAnOldTransactionMakesANewRow(t *testing.T) {
	n := newCompany(t)
	id := n.customers(1)[0]
	c := n.connect(t, nil)
	push(t, c, item(id, map[string]any{sideTier: "A"}))
	n.Delete("tiers", n.IDs("tiers")[0])
	n.clk.Advance(2 * time.Hour)
	if got := push(t, c, item(id, map[string]any{sideTier: "B"})); got[0].Outcome != connectors.Written || len(n.sideOf(id)) != 1 || n.sideOf(id)[0] != "B" {
		t.Errorf("%+v, %v", got, n.sideOf(id))
	}
}
