package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var stewardTests = map[string]func(*testing.T, *Bench){
	"an override is replaced, follows a merge and ends": overrides,
}

func overrides(t *testing.T, b *Bench) {
	run := world(t, b)
	set := func(entity, text, author string) {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveOverride(ctx, model.Override{Entity: entity, Attribute: "phone", Text: text, Base: "+86211234", Until: model.UntilDate,
				Expires: model.NewDate(2027, time.March, 1), Author: author, Reason: "打过电话"})
		})
	}
	set("E2", "+861", "li")
	set("E2", "+862", "wu")
	list := must(b.Overrides(ctx, sys))(t)
	want := model.Override{Entity: "E2", SetOn: "E2", Attribute: "phone", Text: "+862", Base: "+86211234", Until: model.UntilDate,
		Expires: model.NewDate(2027, time.March, 1), Author: "wu", Reason: "打过电话"}
	if len(list) != 2 || list[0].EndedBy != "wu" || list[0].Ended.IsZero() || !list[1].Ended.IsZero() {
		t.Fatalf("after two: %+v", list)
	}
	ignored := cmpopts.IgnoreFields(model.Override{}, "ID", "At")
	equal(t, "latest", list[1], want, ignored)

	b.master(run, store.MasterChange{Redirects: []store.Redirect{{From: "E2", To: "E1"}}})
	want.Entity = "E1"
	equal(t, "of the survivor", must(b.OverridesOf(ctx, sys, "E1"))(t)[1], want, ignored)
	b.Tx(func(tx *store.Tx) error {
		ended, err := tx.EndOverrides(ctx, "E1", "phone", "li")
		if !ended {
			t.Error("the override of a merged entity was not ended through the survivor")
		}
		return err
	})
	if list := must(b.OverridesOf(ctx, sys, "E1"))(t); list[1].EndedBy != "li" {
		t.Errorf("after the end: %+v", list[1])
	}

	set("E1", "+863", "li")
	b.Tx(func(tx *store.Tx) error {
		return tx.LapseOverrides(ctx, must(b.OverridesOf(ctx, sys, "E1"))(t), "tierloop")
	})
	list = must(b.OverridesOf(ctx, sys, "E1"))(t)
	if list[2].EndedBy != "tierloop" || list[1].EndedBy != "li" {
		t.Errorf("after a lapse: %+v", list)
	}
	if _, err := b.Overrides(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads overrides: %v", err)
	}
	if got := must(b.OverridesOf(ctx, model.Principal{Role: model.Steward, Masked: []string{"phone"}}, "E1"))(t); got[2].Text == "+863" {
		t.Error("a masked attribute is shown")
	}
}
