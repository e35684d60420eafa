package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var requestTests = map[string]func(*testing.T, *Bench){
	"a unit asks to see, an owner grants for a time":        viewGranted,
	"only the owner of a part answers, and never who asked": viewOwners,
	"a grant that is taken back shows nothing more":         viewEnded,
	"scores wait until they are approved or declined":       scoresWait,
}

// as is a principal of units by name.
func as(name string, units ...string) model.Principal {
	return model.Principal{Name: name, Role: model.Viewer, Units: units}
}

func (b *Bench) ask(p model.Principal, entity string) (n int) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		n, err = tx.AskToSee(ctx, p, entity, "one offer for both")
		return err
	})
	return n
}

func (b *Bench) granted(p model.Principal, entity string) string {
	b.T.Helper()
	units, until, err := b.GrantedUnits(ctx, p, entity)
	if err != nil || (len(units) > 0) != !until.IsZero() {
		b.T.Errorf("granted %v until %s, %v", units, until, err)
	}
	return strings.Join(units, " ")
}

// decide answers as p; nil is that it was done.
func (b *Bench) decide(p model.Principal, id int64, until time.Time) error {
	b.Clock.Advance(time.Second)
	return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		_, err := tx.DecideView(ctx, p, id, until, "as agreed")
		return err
	})
}

func viewGranted(t *testing.T, b *Bench) {
	world(t, b)
	wu := as("wu", "east")
	equal(t, "owners asked", b.ask(wu, "E1"), 1)
	equal(t, "asked twice", b.ask(wu, "E1"), 0)
	equal(t, "before an answer", b.granted(wu, "E1"), "")
	mine := must(b.ViewsAsked(ctx, wu, "E1", 10))(t)
	if len(mine) != 1 || mine[0].State != model.ViewWaiting || mine[0].Unit != "" || mine[0].Name != "华东钢铁有限公司" || mine[0].Asked.IsZero() {
		t.Fatalf("asked %+v", mine)
	}
	waits := must(b.ViewsToDecide(ctx, as("zhao", "west"), true, 0, 10))(t)
	if len(waits) != 1 || waits[0].Unit != "west" || waits[0].Reason != "one offer for both" || waits[0].Account != "wu" {
		t.Fatalf("waits %+v", waits)
	}
	until := b.Clock.Now().Add(7 * 24 * time.Hour)
	if err := b.decide(as("zhao", "west"), waits[0].ID, until); err != nil {
		t.Fatal(err)
	}
	equal(t, "granted", b.granted(wu, "E1"), "west")
	equal(t, "of another entity", b.granted(wu, "E2"), "")
	equal(t, "to somebody else", b.granted(as("li", "east"), "E1"), "")
	equal(t, "asked while granted", b.ask(wu, "E1"), 0)
	seen := wu.With([]string{"west"})
	equal(t, "records", len(must(b.CustomersOfEntity(ctx, seen, "E1"))(t)), 2)
	equal(t, "without", len(must(b.CustomersOfEntity(ctx, wu, "E1"))(t)), 1)
	b.Clock.Advance(8 * 24 * time.Hour)
	equal(t, "run out", b.granted(wu, "E1"), "")
	equal(t, "asked anew", b.ask(wu, "E1"), 1)
	equal(t, "both are told", len(must(b.ViewsAsked(ctx, wu, "", 10))(t)), 2)
}

func viewOwners(t *testing.T, b *Bench) {
	world(t, b)
	wu := as("wu", "east")
	b.ask(wu, "E1")
	id := must(b.ViewsToDecide(ctx, sys, true, 0, 10))(t)[0].ID
	until := b.Clock.Now().Add(time.Hour)
	for _, p := range []model.Principal{wu, as("wu", "west"), {Name: "wu", Role: model.Admin}, as("li", "east"), {Name: "nobody", Role: model.Admin, Units: []string{}}} {
		equal(t, p.Name+" has nothing to answer", int(must(b.CountViews(ctx, p))(t))+len(must(b.ViewsToDecide(ctx, p, true, 0, 10))(t)), 0)
		if err := b.decide(p, id, until); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s of %v answers: %v", p.Name, p.Units, err)
		}
		if _, err := b.ViewToDecide(ctx, p, id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s of %v reads it: %v", p.Name, p.Units, err)
		}
	}
	equal(t, "for the group", must(b.CountViews(ctx, sys))(t), int64(1))
	if err := b.decide(sys, id, time.Time{}); err != nil {
		t.Fatal(err)
	}
	equal(t, "declined", must(b.ViewsAsked(ctx, wu, "", 10))(t)[0].State, model.ViewDeclined)
	equal(t, "seen", b.granted(wu, "E1"), "")
	if err := b.decide(sys, id, until); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("answered twice: %v", err)
	}
	equal(t, "asked anew", b.ask(wu, "E1"), 1)
	equal(t, "waiting", len(must(b.ViewsToDecide(ctx, sys, true, 0, 10))(t)), 1)
	equal(t, "answered", must(b.ViewsToDecide(ctx, sys, false, 0, 10))(t)[0].ID, id)
	equal(t, "answered before that", len(must(b.ViewsToDecide(ctx, sys, false, id, 10))(t)), 0)
	equal(t, "one of them", must(b.ViewToDecide(ctx, as("zhao", "west"), id))(t).State, model.ViewDeclined)
	if err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _, err := tx.AskToSee(ctx, wu, "E9", "r"); return err }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an entity that is not: %v", err)
	}
	south := as("qin", "south")
	if err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _, err := tx.AskToSee(ctx, south, "E1", "r"); return err }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an entity without a part of its own: %v", err)
	}
	equal(t, "the whole group asks", b.ask(sys, "E1"), 0)
	equal(t, "where nobody else has a part", b.ask(as("zhao", "west"), "E2"), 0)
}

