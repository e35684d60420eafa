package web_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// device is an authenticator app: it knows a secret and the time, and nothing else.
type device struct {
	w      *world
	secret []byte
	last   int64
}

// code is one that was not shown before; it waits for the next step.
func (d *device) code() string {
	step := d.w.clock.Now().Unix() / 30
	if step <= d.last {
		d.w.clock.Advance(time.Duration(d.last+1-step) * 30 * time.Second)
		step = d.last + 1
	}
	d.last = step
	mac := hmac.New(sha1.New, d.secret)
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1_000_000)
}

var shownKey = regexp.MustCompile(`readonly value="([A-Z2-7 ]{30,})"`)

// enrol sets up a device by the pages, as a person without JavaScript does.
func (w *world) enrol(name string) *device {
	w.t.Helper()
	d, _ := w.enrolAs(w.as(name))
	return d
}

func (w *world) enrolAs(c *client) (*device, answer) {
	w.t.Helper()
	c.post("/account/factor", "password", password)
	key := shownKey.FindStringSubmatch(c.get("/account/factor").body)
	if key == nil {
		w.t.Fatal("the page shows no key")
	}
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(key[1], " ", ""))
	if err != nil {
		w.t.Fatal(err)
	}
	d := &device{w: w, secret: secret}
	done := c.post("/account/factor/confirm", "code", d.code())
	if done.status != http.StatusOK {
		w.t.Fatalf("confirm: status %d\n%s", done.status, done.body)
	}
	return d, done
}

var shownCode = regexp.MustCompile(`<li>([A-Z2-7]{5}(?:-[A-Z2-7]{5}){4})</li>`)

func TestASecondFactorIsSetUpAndAskedFor(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			w := newWorld(t)
			w.account(access.Person{Name: "chen", Role: model.Admin, Language: lang})
			other := w.as("chen")
			c := w.as("chen")
			if got := c.post("/account/factor", "password", "wrong horse battery"); got.status != http.StatusUnprocessableEntity {
				t.Errorf("a wrong password: status %d", got.status)
			}
			d, shown := w.enrolAs(c)
			codes := shownCode.FindAllStringSubmatch(shown.body, -1)
			if len(codes) != 8 || shown.header.Get("Cache-Control") != "no-store" {
				t.Fatalf("recovery codes shown: %d", len(codes))
			}
			if got := c.get("/account/factor"); got.status != http.StatusOK || strings.Contains(got.body, codes[0][1]) || shownKey.MatchString(got.body) {
				t.Errorf("the page shows codes or the key again, status %d", got.status)
			}
			if got := other.get("/account"); got.status != http.StatusSeeOther {
				t.Errorf("another session lives on: status %d", got.status)
			}
			in := w.client()
			in.post("/login", "name", "chen", "password", password, "next", "/users")
			if got := in.get("/users"); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login") {
				t.Errorf("the password alone opens pages: status %d", got.status)
			}
			if got := in.get("/login/code?next=%2Fusers"); got.status != http.StatusOK || !strings.Contains(got.body, `name="code"`) {
				t.Errorf("the page of the code: status %d", got.status)
			}
			if got := in.post("/login/code", "code", "000000", "next", "/users"); got.status != http.StatusUnprocessableEntity {
				t.Errorf("a wrong code: status %d", got.status)
			}
			if got := in.post("/login/code", "code", d.code(), "next", "/users"); got.header.Get("Location") != "/users" {
				t.Errorf("the right code leads to %q, status %d", got.header.Get("Location"), got.status)
			}
			if got := in.get("/users"); got.status != http.StatusOK {
				t.Errorf("after the code: status %d", got.status)
			}
			lost := w.client()
			lost.post("/login", "name", "chen", "password", password)
			lost.post("/login/code", "code", codes[3][1])
			if got := lost.get("/"); got.status != http.StatusOK || !strings.Contains(got.body, "7") {
				t.Errorf("by a recovery code: status %d", got.status)
			}
		})
	}
}

func TestWhatIsGraveAsksForTheSecondFactorAndGoesOn(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	d := w.enrol("chen")
	c := w.as("chen", d)
	if got := c.post("/users", "name", "li", "role", "viewer", "scope", "group"); got.status != http.StatusOK {
		t.Errorf("just after the login: status %d", got.status)
	}
	w.clock.Advance(access.ProofLife)
	asked := c.post("/users", "name", "wu", "role", "viewer", "scope", "units", "unit", "east", "unit", "med", "label", `"><b>`)
	if asked.status != http.StatusForbidden {
		t.Fatalf("a quarter of an hour later: status %d", asked.status)
	}
	for _, field := range []string{`action="/users"`, `name="name" value="wu"`, `name="unit" value="east"`, `name="unit" value="med"`, `value="&#34;&gt;&lt;b&gt;"`, `name="second_factor_code"`} {
		if !strings.Contains(asked.body, field) {
			t.Errorf("the page that asks lacks %s", field)
		}
	}
	form := []string{"name", "wu", "role", "viewer", "scope", "units", "unit", "east", "unit", "med"}
	if got := c.post("/users", append(form, "second_factor_code", "000000")...); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `name="unit" value="med"`) {
		t.Errorf("a wrong code: status %d", got.status)
	}
	if a, err := w.guard.AccountByName(ctx, model.SystemPrincipal(), "wu"); err == nil {
		t.Fatalf("%+v was made without a code", a)
	}
	if got := c.post("/users", append(form, "second_factor_code", d.code())...); got.status != http.StatusOK {
		t.Errorf("with the code: status %d", got.status)
	}
	if a, err := w.guard.AccountByName(ctx, model.SystemPrincipal(), "wu"); err != nil || len(a.Units) != 2 {
		t.Errorf("the form did not go on as it was: %+v, %v", a, err)
	}
	if got := c.post("/users", "name", "he", "role", "viewer", "scope", "group"); got.status != http.StatusOK {
		t.Errorf("asked again at once: status %d", got.status)
	}
	w.clock.Advance(access.ProofLife)
	for _, path := range []string{"/account/factor", "/account/password"} {
		if got := c.post(path, "password", password); got.status != http.StatusForbidden {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
}

func TestAnAdminResetsASecondFactor(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chief", Role: model.Admin})
	w.account(access.Person{Name: "li", Role: model.Viewer})
	w.enrol("li")
	c := w.as("chief")
	if got := c.get("/users/li"); !strings.Contains(got.body, "/users/li/factor/reset") {
		t.Error("the page of a user has no way to reset")
	}
	if got := c.post("/users/li/factor/reset"); got.status != http.StatusSeeOther {
		t.Errorf("reset: status %d", got.status)
	}
	w.as("li") // by the password alone
	log, err := w.db.AuditLog(ctx, model.SystemPrincipal(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range log {
		if e.Action == "factor.reset" && e.Actor == "chief" && e.Subject == "li" {
			return
		}
	}
	t.Error("the audit log does not say who reset it")
}

// The page of the code is for whoever has the ticket of a password; with none, and with
// one that was made up, the login begins anew.
func TestACodeWithoutAPasswordIsNothing(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	d := w.enrol("chen")
	c := w.client()
	for _, got := range []answer{c.get("/login/code"), c.post("/login/code", "code", d.code(), "next", "//evil.example")} {
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/login?next=%2F") || strings.Contains(got.header.Get("Location"), "evil") {
			t.Errorf("status %d to %q", got.status, got.header.Get("Location"))
		}
	}
}
