package dynamics

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestEachWrongCredentialIsNamedAsSuch(t *testing.T) {
	for option, said := range map[string]string{"tenant": "AADSTS90002", "client_id": "AADSTS700016", "client_secret": "AADSTS7000215"} {
		o := newOrg(t)
		err := o.connect(t, map[string]any{option: "wrong-value-0001"}).Check(context.Background())
		e, _ := errors.AsType[*connectors.Error](err)
		if e == nil || e.Kind != connectors.KindAuth || e.Fix == "" || !strings.Contains(err.Error(), said) || strings.Contains(err.Error(), "wrong-value") {
			t.Errorf("%s: %v", option, err)
		}
	}
}

func TestATokenIsRenewedBeforeItsEndAndShared(t *testing.T) {
	o := newOrg(t)
	for range 3 {
		if err := o.connect(t, nil).Check(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	c := o.connect(t, nil)
	for range 20 { // three hours and twenty minutes
		if _, err := c.Fetch(context.Background(), "account", []string{"00000000-0000-0000-0000-0000000000ff"}, []string{"name"}); err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(10 * time.Minute)
	}
	if logins := o.Calls()["token"]; logins != 4 {
		t.Errorf("%d logins", logins)
	}
}

func TestColumnsAreMadeOnceAndOptionsAreNamed(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	want := []connectors.FieldSpec{
		{Name: "new_grouprank", Label: "集团排名", Type: connectors.TypeNumber}, {Name: "new_groupword", Type: connectors.TypeText}, {Name: "new_groupnote", Type: connectors.TypeText, MaxLen: 9000},
		{Name: "new_groupday", Type: connectors.TypeDate}, {Name: "new_groupat", Type: connectors.TypeTime},
		{Name: "new_grouplevel", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "727000000", Label: "Eins"}, {Value: "727000001"}}},
	}
	for _, action := range []connectors.FieldAction{connectors.FieldCreated, connectors.FieldExists} {
		got, err := c.EnsureFields(context.Background(), "account", want, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range got {
			if change.Action != action {
				t.Errorf("%+v, want %s", change, action)
			}
		}
	}
	id := o.account("甲", nil)
	if r := push(t, c, conformance.Item(id, "new_grouplevel", "727000001"))[0]; r.Outcome != connectors.Written {
		t.Errorf("%+v", r)
	}
	got, err := c.EnsureFields(context.Background(), "account", []connectors.FieldSpec{
		{Name: "new_grouptier", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "727000009"}}}, {Name: "GroupRank", Type: connectors.TypeNumber},
		{Name: "new_grouptop", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "A"}}}}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range got {
		if change.Action != connectors.FieldManual || change.Detail == "" {
			t.Errorf("%+v", change)
		}
	}
}
