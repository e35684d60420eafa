package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/testkit/browser"
	"github.com/tierloop/tierloop/model"
)

func TestBrowserTrials(t *testing.T) {
	b := browser.Start(t)
	w := newWorld(t)
	w.account(access.Person{Name: "ana", Role: model.Approver})
	b.Open(w.url + "/login")
	b.Do(chromedp.SetValue(`input[name=name]`, "ana"), chromedp.SetValue(`input[name=password]`, password), chromedp.Click(`.door .btn`), chromedp.WaitVisible(`nav.side`))
	for _, lang := range []string{"zh", "en"} {
		b.Submit(`.lang button[value=` + lang + `]`)
		b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] nav.side`))
		for _, screen := range []struct{ path, name string }{{"/policy", "policy"}, {"/exports", "exports"}, {"/imports/pins", "imports"}, {"/policy/trials/T-under", "trial-under"}, {"/policy/trials/T-moves", "trial"}, {"/policy/trials/T-past", "trial-past"}} {
			b.Open(w.url + screen.path)
			for _, width := range []int64{1440, 1280, 1024, 390} {
				b.Width(width)
				b.Fits()
			}
			b.Width(1280)
			b.Picture(screen.name + "-" + lang)
		}
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}
