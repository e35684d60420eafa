package access

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
)

// somebody is an identity of the provider with a nonce of its own.
func (d door) somebody(subject string, groups ...string) Identity {
	nonce, _ := newToken()
	return Identity{Issuer: "https://login.example", Subject: subject, Name: subject, Groups: groups, Nonce: nonce, Until: d.clock.Now().Add(5 * time.Minute)}
}

func (d door) account(t *testing.T, name string) model.Account {
	t.Helper()
	a, err := d.db.AccountByName(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (d door) invite(t *testing.T, p Person) string {
	t.Helper()
	link, err := d.AddAccount(ctx, sys, p)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func TestAnInvitationBindsAnIdentityOnce(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	link := d.invite(t, Person{Name: "wu", Role: model.Steward})
	if _, err := d.SignOn(ctx, d.somebody("u-1"), "", home); !errors.Is(err, ErrUnbound) {
		t.Fatalf("before it is bound: %v", err)
	}
	token, err := d.SignOn(ctx, d.somebody("u-1"), link, home)
	if err != nil || !d.in(t, token) {
		t.Fatal(err)
	}
	if _, err := d.SignOn(ctx, d.somebody("u-2"), link, home); !errors.Is(err, ErrBadLink) {
		t.Errorf("the link a second time: %v", err)
	}
	again, err := d.SignOn(ctx, d.somebody("u-1"), "", home)
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Visitor(ctx, again, true)
	if err != nil || v.Account.Name != "wu" || v.Session.Via != model.ViaSSO {
		t.Errorf("signed on as %+v, %v", v, err)
	}
	other := d.somebody("u-1")
	other.Issuer = "https://evil.example"
	if _, err := d.SignOn(ctx, other, "", home); !errors.Is(err, ErrUnbound) {
		t.Errorf("the subject of another issuer: %v", err)
	}
	if err := d.db.VerifyAudit(ctx); err != nil {
		t.Error(err)
	}
}

// PocketBase linked accounts by e-mail address (CVE-2024-38351, CVE-2026-44166):
// here no name and no address ever leads to an account that is there.
func TestNeitherNameNorAddressLinksAnIdentity(t *testing.T) {
	d := newDoor(t)
	d.UseSignOn(SignOn{Groups: []GroupRule{{Group: "all", Role: model.Viewer}}})
	d.add(t, "chen@group.example", model.Admin)
	thief := d.somebody("u-9", "all")
	thief.Name = " Chen@Group.Example"
	if _, err := d.SignOn(ctx, thief, "", home); !errors.Is(err, ErrNameTaken) {
		t.Errorf("an identity that calls itself like the admin: %v", err)
	}
	first, second := d.somebody("u-1", "all"), d.somebody("u-2", "all")
	first.Name, second.Name = "li@group.example", "li@group.example"
	if _, err := d.SignOn(ctx, first, "", home); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignOn(ctx, second, "", home); !errors.Is(err, ErrNameTaken) {
		t.Errorf("two identities with one address: %v", err)
	}
}

func TestAnIdentityOpensOneAccount(t *testing.T) {
	d := newDoor(t)
	wu, li := d.invite(t, Person{Name: "wu", Role: model.Viewer}), d.invite(t, Person{Name: "li", Role: model.Viewer})
	if _, err := d.SignOn(ctx, d.somebody("u-1"), wu, home); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignOn(ctx, d.somebody("u-1"), li, home); !errors.Is(err, ErrBound) {
		t.Errorf("bound to a second account: %v", err)
	}
	if _, err := d.SignOn(ctx, d.somebody("u-2"), li, home); err != nil {
		t.Errorf("the refused sign-on used up the link: %v", err)
	}
}

func TestANonceOpensOneSession(t *testing.T) {
	d := newDoor(t)
	link := d.invite(t, Person{Name: "wu", Role: model.Viewer})
	who := d.somebody("u-1")
	if _, err := d.SignOn(ctx, who, link, home); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignOn(ctx, who, "", home); !errors.Is(err, ErrStale) {
		t.Errorf("a replayed sign-on: %v", err)
	}
}

func TestUnbindingAndDisablingShutTheDoor(t *testing.T) {
	d := newDoor(t)
	link := d.invite(t, Person{Name: "wu", Role: model.Viewer})
	token, err := d.SignOn(ctx, d.somebody("u-1"), link, home)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Disable(ctx, sys, "wu"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignOn(ctx, d.somebody("u-1"), "", home); !errors.Is(err, ErrUnbound) || d.in(t, token) {
		t.Errorf("a disabled account: %v", err)
	}
	if err := errors.Join(d.Enable(ctx, sys, "wu"), d.Unbind(ctx, sys, "wu")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignOn(ctx, d.somebody("u-1"), "", home); !errors.Is(err, ErrUnbound) {
		t.Errorf("an identity that was unbound: %v", err)
	}
}

func TestGroupsOfTheProviderDecideAboutRights(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	d.UseSignOn(SignOn{Groups: []GroupRule{
		{Group: "stewards", Role: model.Steward},
		{Group: "east", Role: model.Viewer, Units: []string{"east"}},
		{Group: "med", Role: model.Viewer, Units: []string{"med"}},
		{Group: "board", Role: model.Viewer},
	}})
	for _, tt := range []struct {
		groups string
		role   model.Role
		units  []string
	}{
		{"east", model.Viewer, []string{"east"}},
		{"med east", model.Viewer, []string{"east", "med"}},
		{"east board", model.Viewer, nil},
		{"east stewards", model.Steward, nil},
	} {
		token, err := d.SignOn(ctx, d.somebody("li", strings.Fields(tt.groups)...), "", home)
		if err != nil {
			t.Fatalf("%s: %v", tt.groups, err)
		}
		a := d.account(t, "li")
		if a.Role != tt.role || !slices.Equal(a.Units, tt.units) || (a.Units == nil) != (tt.units == nil) || !slices.Equal(a.Masked, Mask(tt.role)) {
			t.Errorf("%s: %s of %v, masked %v", tt.groups, a.Role, a.Units, a.Masked)
		}
		if !d.in(t, token) {
			t.Errorf("%s: not in", tt.groups)
		}
	}
	before, err := d.SignOn(ctx, d.somebody("li", "stewards"), "", home)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.SignOn(ctx, d.somebody("li", "east"), "", home); err != nil {
		t.Fatal(err)
	}
	if d.in(t, before) {
		t.Error("a session of the rights before is still open")
	}
	for _, groups := range [][]string{nil, {"others"}} {
		open, err := d.SignOn(ctx, d.somebody("li", "east"), "", home)
		if err != nil {
			t.Fatal(err)
		}
		token, err := d.MakeToken(ctx, sys, "li", "page", []string{string(CustomersRead)}, 48*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.SignOn(ctx, d.somebody("li", groups...), "", home); !errors.Is(err, ErrNoGroup) {
			t.Errorf("groups %v: %v", groups, err)
		}
		if v, err := d.Bearer(ctx, token); err != nil || v.In() || d.in(t, open) {
			t.Errorf("groups %v: a session or a token is open still, %v", groups, err)
		}
	}
	strange := d.somebody("u-5", "east")
	strange.Name = "no name / at all"
	if _, err := d.SignOn(ctx, strange, "", home); !errors.Is(err, ErrUnbound) {
		t.Errorf("a name that no account can have: %v", err)
	}
}

// Metabase's CVE-2022-39360: whoever signs on at the provider must not get in by a
// password beside it.
func TestEnforcedSignOnLeavesOnePassword(t *testing.T) {
	d := newDoor(t)
	d.add(t, "chen", model.Admin)
	d.add(t, "li", model.Viewer)
	before, owner := d.login(t, "li"), d.login(t, "chen")
	invited := d.invite(t, Person{Name: "wu", Role: model.Viewer})
	v, err := d.Visitor(ctx, before, true)
	if err != nil {
		t.Fatal(err)
	}
	d.UseSignOn(SignOn{Enforced: true, BreakGlass: "Chen "})
	if d.in(t, before) || !d.in(t, owner) {
		t.Error("a session of a password outlives the rule, or that of the account for emergencies does not")
	}
	if _, err := d.Login(ctx, "li", good, home); !errors.Is(err, ErrNoPasswords) {
		t.Errorf("login: %v", err)
	}
	if _, err := d.ChangePassword(ctx, v, good, good+"!", home); !errors.Is(err, ErrNoPasswords) {
		t.Errorf("change of the password: %v", err)
	}
	if _, err := d.Accept(ctx, invited, good, home); !errors.Is(err, ErrNoPasswords) {
		t.Errorf("an invitation that sets a password: %v", err)
	}
	if _, err := d.SignOn(ctx, d.somebody("u-1"), invited, home); err != nil {
		t.Errorf("the invitation binds no more: %v", err)
	}
	if _, err := d.Login(ctx, "CHEN", good, home); err != nil {
		t.Errorf("the account for emergencies: %v", err)
	}
}

func TestTheFirstAdminUnderEnforcedSignOnIsTheOneOfTheConfiguration(t *testing.T) {
	d := newDoor(t)
	d.UseSignOn(SignOn{Enforced: true, BreakGlass: "chen"})
	link, err := d.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Setup(ctx, link, Person{Name: "eve"}, good, home); !errors.Is(err, ErrNotBreakGlass) {
		t.Errorf("another name: %v", err)
	}
	if _, err := d.Setup(ctx, link, Person{Name: "chen"}, good, home); err != nil {
		t.Error(err)
	}
}

func TestSignOnsOfStrangersAreCounted(t *testing.T) {
	d := newDoor(t)
	for range failsOfHost {
		if err := d.Knock(home); err != nil {
			t.Fatal(err)
		}
	}
	if _, many := errors.AsType[TooMany](d.Knock(home)); !many {
		t.Error("no end of it")
	}
	d.clock.Advance(window)
	link := d.invite(t, Person{Name: "wu", Role: model.Viewer})
	for range failsOfHost + 1 { // an office whose people sign on all day
		if err := d.Knock(home); err != nil {
			t.Fatal(err)
		}
		if _, err := d.SignOn(ctx, d.somebody("u-1"), link, home); err != nil {
			t.Fatal(err)
		}
		link = ""
	}
}

// A refusal stands in the audit log, so that an admin sees who asked.
func TestARefusedIdentityIsNoted(t *testing.T) {
	d := newDoor(t)
	if _, err := d.SignOn(ctx, d.somebody("u-77"), "", home); !errors.Is(err, ErrUnbound) {
		t.Fatal(err)
	}
	log, err := d.db.AuditLog(ctx, sys, 0, 1)
	if err != nil || len(log) != 1 || log[0].Action != "login.failed" || !strings.Contains(log[0].Detail, "u-77") {
		t.Errorf("the log: %+v, %v", log, err)
	}
}
