package salesforce

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func pemOf(t *testing.T, key *rsa.PrivateKey, form string) string {
	t.Helper()
	if form == "RSA PRIVATE KEY" {
		return string(pem.EncodeToMemory(&pem.Block{Type: form, Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	}
	b, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: b}))
}

func TestLoginByASignedAssertion(t *testing.T) {
	o := newOrg(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, key, user string
		good            bool
	}{
		{"PKCS 8", pemOf(t, fakeKey(), "PRIVATE KEY"), fakeUsername, true},
		{"PKCS 1", pemOf(t, fakeKey(), "RSA PRIVATE KEY"), fakeUsername, true},
		{"another key", pemOf(t, other, "PRIVATE KEY"), fakeUsername, false},
		{"a user that is not approved", pemOf(t, fakeKey(), "PRIVATE KEY"), "nobody@example.com", false},
	} {
		err := o.connect(t, map[string]any{"client_secret": nil, "private_key": tt.key, "username": tt.user}).Check(context.Background())
		e, _ := errors.AsType[*connectors.Error](err)
		if tt.good && err != nil || !tt.good && (e == nil || e.Kind != connectors.KindAuth || e.Code != "invalid_grant" || e.Fix == "") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestOptionsThatCannotLogIn(t *testing.T) {
	typ, _ := connectors.Lookup(Name)
	for name, more := range map[string]map[string]any{
		"client_secret": {}, "username": {"private_key": "x"}, "private_key": {"private_key": "-----BEGIN X-----", "username": "u"}} {
		options := map[string]any{"base_url": "https://acme.my.salesforce.com", "client_id": "x"}
		for k, v := range more {
			options[k] = v
		}
		cfg, errs := typ.Resolve(options, nil)
		if errs != nil {
			t.Fatal(errs)
		}
		_, err := typ.New(connectors.Env{}, cfg)
		if e, _ := errors.AsType[*connectors.OptionError](err); e == nil || e.Option != name || strings.Contains(err.Error(), "BEGIN X") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASessionIsRenewedWhenRefusedAndShared(t *testing.T) {
	o := newOrg(t)
	o.account("甲", nil)
	for range 3 {
		if err := o.connect(t, nil).Check(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if logins := o.Calls()["token"]; logins != 1 {
		t.Errorf("%d logins of three connections", logins)
	}
	c := o.connect(t, nil)
	for range 4 {
		o.Clock.Advance(3 * time.Hour) // longer than a session lives
		if _, err := c.Fetch(context.Background(), "Account", []string{"0015g00000ZZZZZAAA"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if logins := o.Calls()["token"]; logins != 5 {
		t.Errorf("%d logins in twelve hours", logins)
	}
}

func TestAnOrganisationElsewhereIsNamed(t *testing.T) {
	o := newOrg(t)
	err := o.connect(t, map[string]any{"base_url": strings.Replace(o.Base, "127.0.0.1", "localhost", 1)}).Check(context.Background())
	if err != nil {
		t.Fatal(err) // the fake lives where it is asked
	}
	c := o.connect(t, nil)
	l := &login{base: "https://other.my.salesforce.com", clientID: fakeClient, secret: fakeSecret, clock: o.Clock, rest: c.rest}
	if _, err = l.Fetch(context.Background()); connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), o.Base) {
		t.Errorf("got %v", err)
	}
}

func TestCallsOfTheRollingDay(t *testing.T) {
	o := newOrg(t)
	id := o.account("甲", nil)
	c := o.connect(t, map[string]any{"reserve_calls": 4})
	o.SetDaily(10)
	var err error
	n := 0
	for ; err == nil && n < 20; n++ {
		_, err = c.Push(context.Background(), "Account", []connectors.PushItem{conformance.Item(id, "Phone", "1")})
	}
	e, _ := errors.AsType[*connectors.Error](err)
	if e == nil || e.Kind != connectors.KindQuota || e.Sent || !e.Until.Equal(start.Add(time.Hour)) || o.Calls()["update"] != 5 {
		t.Fatalf("after %d pushes: %v", n, err)
	}
	o.Clock.Advance(25 * time.Hour)
	push(t, c, conformance.Item(id, "Group_Tier__c", "A"))
	o.SetDaily(0) // used up by others, and said so only by a refusal
	_, err = c.Push(context.Background(), "Account", []connectors.PushItem{conformance.Item(id, "Group_Tier__c", "B")})
	if e, _ = errors.AsType[*connectors.Error](err); e == nil || e.Kind != connectors.KindQuota || !e.Until.Equal(o.Clock.Now().Add(time.Hour)) {
		t.Errorf("got %v", err)
	}
}

func TestWhatAnswersOfTheLoginMean(t *testing.T) {
	for body, want := range map[string]connectors.Kind{
		`{"error":"invalid_grant","error_description":"authentication failure"}`:        connectors.KindAuth,
		`{"error":"invalid_grant","error_description":"login rate exceeded"}`:           connectors.KindRateLimited,
		`{"error":"inactive_org","error_description":"this org has been deactivated"}`:  connectors.KindAuth,
		`{"error":"temporarily_unavailable","error_description":"try again later"}`:     connectors.KindUnavailable,
		`{"error":"invalid_client_id","error_description":"client identifier invalid"}`: connectors.KindAuth,
		`{"access_token":"x"}`: "",
	} {
		got := connectors.Kind("")
		if e := classifyToken(http.StatusBadRequest, []byte(body)); e != nil {
			got = e.Kind
		}
		if got != want {
			t.Errorf("%s is %q, want %q", body, got, want)
		}
	}
}
