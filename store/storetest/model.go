package storetest

import (
	"errors"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func matchModels(t *testing.T, b *Bench) {
	if _, err := b.ActiveMatchModel(ctx, sys); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of an empty store: %v", err)
	}
	save := func(hash, origin string) (version int64) {
		b.Tx(func(tx *store.Tx) (err error) {
			version, err = tx.SaveMatchModel(ctx, store.MatchModel{Hash: hash, Origin: origin, Text: []byte(`{"of":"` + hash + `"}`), Organisations: 40, Persons: 2, Author: "li"})
			return err
		})
		return version
	}
	activate := func(version int64) {
		b.Tx(func(tx *store.Tx) error { return tx.ActivateMatchModel(ctx, version, "wu") })
	}
	if first, second, again := save("a", "run"), save("b", "train"), save("a", "refit"); first != 1 || second != 2 || again != 1 {
		t.Errorf("versions %d, %d and %d, want 1, 2 and 1", first, second, again)
	}
	if _, err := b.ActiveMatchModel(ctx, sys); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a saved version is active: %v", err)
	}
	activate(1)
	activate(2)
	activate(1)
	active := must(b.ActiveMatchModel(ctx, sys))(t)
	equal(t, "the one activated last", active, store.MatchModel{Version: 1, Hash: "a", Origin: "run", Text: []byte(`{"of":"a"}`), Organisations: 40, Persons: 2,
		Author: "li", Made: active.Made, Activated: b.Clock.Now(), ActivatedBy: "wu", Active: true})
	list := must(b.MatchModels(ctx, sys))(t)
	if len(list) != 2 || list[0].Version != 2 || list[0].Active || list[0].Activated.IsZero() || !list[1].Active || len(list[0].Text) > 0 {
		t.Errorf("versions: %+v", list)
	}
	if got := save("c", "train"); got != 3 {
		t.Errorf("the third version is %d", got)
	}
	equal(t, "a version that is not active", string(must(b.MatchModel(ctx, sys, 3))(t).Text), `{"of":"c"}`)
	err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.ActivateMatchModel(ctx, 9, "wu") })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	if _, err := b.MatchModels(ctx, model.Principal{Name: "unit", Units: []string{"east"}}); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads the models: %v", err)
	}
}
