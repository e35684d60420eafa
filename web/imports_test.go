package web_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

// fakeImporter finds a fault in every file that says faulty.
type fakeImporter struct{ got []string }

func (f *fakeImporter) Template(_ context.Context, p model.Principal, lang, kind string) ([]byte, error) {
	return []byte(kind + " for " + p.Name + " in " + lang), nil
}

func (f *fakeImporter) Import(_ context.Context, p model.Principal, _, kind, name string, body []byte) (web.Imported, error) {
	if strings.HasSuffix(name, ".exe") {
		return web.Imported{}, &web.Refusal{Text: model.Text{ZH: "请上传 .xlsx 或 .csv", EN: "send an .xlsx or a .csv"}}
	}
	if strings.Contains(string(body), "faulty") {
		out := web.Imported{Back: []byte("the file with faults")}
		for i := range 120 {
			out.Faults = append(out.Faults, web.ImportFault{Row: i + 2, Column: "等级", Text: `"白金" is no tier`})
		}
		return out, nil
	}
	f.got = append(f.got, fmt.Sprintf("%s %s %s %s", p.Name, kind, name, body))
	return web.Imported{Taken: 1234}, nil
}

// upload sends a file as a browser would.
func (c *client) upload(path, name, content string) answer {
	c.w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if part, err := m.CreateFormFile("file", name); err != nil {
		c.w.t.Fatal(err)
	} else if _, err := part.Write([]byte(content)); err != nil {
		c.w.t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		c.w.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(ctx, "POST", c.w.url+path, &body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.send(req)
}

func TestFilledFormsAreTakenOrSentBack(t *testing.T) {
	f := &fakeImporter{}
	w := newWorld(t, func(opt *web.Options) { opt.Importer = f })
	for name, role := range map[string]model.Role{"chen": model.Steward, "ann": model.Approver, "li": model.Steward} {
		w.account(access.Person{Name: name, Role: role})
	}
	chen, ann, li := w.as("chen"), w.as("ann"), w.as("li")
	page := chen.get("/imports/parents")
	if page.status != http.StatusOK || !strings.Contains(page.body, `href="/imports/review"`) || strings.Contains(page.body, `href="/imports/pins"`) || strings.Contains(page.body, "⟦") {
		t.Errorf("a steward's page: status %d\n%s", page.status, page.body)
	}
	if got := ann.get("/imports/pins/template"); got.body != "pins for ann in en" || !strings.Contains(got.header.Get("Content-Disposition"), "tierloop-pins.xlsx") {
		t.Errorf("template: %s %v", got.body, got.header)
	}
	if got := chen.upload("/imports/review", "待审.xlsx", "good"); got.status != http.StatusSeeOther {
		t.Errorf("a good file: status %d\n%s", got.status, got.body)
	}
	if got := chen.get("/imports/review"); !strings.Contains(got.body, "1,234 decisions are kept") {
		t.Errorf("afterwards:\n%s", got.body)
	}
	if len(f.got) != 1 || f.got[0] != "chen review 待审.xlsx good" {
		t.Errorf("taken in: %q", f.got)
	}
	if got := chen.upload("/imports/review", "virus.exe", "x"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "send an .xlsx") {
		t.Errorf("another file: status %d", got.status)
	}
	if got := chen.post("/imports/review"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "No file has arrived") {
		t.Errorf("no file: status %d", got.status)
	}
	if got := chen.upload("/imports/review", "big.csv", strings.Repeat("x", 10<<20)); got.status < 400 || len(f.got) != 1 {
		t.Errorf("10 MB: status %d", got.status)
	}

	bad := chen.upload("/imports/review", "待审.csv", "faulty")
	if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, "120 rows have a fault") || !strings.Contains(bad.body, "20 more rows") || !strings.Contains(bad.body, "&#34;白金&#34; is no tier") {
		t.Errorf("a faulty file: status %d\n%s", bad.status, bad.body)
	}
	link := regexp.MustCompile(`/imports/review/back/[A-Z0-9]+`).FindString(bad.body)
	if got := li.get(link); got.status != http.StatusUnprocessableEntity {
		t.Errorf("another steward gets the file: status %d", got.status)
	}
	if got := chen.get(link); got.body != "the file with faults" || !strings.Contains(got.header.Get("Content-Disposition"), "errors.xlsx") {
		t.Errorf("the file that comes back: %s %v", got.body, got.header)
	}
	w.clock.Advance(20 * time.Minute) // the session lasts half an hour
	if got := chen.get(link); got.status != http.StatusOK {
		t.Errorf("after 20 minutes: status %d", got.status)
	}
}
