package customers

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/internal/sealed"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func line(l List) string {
	var out []string
	for _, r := range l.Rows {
		out = append(out, r.Entity)
	}
	for _, f := range l.Tiers {
		out = append(out, fmt.Sprintf("%s=%d", f.Value, f.N))
	}
	for _, f := range l.Units {
		out = append(out, fmt.Sprintf("%s:%d", f.Value, f.N))
	}
	return fmt.Sprintf("%s (%d of %d)", strings.Join(out, " "), l.Total, l.All)
}

func TestTheListCountsWhatItsReaderSees(t *testing.T) {
	onBothStores(t, func(t *testing.T, r *Room) {
		for _, c := range []struct {
			name string
			p    model.Principal
			f    Filter
			want string
		}{
			{"all", sys, Filter{}, "G1 G2 G3 platinum=1 gold=1 unrated=1 east:2 west:2 (3 of 3)"},
			{"tier", sys, Filter{Tier: "gold"}, "G2 platinum=1 gold=1 unrated=1 west:1 (1 of 3)"},
			{"unit", sys, Filter{Unit: "east"}, "G1 G3 platinum=1 unrated=1 east:2 west:2 (2 of 2)"},
			{"group", sys, Filter{Group: "G1"}, "G1 G2 platinum=1 gold=1 unrated=1 east:2 west:2 (2 of 3)"},
			{"quality", sys, Filter{Below: 600}, " (0 of 3)"},
			{"a unit", east, Filter{}, "G1 G3 platinum=1 unrated=1 east:2 (2 of 2)"},
			{"a unit asks for another", east, Filter{Unit: "west"}, "east:2 (0 of 0)"},
			{"a search", sys, Filter{Text: "泊岚"}, "G3 G1 G2 platinum=1 gold=1 unrated=1 east:2 west:2 (3 of 3)"},
		} {
			got, err := r.List(ctx, c.p, c.f)
			if err != nil {
				t.Fatal(err)
			}
			if c.name == "a search" { // its order is that of the terms
				if len(got.Rows) != 3 {
					t.Errorf("a search: %s", line(got))
				}
				continue
			}
			equal(t, c.name, line(got), c.want)
		}
		first, err := r.List(ctx, sys, Filter{Limit: 2})
		if err != nil || first.Next == "" {
			t.Fatalf("the first page: %v, %+v", err, first)
		}
		second, err := r.List(ctx, sys, Filter{Limit: 2, After: first.Next})
		if err != nil || second.Next != "" || len(second.Rows) != 1 || second.Rows[0].Entity != "G3" {
			t.Errorf("the second page: %v, %+v", err, second)
		}
		for name, f := range map[string]Filter{"made up": {After: "!nonsense"}, "changed": {After: "A" + first.Next}, "of another list": {After: first.Next, Tier: "A"}, "in clear": {After: base64.RawURLEncoding.EncodeToString([]byte(`{"Name":"a","Entity":1}`))}} {
			if _, err := r.List(ctx, sys, f); !errors.Is(err, sealed.ErrBad) {
				t.Errorf("a place that is %s: %v", name, err)
			}
		}
		if text, _ := base64.RawURLEncoding.DecodeString(first.Next); bytes.Contains(text, []byte(first.Rows[1].Name)) {
			t.Error("the place tells a name")
		}
	})
}

