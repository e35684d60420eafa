package access

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

const good = "correct horse battery"

var (
	ctx  = context.Background()
	sys  = model.SystemPrincipal()
	home = Origin{Address: "192.0.2.7", Agent: "test"}
)

type door struct {
	*Guard
	db    *store.DB
	clock *clock.Manual
	path  string // of the store
}

func newDoor(t *testing.T) door {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC))
	path := filepath.Join(t.TempDir(), "store.db")
	db, err := store.Open(ctx, path, store.Options{Clock: c})
	if err == nil {
		t.Cleanup(func() { _ = db.Close() })
		err = db.Migrate(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	g, err := NewGuard(ctx, db, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return door{g, db, c, path}
}

func (d door) add(t *testing.T, name string, role model.Role) {
	t.Helper()
	if err := d.AddAccountWithPassword(ctx, sys, Person{Name: name, Role: role}, good); err != nil {
		t.Fatal(err)
	}
}

func (d door) login(t *testing.T, name string) string {
	t.Helper()
	token, err := d.Login(ctx, name, good, home)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (d door) in(t *testing.T, token string) bool {
	t.Helper()
	v, err := d.Visitor(ctx, token, true)
	if err != nil {
		t.Fatal(err)
	}
	return v.In()
}

func TestASessionEndsByIdlenessAndByAge(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	idle := d.login(t, "LI ")
	d.clock.Advance(SessionIdle - time.Second)
	if !d.in(t, idle) {
		t.Error("a session in use ended")
	}
	d.clock.Advance(SessionIdle)
	if d.in(t, idle) {
		t.Error("an idle session is still open")
	}
	old := d.login(t, "li")
	for range 2 * int(SessionLife/SessionIdle) {
		d.clock.Advance(SessionIdle / 2)
		d.in(t, old)
	}
	if d.in(t, old) {
		t.Error("a session outlived its life by being used")
	}
}

func TestAPageThatAsksByItselfKeepsNoSession(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	token := d.login(t, "li")
	for range 4 {
		d.clock.Advance(SessionIdle / 3)
		if _, err := d.Visitor(ctx, token, false); err != nil {
			t.Fatal(err)
		}
	}
	if d.in(t, token) {
		t.Error("polling kept a session open")
	}
}

// The changes after which no session of before may live, Airflow's CVE-2023-40273.
func TestAChangeOfAnAccountEndsItsSessions(t *testing.T) {
	for name, change := range map[string]func(d door, v Visitor) error{
		"a new password by an admin": func(d door, v Visitor) error { return d.SetPassword(ctx, sys, "li", "another good password") },
		"a new password of one's own": func(d door, v Visitor) error {
			_, err := d.ChangePassword(ctx, v, good, "another good password", home)
			return err
		},
		"another role": func(d door, v Visitor) error { return d.Change(ctx, sys, Person{Name: "li", Role: model.Analyst}) },
		"other units": func(d door, v Visitor) error {
			return d.Change(ctx, sys, Person{Name: "li", Role: model.Viewer, Units: []string{"east"}})
		},
		"being disabled": func(d door, v Visitor) error { return d.Disable(ctx, sys, "li") },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			d.add(t, "li", model.Viewer)
			first, second := d.login(t, "li"), d.login(t, "li")
			v, err := d.Visitor(ctx, first, true)
			if err == nil {
				err = change(d, v)
			}
			if err != nil {
				t.Fatal(err)
			}
			if d.in(t, first) || d.in(t, second) {
				t.Error("a session of before is still open")
			}
			if list, err := d.db.Sessions(ctx, v.Account.ID); err != nil || len(list) > 1 {
				t.Errorf("sessions left: %d, %v", len(list), err)
			}
			if err := d.db.VerifyAudit(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAWrongPasswordAnUnknownNameAndADisabledAccountAreOne(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	d.add(t, "wu", model.Viewer)
	if err := d.Disable(ctx, sys, "wu"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AddAccount(ctx, sys, Person{Name: "invited", Role: model.Viewer}); err != nil {
		t.Fatal(err)
	}
	for _, try := range [][2]string{{"li", "wrong"}, {"nobody", good}, {"wu", good}, {"invited", ""}, {"li", strings.Repeat("x", 5000)}} {
		if token, err := d.Login(ctx, try[0], try[1], home); !errors.Is(err, ErrNotIn) || token != "" {
			t.Errorf("login as %s: %v", try[0], err)
		}
	}
}

func TestFailedLoginsShutTheDoorForTheirAddressOnly(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	d.add(t, "wu", model.Viewer)
	for range failsOfName {
		if _, err := d.Login(ctx, "li", "wrong", home); !errors.Is(err, ErrNotIn) {
			t.Fatal(err)
		}
	}
	_, err := d.Login(ctx, " Li", good, home)
	if many, ok := errors.AsType[TooMany](err); !ok || many.Wait <= 0 || many.Wait > window {
		t.Errorf("the name in another form, with the right password: %v", err)
	}
	if _, err := d.Login(ctx, "wu", good, home); err != nil {
		t.Errorf("another name from there: %v", err)
	}
	if _, err := d.Login(ctx, "li", good, Origin{Address: "192.0.2.8"}); err != nil {
		t.Errorf("the owner from elsewhere: %v", err)
	}
	d.clock.Advance(window)
	if _, err := d.Login(ctx, "li", good, home); err != nil {
		t.Errorf("after the window: %v", err)
	}
	log, err := d.db.AuditLog(ctx, sys, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	locked := 0
	for _, e := range log {
		if e.Action == "login.locked" {
			locked++
		}
	}
	if locked != 1 {
		t.Errorf("%d lines of the audit log say that the door was shut, want 1", locked)
	}
}

func TestALimiterForgetsRatherThanGrows(t *testing.T) {
	l, now := newLimiter(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range mostCounts {
		l.take(now, "10.0."+string(rune('a'+i%26))+strings.Repeat("x", i%97), string(rune(i)))
	}
	if len(l.counts) > mostCounts {
		t.Errorf("%d counts are kept", len(l.counts))
	}
	for i := range failsOfHost {
		if wait, _ := l.take(now, "2001:db8:1:2::"+string(rune('a'+i%6)), "n"+string(rune('a'+i))); wait > 0 {
			t.Fatalf("shut after %d tries of a network", i)
		}
	}
	if wait, _ := l.take(now, "2001:db8:1:2:ffff::9", "other"); wait == 0 {
		t.Error("another address of the same /64 is let in")
	}
}

func TestManyPeopleLogInFromOneOffice(t *testing.T) {
	l, now := newLimiter(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 10 * failsOfHost {
		name := "n" + string(rune('a'+i))
		if wait, _ := l.take(now, "10.0.0.1", name); wait > 0 {
			t.Fatalf("person %d waits", i)
		}
		l.succeeded("10.0.0.1", name)
	}
}

func TestTheSetupLinkWorksOnceInTimeAndWhileThereIsNoAdmin(t *testing.T) {
	setup := func(d door, token string) error {
		_, err := d.Setup(ctx, token, Person{Name: "chen"}, good, home)
		return err
	}
	link := func(t *testing.T, d door) string {
		token, err := d.SetupLink(ctx)
		if err != nil || token == "" {
			t.Fatalf("link %q: %v", token, err)
		}
		return token
	}
	t.Run("once", func(t *testing.T) {
		d := newDoor(t)
		token := link(t, d)
		session, err := d.Setup(ctx, token, Person{Name: "Chen", Role: model.Viewer, Units: []string{}}, good, home)
		if err != nil {
			t.Fatal(err)
		}
		v, err := d.Visitor(ctx, session, true)
		if err != nil || v.Account.Name != "chen" || v.Account.Role != model.Admin || !v.Principal().Group() {
			t.Errorf("the first admin is %+v, %v", v.Account, err)
		}
		if err := setup(d, token); !errors.Is(err, ErrBadLink) {
			t.Errorf("a second time: %v", err)
		}
		if token, err := d.SetupLink(ctx); token != "" || err != nil {
			t.Errorf("another link although there is an admin: %q, %v", token, err)
		}
	})
	t.Run("in time", func(t *testing.T) {
		d := newDoor(t)
		token := link(t, d)
		d.clock.Advance(LinkLife + time.Second)
		if err := setup(d, token); !errors.Is(err, ErrBadLink) {
			t.Errorf("too late: %v", err)
		}
	})
	t.Run("dead with an admin", func(t *testing.T) {
		d := newDoor(t)
		token := link(t, d)
		d.add(t, "wu", model.Admin)
		if err := setup(d, token); !errors.Is(err, ErrBadLink) {
			t.Errorf("beside an admin: %v", err)
		}
	})
	t.Run("a guess", func(t *testing.T) {
		d := newDoor(t)
		link(t, d)
		if err := setup(d, "guess"); !errors.Is(err, ErrBadLink) {
			t.Errorf("a guess: %v", err)
		}
	})
}

func TestAnInvitationSetsAPasswordOnce(t *testing.T) {
	d := newDoor(t)
	token, err := d.AddAccount(ctx, sys, Person{Name: "li", Role: model.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Accept(ctx, token, "short", home); !errors.Is(err, ErrWeakPassword) {
		t.Errorf("a weak password: %v", err)
	}
	session, err := d.Accept(ctx, token, good, home)
	if err != nil || !d.in(t, session) {
		t.Fatalf("the invitation: %v", err)
	}
	if _, err := d.Accept(ctx, token, good, home); !errors.Is(err, ErrBadLink) {
		t.Errorf("a second time: %v", err)
	}
	again, err := d.Invite(ctx, sys, "li")
	if err == nil {
		err = d.Disable(ctx, sys, "li")
	}
	if err == nil {
		err = d.Enable(ctx, sys, "li")
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Accept(ctx, again, good, home); !errors.Is(err, ErrBadLink) {
		t.Errorf("an invitation from before the account was disabled: %v", err)
	}
}

func TestAnAdminIsAlwaysLeft(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	if err := d.Disable(ctx, sys, "chen"); !errors.Is(err, ErrLastAdmin) {
		t.Errorf("disabling the last one: %v", err)
	}
	if err := d.Change(ctx, sys, Person{Name: "chen", Role: model.Viewer}); !errors.Is(err, ErrLastAdmin) {
		t.Errorf("another role for the last one: %v", err)
	}
	d.add(t, "wu", model.Admin)
	if err := d.Disable(ctx, sys, "chen"); err != nil {
		t.Errorf("disabling one of two: %v", err)
	}
}

func TestNamesAndPasswordsThatWillNotDo(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li@example.com", model.Viewer)
	for _, tt := range []struct {
		name, password string
		role           model.Role
		want           error
	}{
		{"LI@example.com", good, model.Viewer, ErrNameTaken},
		{"x", good, model.Viewer, ErrBadName},
		{"a b", good, model.Viewer, ErrBadName},
		{"a/b", good, model.Viewer, ErrBadName},
		{"<script>", good, model.Viewer, ErrBadName},
		{"wu", "eleven char", model.Viewer, ErrWeakPassword},
		{"wu", "aaaaaaaaaaaaaaaa", model.Viewer, ErrWeakPassword},
		{"zhangsan", "my-ZhangSan-2026", model.Viewer, ErrWeakPassword},
		{"wu", strings.Repeat("long ", 60), model.Viewer, ErrWeakPassword},
		{"wu", good, model.System, ErrBadRole},
		{"wu", good, "", ErrBadRole},
		{"陈知夏", "一句好记的话就是好密码啊", model.Viewer, nil},
	} {
		if err := d.AddAccountWithPassword(ctx, sys, Person{Name: tt.name, Role: tt.role}, tt.password); !errors.Is(err, tt.want) {
			t.Errorf("%s with %q: %v, want %v", tt.name, tt.password, err, tt.want)
		}
	}
}

func TestAnOldHashIsReplacedAtLogin(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	old := "$argon2id$v=19$m=8192,t=1,p=1$" + "c2FsdHNhbHRzYWx0c2FsdA$"
	key, err := d.hasher.key(ctx, good, []byte("saltsaltsaltsalt"), 8192, 1, 1, 32)
	if err != nil {
		t.Fatal(err)
	}
	old += b64(key)
	err = d.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		a, err := tx.AccountByName(ctx, "li")
		a.Password = old
		return errors.Join(err, tx.ChangeAccount(ctx, a))
	})
	if err != nil {
		t.Fatal(err)
	}
	d.login(t, "li")
	a, err := d.db.AccountByName(ctx, "li")
	if err != nil || !strings.HasPrefix(a.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("after the login the hash is %.40s, %v", a.Password, err)
	}
	d.login(t, "li")
}

// Secrets are nowhere in the store: neither passwords nor tokens of sessions and
// links, Airflow's CVE-2020-17511.
func TestTheStoreHoldsNoSecret(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(ctx, filepath.Join(dir, "store.db"), store.Options{})
	if err == nil {
		err = db.Migrate(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	g, err := NewGuard(ctx, db, clock.System(), nil)
	if err != nil {
		t.Fatal(err)
	}
	setup, err1 := g.SetupLink(ctx)
	session, err2 := g.Setup(ctx, setup, Person{Name: "chen"}, "canary password one", home)
	invite, err3 := g.AddAccount(ctx, sys, Person{Name: "li", Role: model.Viewer})
	_, err4 := g.Login(ctx, "canary typed as a name", "canary password two", home)
	err5 := g.SetPassword(ctx, sys, "li", "canary password three")
	if err := errors.Join(err1, err2, err3, err5); err != nil || !errors.Is(err4, ErrNotIn) {
		t.Fatal(err, err4)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range filesOf(t, dir) {
		for _, secret := range []string{"canary", setup, session, invite} {
			if strings.Contains(file.text, secret) {
				t.Errorf("%s holds the secret %q", file.name, secret)
			}
		}
	}
}
