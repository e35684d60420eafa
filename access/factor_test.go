package access

import (
	"encoding/hex"
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/model"
)

// RFC 6238, appendix B, the lines of SHA-1, cut to six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	key := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		now := time.Unix(at, 0)
		if got := codeOf(key, stepAt(now)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		for drift, fits := range map[time.Duration]bool{-90 * time.Second: false, -30 * time.Second: true, 0: true, 30 * time.Second: true, 90 * time.Second: false} {
			if _, ok := stepOf(key, want, now.Add(drift)); ok != fits {
				t.Errorf("the code of %d, %v off: %v", at, drift, ok)
			}
		}
	}
}

func TestADeviceIsToldByItsAddress(t *testing.T) {
	d := device([]byte("12345678901234567890"), "TierLoop: 澜岳", "chen@example.com")
	u, err := url.Parse(d.URI)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/TierLoop  澜岳:chen@example.com" {
		t.Fatalf("%s: %v", d.URI, err)
	}
	if q := u.Query(); q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || q.Get("issuer") != "TierLoop  澜岳" {
		t.Errorf("%v", q)
	}
	if d.Secret != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Errorf("to be typed: %s", d.Secret)
	}
}

// enrolled is an account with a device, whose secret and recovery codes are known.
func (d door) enrolled(t *testing.T, name string) (session string, key []byte, recovery []string) {
	t.Helper()
	v := d.visit(t, d.login(t, name))
	told, err := d.BeginFactor(ctx, v, good, home)
	if err != nil {
		t.Fatal(err)
	}
	key, err = codeLetters.DecodeString(strings.ReplaceAll(told.Secret, " ", ""))
	if err == nil {
		session, recovery, err = d.ConfirmFactor(ctx, v, d.code(key), home)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.clock.Advance(codeStep * time.Second) // the next code is another
	return session, key, recovery
}

func (d door) code(key []byte) string { return codeOf(key, stepAt(d.clock.Now())) }

func (d door) visit(t *testing.T, token string) Visitor {
	t.Helper()
	v, err := d.Visitor(ctx, token, true)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// ticket is what a right password gives somebody who has a second factor.
func (d door) ticket(t *testing.T, name string) string {
	t.Helper()
	token, err := d.Login(ctx, name, good, home)
	need, ok := errors.AsType[NeedCode](err)
	if !ok || token != "" || need.Ticket == "" {
		t.Fatalf("a password beside a second factor: %q, %v", token, err)
	}
	return need.Ticket
}

func TestAPasswordAloneOpensNothingBesideASecondFactor(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	before := d.login(t, "chen")
	session, key, _ := d.enrolled(t, "chen")
	if d.in(t, before) {
		t.Error("a session of before is still open")
	}
	if v := d.visit(t, session); !v.In() || !d.Proven(v) {
		t.Error("whoever has just shown a code is not in, or has to show another")
	}
	ticket := d.ticket(t, "chen")
	if d.in(t, ticket) {
		t.Error("the ticket is a session")
	}
	for _, wrong := range []string{"", "12345", "abcdef", strings.Repeat("A", recoveryLength)} {
		if _, _, err := d.LoginByCode(ctx, ticket, wrong, home); !errors.Is(err, ErrWrongCode) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	token, left, err := d.LoginByCode(ctx, ticket, d.code(key), home)
	if err != nil || left != -1 || !d.in(t, token) {
		t.Fatalf("the right code: %v", err)
	}
	if _, _, err := d.LoginByCode(ctx, ticket, d.code(key), home); !errors.Is(err, ErrBadLink) {
		t.Errorf("the ticket a second time: %v", err)
	}
	if _, _, err := d.LoginByCode(ctx, d.ticket(t, "chen"), d.code(key), home); !errors.Is(err, ErrWrongCode) {
		t.Errorf("the code a second time: %v", err)
	}
	late := d.ticket(t, "chen")
	d.clock.Advance(codeWait + time.Second)
	if _, _, err := d.LoginByCode(ctx, late, d.code(key), home); !errors.Is(err, ErrBadLink) {
		t.Errorf("a ticket out of date: %v", err)
	}
}

// What waits for a code was opened by a password: it ends with it.
func TestATicketEndsWithThePassword(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	_, key, _ := d.enrolled(t, "chen")
	ticket := d.ticket(t, "chen")
	if err := d.SetPassword(ctx, sys, "chen", "another good password"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.LoginByCode(ctx, ticket, d.code(key), home); !errors.Is(err, ErrBadLink) {
		t.Errorf("a ticket of the old password: %v", err)
	}
}

// An invitation helps whoever forgot the password; it must not lead around the device.
func TestAnInvitationAsksForTheSecondFactorToo(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	_, key, _ := d.enrolled(t, "chen")
	link, err := d.Invite(ctx, sys, "chen")
	if err != nil {
		t.Fatal(err)
	}
	token, err := d.Accept(ctx, link, "another good password", home)
	need, ok := errors.AsType[NeedCode](err)
	if !ok || token != "" {
		t.Fatalf("the link opened %q: %v", token, err)
	}
	if token, _, err = d.LoginByCode(ctx, need.Ticket, d.code(key), home); err != nil || !d.in(t, token) {
		t.Errorf("with the code: %v", err)
	}
}

func TestCodesAreCountedForTheAccountWhereverTheyComeFrom(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	_, key, _ := d.enrolled(t, "chen")
	other, err := NewGuard(ctx, d.db, d.clock, nil) // of another process on the same store
	if err != nil {
		t.Fatal(err)
	}
	ticket := d.ticket(t, "chen")
	for i := range failsOfCode {
		if _, _, err := []*Guard{d.Guard, other}[i%2].LoginByCode(ctx, ticket, "000000", Origin{Address: "192.0.2." + string(rune('1'+i))}); !errors.Is(err, ErrWrongCode) {
			t.Fatal(err)
		}
	}
	for _, g := range []*Guard{d.Guard, other} {
		if _, _, err := g.LoginByCode(ctx, ticket, d.code(key), Origin{Address: "198.51.100.1"}); !tooMany(err) {
			t.Errorf("after %d wrong codes: %v", failsOfCode, err)
		}
	}
	d.clock.Advance(window)
	if _, _, err := other.LoginByCode(ctx, d.ticket(t, "chen"), d.code(key), home); err != nil {
		t.Errorf("a quarter of an hour later: %v", err)
	}
}

func TestADeviceIsBelievedNoMoreAfterAHundredWrongCodes(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	session, key, recovery := d.enrolled(t, "chen")
	v := d.visit(t, session)
	for range mostWrongCodes {
		d.clock.Advance(window) // as if it were tried for days
		if _, err := d.Prove(ctx, &v, "000000", home); !errors.Is(err, ErrWrongCode) {
			t.Fatal(err)
		}
	}
	d.clock.Advance(window)
	if _, err := d.Prove(ctx, &v, d.code(key), home); !errors.Is(err, ErrFactorLocked) {
		t.Errorf("the right code after so many wrong ones: %v", err)
	}
	if _, err := d.Prove(ctx, &v, recovery[0], home); err != nil {
		t.Errorf("a recovery code: %v", err)
	}
	if _, err := d.Prove(ctx, &v, d.code(key), home); err != nil {
		t.Errorf("the right code after a recovery code: %v", err)
	}
}

func TestARecoveryCodeWorksOnceAndSaysHowManyAreLeft(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	_, _, recovery := d.enrolled(t, "chen")
	if len(recovery) != recoveryCodes || slices.Contains(recovery[1:], recovery[0]) {
		t.Fatalf("codes: %d", len(recovery))
	}
	typed := strings.ToLower(strings.ReplaceAll(recovery[0], "-", " "))
	token, left, err := d.LoginByCode(ctx, d.ticket(t, "chen"), typed, home)
	if err != nil || left != recoveryCodes-1 || !d.in(t, token) {
		t.Fatalf("a recovery code: %d left, %v", left, err)
	}
	if _, _, err := d.LoginByCode(ctx, d.ticket(t, "chen"), recovery[0], home); !errors.Is(err, ErrWrongCode) {
		t.Errorf("a second time: %v", err)
	}
}

// The changes of a second factor after which no session of before may live.
func TestAChangeOfTheSecondFactorEndsTheSessions(t *testing.T) {
	for name, change := range map[string]func(d door, v Visitor, key []byte) (string, error){
		"another device": func(d door, v Visitor, _ []byte) (string, error) {
			told, err := d.BeginFactor(ctx, v, good, home)
			if err != nil {
				return "", err
			}
			next, _ := codeLetters.DecodeString(strings.ReplaceAll(told.Secret, " ", ""))
			token, _, err := d.ConfirmFactor(ctx, v, d.code(next), home)
			return token, err
		},
		"new recovery codes": func(d door, v Visitor, key []byte) (string, error) {
			token, _, err := d.RenewRecovery(ctx, v, d.code(key), home)
			return token, err
		},
		"none any more": func(d door, v Visitor, key []byte) (string, error) { return d.DropFactor(ctx, v, d.code(key), home) },
		"a reset":       func(d door, _ Visitor, _ []byte) (string, error) { return "", d.ResetFactor(ctx, sys, "chen") },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			d.add(t, "chen", model.Admin)
			session, key, recovery := d.enrolled(t, "chen")
			token, err := change(d, d.visit(t, session), key)
			if err != nil {
				t.Fatal(err)
			}
			if d.in(t, session) || token != "" && !d.in(t, token) {
				t.Error("a session of before is still open, or the new one is not")
			}
			d.limits = newLimiter()
			if name == "none any more" || name == "a reset" {
				d.login(t, "chen") // by the password alone
			} else if _, _, err := d.LoginByCode(ctx, d.ticket(t, "chen"), recovery[0], home); !errors.Is(err, ErrWrongCode) {
				t.Errorf("a recovery code of before: %v", err)
			}
			if err := d.db.VerifyAudit(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestARoleThatNeedsAFactorMayDoNothingElseUntilItHasOne(t *testing.T) {
	d := newDoor(t)
	d.UseSecondFactor(SecondFactor{Required: []model.Role{model.Admin}, Issuer: "TierLoop"})
	d.add(t, "chen", model.Admin)
	d.add(t, "li", model.Viewer)
	if v := d.visit(t, d.login(t, "li")); v.Enrol || !v.May(OverviewRead) {
		t.Error("a role that needs none is held up")
	}
	if v := d.visit(t, d.login(t, "chen")); !v.Enrol || !v.May(Self) || v.May(OverviewRead) || v.May(UsersManage) {
		t.Errorf("before a device is set up: %+v", v)
	}
	session, key, _ := d.enrolled(t, "chen")
	v := d.visit(t, session)
	if v.Enrol || !v.May(UsersManage) {
		t.Error("with a device it is still held up")
	}
	if _, err := d.DropFactor(ctx, v, d.code(key), home); !errors.Is(err, ErrFactorNeeded) {
		t.Errorf("taking it away again: %v", err)
	}
}

func TestAProofIsAskedForAnewAfterAWhile(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	if v := d.visit(t, d.login(t, "chen")); !d.Proven(v) {
		t.Error("an account without a second factor is asked for it")
	}
	session, key, _ := d.enrolled(t, "chen")
	d.clock.Advance(ProofLife)
	v := d.visit(t, session)
	if d.Proven(v) {
		t.Error("a proof lives for ever")
	}
	renewed, err := d.Prove(ctx, &v, d.code(key), home)
	if err != nil || !d.Proven(d.visit(t, renewed)) || !d.Proven(v) {
		t.Errorf("after another code: %v", err)
	}
	if d.visit(t, session).In() {
		t.Error("the token of before the code opens the session still")
	}
	if err := d.Logout(ctx, v); err != nil || d.visit(t, renewed).In() {
		t.Errorf("the visitor is of another session than the token: %v", err)
	}
	d.clock.Advance(time.Minute)
	if token, err := d.Prove(ctx, &v, d.code(key), home); !errors.Is(err, ErrNotIn) || token != "" {
		t.Errorf("a code in a session that was ended: %v", err)
	}
}

// An open browser that somebody finds is not enough to set up a device.
func TestADeviceIsSetUpByTheOwner(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	v := d.visit(t, d.login(t, "chen"))
	if _, err := d.BeginFactor(ctx, v, "wrong horse battery", home); !errors.Is(err, ErrNotIn) {
		t.Errorf("a wrong password: %v", err)
	}
	if _, _, err := d.ConfirmFactor(ctx, v, "000000", home); !errors.Is(err, ErrNoDevice) {
		t.Errorf("nothing was begun: %v", err)
	}
	told, err := d.BeginFactor(ctx, v, good, home)
	if again, e := d.NextDevice(ctx, v); err != nil || e != nil || again != told {
		t.Errorf("the page shown again: %v, %v", err, e)
	}
	thief := d.visit(t, d.login(t, "chen"))
	if _, err := d.NextDevice(ctx, thief); !errors.Is(err, ErrNoDevice) {
		t.Errorf("another session sees the key of the device: %v", err)
	}
	if _, _, err := d.ConfirmFactor(ctx, thief, "000000", home); !errors.Is(err, ErrNoDevice) {
		t.Errorf("another session confirms the device: %v", err)
	}
	d.clock.Advance(codeWait)
	if _, err := d.NextDevice(ctx, v); !errors.Is(err, ErrNoDevice) {
		t.Errorf("after a while: %v", err)
	}
	v.Account.Password, v.Session.Created = "", d.clock.Now().Add(-ProofLife)
	if _, err := d.BeginFactor(ctx, v, "", home); !errors.Is(err, ErrOldSession) {
		t.Errorf("a sign-on of long ago: %v", err)
	}
}

// With an identity, a stolen copy of the store makes no codes.
func TestSecretsOfDevicesLieSealed(t *testing.T) {
	d := newDoor(t)
	identity, _, err := secret.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secret.ParseKeys(identity)
	if err != nil {
		t.Fatal(err)
	}
	d.UseSecondFactor(SecondFactor{Keys: keys})
	d.add(t, "chen", model.Admin)
	session, key, recovery := d.enrolled(t, "chen")
	v := d.visit(t, session)
	if _, err := d.Prove(ctx, &v, d.code(key), home); err != nil {
		t.Error(err)
	}
	for _, file := range filesOf(t, filepath.Dir(d.path)) {
		for _, clear := range []string{string(key), hex.EncodeToString(key), recovery[0], tidyCode(recovery[0])} {
			if strings.Contains(file.text, clear) {
				t.Errorf("%s holds what makes codes", file.name)
			}
		}
	}
	d.UseSecondFactor(SecondFactor{})
	d.clock.Advance(time.Minute)
	if _, err := d.Prove(ctx, &v, d.code(key), home); err == nil || !strings.Contains(err.Error(), "E1307") {
		t.Errorf("without the identity: %v", err)
	}
}
