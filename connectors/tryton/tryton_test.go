package tryton

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

func TestCheckNamesWhatIsWrong(t *testing.T) {
	e := newERP(t)
	ask[[]int](e, "model.res.user.create", []values{{"name": "Reader", "login": "reader", "password": "Zx9qWm4tLp7v"}})
	for _, tt := range []struct {
		what string
		c    *conn
		kind connectors.Kind
		says string
	}{
		{"all is well", e.connect(), "", ""},
		{"basic authentication", e.connect("auth", "basic"), "", ""},
		{"wrong password", e.connect("password", "wrong-password-1"), connectors.KindAuth, "Check user, password"},
		{"wrong password, basic", e.connect("auth", "basic", "password", "wrong-password-1"), connectors.KindAuth, ""},
		{"wrong database", e.connect("database", "nope"), connectors.KindInvalid, "no such database"},
		{"no such model", e.connect("project.work"), connectors.KindInvalid, "module project"},
		{"no company", e.connect("sale.sale"), connectors.KindInvalid, "no company"},
		{"no right", e.connect("user", "reader", "password", "Zx9qWm4tLp7v", "sale.sale"), connectors.KindPermission, "may not read sale.sale"},
	} {
		err := tt.c.Check(t.Context())
		if connectors.KindOf(err) != tt.kind || err != nil && !strings.Contains(errorAndFix(err), tt.says) {
			t.Errorf("%s: %v", tt.what, err)
		}
		if err != nil && strings.Contains(err.Error(), "wrong-password") {
			t.Errorf("the password shows: %v", err)
		}
	}
	reader := e.connect("user", "reader", "password", "Zx9qWm4tLp7v")
	err := reader.Pull(t.Context(), connectors.PullRequest{Object: "sale.sale", Fields: []string{"number"}}, func(connectors.Page) error { return nil })
	if connectors.KindOf(err) != connectors.KindPermission {
		t.Errorf("pull without a right: %v", err)
	}
	_, err = reader.EnsureFields(t.Context(), partyModel, []connectors.FieldSpec{{Name: "category:New", Type: connectors.TypeChoice}}, false)
	if connectors.KindOf(err) != connectors.KindPermission {
		t.Errorf("create without a right: %v", err)
	}
}

func errorAndFix(err error) string {
	e, _ := err.(*connectors.Error) //nolint:errorlint // connectors give it unwrapped
	return err.Error() + " " + e.Fix
}

func TestASessionThatEndedIsOpenedOnceMore(t *testing.T) {
	e := newERP(t)
	f := newFront(t, e.URL)
	c := through(e, f)
	id := e.parties("甲")[0]
	if err := c.Check(t.Context()); err != nil || f.count("login") != 1 {
		t.Fatalf("%d logins, %v", f.count("login"), err)
	}
	f.endSession()
	f.once("write", f.endSession) // and again in the middle of a push
	got, err := c.Push(t.Context(), partyModel, []connectors.PushItem{setTier(id, "Gold")})
	if err != nil || got[0].Outcome != connectors.Written || e.tierOf(id) != "Gold" {
		t.Errorf("%v, %v", got, err)
	}
	if n := f.count("login"); n != 3 {
		t.Errorf("%d logins, want 3", n)
	}
}

func TestASecondConnectionUsesTheKeptSession(t *testing.T) {
	e := newERP(t)
	f := newFront(t, e.URL)
	typ, _ := connectors.Lookup(Name)
	raw := e.options()
	raw["base_url"] = f.URL
	cfg, errs := typ.Resolve(raw, nil)
	if errs != nil {
		t.Fatal(errs)
	}
	env := e.env()
	var dumped strings.Builder
	env.Dump = func(s string) { dumped.WriteString(s) }
	for range 2 {
		c, err := New(env, cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Check(t.Context()); err != nil {
			t.Error(err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if err := c.Check(t.Context()); err == nil {
			t.Error("a closed connection works")
		}
	}
	if n := f.count("login"); n != 1 {
		t.Errorf("%d logins", n)
	}
	token, err := env.Tokens.LoadToken(t.Context(), env.Source, rest.TokenName([]string{e.Password}))
	if err != nil || token.Value == "" || strings.Contains(dumped.String(), token.Value) || strings.Contains(dumped.String(), e.Password) {
		t.Errorf("the session or the password shows in a dump, or none is kept: %v", err)
	}
	if !strings.Contains(dumped.String(), "get_preferences") {
		t.Error("nothing was dumped")
	}
}

func TestClassify(t *testing.T) {
	for body, want := range map[string]connectors.Kind{
		`{"id":1,"result":null}`:                                          "",
		`{"id":1,"result":[]}`:                                            "",
		`{"id":1,"error":["UserError",["text","",null]]}`:                 connectors.KindInvalid,
		`{"id":1,"error":["UserWarning",["key","Confirm?",""]]}`:          connectors.KindInvalid,
		`{"id":1,"error":["ConcurrencyException","Records were ..."]}`:    connectors.KindConflict,
		`{"id":1,"error":["LoginException",["sms","Code","char"]]}`:       connectors.KindAuth,
		`{"id":1,"error":["'nope'",""]}`:                                  connectors.KindNotFound,
		`{"id":1,"error":["Database 'x' doesn't exist!",""]}`:             connectors.KindInvalid,
		`{"id":1,"error":["could not serialize access due to",""]}`:       connectors.KindUnavailable,
		`{"id":1,"error":["database is locked","Traceback"]}`:             connectors.KindUnavailable,
		`{"id":1,"error":["unsupported operand type(s)","Traceback..."]}`: connectors.KindInvalid,
		`{"id":1,"error":[]}`:                                             connectors.KindBug,
		`{"id":1,"error":[7]}`:                                            connectors.KindBug,
		`{"id":1}`:                                                        connectors.KindBug,
		`7`:                                                               connectors.KindBug,
	} {
		got := connectors.Kind("")
		e := classify(&http.Response{StatusCode: 200}, []byte(body))
		if e != nil {
			got = e.Kind
		}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
		if e != nil && strings.Contains(e.Said, "Traceback") {
			t.Errorf("a traceback shows: %s", e.Said)
		}
	}
	if e := classify(&http.Response{StatusCode: 502}, []byte(`{"id":1}`)); e != nil {
		t.Errorf("another status is rest's matter, got %v", e)
	}
}
