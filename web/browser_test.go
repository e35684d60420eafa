package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/testkit/browser"
	"github.com/tierloop/tierloop/model"
)

func TestBrowserLogin(t *testing.T) {
	b := browser.Start(t)
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Label: "陈知夏", Role: model.Admin})
	w.account(access.Person{Name: "viewer", Role: model.Viewer, Units: []string{"east"}, Masked: access.Mask(model.Viewer)})
	w.runs(model.RunDone, model.RunDone, model.RunPartial, model.RunFailed, model.RunDone, model.RunRunning)

	logIn := func(name, secret string) {
		t.Helper()
		b.Do(chromedp.WaitVisible(`input[name=name]`), chromedp.SetValue(`input[name=name]`, name), chromedp.SetValue(`input[name=password]`, secret),
			chromedp.Click(`.door .btn`), chromedp.WaitReady(`.foot`))
	}
	b.Open(w.url + "/users")
	b.Picture("login-en")
	logIn("chen", "wrong horse battery")
	b.Do(chromedp.WaitVisible(`.note.err`))
	if got := b.Text(`.note.err`); !strings.Contains(got, "not right") {
		t.Errorf("after a wrong password: %q", got)
	}
	b.Forget() // Chromium notes that the answer was 422
	logIn("chen", password)
	b.Do(chromedp.WaitVisible(`.matrix`)) // back to where the login interrupted
	if got := b.Text(`h1`); got != "Users and roles" {
		t.Errorf("after the login: %q", got)
	}
	for _, lang := range []string{"zh", "en"} { // it begins in English: a click that changes nothing could not be waited for
		b.Submit(`.lang button[value=` + lang + `]`)
		b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] .matrix`))
		for _, screen := range []struct{ path, name string }{{"/", "overview"}, {"/users", "users"}, {"/users/viewer", "user"}, {"/account", "account"}, {"/audit", "audit"}, {"/settings", "settings"}, {"/nowhere", "notfound"}} {
			b.Open(w.url + screen.path)
			for _, width := range []int64{1440, 1280, 1024, 390} {
				b.Width(width)
				b.Fits()
			}
			b.Width(1280)
			b.Picture(screen.name + "-" + lang)
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
	logIn("viewer", password)
	b.Do(chromedp.WaitVisible(`nav.side`))
	b.Picture("overview-viewer-en")
	if got := b.Text(`nav.side`); strings.Contains(got, "Users") {
		t.Errorf("a viewer's menu: %q", got)
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}

func TestBrowserSetup(t *testing.T) {
	b := browser.Start(t)
	w := newWorld(t)
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
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}

func TestBrowserOperations(t *testing.T) {
	b := browser.Start(t)
	w, o := operations(t)
	w.account(access.Person{Name: "chief", Role: model.Admin})
	b.Open(w.url + "/login")
	b.Do(chromedp.SetValue(`input[name=name]`, "chief"), chromedp.SetValue(`input[name=password]`, password), chromedp.Click(`.door .btn`), chromedp.WaitVisible(`nav.side`))
	for _, lang := range []string{"zh", "en"} {
		b.Submit(`.lang button[value=` + lang + `]`)
		b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] nav.side`))
		for _, screen := range []struct{ path, name string }{{"/", "overview-work"}, {"/runs", "runs"}, {"/runs/RUN1?row=2", "run"}, {"/connections", "connections"},
			{"/dead?code=E2001&source=crm&object=Account", "dead"}, {"/reports", "reports"}, {"/plans", "plans"}, {"/plans/PLAN2", "plan"}} {
			b.Open(w.url + screen.path)
			for _, width := range []int64{1440, 1280, 1024, 390} {
				b.Width(width)
				b.Fits()
			}
			b.Width(1440)
			b.Picture(screen.name + "-" + lang)
		}
	}
	b.Do(chromedp.Click(`input[name=gate]`), chromedp.SendKeys(`input[name=reason]`, "agreed with sales"), chromedp.Click(`.gates ~ p .btn`), chromedp.WaitVisible(`.note.ok`))
	if len(o.asked) != 1 || !strings.Contains(o.asked[0], "agreed with sales") {
		t.Errorf("asked: %q", o.asked)
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}
