package salesforce

import (
	"context"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func ensure(t *testing.T, c *conn, dry bool, want ...connectors.FieldSpec) []connectors.FieldChange {
	t.Helper()
	got, err := c.EnsureFields(context.Background(), "Account", want, dry)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d changes, %v", len(got), err)
	}
	return got
}

var wanted = []connectors.FieldSpec{
	{Name: "Group_Rank__c", Label: "集团排名", Type: connectors.TypeNumber},
	{Name: "Group_Level__c", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "1", Label: "Eins"}, {Value: "2"}}},
	{Name: "Group_Note__c", Type: connectors.TypeText, MaxLen: 2000},
	{Name: "Group_Word__c", Type: connectors.TypeText},
	{Name: "Group_Value__c", Type: connectors.TypeMoney},
	{Name: "Group_Top__c", Type: connectors.TypeBool},
	{Name: "Group_Day__c", Type: connectors.TypeDate},
	{Name: "Group_At__c", Type: connectors.TypeTime},
}

func TestFieldsAreMadeAndGranted(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	for _, change := range ensure(t, c, true, wanted...) {
		if change.Action != connectors.FieldCreated || change.Detail == "" {
			t.Errorf("dry: %+v", change)
		}
	}
	if n := o.Calls()["make-field"]; n != 0 {
		t.Fatalf("a dry run made %d calls", n)
	}
	for _, action := range []connectors.FieldAction{connectors.FieldCreated, connectors.FieldExists} {
		for _, change := range ensure(t, c, false, wanted...) {
			if change.Action != action {
				t.Errorf("%+v, want %s", change, action)
			}
		}
	}
	s, err := c.Describe(context.Background(), "Account")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]connectors.Field{}
	for _, f := range s.Fields {
		found[f.Name] = f
	}
	for _, w := range wanted {
		if f := found[w.Name]; f.Type != w.Type || !f.Target || !f.Custom {
			t.Errorf("made %+v of %+v", f, w)
		}
	}
	if f := found["Group_Level__c"]; len(f.Options) != 2 || f.Options[0] != (connectors.Choice{Value: "1", Label: "1"}) && f.Options[0].Label == "" {
		t.Errorf("made with %v", f.Options)
	}
	id := o.account("甲", nil)
	if r := push(t, c, conformance.Item(id, "Group_Rank__c", "7"))[0]; r.Outcome != connectors.Written {
		t.Errorf("a new field is not written: %+v", r)
	}
}

func TestWithoutAPermissionSetTheAdminIsToldWhatToDo(t *testing.T) {
	o := newOrg(t)
	change := ensure(t, o.connect(t, map[string]any{"permission_set": nil}), false, wanted[0])[0]
	if change.Action != connectors.FieldManual || !strings.Contains(change.Detail, "Group_Rank__c") || !strings.Contains(change.Detail, "permission set") {
		t.Errorf("%+v", change)
	}
	_, err := o.connect(t, map[string]any{"permission_set": "Nobody's"}).EnsureFields(context.Background(), "Account", wanted[:1], false)
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), "Nobody's") {
		t.Errorf("got %v", err)
	}
	// The field is there now and seen by nobody: asking again grants it.
	if change := ensure(t, o.connect(t, nil), false, wanted[0])[0]; change.Action != connectors.FieldCreated {
		t.Errorf("%+v", change)
	}
	for _, w := range []connectors.FieldSpec{{Name: "Group_Rank", Type: connectors.TypeNumber}, {Name: "Group_Parent__c", Type: connectors.TypeReference}} {
		if change := ensure(t, o.connect(t, nil), false, w)[0]; change.Action != connectors.FieldManual {
			t.Errorf("%+v", change)
		}
	}
}

func TestAPickListGetsMoreValues(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	more := connectors.FieldSpec{Name: "Group_Tier__c", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A"}, {Value: "Core", Label: "Core"}, {Value: "E"}}}
	for _, action := range []connectors.FieldAction{connectors.FieldExtended, connectors.FieldExists} {
		if change := ensure(t, c, false, more)[0]; change.Action != action {
			t.Errorf("%+v, want %s", change, action)
		}
	}
	id := o.account("甲", nil)
	for _, tier := range []string{"Core", "D"} { // a new one, and one that was there before
		if r := push(t, c, conformance.Item(id, "Group_Tier__c", tier))[0]; r.Outcome != connectors.Written {
			t.Errorf("%s: %+v", tier, r)
		}
	}
	standard := connectors.FieldSpec{Name: "Industry", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "Space"}}}
	if change := ensure(t, c, false, standard)[0]; change.Action != connectors.FieldManual {
		t.Errorf("%+v", change)
	}
}
