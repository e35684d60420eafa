package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/internal/testkit/browser"
)

// visitor is somebody at a real browser.
type visitor struct {
	*browser.Browser
	t *testing.T
	w *world
}

// visited opens a browser for a console that is still to be made: where there is no
// browser, nothing else is made either.
func visited(t *testing.T) visitor {
	t.Helper()
	return visitor{Browser: browser.Start(t), t: t}
}

// logIn fills in the form of the login.
func (v visitor) logIn(name, secret string) {
	v.t.Helper()
	v.Do(chromedp.WaitVisible(`input[name=name]`), chromedp.SetValue(`input[name=name]`, name), chromedp.SetValue(`input[name=password]`, secret), chromedp.Click(`.door .btn`))
}

// enter comes in afresh.
func (v visitor) enter(name string) {
	v.t.Helper()
	v.Do(chromedp.ActionFunc(func(ctx context.Context) error { return network.ClearBrowserCookies().Do(ctx) }))
	v.Open(v.w.url + "/login")
	v.logIn(name, password)
	v.Do(chromedp.WaitVisible(`nav.side`))
}

// speak changes the language.
func (v visitor) speak(lang string) {
	v.t.Helper()
	v.Submit(`.lang button[value=` + lang + `]`)
	v.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] h1`))
}

// show holds the open page against windows from a desk's to a phone's, and keeps
// its picture of a window so wide and of a phone.
func (v visitor) show(name string, width int64) {
	v.t.Helper()
	for _, points := range []int64{1440, 1280, 1024, 820, 390} {
		v.Width(points)
		v.Fits()
	}
	v.Picture(name + "-phone")
	v.Width(width)
	v.Picture(name)
}

// look opens a page and shows it.
func (v visitor) look(path, name string, width int64) {
	v.t.Helper()
	v.Open(v.w.url + path)
	v.show(name, width)
}

// content fails the test when the browser has complained.
func (v visitor) content() {
	v.t.Helper()
	if problems := v.Problems(); len(problems) > 0 {
		v.t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}
