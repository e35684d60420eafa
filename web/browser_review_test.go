package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestBrowserReview(t *testing.T) {
	b := visited(t)
	w := newWorld(t)
	b.w = w
	w.people()
	b.enter("chen")

	// Three questions by keyboard alone, then the last answer is taken back.
	b.Width(1440)
	b.Open(w.url + "/review")
	var foot float64
	if b.Do(chromedp.Evaluate(`document.querySelector('.actions').getBoundingClientRect().bottom`, &foot)); foot > 900 {
		t.Errorf("the keys of decisions end at %g points of a window of 900", foot)
	}
	b.Width(390)
	if b.Do(chromedp.Evaluate(`document.querySelector('.actions [data-key=y]').getBoundingClientRect().bottom`, &foot)); foot > 900 {
		t.Errorf("on a phone the first decision ends at %g points of a window of 900", foot)
	}
	b.Width(1440)
	press := func(key string, open int) {
		t.Helper()
		b.Do(chromedp.KeyEvent(key), chromedp.WaitVisible(fmt.Sprintf(`.pill[data-open="%d"]`, open)))
		b.Settle()
	}
	b.Do(chromedp.KeyEvent("1"), chromedp.KeyEvent("c"), chromedp.KeyEvent("my own words, no keys"), chromedp.KeyEvent(kb.Escape))
	press("y", 3)
	if got := w.steward.asked; len(got) != 1 || !strings.Contains(got[0], "chen: same 001A0000x9Qk 77120") || !strings.Contains(got[0], "my own words, no keys") || !strings.Contains(got[0], "name:") {
		t.Fatalf("after Y, which was typed in a field before: %v", got)
	}
	press("n", 2)
	press("r", 1)
	press("u", 2)
	if got := w.steward.asked; len(got) != 4 || !strings.Contains(got[1], "different B2 B1") || !strings.Contains(got[2], "related") || !strings.Contains(got[3], "undecided") {
		t.Errorf("asked for: %v", got)
	}
	if got := b.Text(`.note.ok`); !strings.Contains(got, "Taken back") {
		t.Errorf("after U: %q", got)
	}

	for _, lang := range []string{"en", "zh"} {
		b.speak(lang)
		for _, s := range []struct{ path, name string }{{"/customers", "customers"}, {"/customers/G-SUZHOU1", "customer"}, {"/review", "review"}, {"/hierarchy", "hierarchy"}, {"/quality", "quality"}, {"/review/history", "reviewhistory"}, {"/review/groups", "reviewgroups"}} {
			b.look(s.path, s.name+"-"+lang, 1280)
		}
	}
	b.content()
}
