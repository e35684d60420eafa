package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/testkit/browser"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// A viewer of one unit asks, a steward of the other grants, an approver looks at scores
// and an admin at what is kept, each in both languages.
func TestBrowserRequestsScoresAndRetention(t *testing.T) {
	b := browser.Start(t)
	w := newWorld(t, func(o *web.Options) {
		o.Retention = configs.Retention{Raw: configs.Span{Days: 30}, Rows: configs.Span{Days: 30}, Audit: configs.Span{Years: 3}}
	})
	w.people()
	for _, p := range []access.Person{{Name: "wu", Role: model.Viewer, Units: []string{"east"}, Masked: []string{"phone"}}, {Name: "zhao", Role: model.Steward, Units: []string{"med"}}, {Name: "li", Role: model.Admin}} {
		w.account(p)
	}
	if err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if _, err := tx.SaveHold(ctx, store.Hold{Source: "crm", Reason: "案件 2026-114", Author: "li"}); err != nil {
			return err
		}
		return tx.SaveMeasure(ctx, []store.Retained{{Kind: store.KeptPayloads, Rows: 1204, Bytes: 1_806_000, Oldest: morning.AddDate(0, 0, -29)}, {Kind: store.KeptRejects, Rows: 377, Bytes: 41_000, Oldest: morning.AddDate(0, 0, -30)},
			{Kind: store.KeptAnswers}, {Kind: store.KeptPlanRows, Rows: 61_180, Bytes: 9_300_000, Oldest: morning.AddDate(0, 0, -27)}, {Kind: store.KeptAudit, Rows: 18_220, Bytes: 4_410_000, Oldest: morning.AddDate(-2, 0, 0)}})
	}); err != nil {
		t.Fatal(err)
	}
	enter := func(name string) {
		t.Helper()
		b.Do(chromedp.ActionFunc(func(ctx context.Context) error { return network.ClearBrowserCookies().Do(ctx) }))
		b.Open(w.url + "/login")
		b.Do(chromedp.SetValue(`input[name=name]`, name), chromedp.SetValue(`input[name=password]`, password), chromedp.Click(`.door .btn`), chromedp.WaitVisible(`nav.side`))
	}
	look := func(path, name string) {
		t.Helper()
		for _, lang := range []string{"zh", "en"} {
			b.Submit(`.lang button[value=` + lang + `]`)
			b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] h1`))
			b.Open(w.url + path)
			for _, width := range []int64{1440, 1280, 390} {
				b.Width(width)
				b.Fits()
			}
			b.Width(1280)
			b.Picture(name + "-" + lang)
		}
	}
	const page = "/customers/G-SUZHOU1"
	enter("wu")
	look(page, "ask")
	b.Open(w.url + page)
	b.Do(chromedp.SetValue(`form[action$="/ask"] input`, "联合投标，需要了解医疗单元的往来"), chromedp.Click(`form[action$="/ask"] .btn`), chromedp.WaitVisible(`.note.ok`))
	look(page, "asked")
	enter("zhao")
	look("/requests", "requests")
	b.Open(w.url + "/requests")
	b.Do(chromedp.SetValue(`form[action="/requests/1"] input[name=reason]`, "同意，仅限投标"), chromedp.Click(`button[value=grant]`), chromedp.WaitVisible(`.note.ok`))
	look("/requests", "granted")
	enter("wu")
	look("/requests", "mine")
	look(page, "seen")
	if text := b.Text(`main`); !strings.Contains(text, "C00871") {
		t.Errorf("what was granted is not on the page:\n%s", text)
	}
	enter("li")
	look("/scores", "scores")
	look("/settings", "settings")
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}