func viewEnded(t *testing.T, b *Bench) {
	world(t, b)
	wu := as("wu", "east")
	b.ask(wu, "E1")
	id := must(b.ViewsToDecide(ctx, sys, true, 0, 10))(t)[0].ID
	end := func(p model.Principal) error {
		b.Clock.Advance(time.Second)
		return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _, err := tx.EndView(ctx, p, id, "settled"); return err })
	}
	if err := end(sys); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ended before it was granted: %v", err)
	}
	if err := b.decide(sys, id, b.Clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := end(as("li", "east")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ended by another unit: %v", err)
	}
	equal(t, "still", b.granted(wu, "E1"), "west")
	if err := end(as("zhao", "west")); err != nil {
		t.Fatal(err)
	}
	equal(t, "ended", b.granted(wu, "E1"), "")
	mine := must(b.ViewsAsked(ctx, wu, "E1", 1))(t)[0]
	equal(t, "told", []any{mine.State, mine.Answer, mine.Granted(b.Clock.Now())}, []any{model.ViewEnded, "settled", false})
}

func scoresWait(t *testing.T, b *Bench) {
	world(t, b)
	wants := []string{"referral"}
	enter := func(entity, indicator, score, author string, day model.Date) {
		b.Tx(func(tx *store.Tx) error {
			return tx.EnterScores(ctx, []store.EntityScore{{Entity: entity, ManualScore: model.ManualScore{Indicator: indicator, Score: score, Date: day, Author: author}}})
		})
	}
	day := model.NewDate(2026, time.October, 3)
	enter("E1", "referral", "60", "li", day)
	first := must(b.WaitingScores(ctx, sys, wants, 0, 10))(t)
	if len(first) != 1 || first[0].Name != "华东钢铁有限公司" || first[0].Before != "" || first[0].Author != "li" || first[0].Entered.IsZero() {
		t.Fatalf("waiting %+v", first)
	}
	b.Tx(func(tx *store.Tx) error {
		equal(t, "approved", must(tx.ApproveScores(ctx, []store.ScoreEntry{first[0].Entry()}, "wu", "sales_manager"))(t), int64(1))
		return nil
	})
	enter("E1", "referral", "80", "li", day+1)
	enter("E2", "referral", "70", "zhao", day)
	enter("E2", "other", "5", "zhao", day)
	list := must(b.WaitingScores(ctx, sys, wants, 0, 10))(t)
	equal(t, "waiting", must(b.CountWaitingScores(ctx, sys, wants))(t), int64(2))
	equal(t, "the one before", []string{list[0].Score, list[0].Before, list[1].Score, list[1].Before}, []string{"80", "60", "70", ""})
	equal(t, "next page", must(b.WaitingScores(ctx, sys, wants, list[0].ID, 10))(t), list[1:])
	equal(t, "no indicator wants it", len(must(b.WaitingScores(ctx, sys, nil, 0, 10))(t)), 0)
	b.Tx(func(tx *store.Tx) error {
		equal(t, "declined", must(tx.DeclineScores(ctx, []store.ScoreEntry{first[0].Entry(), list[1].Entry()}))(t), int64(1))
		return nil
	})
	equal(t, "waiting then", must(b.CountWaitingScores(ctx, sys, wants))(t), int64(1))
	equal(t, "the approved one stays", len(must(b.ManualScores(ctx, sys))(t)), 3)
	one := must(b.EnteredScore(ctx, sys, first[0].ID))(t)
	equal(t, "it says who approved it", []any{one.Score, one.ApprovedBy, one.ApprovedAs, one.Entry()}, []any{"60", "wu", "sales_manager", first[0].Entry()})
	if _, err := b.EnteredScore(ctx, sys, list[1].ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("one that was declined: %v", err)
	}
	if _, err := b.EnteredScore(ctx, unit("east"), first[0].ID); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads it: %v", err)
	}
	if _, err := b.WaitingScores(ctx, unit("east"), wants, 0, 10); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads them: %v", err)
	}
}
