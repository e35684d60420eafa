package file

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

var now = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// drop is a folder for one test.
type drop struct {
	t    testing.TB
	dir  string
	from map[string]connectors.Cursor // as the engine stores them
}

func newDrop(t testing.TB) *drop {
	return &drop{t: t, dir: t.TempDir(), from: map[string]connectors.Cursor{}}
}

// put drops a file that was copied long ago.
func (d *drop) put(name, text string) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.age(path)
}

func (d *drop) age(path string) {
	d.t.Helper()
	if err := os.Chtimes(path, now.Add(-time.Hour), now.Add(-time.Hour)); err != nil {
		d.t.Fatal(err)
	}
}

func gbk(t testing.TB, text string) string {
	t.Helper()
	s, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// open makes a connector for one object "customers" with key 编号.
func (d *drop) open(objectOptions ...any) *Connector {
	d.t.Helper()
	o := map[string]any{"key": []any{"编号"}}
	for i := 0; i+1 < len(objectOptions); i += 2 {
		o[objectOptions[i].(string)] = objectOptions[i+1]
	}
	typ, _ := connectors.Lookup("file")
	cfg, errs := typ.Resolve(map[string]any{"folder": d.dir}, map[string]map[string]any{"customers": o})
	if len(errs) > 0 {
		d.t.Fatal(errs)
	}
	c, err := typ.New(connectors.Env{Source: "files", Clock: clock.NewManual(now)}, cfg)
	if err != nil {
		d.t.Fatal(err)
	}
	return c.(*Connector)
}

// pulled is what one pull showed; the cursors go to the drop as they would to
// the store.
type pulled struct {
	recs     map[string]map[string]any
	ids      []string
	bad      []string
	complete bool
	err      error
}

var errKilled = errors.New("killed")

// pull pulls until the end or, with pages > 0, is killed at the page behind
// that many, before its rows are stored.
func (d *drop) pull(c *Connector, size, pages int) pulled {
	d.t.Helper()
	p := pulled{recs: map[string]map[string]any{}}
	n := 0
	p.err = c.Pull(d.t.Context(), connectors.PullRequest{Object: "customers", From: maps.Clone(d.from), PageSize: size}, func(page connectors.Page) error {
		if n++; pages > 0 && n > pages {
			return errKilled
		}
		for _, r := range page.Records {
			p.recs[r.ID] = r.Fields
			p.ids = append(p.ids, r.ID)
		}
		for _, b := range page.Rejected {
			p.bad = append(p.bad, b.Where+" "+b.Reason)
		}
		p.complete = page.Complete
		d.from[page.Partition] = page.Next
		return nil
	})
	return p
}

// ls lists a folder without the stamps before the names.
func (d *drop) ls(sub string) []string {
	entries, err := os.ReadDir(filepath.Join(d.dir, sub))
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		out = append(out, strings.TrimPrefix(e.Name(), now.Format(stampForm)+"-"))
	}
	slices.Sort(out)
	return out
}
