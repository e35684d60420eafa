package okki

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestDetailsAreReadWhereTheListDoesNotTell(t *testing.T) {
	a := newAccount(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, a.Put("company", "", map[string]any{"name": fmt.Sprint(i), "remark": "x", fakeTier: "A"}))
	}
	a.Clock.Advance(time.Hour)
	c := a.connect(t, nil)
	conformance.Pull(t, c, connectors.PullRequest{Object: "company", Fields: []string{"name", "update_time"}})
	if n := a.Calls()["info"]; n != 0 {
		t.Errorf("%d details for fields of the list", n)
	}
	got := conformance.Pull(t, c, connectors.PullRequest{Object: "company", Fields: []string{"name", "remark", fakeTier}})
	if n := a.Calls()["info"]; n != 5 || got.Records[ids[0]].Fields["remark"] != "x" || got.Records[ids[0]].Fields[fakeTier] != "A" {
		t.Errorf("%d details, %v", n, got.Records[ids[0]].Fields)
	}
	// A day is read again, but what its stamp says is old is not.
	a.Clock.Advance(3 * time.Hour)
	a.Put("company", ids[2], map[string]any{"remark": "y"})
	if again := conformance.Pull(t, c, connectors.PullRequest{Object: "company", Fields: []string{"remark"}, From: got.From()}); again.Shown != 1 || a.Calls()["info"] != 6 {
		t.Errorf("%d shown, %d details", again.Shown, a.Calls()["info"])
	}
}

func TestStampsAreInTheZoneOfTheSystem(t *testing.T) {
	a := newAccount(t)
	id := a.Put("company", "", map[string]any{"name": "甲"})
	got := conformance.Pull(t, a.connect(t, nil), connectors.PullRequest{Object: "company"}).Records[id]
	if !got.Modified.Equal(start) || got.Fields["create_time"] != "2026-03-02T02:00:00Z" {
		t.Errorf("%v, %v", got.Modified, got.Fields["create_time"])
	}
}

func TestOrdersAreReadWithTheirDeletes(t *testing.T) {
	a := newAccount(t)
	company := a.Put("company", "", map[string]any{"name": "甲"})
	order := a.Put("order", "", map[string]any{"order_no": "SO1", "company_id": json.Number(company), "account_date": "2026-03-01", "amount": json.Number("100.5"), "amount_rmb": json.Number("720"), "currency": "USD", "status": json.Number("13972831654")})
	c := a.connect(t, nil)
	got := conformance.Pull(t, c, connectors.PullRequest{Object: "order", Fields: []string{"order_no", "company_id", "amount_rmb"}})
	if r := got.Records[order]; r.Fields["company_id"] != company || connectors.TextOf(r.Fields["amount_rmb"]) != "720" {
		t.Errorf("%+v", r)
	}
	a.Clock.Advance(time.Hour)
	a.Delete("order", order)
	a.Clock.Advance(time.Hour)
	if next := conformance.Pull(t, c, connectors.PullRequest{Object: "order", From: got.From()}); len(next.Deleted) != 1 || next.Deleted[0] != order {
		t.Errorf("%v", next.Deleted)
	}
}

func TestAListThatMovesIsNoProof(t *testing.T) {
	a := newAccount(t)
	for i := range 250 {
		a.Put("company", "", map[string]any{"name": fmt.Sprint(i)})
	}
	c := a.connect(t, nil)
	if count, err := c.Enumerate(context.Background(), "company", func([]string) error { return nil }); count != 250 || err != nil {
		t.Errorf("%d, %v", count, err)
	}
	ids, pages := a.IDs("company"), 0
	_, err := c.Enumerate(context.Background(), "company", func([]string) error {
		if pages++; pages == 1 { // one goes, another comes: the number is the same
			a.Delete("company", ids[249])
			a.Put("company", "", map[string]any{"name": "新"})
		}
		return nil
	})
	if connectors.KindOf(err) != connectors.KindUnavailable {
		t.Errorf("%v", err)
	}
}

func TestAFieldThatIsMissingStopsThePullAndNamesTheNearest(t *testing.T) {
	a := newAccount(t)
	err := a.connect(t, nil).Pull(context.Background(), connectors.PullRequest{Object: "company", Fields: []string{"shortname"}}, (&conformance.Pulled{}).Take)
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), "short_name") {
		t.Errorf("%v", err)
	}
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		change map[string]any
		kind   connectors.Kind
	}{
		{nil, ""}, {map[string]any{"authorization": "bearer"}, ""},
		{map[string]any{"client_secret": "wrong-secret"}, connectors.KindAuth},
		{map[string]any{"scope": "company"}, connectors.KindPermission}, // orders are configured too
	} {
		if err := newAccount(t).connect(t, tt.change).Check(context.Background()); connectors.KindOf(err) != tt.kind {
			t.Errorf("%v: %v, want %s", tt.change, err, tt.kind)
		}
	}
}

func TestATokenThatIsRevokedIsReplacedOnce(t *testing.T) {
	a := newAccount(t)
	a.Put("company", "", map[string]any{"name": "甲"})
	c := a.connect(t, nil)
	conformance.Pull(t, c, connectors.PullRequest{Object: "company", Fields: []string{"name"}})
	a.Revoke()
	conformance.Pull(t, c, connectors.PullRequest{Object: "company", Fields: []string{"name"}})
	if n := a.Calls()["token"]; n != 2 {
		t.Errorf("%d logins", n)
	}
}

func TestTheDictionaryIsReadInItsForms(t *testing.T) {
	for _, raw := range []string{
		`[{"id":"1001","name":"分级","field_type":3,"ext_info":["A","B"]}]`,
		`[{"name":"组","fields":[{"field_id":1001,"field_name":"分级","type":"select","ext_info":"[\"A\",\"B\"]"}]}]`,
		`{"list":[{"id":1001,"name":"分级","field_type":"3","ext_info":{"options":[{"value":"A"},{"name":"B"}]}}]}`,
	} {
		s := &schema{object: companies, fields: map[string]connectors.Field{}}
		for _, f := range fieldsIn([]byte(raw)) {
			s.add(connectors.TextOf(either(f.ID, f.FieldID)), f)
		}
		if f := s.fields["1001"]; f.Type != connectors.TypeChoice || f.Label != "分级" || len(f.Options) != 2 || f.Options[1].Value != "B" || !f.Target {
			t.Errorf("%s: %+v", raw, f)
		}
	}
}

func TestFieldsAreForTheAdminToAdd(t *testing.T) {
	c := newAccount(t).connect(t, nil)
	for _, tt := range []struct {
		want   connectors.FieldSpec
		action connectors.FieldAction
		says   string
	}{
		{connectors.FieldSpec{Name: fakeTier, Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A"}}}, connectors.FieldExists, ""},
		{connectors.FieldSpec{Name: fakeTier, Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "E"}}}, connectors.FieldManual, "E"},
		{connectors.FieldSpec{Name: fakeTier, Type: connectors.TypeNumber}, connectors.FieldMismatch, "3"},
		{connectors.FieldSpec{Name: "group_tier", Label: "集团分级", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A"}, {Value: "B"}}}, connectors.FieldManual, "A、B"},
	} {
		got, err := c.EnsureFields(context.Background(), "company", []connectors.FieldSpec{tt.want}, true)
		if err != nil || len(got) != 1 || got[0].Action != tt.action || !strings.Contains(got[0].Detail, tt.says) {
			t.Errorf("%s: %+v, %v", tt.want.Name, got, err)
		}
	}
}
