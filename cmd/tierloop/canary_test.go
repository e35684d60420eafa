package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// Airflow showed the secrets of connections to whoever could read (2025), and kept
// passwords in a table (CVE-2020-17511). Here a canary sits in every credential of a
// source: no page shows it, no table and no output holds it, used or refused.
func TestNoSecretOfASourceIsShownOrStored(t *testing.T) {
	const canary = "canary-geheim-7"
	for name, change := range map[string]func(map[string]any){
		"a wrong secret": func(o map[string]any) { o["app_secret"] = canary },
		"a good one":     func(map[string]any) {},
	} {
		t.Run(name, func(t *testing.T) {
			secrets := []string{canary}
			path := connected(t, "fxiaoke", func(o map[string]any) {
				if s, ok := o["app_secret"].(string); ok {
					secrets = append(secrets, s)
				}
				change(o)
			})
			var output strings.Builder
			for _, args := range [][]string{{"check"}, {"pull"}, {"doctor"}, {"runs"}, {"lint"}, {"sync"}} {
				_, stdout, stderr := tierloop(append(args, "--config", path)...)
				output.WriteString(stdout + stderr)
			}
			output.WriteString(pagesOf(t, path))
			for _, s := range secrets {
				if i := strings.Index(output.String(), s); i >= 0 {
					t.Errorf("%q is shown: …%s…", s, output.String()[max(0, i-200):min(output.Len(), i+200)])
				}
			}
			files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "tierloop.db*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no store beside %s: %v", path, err)
			}
			for _, f := range files {
				body, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range secrets {
					if bytes.Contains(body, []byte(s)) {
						t.Errorf("%s holds %q", filepath.Base(f), s)
					}
				}
			}
		})
	}
}

// pagesOf is what an admin is shown of a configuration.
func pagesOf(t *testing.T, config string) string {
	t.Helper()
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: clock.System(), lang: "en", quiet: true, config: config}
	defer a.close()
	e, err := a.openEngine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pages, guard, err := a.console(t.Context(), e, func(string, engine.Report, error) {})
	if err == nil {
		err = guard.AddAccountWithPassword(t.Context(), model.SystemPrincipal(), access.Person{Name: "chief", Role: model.Admin}, "correct horse battery")
	}
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := visitor{t, server.URL, &http.Client{Jar: jar}}
	p.post("/login", "name", "chief", "password", "correct horse battery")
	var all strings.Builder
	for _, path := range []string{"/", "/runs", "/connections", "/dead", "/customers", "/plans", "/policy", "/settings", "/audit", "/users", "/quality"} {
		all.WriteString(p.get(path))
	}
	all.WriteString(p.post("/connections/crm/check"))
	runs, err := e.Store.Runs(t.Context(), model.SystemPrincipal(), store.RunFilter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		all.WriteString(p.get("/runs/" + r.ID))
	}
	return all.String()
}
