package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

func TestBrowserPrivacyAndExports(t *testing.T) {
	b := visited(t)
	w := newWorld(t)
	b.w = w
	w.business()
	w.account(access.Person{Name: "chen", Label: "陈知夏", Role: model.Admin, Masked: access.Maskable()})
	b.enter("chen")
	for _, lang := range []string{"zh", "en"} {
		b.speak(lang)
		b.Open(w.url + "/privacy")
		b.Do(chromedp.WaitVisible(`textarea[name=phone]`), chromedp.SetValue(`textarea[name=phone]`, "13812342046"), chromedp.Click(`form[action="/privacy/find"] .btn`), chromedp.WaitVisible(`input[name=sure]`))
		b.show("privacy-"+lang, 1280)
		b.look("/privacy/receipts/ER-1", "receipt-"+lang, 1280)
		b.look("/exports", "exports-"+lang, 1280)
		b.Open(w.url + "/customers/G1")
		b.Do(chromedp.WaitVisible(`form[action$="/reveal"]`), chromedp.SetValue(`form[action$="/reveal"] input`, "asked for a call"), chromedp.Click(`form[action$="/reveal"] .btn`), chromedp.WaitVisible(`.note.warn`))
		if text := b.Text(`body`); !strings.Contains(text, "862112345678") {
			t.Errorf("the masks are on:\n%s", text)
		}
		b.show("reveal-"+lang, 1280)
	}
}
