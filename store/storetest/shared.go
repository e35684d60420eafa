package storetest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// codeTries: what one process counts, all count.
func codeTries(t *testing.T, b *Bench) {
	const most, window = 3, 15 * time.Minute
	li, wu := b.account(model.Account{Name: "li"}), b.account(model.Account{Name: "wu"})
	save := func(account int64, step int64) {
		b.Tx(func(tx *store.Tx) error {
			return tx.SaveSecondFactor(ctx, model.SecondFactor{Account: account, Secret: []byte("sealed"), Since: b.Clock.Now(), Step: step})
		})
	}
	save(li, 1)
	save(wu, 1)
	try := func(account int64) (wait time.Duration, last bool) {
		b.Tx(func(tx *store.Tx) (err error) { wait, last, err = tx.TryCode(ctx, account, most, window); return err })
		return wait, last
	}
	expect := func(what string, account int64, wait time.Duration, last bool) {
		t.Helper()
		gotWait, gotLast := try(account)
		equal(t, what, []any{gotWait.Round(time.Minute), gotLast}, []any{wait, last})
	}
	expect("the first", li, 0, false)
	b.Clock.Advance(5 * time.Minute)
	expect("the second", li, 0, false)
	expect("the last", li, 0, true)
	expect("one too many", li, 10*time.Minute, false)
	save(li, 1)
	expect("with a device that is set up anew", li, 10*time.Minute, false)
	expect("of somebody else", wu, 0, false)
	b.Clock.Advance(9 * time.Minute)
	expect("a minute before", li, time.Minute, false)
	b.Clock.Advance(time.Minute)
	expect("when the time is over", li, 0, false)
	b.Tx(func(tx *store.Tx) error { _, err := tx.SpendStep(ctx, li, 2); return err })
	for _, last := range []bool{false, false, true} {
		expect("after a right code", li, 0, last)
	}
	expect("of an account without a device", 99, 0, false)
}

func installationKeys(t *testing.T, b *Bench) {
	one := must(b.InstallationKey(ctx, "address"))(t)
	if len(one) != 32 || bytes.Equal(one, make([]byte, 32)) {
		t.Errorf("the key %x", one)
	}
	if again := must(b.InstallationKey(ctx, "address"))(t); !bytes.Equal(one, again) {
		t.Error("the key changes")
	}
	if other := must(b.InstallationKey(ctx, "other"))(t); bytes.Equal(one, other) {
		t.Error("two names have one key")
	}
}

// signOffs: the provider of sign-on ends what its logins opened, and nothing else.
func signOffs(t *testing.T, b *Bench) {
	li, wu := b.account(model.Account{Name: "li"}), b.account(model.Account{Name: "wu"})
	open := func(name byte, account int64, via, sid string) {
		b.Clock.Advance(time.Minute)
		b.Tx(func(tx *store.Tx) error {
			return tx.StartSession(ctx, model.Session{Hash: bytes.Repeat([]byte{name}, 32), Account: account, Via: via, ProviderSID: sid})
		})
	}
	left := func() (names string) {
		for _, s := range must(b.Sessions(ctx, 0))(t) {
			names = string(s.Hash[0]) + names
		}
		return names
	}
	end := func(account int64, sid string, until time.Time) (n int64) {
		b.Tx(func(tx *store.Tx) (err error) { n, err = tx.EndSignOns(ctx, account, sid, until); return err })
		return n
	}
	open('a', li, model.ViaSSO, "s-1")
	open('b', li, model.ViaSSO, "s-2")
	open('c', li, model.ViaPassword, "")
	open('d', wu, model.ViaSSO, "s-3")
	open('e', li, model.ViaSSO, "")
	b.Tx(func(tx *store.Tx) error {
		a, err := tx.AccountBySID(ctx, "s-3")
		equal(t, "whose", a.ID, wu)
		for _, unknown := range []string{"s-9", ""} {
			if _, err := tx.AccountBySID(ctx, unknown); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("whose %q is: %v", unknown, err)
			}
		}
		return err
	})
	now := b.Clock.Now()
	equal(t, "before it began", end(li, "s-1", now.Add(-time.Hour)), int64(0))
	equal(t, "one login, and the one without a name", end(li, "s-1", now), int64(2))
	equal(t, "then", left(), "bcd")
	equal(t, "all of one", end(li, "", now), int64(1))
	equal(t, "at the end", left(), "cd")
}

func auditCounted(t *testing.T, b *Bench) {
	line := func(actor, action string) {
		b.Tx(func(tx *store.Tx) error { return tx.Audit(ctx, store.AuditEntry{Actor: actor, Action: action}) })
	}
	count := func(since time.Time) (n int) {
		b.Tx(func(tx *store.Tx) (err error) {
			if err := tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: "unmask"}); err != nil {
				return err
			}
			n, err = tx.CountAudit(ctx, "li", "unmask", since)
			return err
		})
		return n
	}
	line("li", "unmask")
	b.Clock.Advance(time.Hour)
	since := b.Clock.Now()
	for _, l := range [][2]string{{"li", "unmask"}, {"wu", "unmask"}, {"li", "login"}} {
		line(l[0], l[1])
	}
	equal(t, "since then", count(since), 2)
	equal(t, "in all", count(Day.Add(-time.Hour)), 4)
}
