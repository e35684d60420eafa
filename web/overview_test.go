package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// firstPage is the most that somebody's first page may weigh on the line.
const firstPage = 100 << 10

// transferred is how many bytes an answer has as it travels.
func (c *client) transferred(path string) (n int64, body string) {
	c.w.t.Helper()
	req, err := http.NewRequestWithContext(ctx, "GET", c.w.url+path, nil)
	if err != nil {
		c.w.t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip") // asked for by hand, so that nothing unpacks it
	resp, err := c.Do(req)
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		c.w.t.Fatalf("%s: status %d, %v", path, resp.StatusCode, err)
	}
	text := io.Reader(strings.NewReader(string(raw)))
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if text, err = gzip.NewReader(text); err != nil {
			c.w.t.Fatal(err)
		}
	}
	unpacked, err := io.ReadAll(text)
	if err != nil {
		c.w.t.Fatal(err)
	}
	return int64(len(raw)), string(unpacked)
}

var loaded = regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`)

func TestTheFirstPageIsSmallAndReadsWithoutScripts(t *testing.T) {
	w, _ := operations(t)
	w.people()
	w.account(access.Person{Name: "chief", Role: model.Admin})
	w.runs(model.RunDone, model.RunFailed, model.RunPartial)
	c := w.as("chief")
	total, page := c.transferred("/")
	files := loaded.FindAllStringSubmatch(page, -1)
	if len(files) < 3 {
		t.Fatalf("the page loads %v", files)
	}
	for _, f := range files {
		n, _ := c.transferred(f[1])
		total += n
	}
	t.Logf("the first page with its %d files: %d bytes", len(files), total)
	if total > firstPage {
		t.Errorf("the first page weighs %d bytes, more than %d", total, firstPage)
	}
	bare := regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(page, "")
	for _, want := range []string{`<svg class="cols"`, `class="run-failed"`, `href="/customers?tier=`, "Waits for a person", "Freshness", `href="/runs/RUN1"`} {
		if !strings.Contains(bare, want) {
			t.Errorf("without scripts the page lacks %s", want)
		}
	}
}

func TestTheMenuSaysHowMuchWaits(t *testing.T) {
	w, _ := operations(t)
	w.account(access.Person{Name: "chief", Role: model.Admin})
	w.account(access.Person{Name: "analyst", Role: model.Analyst})
	waits := regexp.MustCompile(`<a href="/dead"[^>]*><span>[^<]*</span><b><span class="sr">waiting </span>[1-9]`)
	if got := w.as("chief").get("/account"); !waits.MatchString(got.body) {
		t.Errorf("the menu says nothing of rejected rows:\n%s", got.body)
	}
	if got := w.as("analyst").get("/account"); strings.Contains(got.body, `<span class="sr">waiting`) {
		t.Error("the menu tells what waits to somebody who may not see it")
	}
}
