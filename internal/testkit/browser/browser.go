// Package browser gives tests a real browser: the machine's Chromium without a
// window. It is apart from testkit so that only tests of pages compile the
// protocol.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/internal/testkit"
)

// Browser is one window with a profile of its own.
type Browser struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// programs are what Chromium is called.
var programs = []string{"chromium", "chromium-browser", "google-chrome"}

// Start opens a browser that is closed with the test. Where there is none the
// test is skipped; where CI is set that is a failure.
func Start(t testing.TB) *Browser {
	t.Helper()
	path, err := program()
	if err != nil {
		testkit.Unavailable(t, "Chromium", err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(profile(t)), chromedp.WindowSize(1280, 900), chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	b := &Browser{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, b.listen)
	b.Do(log.Enable(), runtime.Enable())
	return b
}

// profile is a folder for the browser's own files. Its processes write on for a
// moment after they were told to end, which a folder of the test would not bear.
func profile(t testing.TB) string {
	dir, err := os.MkdirTemp("", "tierloop-test-browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Logf("the browser does not let go of %s", dir)
	})
	return dir
}

func program() (string, error) {
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("none of %s is installed", strings.Join(programs, ", "))
}

// listen collects what a console shows: violations of the policy, failed loads,
// errors of scripts.
func (b *Browser) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			said = e.Entry.Text + " " + e.Entry.URL
		}
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Error()
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			for _, arg := range e.Args {
				said += string(arg.Value) + " "
			}
		}
	}
	if said != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.problems = append(b.problems, said)
	}
}

// Do runs actions one after the other and fails the test at the first that fails.
func (b *Browser) Do(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		where := ""
		_ = chromedp.Run(b.ctx, chromedp.Location(&where))
		b.t.Fatalf("browser at %s: %v; it said: %v", where, err, b.Problems())
	}
}

// Open loads an address and waits until the page stands.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(url), chromedp.WaitReady("body"))
}

// Submit clicks on what leads to another page, and waits until that stands.
func (b *Browser) Submit(selector string) {
	b.t.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Click(selector)); err != nil {
		b.t.Fatalf("after a click on %s: %v; it said: %v", selector, err, b.Problems())
	}
}

// Settle waits until the page and its scripts are there: a key that is pressed
// before goes nowhere.
func (b *Browser) Settle() {
	b.t.Helper()
	for state := ""; state != "complete"; {
		b.Do(chromedp.Sleep(20*time.Millisecond), chromedp.Evaluate(`document.readyState`, &state))
	}
}

// Text is what an element shows.
func (b *Browser) Text(selector string) (text string) {
	b.t.Helper()
	b.Do(chromedp.Text(selector, &text, chromedp.ByQuery))
	return strings.TrimSpace(text)
}

// Width makes the window so wide, as on a screen of 900 points height.
func (b *Browser) Width(points int64) {
	b.t.Helper()
	b.Do(emulation.SetDeviceMetricsOverride(points, 900, 1, false))
}

// Fits fails the test when the page is wider than its window.
func (b *Browser) Fits() {
	b.t.Helper()
	var over int
	var where string
	b.Do(chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &over), chromedp.Location(&where))
	if over > 0 {
		b.t.Errorf("%s is %d points wider than its window", where, over)
	}
}

// Problems are what the browser complained about so far.
func (b *Browser) Problems() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.problems...)
}

// Forget drops the complaints so far, such as of a page that was meant to fail.
func (b *Browser) Forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = nil
}

// Picture keeps the whole page as NAME.png in the folder that
// TIERLOOP_TEST_SCREENS names, if it names one.
func (b *Browser) Picture(name string) {
	b.t.Helper()
	dir := os.Getenv("TIERLOOP_TEST_SCREENS")
	if dir == "" {
		return
	}
	var png []byte
	var page struct{ Width, Height int64 }
	b.Do(chromedp.Evaluate(`({width: innerWidth, height: document.documentElement.scrollHeight})`, &page))
	// The window becomes as high as the page: what sticks to its foot would lie across the middle.
	b.Do(emulation.SetDeviceMetricsOverride(page.Width, max(page.Height, 900), 1, false), chromedp.Sleep(300*time.Millisecond), chromedp.FullScreenshot(&png, 100))
	b.Width(page.Width)
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
