package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/testkit/browser"
	"github.com/tierloop/tierloop/model"
)

func TestBrowserPrivacyAndExports(t *testing.T) {
	b := browser.Start(t)
	w := newWorld(t)
	w.business()
	w.account(access.Person{Name: "chen", Label: "陈知夏", Role: model.Admin, Masked: access.Maskable()})
	b.Open(w.url + "/privacy")
	b.Do(chromedp.WaitVisible(`input[name=name]`), chromedp.SetValue(`input[name=name]`, "chen"), chromedp.SetValue(`input[name=password]`, password),
		chromedp.Click(`.door .btn`), chromedp.WaitVisible(`textarea[name=phone]`))
	fits := func(name string) {
		t.Helper()
		for _, width := range []int64{1440, 1280, 390} {
			b.Width(width)
			b.Fits()
		}
		b.Width(1280)
		b.Picture(name)
	}
	for _, lang := range []string{"zh", "en"} {
		b.Submit(`.lang button[value=` + lang + `]`)
		b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] h1`))
		b.Open(w.url + "/privacy")
		b.Do(chromedp.WaitVisible(`textarea[name=phone]`), chromedp.SetValue(`textarea[name=phone]`, "13812342046"), chromedp.Click(`form[action="/privacy/find"] .btn`), chromedp.WaitVisible(`input[name=sure]`))
		fits("privacy-" + lang)
		b.Open(w.url + "/privacy/receipts/ER-1")
		fits("receipt-" + lang)
		b.Open(w.url + "/exports")
		fits("exports-" + lang)
		b.Open(w.url + "/customers/G1")
		b.Do(chromedp.WaitVisible(`form[action$="/reveal"]`), chromedp.SetValue(`form[action$="/reveal"] input`, "asked for a call"), chromedp.Click(`form[action$="/reveal"] .btn`), chromedp.WaitVisible(`.note.warn`))
		if text := b.Text(`body`); !strings.Contains(text, "862112345678") {
			t.Errorf("the masks are on:\n%s", text)
		}
		fits("reveal-" + lang)
	}
}
