package zoho

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func ensure(t *testing.T, c *conn, dry bool, want ...connectors.FieldSpec) []connectors.FieldChange {
	t.Helper()
	got, err := c.EnsureFields(context.Background(), "Accounts", want, dry)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d changes, %v", len(got), err)
	}
	return got
}

func TestFieldsAreMadeFiveAtATimeUnderTheWantedName(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	var want []connectors.FieldSpec
	for i := range 7 {
		want = append(want, connectors.FieldSpec{Name: fmt.Sprintf("Group_Rank_%d", i), Label: fmt.Sprintf("集团排名 %d", i), Type: connectors.TypeNumber})
	}
	want = append(want,
		connectors.FieldSpec{Name: "Group_Level", Label: "Group Level", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "1", Label: "Eins"}, {Value: "2"}}},
		connectors.FieldSpec{Name: "Group_Note", Label: "Group Note", Type: connectors.TypeText, MaxLen: 2000},
		connectors.FieldSpec{Name: "Group_Word", Label: "Group Word", Type: connectors.TypeText})
	for _, change := range ensure(t, c, true, want...) {
		if change.Action != connectors.FieldCreated || change.Detail == "" {
			t.Errorf("dry: %+v", change)
		}
	}
	if n := o.Calls()["make-fields"]; n != 0 {
		t.Fatalf("a dry run made %d calls", n)
	}
	for _, change := range ensure(t, c, false, want...) {
		if change.Action != connectors.FieldCreated || change.Name != "" {
			t.Errorf("made: %+v", change)
		}
	}
	if n := o.Calls()["make-fields"]; n != 2 {
		t.Errorf("%d calls", n)
	}
	for _, change := range ensure(t, c, false, want...) {
		if change.Action != connectors.FieldExists {
			t.Errorf("again: %+v", change)
		}
	}
	s, err := c.Describe(context.Background(), "Accounts")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Fields {
		if f.Name == "Group_Level" && (len(f.Options) != 2 || f.Options[0] != connectors.Choice{Value: "1", Label: "Eins"} || !f.Target || !f.Custom) {
			t.Errorf("made as %+v", f)
		}
		if f.Name == "Group_Note" && f.MaxLen != 32000 {
			t.Errorf("made as %+v", f)
		}
	}
}

func TestTheNameThatTheSystemGaveIsReadBack(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	spec := connectors.FieldSpec{Name: "Group.Class", Label: "Class", Type: connectors.TypeNumber} // no API name holds a point
	first, second := ensure(t, c, false, spec)[0], ensure(t, c, false, spec)[0]
	if first.Action != connectors.FieldCreated || first.Name != "GroupClass" || second.Action != connectors.FieldExists || second.Name != "GroupClass" {
		t.Errorf("got %+v, then %+v", first, second)
	}
	if n := o.Calls()["make-fields"]; n != 1 {
		t.Errorf("made in %d calls", n)
	}
}

func TestOptionsAreAddedAndNoneIsLost(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", map[string]any{"Group_Tier": "D"})
	c := o.connect(t, nil)
	spec := connectors.FieldSpec{Name: "Group_Tier", Label: "Group Tier", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A"}, {Value: "E", Label: "Fünf"}}}
	if got := ensure(t, c, true, spec)[0]; got.Action != connectors.FieldExtended || !strings.Contains(got.Detail, "E") {
		t.Errorf("dry: %+v", got)
	}
	if got := push(t, c, conformance.Item(id, "Group_Tier", "E"))[0]; got.Outcome != connectors.Rejected {
		t.Errorf("before: %+v", got)
	}
	first, second := ensure(t, c, false, spec)[0], ensure(t, c, false, spec)[0]
	if first.Action != connectors.FieldExtended || second.Action != connectors.FieldExists {
		t.Errorf("got %+v, then %+v", first, second)
	}
	for _, v := range []string{"E", "D", "A"} {
		if got := push(t, c, conformance.Item(id, "Group_Tier", v))[0]; got.Outcome != connectors.Written {
			t.Errorf("%s: %+v", v, got)
		}
	}
}

func TestWhatCannotBeMadeIsSaidInWords(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	got := ensure(t, c, false,
		connectors.FieldSpec{Name: "Group_Tier_Reason_In_Words", Label: "Reason", Type: connectors.TypeText},
		connectors.FieldSpec{Name: "Group_Empty", Label: "Group Empty", Type: connectors.TypeChoice},
		connectors.FieldSpec{Name: "Group_Parent", Label: "Group Parent", Type: connectors.TypeReference},
		connectors.FieldSpec{Name: "Group_Score", Label: "Group Score", Type: connectors.TypeText})
	for i, want := range []connectors.FieldAction{connectors.FieldManual, connectors.FieldManual, connectors.FieldManual, connectors.FieldMismatch} {
		if got[i].Action != want || !strings.Contains(got[i].Detail, " / ") {
			t.Errorf("got %+v, want %s", got[i], want)
		}
	}
	if o.Calls()["make-fields"] != 0 {
		t.Error("something was made")
	}
}

func TestObjectsAreTheModulesOfTheAPI(t *testing.T) {
	o := newOrg(t)
	list, err := o.connect(t, nil).Objects(context.Background())
	if err != nil || len(list) != 4 || list[0] != (connectors.ObjectInfo{Name: "Accounts", Label: "Accounts", Role: "customer"}) {
		t.Errorf("%+v, %v", list, err)
	}
}
