package storetest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var accessTests = map[string]func(*testing.T, *Bench){
	"an account is kept, changed and listed":          accounts,
	"sessions are found by their hash and end":        sessions,
	"a link works once, in time and for its purpose":  onceLinks,
	"an API token is found, noted and dropped":        apiTokens,
	"a list of accounts shows no hash of a password":  accountsHidePasswords,
	"an identity opens one account, to the byte":      identities,
	"a nonce is spent once":                           nonces,
	"a second factor takes each step once":            secondFactors,
	"tries of a code are counted for all":             codeTries,
	"what somebody did lately is counted":             auditCounted,
	"a key of the installation is made once":          installationKeys,
	"a provider ends what its logins opened":          signOffs,
	"a recovery code works once, for its account":     recoveryCodes,
	"the number of admins leaves disabled people out": admins,
}

func (b *Bench) account(a model.Account) (id int64) {
	b.T.Helper()
	b.Tx(func(tx *store.Tx) (err error) {
		id, err = tx.AddAccount(ctx, a)
		return err
	})
	return id
}

func accounts(t *testing.T, b *Bench) {
	li := model.Account{Name: "li", Label: "李", Role: model.Steward, Units: []string{"east"}, Masked: []string{"phone"}, Language: "zh", Password: "$argon2id$"}
	li.ID = b.account(li)
	none := model.Account{Name: "nobody", Role: model.Viewer, Units: []string{}}
	none.ID = b.account(none)
	ignored := cmpopts.IgnoreFields(model.Account{}, "Created")
	equal(t, "as stored", must(b.AccountByName(ctx, "li"))(t), li, ignored)
	if got := must(b.AccountByName(ctx, "nobody"))(t); got.Units == nil || got.Principal().Group() {
		t.Error("an account without units became one of the whole group")
	}
	err := b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		_, err := tx.AddAccount(ctx, model.Account{Name: "li", Role: model.Admin})
		return err
	})
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("a second li: %v", err)
	}
	li.Role, li.Units, li.Masked, li.Label, li.Disabled = model.Analyst, nil, nil, "", b.Clock.Now()
	b.Tx(func(tx *store.Tx) error { return tx.ChangeAccount(ctx, li) })
	b.Tx(func(tx *store.Tx) error {
		got, err := tx.AccountByID(ctx, li.ID)
		equal(t, "as changed", got, li, ignored)
		return err
	})
	if _, err := b.Accounts(ctx, unit("east")); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit lists accounts: %v", err)
	}
	if _, err := b.AccountByName(ctx, "wu"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown name: %v", err)
	}
}

func accountsHidePasswords(t *testing.T, b *Bench) {
	b.account(model.Account{Name: "li", Role: model.Viewer, Password: "$argon2id$canary"})
	b.account(model.Account{Name: "wu", Role: model.Viewer})
	list := must(b.Accounts(ctx, sys))(t)
	if len(list) != 2 || list[0].Password == "" || list[0].Password == "$argon2id$canary" || list[1].Password != "" {
		t.Errorf("list of accounts: %+v", list)
	}
}

func sessions(t *testing.T, b *Bench) {
	li, wu := b.account(model.Account{Name: "li", Role: model.Viewer}), b.account(model.Account{Name: "wu", Role: model.Viewer})
	hash := func(c byte) []byte { h := make([]byte, 32); h[0] = c; return h }
	for i, account := range []int64{li, li, wu} {
		b.Tx(func(tx *store.Tx) error {
			return tx.StartSession(ctx, model.Session{Hash: hash(byte('a' + i)), Account: account, Via: "password", Address: "10.0.0.1", Agent: "test"})
		})
	}
	s, a, err := b.Session(ctx, hash('a'))
	if err != nil || a.Name != "li" || s.Via != "password" || s.Address != "10.0.0.1" || a.LastLogin.IsZero() {
		t.Fatalf("session %+v of %+v: %v", s, a, err)
	}
	b.Tx(func(tx *store.Tx) error { return tx.TouchSession(ctx, hash('a')) })
	if s, _, _ := b.Session(ctx, hash('a')); !s.Seen.After(s.Created) {
		t.Error("a touched session was not seen later")
	}
	if list := must(b.Sessions(ctx, li))(t); len(list) != 2 || list[0].Hash[0] != 'a' {
		t.Errorf("sessions of li, last used first: %+v", list)
	}
	b.Tx(func(tx *store.Tx) error {
		if ended, err := tx.EndSession(ctx, li, hash('c')); ended || err != nil {
			t.Errorf("li ended a session of wu: %v", err)
		}
		return tx.EndSessions(ctx, li, hash('b'))
	})
	if _, _, err := b.Session(ctx, hash('a')); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an ended session: %v", err)
	}
	if list := must(b.Sessions(ctx, 0))(t); len(list) != 2 {
		t.Errorf("all sessions: %+v", list)
	}
	b.Tx(func(tx *store.Tx) error {
		return tx.DropOldSessions(ctx, b.Clock.Now().Add(-time.Hour), must(b.Sessions(ctx, wu))(t)[0].Seen)
	})
	if list := must(b.Sessions(ctx, 0))(t); len(list) != 1 || list[0].Account != wu {
		t.Errorf("after the old ones went: %+v", list)
	}
}

