package storetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var privacyTests = map[string]func(*testing.T, *Bench){
	"a person goes, a company near to it stays":       personErased,
	"a receipt keeps a person out until it is lifted": receipts,
	"rows of persons are for the whole group alone":   personalHidden,
}

// withPerson adds to the world a person, an entity of its own, whose name and mail
// address stand in many tables.
func withPerson(t *testing.T, b *Bench) (run int64, person model.Ref) {
	run, person = world(t, b), Cust("p1")
	c := model.Customer{Ref: person, Kind: model.Person, Name: "周晚晴", Emails: []string{"wan@person.example"}, Units: []string{"east"}, Status: model.Active}
	b.save(run, c)
	stream := b.Stream("crm", "Account", store.CustomerStream)
	b.Tx(func(tx *store.Tx) error {
		must(tx.Stage(ctx, stream, 0, []store.RawRecord{
			{ExtID: "p1", Payload: []byte(`{"mail":"wan@person.example"}`), Targets: `{"tier":"C"}`, Version: "v1"},
			{ExtID: "1", Payload: []byte(`{"contact":"wan@person.example","name":"华东钢铁"}`)},
		}))(t)
		return tx.SaveRejects(ctx, []model.Reject{{Run: "r1", Stage: "map", Ref: person, Code: "E2204", Reason: "周晚晴"}})
	})
	e := entity("P1", "周晚晴", person)
	e.Kind = model.Person
	b.master(run, store.MasterChange{Entities: []store.EntityChange{e}, Members: []model.Member{member(person, "P1", model.Ref{})}})
	b.Tx(func(tx *store.Tx) error {
		must(tx.SaveTiers(ctx, run, []model.TierResult{tier("P1", "C", "3")}))(t)
		must(tx.SaveOrders(ctx, run, []model.Order{order("p7", person, "east", 10_000)}))(t)
		return tx.SaveOverride(ctx, model.Override{Entity: "P1", Attribute: "phone", Text: "1", Until: model.UntilForever, Author: "li", Reason: "周晚晴 rang"})
	})
	b.lists(run)
	return run, person
}

// blotted takes the words of the person out of texts, as package privacy does better.
func blotted(row *store.PersonalRow) {
	for i, x := range row.Texts {
		row.Texts[i].Text = strings.NewReplacer("wan@person.example", "", "周晚晴", "").Replace(x.Text)
		row.Texts[i].Changed = row.Texts[i].Text != x.Text
	}
}

func (b *Bench) erase(id string, who store.Person, hashes ...store.Hash) store.Erasure {
	b.T.Helper()
	e := store.Erasure{ID: id, Author: "li", Reason: "asked", Records: who.Own}
	b.Tx(func(tx *store.Tx) error { return tx.Erase(ctx, who, blotted, &e, hashes) })
	return e
}

// words counts the texts in which the person stands.
func (b *Bench) words(who store.Person) (n int) {
	b.T.Helper()
	err := b.EachPersonal(ctx, sys, who, func(row *store.PersonalRow) error {
		for _, x := range row.Texts {
			if strings.Contains(x.Text, "周晚晴") || strings.Contains(x.Text, "wan@person") {
				n++
			}
		}
		return nil
	})
	if err != nil {
		b.T.Fatal(err)
	}
	return n
}

