package access

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Airflow's CVE-2023-40273: what a password opened outlived it. Here a change and the
// end of what it opened are one transaction, so neither happens without the other.
func TestAPasswordAndWhatItOpenedEndInOneTransaction(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	session := d.login(t, "chen")
	token := d.token(t, "chen", string(CustomersRead))
	// The last admin cannot become a viewer: that is found after all was written.
	if err := d.Change(ctx, sys, Person{Name: "chen", Role: model.Viewer}); !errors.Is(err, ErrLastAdmin) {
		t.Fatal(err)
	}
	if a := d.account(t, "chen"); a.Role != model.Admin || !d.in(t, session) || !d.bearer(t, token).In() {
		t.Error("a change that was refused ended something, or changed the role")
	}
	if err := d.SetPassword(ctx, sys, "chen", "another good password"); err != nil {
		t.Fatal(err)
	}
	if d.in(t, session) || d.bearer(t, token).In() {
		t.Error("a session or a token outlives the password")
	}
	if _, err := d.Login(ctx, "chen", good, home); !errors.Is(err, ErrNotIn) {
		t.Errorf("the old password: %v", err)
	}
}

// A link that went to the wrong hands must not undo what its owner did about it.
func TestANewPasswordEndsInvitationsOfBefore(t *testing.T) {
	for name, change := range map[string]func(d door) error{
		"by an admin": func(d door) error { return d.SetPassword(ctx, sys, "li", "another good password") },
		"of one's own": func(d door) error {
			_, err := d.ChangePassword(ctx, d.visit(t, d.login(t, "li")), good, "another good password", home)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			d.add(t, "li", model.Viewer)
			link, err := d.Invite(ctx, sys, "li")
			if err == nil {
				err = change(d)
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.Accept(ctx, link, "a third good password", home); !errors.Is(err, ErrBadLink) {
				t.Errorf("an invitation of before: %v", err)
			}
		})
	}
}

// Whoever finds an open browser may guess at the password there no less seen than at
// the login.
func TestGuessesOfThePresentPasswordAreNoted(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	v := d.visit(t, d.login(t, "li"))
	guesses := []func() error{
		func() error {
			_, err := d.ChangePassword(ctx, v, "wrong", "another good password", home)
			return err
		},
		func() error {
			_, err := d.BeginFactor(ctx, v, "wrong", home)
			return err
		},
	}
	for i := range failsOfName {
		if err := guesses[i%2](); !errors.Is(err, ErrNotIn) {
			t.Fatal(err)
		}
	}
	for _, guess := range guesses {
		if err := guess(); !tooMany(err) {
			t.Errorf("after %d guesses: %v", failsOfName, err)
		}
	}
	log, err := d.db.AuditLog(ctx, sys, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	noted := map[string]int{}
	for _, e := range log {
		noted[e.Action]++
	}
	if noted["login.failed"] != failsOfName-1 || noted["login.locked"] != 1 {
		t.Errorf("the audit log has %v", noted)
	}
}

// Vault's counters could be walked around by writing a name otherwise.
func TestTheNameIsNormalisedBeforeItIsCounted(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	for _, name := range []string{"li", "LI", " li ", "Li", "\tlI\n"} {
		if _, err := d.Login(ctx, name, "wrong", home); !errors.Is(err, ErrNotIn) {
			t.Fatalf("%q: %v", name, err)
		}
	}
	if _, err := d.Login(ctx, "  Li", good, home); !tooMany(err) {
		t.Errorf("the sixth writing of the name: %v", err)
	}
}

func tooMany(err error) bool {
	_, ok := errors.AsType[TooMany](err)
	return ok
}

// However many knock, two passwords are hashed at a time, 19 MiB each; the others
// wait, and one whose visitor is gone gives up its place.
func TestLoginsWaitForTheirTurnToHash(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Viewer)
	for range hashers {
		d.hasher.turns <- struct{}{}
	}
	gone, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := d.Login(gone, "li", good, home); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a third hash began: %v", err)
	}
	waits := make(chan error, 1)
	go func() {
		_, err := d.Login(ctx, "li", good, home)
		waits <- err
	}()
	<-d.hasher.turns
	if err := <-waits; err != nil {
		t.Errorf("when its turn came: %v", err)
	}
}