func onceLinks(t *testing.T, b *Bench) {
	hash := func(c byte) []byte { h := make([]byte, 32); h[0] = c; return h }
	link := func(purpose string, account int64, c byte) {
		b.Tx(func(tx *store.Tx) error {
			return tx.MakeLink(ctx, model.OnceLink{Hash: hash(c), Purpose: purpose, Account: account, Expires: b.Clock.Now().Add(30 * time.Minute)})
		})
	}
	use := func(purpose string, c byte) (account int64, err error) {
		err = b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			l, err := tx.UseLink(ctx, purpose, hash(c))
			account = l.Account
			return err
		})
		return account, err
	}
	link(model.LinkSetup, 0, 'a')
	link(model.LinkSetup, 0, 'b')
	link(model.LinkInvite, 7, 'c')
	link(model.LinkInvite, 8, 'd')
	if _, err := use(model.LinkSetup, 'a'); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a link that a newer one replaced: %v", err)
	}
	if _, err := use(model.LinkSetup, 'c'); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an invitation used as setup: %v", err)
	}
	if account, err := use(model.LinkInvite, 'c'); account != 7 || err != nil {
		t.Errorf("an invitation: account %d, %v", account, err)
	}
	if _, err := use(model.LinkInvite, 'c'); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a used link: %v", err)
	}
	b.Tx(func(tx *store.Tx) error { return tx.DropLinks(ctx, model.LinkInvite, 8) })
	if _, err := use(model.LinkInvite, 'd'); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a dropped link: %v", err)
	}
	b.Clock.Advance(31 * time.Minute)
	if _, err := use(model.LinkSetup, 'b'); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a link out of date: %v", err)
	}
}

func secondFactors(t *testing.T, b *Bench) {
	li, wu := b.account(model.Account{Name: "li", Role: model.Admin}), b.account(model.Account{Name: "wu", Role: model.Admin})
	want := model.SecondFactor{Account: li, Secret: []byte("sealed"), Since: b.Clock.Now(), Step: 10}
	b.Tx(func(tx *store.Tx) error {
		if f, err := tx.SecondFactor(ctx, li); err != nil || len(f.Secret) != 0 || f.Account != li {
			t.Errorf("an account without one: %+v, %v", f, err)
		}
		if err := tx.SaveSecondFactor(ctx, model.SecondFactor{Account: li, Next: []byte("sealed"), NextAt: b.Clock.Now()}); err != nil {
			return err
		}
		return tx.SaveSecondFactor(ctx, want)
	})
	spend := func(account, step int64) (spent bool) {
		b.Tx(func(tx *store.Tx) (err error) {
			spent, err = tx.SpendStep(ctx, account, step)
			return err
		})
		return spent
	}
	b.Tx(func(tx *store.Tx) error { return tx.CountWrongCode(ctx, li) })
	if got := must(b.SecondFactors(ctx))(t); len(got) != 1 || got[0].Failed != 1 || got[0].Step != 10 {
		t.Errorf("after a wrong code: %+v", got)
	}
	for _, tt := range []struct {
		account, step int64
		want          bool
	}{{li, 10, false}, {li, 9, false}, {li, 12, true}, {li, 12, false}, {li, 11, false}, {wu, 12, false}} {
		if got := spend(tt.account, tt.step); got != tt.want {
			t.Errorf("step %d of account %d: %v", tt.step, tt.account, got)
		}
	}
	want.Step = 12
	equal(t, "as stored", must(b.SecondFactors(ctx))(t), []model.SecondFactor{want}, cmpopts.EquateEmpty())
	if a := must(b.AccountByName(ctx, "li"))(t); !a.Factor.Equal(want.Since) {
		t.Errorf("the account has a factor since %v", a.Factor)
	}
	old, session := make([]byte, 32), bytes.Repeat([]byte{1}, 32)
	b.Tx(func(tx *store.Tx) error {
		err := tx.StartSession(ctx, model.Session{Hash: old, Account: li, Via: "password"})
		renewed, e := tx.ProveSession(ctx, old, session)
		again, e2 := tx.ProveSession(ctx, old, session)
		if !renewed || again {
			t.Errorf("a session was renewed: %v, then %v", renewed, again)
		}
		return errors.Join(err, e, e2, tx.DropSecondFactor(ctx, li))
	})
	if s, a, err := b.Session(ctx, session); err != nil || s.Proved.IsZero() || !a.Factor.IsZero() {
		t.Errorf("a proven session %+v of %+v: %v", s, a, err)
	}
}