func personErased(t *testing.T, b *Bench) {
	run, person := withPerson(t, b)
	who := store.Person{Own: []model.Ref{person}, Near: []model.Ref{Cust("1")}}
	if n := b.words(who); n < 8 {
		t.Fatalf("only %d texts name the person", n)
	}
	e := b.erase("ER-1", who)
	if n := b.words(who); n != 0 {
		t.Errorf("%d texts still name the person", n)
	}
	for table, want := range map[string]int64{"raw_record": 3, "customer": 2, "reject": 1, "entity": 1} {
		if e.Found[table] != want {
			t.Errorf("%s: %d texts erased, want %d", table, e.Found[table], want)
		}
	}
	c := must(b.CustomerByRef(ctx, sys, person))(t)
	if c.Name != "" || c.Deleted.IsZero() || c.Entity != "P1" || c.Kind != model.Person || c.ChangedRun != run+1 {
		t.Errorf("the person is %+v", c)
	}
	raw := must(b.Raw(ctx, sys, person))(t)
	if len(raw.Payload) != 0 || raw.Targets != "" || raw.Version != "" || raw.Dirty || !raw.Tombstone.IsZero() {
		t.Errorf("its record is %+v", raw)
	}
	if p := must(b.Entity(ctx, sys, "P1"))(t); len(p.Values) != 0 || p.Name() != "" {
		t.Errorf("its golden record is %+v", p)
	}
	if got := b.listed(sys, store.ListFilter{Text: "周晚晴"}); got != "" {
		t.Errorf("the search finds %s", got)
	}
	company := must(b.Raw(ctx, sys, Cust("1")))(t)
	if !company.Dirty || !strings.Contains(string(company.Payload), "华东钢铁") {
		t.Errorf("the company's record is %+v", company)
	}
	if got := must(b.CustomerByRef(ctx, sys, Cust("1")))(t); got.Name != "华东钢铁" || !got.Deleted.IsZero() {
		t.Errorf("the company is %+v", got)
	}
	if orders := must(b.OrdersOfEntity(ctx, sys, "P1"))(t); len(orders) != 1 || orders[0].Number != "SOp7" {
		t.Errorf("the business with the person is %+v", orders)
	}
	for range 2 { // before and after the log of tiers is made anew
		equal(t, "tiers", b.standing(sys, model.ScopeGroup, 0), map[string]string{"E1": "A", "E2": "C"})
		b.lists(run + 1)
	}
	// The next pull of the same, already taken out, changes nothing.
	stream := b.Stream("crm", "Account", store.CustomerStream)
	b.Tx(func(tx *store.Tx) error {
		n := must(tx.Stage(ctx, stream, 0, []store.RawRecord{{ExtID: "p1"}}))(t)
		equal(t, "staged anew", n, store.StageCounts{Same: 1})
		return nil
	})
	if err := b.Compact(ctx); err != nil {
		t.Error(err)
	}
}

func receipts(t *testing.T, b *Bench) {
	_, person := withPerson(t, b)
	h := store.HashOf([]byte("wan"))
	b.erase("ER-1", store.Person{Own: []model.Ref{person}}, h, h)
	got := must(b.ErasureByID(ctx, sys, "ER-1"))(t)
	if got.Author != "li" || got.Reason != "asked" || got.At.IsZero() || !got.Released.IsZero() || len(got.Records) != 1 || got.Records[0] != person {
		t.Errorf("the receipt is %+v", got)
	}
	if out := must(b.Suppressions(ctx, sys))(t); len(out) != 1 || !out[h] {
		t.Errorf("kept out: %v", out)
	}
	b.Tx(func(tx *store.Tx) error { return tx.ReleaseErasure(ctx, "ER-1") })
	if out := must(b.Suppressions(ctx, sys))(t); len(out) != 0 {
		t.Errorf("still kept out: %v", out)
	}
	if list := must(b.Erasures(ctx, sys))(t); len(list) != 1 || list[0].Released.IsZero() {
		t.Errorf("the receipts are %+v", list)
	}
	err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.ReleaseErasure(ctx, "ER-1") })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("lifted twice: %v", err)
	}
	if _, err := b.ErasureByID(ctx, sys, "ER-9"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown receipt: %v", err)
	}
}

func personalHidden(t *testing.T, b *Bench) {
	world(t, b)
	for _, p := range []model.Principal{unit("east"), {Role: model.Analyst, Masked: []string{"phone"}}} {
		err := b.EachPersonal(ctx, p, store.Person{}, func(*store.PersonalRow) error { return nil })
		if !errors.Is(err, store.ErrHidden) {
			t.Errorf("%+v reads rows of persons: %v", p, err)
		}
	}
	if _, err := b.Erasures(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads receipts: %v", err)
	}
	if _, err := b.Suppressions(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit reads what is kept out: %v", err)
	}
}
