package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// A viewer of one unit asks, a steward of the other grants, an approver looks at scores
// and an admin at what is kept, each in both languages.
func TestBrowserRequestsScoresAndRetention(t *testing.T) {
	b := visited(t)
	w := newWorld(t, func(o *web.Options) {
		o.Retention = configs.Retention{Raw: configs.Span{Days: 30}, Rows: configs.Span{Days: 30}, Audit: configs.Span{Years: 3}}
	})
	b.w = w
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
	look := func(path, name string) {
		t.Helper()
		for _, lang := range []string{"zh", "en"} {
			b.speak(lang)
			b.look(path, name+"-"+lang, 1280)
		}
	}
	const page = "/customers/G-SUZHOU1"
	b.enter("wu")
	look(page, "ask")
	b.Open(w.url + page)
	b.Do(chromedp.SetValue(`form[action$="/ask"] input`, "联合投标，需要了解医疗单元的往来"), chromedp.Click(`form[action$="/ask"] .btn`), chromedp.WaitVisible(`.note.ok`))
	look(page, "asked")
	b.enter("zhao")
	look("/requests", "requests")
	b.Open(w.url + "/requests")
	b.Do(chromedp.SetValue(`form[action="/requests/1"] input[name=reason]`, "同意，仅限投标"), chromedp.Click(`button[value=grant]`), chromedp.WaitVisible(`.note.ok`))
	look("/requests", "granted")
	b.enter("wu")
	look("/requests", "mine")
	look(page, "seen")
	if text := b.Text(`main`); !strings.Contains(text, "C00871") {
		t.Errorf("what was granted is not on the page:\n%s", text)
	}
	b.enter("li")
	look("/scores", "scores")
	look("/settings", "settings")
	b.content()
}