func recoveryCodes(t *testing.T, b *Bench) {
	hash := func(c byte) []byte { h := make([]byte, 32); h[0] = c; return h }
	use := func(account int64, c byte) (used bool) {
		b.Tx(func(tx *store.Tx) (err error) {
			used, err = tx.UseRecoveryCode(ctx, account, hash(c))
			return err
		})
		return used
	}
	b.Tx(func(tx *store.Tx) error {
		return errors.Join(tx.SetRecoveryCodes(ctx, 7, [][]byte{hash('x')}), tx.SetRecoveryCodes(ctx, 7, [][]byte{hash('a'), hash('b')}), tx.SetRecoveryCodes(ctx, 8, [][]byte{hash('c')}))
	})
	for _, tt := range []struct {
		account int64
		code    byte
		want    bool
	}{{7, 'x', false}, {7, 'c', false}, {7, 'a', true}, {7, 'a', false}} {
		if got := use(tt.account, tt.code); got != tt.want {
			t.Errorf("code %c of account %d: %v", tt.code, tt.account, got)
		}
	}
	if n := must(b.RecoveryCodes(ctx, 7))(t); n != 1 {
		t.Errorf("%d codes are left", n)
	}
	b.Tx(func(tx *store.Tx) error { return tx.DropSecondFactor(ctx, 7) })
	if n := must(b.RecoveryCodes(ctx, 7))(t); n != 0 || use(7, 'b') {
		t.Error("a code outlives its factor")
	}
}

func admins(t *testing.T, b *Bench) {
	b.account(model.Account{Name: "li", Role: model.Admin})
	wu := model.Account{Name: "wu", Role: model.Admin}
	wu.ID = b.account(wu)
	b.account(model.Account{Name: "he", Role: model.Viewer})
	wu.Disabled = b.Clock.Now()
	b.Tx(func(tx *store.Tx) error { return tx.ChangeAccount(ctx, wu) })
	b.Tx(func(tx *store.Tx) error {
		n, err := tx.Admins(ctx)
		if n != 1 {
			t.Errorf("%d admins in a transaction, want 1", n)
		}
		return err
	})
	if n := must(b.Admins(ctx))(t); n != 1 {
		t.Errorf("%d admins, want 1", n)
	}
}