func TestACustomerIsToldWithLineage(t *testing.T) {
	onBothStores(t, func(t *testing.T, r *Room) {
		err := r.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			return tx.SaveDrift(ctx, []store.DriftEntry{{Target: crm("1"), Field: "tier", Expected: "platinum", Found: "gold"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.Customer(ctx, sys, "G0", today)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "who", []any{c.ID, c.Asked, c.Name, c.Former, c.Scoped, c.Quality}, []any{"G1", "G0", "泊岚电气有限公司", []string{"G0"}, false, 640})
		equal(t, "values", []string{c.Values[0].Attribute, c.Values[0].Text, c.Values[0].From.String(), c.Values[0].Rule}, []string{"name", "泊岚电气有限公司", "erp/customer/1", "longest"})
		equal(t, "what others say", c.Values[0].Others, []Said{{Text: "泊岚电气", From: []model.Ref{crm("1")}}})
		equal(t, "members", []any{len(c.Members), c.Members[1].Evidence.Bits}, []any{2, 9.0})
		equal(t, "tier", []string{c.Tier.Final, c.Before.Final, fmt.Sprint(len(c.History))}, []string{"platinum", "gold", "2"})
		equal(t, "below", []any{len(c.Below), c.Below[0].ID, c.Whole.Entities, c.Whole.Amount}, []any{1, "G2", int64(2), model.Amount(749)})
		equal(t, "months", []any{len(c.Months), c.Months[23].Amount, c.Months[22].Amount, c.Months[0].Month}, []any{24, model.Amount(40), model.Amount(700), 202412})
		equal(t, "journal, newest first", c.Journal[0].Reason, "同一执照")
		equal(t, "never written", []any{len(c.Shown), c.Shown[0].State}, []any{2, ShownForeign})
		child, err := r.Customer(ctx, sys, "G2", today)
		if err != nil || child.Parent == nil || child.Parent.ID != "G1" || child.Group.Name != "泊岚电气有限公司" {
			t.Errorf("the subsidiary: %v, %+v", err, child)
		}
	})
}

func TestAUnitSeesItsOwnRecordsAndTheGroupTier(t *testing.T) {
	onBothStores(t, func(t *testing.T, r *Room) {
		c, err := r.Customer(ctx, east, "G1", today)
		if err != nil {
			t.Fatal(err)
		}
		if !c.Scoped || len(c.Members) != 1 || c.Members[0].Ref != crm("1") || !c.Elsewhere.Few {
			t.Errorf("records: %+v, elsewhere %+v", c.Members, c.Elsewhere)
		}
		equal(t, "tier", []string{c.Tier.Final, c.Tier.Score, c.Tier.Reason.ZH}, []string{"platinum", "", "集团等级"})
		equal(t, "its own business", []any{c.Months[23].Amount, c.Months[22].Amount}, []any{model.Amount(40), model.Amount(0)})
		if text := fmt.Sprintf("%+v", *c); strings.Contains(text, "erp") || strings.Contains(text, "5622") || strings.Contains(text, "同一执照") || strings.Contains(text, "上海市") {
			t.Errorf("east learns of others: %s", text)
		}
		if _, err := r.Customer(ctx, east, "G2", today); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a customer of others: %v", err)
		}
		if _, _, err := r.Roots(ctx, east, ""); !errors.Is(err, store.ErrHidden) {
			t.Errorf("groups: %v", err)
		}
	})
}

func TestAQuestionShowsBothSides(t *testing.T) {
	onBothStores(t, func(t *testing.T, r *Room) {
		li := model.Principal{Name: "li", Role: model.Steward}
		queue, err := r.Queue(ctx, li, "", 20)
		if err != nil || len(queue.Questions) != 1 || queue.Open != 1 || queue.Questions[0].Records != 3 {
			t.Fatalf("queue: %v, %+v", err, queue)
		}
		q, err := r.Question(ctx, li, queue.Questions[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "sides", []any{q.Left.Entity, q.Left.Tier, q.Left.Months.Amount, len(q.Left.Members), q.Right.Entity, q.Stake}, []any{"G1", "platinum", model.Amount(740), 1, "G3", model.Amount(845)})
		got := map[string]Agreement{}
		for _, row := range q.Rows {
			got[row.Attribute] = row.Agreement
		}
		equal(t, "agreement", got, map[string]Agreement{"name": Near, "phone": Agree, "city": Agree, "address": Agree, "status": Agree})
		equal(t, "marks", q.Rows[0].A, []Piece{{"泊岚电", false}, {"气", true}})
		if len(q.Earlier) != 1 || q.Earlier[0].Verdict != model.Different {
			t.Errorf("earlier decisions: %+v", q.Earlier)
		}
	})
}

func TestGroupsAndQualityAreBrowsed(t *testing.T) {
	onBothStores(t, func(t *testing.T, r *Room) {
		roots, next, err := r.Roots(ctx, sys, "")
		if err != nil || next != "" || len(roots) != 1 || roots[0].Name != "泊岚电气有限公司" || roots[0].Tier != "platinum" {
			t.Errorf("roots: %v, %+v", err, roots)
		}
		children, _, err := r.Children(ctx, sys, "G1", "")
		if err != nil || len(children) != 1 || children[0].Revenue != 9 {
			t.Errorf("children: %v, %+v", err, children)
		}
		q, err := r.Quality(ctx, sys, "east")
		if err != nil || len(q.Units) != 3 || q.Units[0].Score != 740 || q.Units[0].Change != 7 || !q.Units[2].First {
			t.Errorf("quality: %v, %+v", err, q)
		}
		equal(t, "details", []any{len(q.Attributes), q.Attributes[0].Missing, len(q.Trend), q.Trend[0].Score}, []any{1, int64(1), 2, 750})
		own, err := r.Quality(ctx, east, "")
		if err != nil || len(own.Units) != 1 || own.Unit != "east" {
			t.Errorf("a unit's quality: %v, %+v", err, own)
		}
		for _, c := range []struct {
			p    model.Principal
			unit string
			want int
		}{{sys, "", 2}, {sys, "west", 1}, {east, "", 1}, {east, "west", 0}} {
			found, _, err := r.Findings(ctx, c.p, c.unit, "")
			if err != nil || len(found) != c.want {
				t.Errorf("findings of %q for %s: %v, %+v", c.unit, c.p.Name, err, found)
			}
		}
	})
}

func TestValuesAreComparedAsPeopleWould(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want Agreement
	}{
		{"Norvik Marine AB", "NORVIK MARINE ab.", Agree}, {"", "x", Missing}, {"+46 31 4018", "+46 31 4022", Near},
		{"Hamngatan 4", "Varvsvägen 19", Conflict}, {"泊岚电气", "泊岚电气(苏州)有限公司", Near}, {"上海", "北京", Conflict},
	} {
		if got := agreement(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}
