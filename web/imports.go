package web

import (
	"context"
	"crypto/rand"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// Importer takes in what people fill in in Excel or CSV: scores, pins, review and
// parents. A file is taken whole, or not at all.
type Importer interface {
	// Template is the file to fill in; that of review holds the open questions.
	Template(ctx context.Context, p model.Principal, lang, kind string) ([]byte, error)
	// Import takes a filled one under the principal's name. What is no such file at
	// all is a Refusal.
	Import(ctx context.Context, p model.Principal, lang, kind, name string, body []byte) (Imported, error)
}

// Imported is what came of a file: rows that were taken, or all its faults.
type Imported struct {
	Taken  int
	Faults []ImportFault
	Back   []byte // the same file with a column of faults; nil without faults
}

// ImportFault is what is wrong with one row.
type ImportFault struct {
	Row    int // as Excel counts, the header is 1
	Column string
	Text   string
}

// importKinds are the forms, with whoever may send them and the page that each
// belongs to.
var importKinds = []struct {
	kind       string
	may        access.Permission
	page, path string
}{{"review", access.ReviewDecide, "review.menu", "/review"}, {"parents", access.CustomersAmend, "hierarchy.title", "/hierarchy"},
	{"pins", access.TierPin, "policy.title", "/policy"}, {"scores", access.ScoresEnter, "policy.title", "/policy"}}

// longestFileName is how many letters the name of a file may have: it stands in the
// audit log, and names a list of shareholders.
const longestFileName = 120

// largestImport is how much a file may hold.
const largestImport = 8 << 20

type importView struct {
	Kind   string
	Kinds  []string // that the visitor may send
	Faults []ImportFault
	More   int    // faults beyond those shown
	Back   string // the number of the file with its faults
}

// shownFaults is how many faults a page shows; the file has all.
const shownFaults = 100

// importPage is the page of one form.
func (c *Console) importPage(kind string) func(*visit) error {
	return func(v *visit) error {
		return v.showImport(http.StatusOK, "", v.imports(kind))
	}
}

func (v *visit) showImport(status int, problem string, d importView) error {
	w := view{Title: v.text("imports.kind." + d.Kind), Problem: problem, Data: d}
	for _, k := range importKinds {
		if k.kind == d.Kind {
			w.Crumbs = []crumb{{v.text(k.page), k.path}, {w.Title, ""}}
		}
	}
	return v.render(status, "imports", w)
}

func (v *visit) imports(kind string) importView {
	d := importView{Kind: kind}
	for _, k := range importKinds {
		if v.May(k.may) {
			d.Kinds = append(d.Kinds, k.kind)
		}
	}
	return d
}

func (c *Console) importTemplate(kind string) func(*visit) error {
	return func(v *visit) error {
		body, err := c.Importer.Template(v.ctx(), v.Principal(), v.Lang, kind)
		if text, refused := v.refusal(err); refused {
			return v.badImport(text, v.imports(kind))
		}
		if err != nil {
			return err
		}
		return v.attach("tierloop-"+kind+".xlsx", body)
	}
}

func (v *visit) badImport(problem string, d importView) error {
	return v.showImport(http.StatusUnprocessableEntity, problem, d)
}

// sendImport takes a filled form.
func (c *Console) sendImport(kind string) func(*visit) error {
	return func(v *visit) error {
		d := v.imports(kind)
		file, head, err := v.r.FormFile("file")
		if err != nil {
			return v.badImport(v.text("imports.nofile"), d)
		}
		defer file.Close()
		body, err := io.ReadAll(file)
		if err != nil {
			return err
		}
		name := filepath.Base(head.Filename)
		if !utf8.ValidString(name) || utf8.RuneCountInString(name) > longestFileName {
			return v.badImport(v.text("imports.badname", longestFileName), d)
		}
		got, err := c.Importer.Import(v.ctx(), v.Principal(), v.Lang, kind, name, body)
		if text, refused := v.refusal(err); refused {
			return v.badImport(text, d)
		}
		if err != nil {
			return err
		}
		if len(got.Faults) == 0 {
			return v.redirect("/imports/"+kind, "imports.taken."+kind, number(got.Taken))
		}
		d.Faults = got.Faults[:min(shownFaults, len(got.Faults))]
		d.More = len(got.Faults) - len(d.Faults)
		d.Back = c.returned.keep(v.Principal().Name, name, got.Back, c.Clock.Now())
		return v.badImport(v.text("imports.faults", len(got.Faults)), d)
	}
}

// importBack sends the same file with its faults, to whoever sent it.
func (c *Console) importBack(kind string) func(*visit) error {
	return func(v *visit) error {
		f, ok := c.returned.take(v.r.PathValue("id"), v.Principal().Name, c.Clock.Now())
		if !ok {
			return v.badImport(v.text("imports.gone"), v.imports(kind))
		}
		return v.attach(f.name, f.body)
	}
}

// attach sends an Excel file.
func (v *visit) attach(name string, body []byte) error {
	v.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = v.w.Write(body) // the browser may be gone
	return nil
}

// returned are files that go back to whoever sent them, kept in memory for a while.
type returned struct {
	mu    sync.Mutex
	files map[string]returnedFile
}

type returnedFile struct {
	who, name string
	body      []byte
	until     time.Time
}

// How long a file with its faults is kept, and how many at once.
const (
	returnedLife = time.Hour
	returnedMost = 20
)

// keep returns the number of a file, "" when too many wait.
func (r *returned) keep(who, name string, body []byte, now time.Time) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.files == nil {
		r.files = map[string]returnedFile{}
	}
	for id, f := range r.files {
		if f.until.Before(now) || f.who == who { // the newest of each is enough
			delete(r.files, id)
		}
	}
	if len(r.files) >= returnedMost {
		return ""
	}
	id, ext := rand.Text(), filepath.Ext(name)
	r.files[id] = returnedFile{who, name[:len(name)-len(ext)] + ".errors.xlsx", body, now.Add(returnedLife)}
	return id
}

func (r *returned) take(id, who string, now time.Time) (returnedFile, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, ok := r.files[id]
	return f, ok && f.who == who && !f.until.Before(now)
}