func apiTokens(t *testing.T, b *Bench) {
	li, wu := b.account(model.Account{Name: "li", Role: model.Analyst}), b.account(model.Account{Name: "wu", Role: model.Analyst})
	hash := func(c byte) []byte { h := make([]byte, 32); h[0] = c; return h }
	expires := b.Clock.Now().Add(24 * time.Hour)
	for i, account := range []int64{li, li, wu} {
		b.Tx(func(tx *store.Tx) error {
			return tx.AddAPIToken(ctx, model.APIToken{Hash: hash(byte('a' + i)), Account: account, Name: "crm", Scopes: []string{"customers.read"}, Expires: expires})
		})
	}
	got, account, err := b.APIToken(ctx, hash('a'))
	if err != nil || account.Name != "li" {
		t.Fatalf("token of %+v: %v", account, err)
	}
	equal(t, "as stored", got, model.APIToken{ID: got.ID, Account: li, Name: "crm", Scopes: []string{"customers.read"}, Created: got.Created, Expires: expires})
	b.Tx(func(tx *store.Tx) error { return tx.TouchAPIToken(ctx, got.ID) })
	if list := must(b.APITokens(ctx, sys, li))(t); len(list) != 2 || list[1].Used.IsZero() || !list[0].Used.IsZero() || list[1].Hash != nil {
		t.Errorf("tokens of li: %+v", list)
	}
	b.Tx(func(tx *store.Tx) error {
		dropped, err := tx.DropAPIToken(ctx, got.ID)
		if dropped.Name != "crm" || dropped.Account != li {
			t.Errorf("dropped %+v", dropped)
		}
		return err
	})
	if _, _, err := b.APIToken(ctx, hash('a')); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a dropped token: %v", err)
	}
	b.Tx(func(tx *store.Tx) error {
		if _, err := tx.DropAPIToken(ctx, got.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("dropped twice: %v", err)
		}
		return tx.DropAPITokens(ctx, li)
	})
	if list := must(b.APITokens(ctx, sys, 0))(t); len(list) != 1 || list[0].Account != wu {
		t.Errorf("after all tokens of li went: %+v", list)
	}
	if _, err := b.APITokens(ctx, unit("east"), 0); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit lists tokens: %v", err)
	}
}

func identities(t *testing.T, b *Bench) {
	li, wu := b.account(model.Account{Name: "li", Role: model.Viewer}), b.account(model.Account{Name: "wu", Role: model.Viewer})
	bind := func(account int64, issuer, subject string) error {
		return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			return tx.AddIdentity(ctx, model.Identity{Account: account, Issuer: issuer, Subject: subject})
		})
	}
	whose := func(issuer, subject string) (name string, err error) {
		err = b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			a, err := tx.AccountByIdentity(ctx, issuer, subject)
			name = a.Name
			return err
		})
		return name, err
	}
	for subject, account := range map[string]int64{"abc": li, "ABC": wu, "abc ": wu, "äbc": wu} {
		if err := bind(account, "https://login.example", subject); err != nil {
			t.Fatalf("%q: %v", subject, err)
		}
	}
	if err := bind(wu, "https://login.example", "abc"); !errors.Is(err, store.ErrConflict) {
		t.Errorf("one identity for two accounts: %v", err)
	}
	if name, err := whose("https://login.example", "abc"); name != "li" || err != nil {
		t.Errorf("abc is %s, %v", name, err)
	}
	if _, err := whose("https://other.example", "abc"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the same subject of another issuer: %v", err)
	}
	if list := must(b.Identities(ctx, sys, li))(t); len(list) != 1 || list[0].Subject != "abc" || list[0].Created.IsZero() {
		t.Errorf("identities of li: %+v", list)
	}
	if _, err := b.Identities(ctx, unit("east"), li); !errors.Is(err, store.ErrHidden) {
		t.Errorf("a unit lists identities: %v", err)
	}
	b.Tx(func(tx *store.Tx) error {
		n, err := tx.DropIdentities(ctx, wu)
		if n != 3 {
			t.Errorf("%d identities of wu went, want 3", n)
		}
		return err
	})
	if _, err := whose("https://login.example", "ABC"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an identity that was unbound: %v", err)
	}
}

func nonces(t *testing.T, b *Bench) {
	spend := func(c byte) error {
		hash := make([]byte, 32)
		hash[0] = c
		return b.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.SpendNonce(ctx, hash, b.Clock.Now().Add(time.Hour)) })
	}
	if err := errors.Join(spend('a'), spend('b')); err != nil {
		t.Fatal(err)
	}
	if err := spend('a'); !errors.Is(err, store.ErrConflict) {
		t.Errorf("spent twice: %v", err)
	}
	b.Clock.Advance(2 * time.Hour)
	if err := spend('c'); err != nil {
		t.Error(err)
	}
	if err := spend('a'); err != nil {
		t.Errorf("what is out of date was kept: %v", err)
	}
}
