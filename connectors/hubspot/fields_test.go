package hubspot

import (
	"context"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func ensure(t *testing.T, c *conn, dry bool, want ...connectors.FieldSpec) []connectors.FieldChange {
	t.Helper()
	got, err := c.EnsureFields(context.Background(), "companies", want, dry)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d changes, %v", len(got), err)
	}
	return got
}

func TestPropertiesOfEveryTypeAreMadeOnce(t *testing.T) {
	o := newPortal(t)
	c := o.connect(t, nil)
	want := []connectors.FieldSpec{
		{Name: "group_rank", Label: "集团排名", Type: connectors.TypeNumber}, {Name: "group_value", Type: connectors.TypeMoney}, {Name: "group_top", Type: connectors.TypeBool},
		{Name: "group_day", Type: connectors.TypeDate}, {Name: "group_at", Type: connectors.TypeTime}, {Name: "group_word", Type: connectors.TypeText}, {Name: "group_note", Type: connectors.TypeText, MaxLen: 2000},
		{Name: "group_level", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "1", Label: "Eins"}, {Value: "2"}}},
	}
	for _, change := range ensure(t, c, true, want...) {
		if change.Action != connectors.FieldCreated || change.Detail == "" {
			t.Errorf("dry: %+v", change)
		}
	}
	if n := o.Calls()["make-property"] + o.Calls()["make-group"]; n != 0 {
		t.Fatalf("a dry run made %d calls", n)
	}
	for _, action := range []connectors.FieldAction{connectors.FieldCreated, connectors.FieldExists} {
		for _, change := range ensure(t, c, false, want...) {
			if change.Action != action {
				t.Errorf("%+v, want %s", change, action)
			}
		}
	}
	id := o.company("甲", nil)
	for field, value := range map[string]string{"group_rank": "7", "group_top": "false", "group_level": "1"} {
		if r := push(t, c, conformance.Item(id, field, value))[0]; r.Outcome != connectors.Written {
			t.Errorf("%s: %+v", field, r)
		}
	}
	if change := ensure(t, c, false, connectors.FieldSpec{Name: "Group_Rank", Type: connectors.TypeNumber})[0]; change.Action != connectors.FieldManual {
		t.Errorf("a name with capitals: %+v", change)
	}
	other := connectors.FieldSpec{Name: "group_other", Type: connectors.TypeText} // the group is there already
	if change := ensure(t, c, false, other)[0]; change.Action != connectors.FieldCreated {
		t.Errorf("%+v", change)
	}
}

func TestASelectPropertyKeepsItsOptions(t *testing.T) {
	o := newPortal(t)
	c := o.connect(t, nil)
	more := connectors.FieldSpec{Name: "group_tier", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A"}, {Value: "Core"}}}
	for _, action := range []connectors.FieldAction{connectors.FieldExtended, connectors.FieldExists} {
		if change := ensure(t, c, false, more)[0]; change.Action != action {
			t.Errorf("%+v, want %s", change, action)
		}
	}
	id := o.company("甲", nil)
	for _, tier := range []string{"Core", "D"} {
		if r := push(t, c, conformance.Item(id, "group_tier", tier))[0]; r.Outcome != connectors.Written {
			t.Errorf("%s: %+v", tier, r)
		}
	}
}
