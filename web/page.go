package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// A screen is templates/NAME.html, which defines "main"; layout.html stands around
// it. Files that begin with _ hold parts for all screens.
//
//go:embed templates/*.html
var templateFiles embed.FS

type page = *template.Template

// loadPages parses every screen once per language.
func (c *Console) loadPages() (map[string]map[string]page, error) {
	out := map[string]map[string]page{}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, lang := range languages {
		shared, err := template.New("layout.html").Funcs(c.funcs(lang)).ParseFS(templateFiles, "templates/layout.html", "templates/_*.html")
		if err != nil {
			return nil, err
		}
		out[lang] = map[string]page{}
		for _, file := range files {
			name := strings.TrimSuffix(path.Base(file), ".html")
			if name == "layout" || name[0] == '_' {
				continue
			}
			p, err := shared.Clone()
			if err == nil {
				p, err = p.ParseFS(templateFiles, file)
			}
			if err != nil {
				return nil, err
			}
			out[lang][name] = p
		}
	}
	return out, nil
}

// view is what layout.html and every screen get.
type view struct {
	v       *visit
	Title   string
	Crumbs  []crumb
	Nav     []navGroup
	Flash   string
	Problem string // why a form was not taken
	Charts  bool   // the page draws charts
	Data    any    // the screen's own
}

type crumb struct{ Text, Path string }

// May says in a template whether a button is worth showing.
func (w view) May(p string) bool { return w.v.May(access.Permission(p)) }

// Me is who looks.
func (w view) Me() model.Account { return w.v.Account }

// Lang is zh or en, Path where we are, Group whose console this is.
func (w view) Lang() string    { return w.v.Lang }
func (w view) Path() string    { return w.v.r.URL.RequestURI() }
func (w view) Group() string   { return w.v.Console.Group }
func (w view) Version() string { return w.v.Version }

// Now is when the page was made, for what is printed of it.
func (w view) Now() time.Time { return w.v.Clock.Now() }

// Scope is what the visitor sees: the whole group, or the names of its units.
func (w view) Scope() string {
	p := w.v.Principal()
	if p.Group() {
		return w.v.text("layout.scope.all")
	}
	if len(p.Units) == 0 {
		return w.v.text("layout.scope.none")
	}
	names := make([]string, len(p.Units))
	for i, u := range p.Units {
		names[i] = w.v.unitLabel(u)
	}
	return strings.Join(names, w.v.text("layout.comma"))
}

func (c *Console) unitLabel(id string) string {
	for _, u := range c.Units {
		if u.ID == id && u.Label != "" {
			return u.Label
		}
	}
	return id
}

// show renders a screen under the title of its key NAME.title.
func (v *visit) show(screen string, data any) error {
	return v.render(http.StatusOK, screen, view{Title: v.text(screen + ".title"), Data: data})
}

// refuse renders a screen again with the reason why its form was not taken.
func (v *visit) refuse(screen, problem string, data any) error {
	return v.render(http.StatusUnprocessableEntity, screen, view{Title: v.text(screen + ".title"), Problem: problem, Data: data})
}

// render fills in what the layout needs. The page is complete before the first
// byte is sent, so that a mistake in a template is a fault and not half a page.
func (v *visit) render(status int, screen string, w view) error {
	p := v.pages[v.Lang][screen]
	if p == nil {
		return fmt.Errorf("no screen %s", screen)
	}
	w.v = v
	if text, bad := v.takeFlash(); !bad {
		w.Flash = text
	} else if w.Problem == "" {
		w.Problem = text
	}
	if v.In() {
		w.Nav = v.nav()
	}
	if w.Crumbs == nil {
		w.Crumbs = v.crumbs(w.Nav, w.Title)
	}
	var out bytes.Buffer
	if err := p.Execute(&out, w); err != nil {
		return fmt.Errorf("render %s: %w", screen, err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = out.WriteTo(v.w) // the browser may be gone
	return nil
}
