package access

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
)

func (d door) token(t *testing.T, account string, scopes ...string) string {
	t.Helper()
	token, err := d.MakeToken(ctx, sys, account, "crm page", scopes, 30*24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (d door) bearer(t *testing.T, token string) Visitor {
	t.Helper()
	v, err := d.Bearer(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestATokenMayWhatItsAccountAndItsScopesAllow(t *testing.T) {
	d := newDoor(t)
	d.add(t, "viewer", model.Viewer)
	d.add(t, "steward", model.Steward)
	for _, tt := range []struct {
		account string
		scopes  []string
		may     map[Permission]bool
	}{
		{"viewer", []string{"customers.read", "plan.read"}, map[Permission]bool{CustomersRead: true, PlanRead: false, ReportRead: false, Self: false}},
		{"steward", []string{"plan.read"}, map[Permission]bool{CustomersRead: false, PlanRead: true, ReviewDecide: false, Self: false}},
	} {
		v := d.bearer(t, d.token(t, tt.account, tt.scopes...))
		for p, want := range tt.may {
			if v.May(p) != want {
				t.Errorf("a token of %s for %v may %s: %v", tt.account, tt.scopes, p, v.May(p))
			}
		}
	}
}

// Ech0's GHSA-fpw6-hrg5-q5x5: tokens that never end, or that cannot be taken back.
func TestATokenEnds(t *testing.T) {
	for name, end := range map[string]func(d door) error{
		"when it is revoked": func(d door) error {
			list, err := d.Tokens(ctx, sys, 0)
			return errors.Join(err, d.RevokeToken(ctx, sys, list[0].ID))
		},
		"with its time":       func(d door) error { d.clock.Advance(30 * 24 * time.Hour); return nil },
		"with a new password": func(d door) error { return d.SetPassword(ctx, sys, "li", "another good password") },
		"with another role":   func(d door) error { return d.Change(ctx, sys, Person{Name: "li", Role: model.Viewer}) },
		"with its account":    func(d door) error { return d.Disable(ctx, sys, "li") },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			d.add(t, "li", model.Analyst)
			token := d.token(t, "li", "customers.read")
			if !d.bearer(t, token).May(CustomersRead) {
				t.Fatal("a new token opens nothing")
			}
			if err := end(d); err != nil {
				t.Fatal(err)
			}
			if d.bearer(t, token).In() {
				t.Error("the token still opens the API")
			}
		})
	}
}

func TestTokensThatAreNotMade(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Admin)
	for _, tt := range []struct {
		account string
		scopes  []string
		life    time.Duration
		want    error
	}{
		{"li", nil, 48 * time.Hour, ErrBadScope},
		{"li", []string{"users.manage"}, 48 * time.Hour, ErrBadScope},
		{"li", []string{"customers.read"}, 0, ErrBadExpiry},
		{"li", []string{"customers.read"}, 2 * TokenLife, ErrBadExpiry},
		{"nobody", []string{"customers.read"}, 48 * time.Hour, ErrUnknown},
	} {
		if token, err := d.MakeToken(ctx, sys, tt.account, "x", tt.scopes, tt.life); !errors.Is(err, tt.want) || token != "" {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	if err := d.RevokeToken(ctx, sys, 99); !errors.Is(err, ErrBadToken) {
		t.Errorf("a token that is not there: %v", err)
	}
}

func TestOneKindOfCredentialIsNotTakenForTheOther(t *testing.T) {
	d := newDoor(t)
	d.add(t, "li", model.Admin)
	session, token := d.login(t, "li"), d.token(t, "li", "customers.read")
	if d.bearer(t, session).In() || d.bearer(t, strings.TrimPrefix(token, tokenMark)).In() || d.bearer(t, "").In() {
		t.Error("a session, or a token without its mark, opens the API")
	}
	if d.in(t, token) {
		t.Error("a token opens the pages")
	}
}
