package web_test

import (
	"encoding/base32"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// A person sets up a second factor, comes in by it, and is asked for it anew before
// what is grave.
func TestBrowserSecondFactor(t *testing.T) {
	b := visited(t)
	w := newWorld(t)
	b.w = w
	w.guard.UseSecondFactor(access.SecondFactor{Required: []model.Role{model.Admin}, Issuer: "TierLoop 澜岳集团"})
	w.account(access.Person{Name: "chen", Label: "陈知夏", Role: model.Admin})
	b.Open(w.url + "/users") // the role has to have one: nothing else opens
	b.logIn("chen", password)
	b.Do(chromedp.WaitVisible(`form[action="/account/factor"]`))
	for _, lang := range []string{"zh", "en"} {
		b.speak(lang)
		b.show("factor-"+lang, 1280)
	}
	b.Do(chromedp.SetValue(`input[name=password]`, password), chromedp.Click(`form[action="/account/factor"] .btn`), chromedp.WaitVisible(`.qr path`))
	var key string
	b.Do(chromedp.Value(`.copy`, &key))
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(key, " ", ""))
	if err != nil {
		t.Fatalf("the key %q: %v", key, err)
	}
	for _, lang := range []string{"zh", "en"} {
		b.speak(lang)
		b.show("factor-device-"+lang, 1280)
	}
	d := &device{w: w, secret: secret}
	b.Do(chromedp.SetValue(`input[name=code]`, d.code()), chromedp.Click(`form[action="/account/factor/confirm"] .btn`), chromedp.WaitVisible(`.codes`))
	b.show("factor-recovery-en", 1280)
	b.Open(w.url + "/account/factor")
	b.show("factor-on-en", 1280)
	b.Do(chromedp.Click(`form[action="/logout"] button`))
	b.logIn("chen", password)
	b.Do(chromedp.WaitVisible(`form[action="/login/code"]`))
	b.show("login-code-en", 1280)
	b.Do(chromedp.SetValue(`input[name=code]`, d.code()), chromedp.Click(`form[action="/login/code"] .btn`), chromedp.WaitVisible(`nav.side`))
	w.clock.Advance(access.ProofLife)
	b.Open(w.url + "/users")
	b.Do(chromedp.SetValue(`input[name=name]`, "li"), chromedp.Click(`form[action="/users"] .btn.p`), chromedp.WaitVisible(`input[name=second_factor_code]`))
	b.Forget() // Chromium notes that the answer was 403
	b.show("prove-en", 1280)
	b.Do(chromedp.SetValue(`input[name=second_factor_code]`, d.code()), chromedp.Click(`.door .btn`), chromedp.WaitVisible(`.copy`))
	if a, err := w.guard.AccountByName(ctx, model.SystemPrincipal(), "li"); err != nil || a.Role != model.Viewer {
		t.Errorf("the form did not go on: %+v, %v", a, err)
	}
	b.content()
}
