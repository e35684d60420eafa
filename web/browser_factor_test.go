package web_test

import (
	"encoding/base32"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/testkit/browser"
	"github.com/tierloop/tierloop/model"
)

// A person sets up a second factor, comes in by it, and is asked for it anew before
// what is grave.
func TestBrowserSecondFactor(t *testing.T) {
	b := browser.Start(t)
	w := newWorld(t)
	w.guard.UseSecondFactor(access.SecondFactor{Required: []model.Role{model.Admin}, Issuer: "TierLoop 澜岳集团"})
	w.account(access.Person{Name: "chen", Label: "陈知夏", Role: model.Admin})
	logIn := func() {
		t.Helper()
		b.Do(chromedp.WaitVisible(`input[name=name]`), chromedp.SetValue(`input[name=name]`, "chen"), chromedp.SetValue(`input[name=password]`, password), chromedp.Click(`.door .btn`))
	}
	show := func(name string) {
		t.Helper()
		for _, width := range []int64{1440, 1280, 390} {
			b.Width(width)
			b.Fits()
		}
		b.Width(1280)
		b.Picture(name)
	}
	b.Open(w.url + "/users") // the role has to have one: nothing else opens
	logIn()
	b.Do(chromedp.WaitVisible(`form[action="/account/factor"]`))
	for _, lang := range []string{"zh", "en"} {
		b.Submit(`.lang button[value=` + lang + `]`)
		b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] form[action="/account/factor"]`))
		show("factor-" + lang)
	}
	b.Do(chromedp.SetValue(`input[name=password]`, password), chromedp.Click(`form[action="/account/factor"] .btn`), chromedp.WaitVisible(`.qr path`))
	var key string
	b.Do(chromedp.Value(`.copy`, &key))
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(key, " ", ""))
	if err != nil {
		t.Fatalf("the key %q: %v", key, err)
	}
	for _, lang := range []string{"zh", "en"} {
		b.Submit(`.lang button[value=` + lang + `]`)
		b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] .qr`))
		show("factor-device-" + lang)
	}
	d := &device{w: w, secret: secret}
	b.Do(chromedp.SetValue(`input[name=code]`, d.code()), chromedp.Click(`form[action="/account/factor/confirm"] .btn`), chromedp.WaitVisible(`.codes`))
	show("factor-recovery-en")
	b.Open(w.url + "/account/factor")
	show("factor-on-en")
	b.Do(chromedp.Click(`form[action="/logout"] button`))
	logIn()
	b.Do(chromedp.WaitVisible(`form[action="/login/code"]`))
	show("login-code-en")
	b.Do(chromedp.SetValue(`input[name=code]`, d.code()), chromedp.Click(`form[action="/login/code"] .btn`), chromedp.WaitVisible(`nav.side`))
	w.clock.Advance(access.ProofLife)
	b.Open(w.url + "/users")
	b.Do(chromedp.SetValue(`input[name=name]`, "li"), chromedp.Click(`form[action="/users"] .btn.p`), chromedp.WaitVisible(`input[name=second_factor_code]`))
	b.Forget() // Chromium notes that the answer was 403
	show("prove-en")
	b.Do(chromedp.SetValue(`input[name=second_factor_code]`, d.code()), chromedp.Click(`.door .btn`), chromedp.WaitVisible(`.copy`))
	if a, err := w.guard.AccountByName(ctx, model.SystemPrincipal(), "li"); err != nil || a.Role != model.Viewer {
		t.Errorf("the form did not go on: %+v, %v", a, err)
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}
