package browser

import (
	_ "embed"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed faults.js
var faults string

// Faults are what keeps people from reading or using the page that stands: contrast,
// names, headings, sizes of targets, focus that does not show.
func (b *Browser) Faults() (list []string) {
	b.t.Helper()
	b.Do(emulation.SetFocusEmulationEnabled(true), chromedp.Evaluate(faults, &list)) // no window is in front
	return list
}
