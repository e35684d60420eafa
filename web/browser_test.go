package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

func TestBrowserLogin(t *testing.T) {
	b := visited(t)
	w := newWorld(t)
	b.w = w
	w.account(access.Person{Name: "chen", Label: "陈知夏", Role: model.Admin})
	w.account(access.Person{Name: "viewer", Role: model.Viewer, Units: []string{"east"}, Masked: access.Mask(model.Viewer)})
	w.runs(model.RunDone, model.RunDone, model.RunPartial, model.RunFailed, model.RunDone, model.RunRunning)

	b.Open(w.url + "/users")
	b.Picture("login-en")
	b.logIn("chen", "wrong horse battery")
	b.Do(chromedp.WaitVisible(`.note.err`))
	if got := b.Text(`.note.err`); !strings.Contains(got, "not right") {
		t.Errorf("after a wrong password: %q", got)
	}
	b.Forget() // Chromium notes that the answer was 422
	b.logIn("chen", password)
	b.Do(chromedp.WaitVisible(`.matrix`)) // back to where the login interrupted
	if got := b.Text(`h1`); got != "Users and roles" {
		t.Errorf("after the login: %q", got)
	}
	for _, lang := range []string{"zh", "en"} { // it begins in English: a click that changes nothing could not be waited for
		b.speak(lang)
		for _, screen := range []struct{ path, name string }{{"/", "overview"}, {"/users", "users"}, {"/users/viewer", "user"}, {"/account", "account"}, {"/audit", "audit"}, {"/settings", "settings"}, {"/nowhere", "notfound"}} {
			b.look(screen.path, screen.name+"-"+lang, 1280)
			if screen.name == "notfound" {
				b.Forget() // the 404 is the point
			}
		}
		b.Open(w.url + "/users")
	}
	if got := b.Text(`h1`); got != "Users and roles" {
		t.Errorf("back in English: %q", got)
	}
	b.Open(w.url + "/")
	b.Do(chromedp.WaitVisible(`svg.cols`))
	b.Do(chromedp.Click(`form[action="/logout"] button`), chromedp.WaitVisible(`input[name=password]`))
	b.logIn("viewer", password)
	b.Do(chromedp.WaitVisible(`nav.side`))
	b.Picture("overview-viewer-en")
	if got := b.Text(`nav.side`); strings.Contains(got, "Users") {
		t.Errorf("a viewer's menu: %q", got)
	}
	b.content()
}

func TestBrowserSetup(t *testing.T) {
	b := visited(t)
	w := newWorld(t)
	b.w = w
	token, err := w.guard.SetupLink(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b.Open(w.url + "/setup#k=" + token)
	b.Picture("setup-en")
	var where string
	b.Do(chromedp.SetValue(`input[name=name]`, "chen"), chromedp.SetValue(`input[name=password]`, password), chromedp.SetValue(`input[name=again]`, password),
		chromedp.Location(&where), chromedp.Click(`.door .btn`), chromedp.WaitVisible(`.note.ok`))
	if strings.Contains(where, token) {
		t.Error("the code of the link stays in the address")
	}
	b.Picture("overview-empty-en")
	b.content()
}

func TestBrowserOperations(t *testing.T) {
	b := visited(t)
	w, o := operations(t)
	b.w = w
	w.account(access.Person{Name: "chief", Role: model.Admin})
	b.enter("chief")
	for _, lang := range []string{"zh", "en"} {
		b.speak(lang)
		for _, screen := range []struct{ path, name string }{{"/", "overview-work"}, {"/runs", "runs"}, {"/runs/RUN1?row=2", "run"}, {"/connections", "connections"},
			{"/dead?code=E2001&source=crm&object=Account", "dead"}, {"/reports", "reports"}, {"/plans", "plans"}, {"/plans/PLAN2", "plan"}} {
			b.look(screen.path, screen.name+"-"+lang, 1440)
		}
	}
	b.Do(chromedp.Click(`input[name=gate]`), chromedp.SendKeys(`input[name=reason]`, "agreed with sales"), chromedp.Click(`.gates ~ p .btn`), chromedp.WaitVisible(`.note.ok`))
	if len(o.asked) != 1 || !strings.Contains(o.asked[0], "agreed with sales") {
		t.Errorf("asked: %q", o.asked)
	}
	b.content()
}
