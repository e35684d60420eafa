package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Exporter makes files in the background, for people and for programs. A file is its
// owner's alone, is cut to what the owner sees, and is gone after a week.
type Exporter interface {
	// ExportKinds are the files that the principal can ask for, besides the reports.
	ExportKinds(p model.Principal) []ExportKind
	// StartExport begins a file; a Refusal says why not. It stands in the audit log.
	StartExport(ctx context.Context, p model.Principal, lang string, ask ExportAsk) (Export, error)
	// Exports are the principal's own files, newest first.
	Exports(ctx context.Context, p model.Principal) ([]Export, error)
	// Export is one of them; report.ErrNotFound.
	Export(ctx context.Context, p model.Principal, id string) (Export, error)
	// ExportBody is the file, once it is ready. Taking it stands in the audit log.
	ExportBody(ctx context.Context, p model.Principal, id string) (Export, []byte, error)
}

// ExportKind is something that a file can hold.
type ExportKind struct {
	Name string
	Say  model.Text
}

// ReportExport stands before the name of a report in the kind of a file.
const ReportExport = "report."

// ExportAsk asks for a file: what it holds, and for a report how it is asked.
type ExportAsk struct {
	Kind   string
	Format string // csv, xlsx or json
	Report ReportAsk
}

// Export is a file that somebody asked for.
type Export struct {
	ID      string
	Kind    string
	Format  string
	State   string // making, ready or failed
	Size    int64  // bytes
	Error   string
	Created time.Time
	Expires time.Time
}

// Kilobytes is the size as people read it.
func (e Export) Kilobytes() int64 { return (e.Size + 1023) / 1024 }

// contentTypes are the kinds of files by their format.
var contentTypes = map[string]string{"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8", "json": "application/json"}

// exportsView lists every file that can be made, and those that were.
type exportsView struct {
	Kinds   []ExportKind
	Reports []ReportKind
	Made    []madeExport
	// Deliveries are the reports that are sent on schedule.
	Deliveries []Delivery
}

// madeExport is a file with the name of what it holds.
type madeExport struct {
	Export
	Name string
}

// Formats are the buttons for files.
func (exportsView) Formats() []string { return formats }

// Making says whether a file is under way, so that the page looks again.
func (d exportsView) Making() bool {
	return slices.ContainsFunc(d.Made, func(e madeExport) bool { return e.State == "making" })
}

func (v *visit) exports() (exportsView, error) {
	data := exportsView{Kinds: v.Exporter.ExportKinds(v.Principal()), Reports: v.Analyst.Reports()}
	if p := v.Principal(); p.Group() { // whoever sees the whole group sees what is sent on schedule
		var err error
		if data.Deliveries, err = v.Analyst.Deliveries(v.ctx(), p); err != nil {
			return data, err
		}
	}
	made, err := v.Exporter.Exports(v.ctx(), v.Principal())
	for _, e := range made {
		key := "exports.name." + e.Kind
		if name, ok := strings.CutPrefix(e.Kind, ReportExport); ok {
			key = "reports.name." + name
		}
		data.Made = append(data.Made, madeExport{e, v.text(key)})
	}
	return data, err
}

func (c *Console) exportsPage(v *visit) error {
	data, err := v.exports()
	if err != nil {
		return err
	}
	return v.show("exports", data)
}

func (c *Console) startExport(v *visit) error {
	_, err := c.Exporter.StartExport(v.ctx(), v.Principal(), v.Lang, ExportAsk{Kind: v.form("kind"), Format: v.form("format")})
	if text, refused := v.refusal(err); refused {
		data, err := v.exports()
		if err != nil {
			return err
		}
		return v.refuse("exports", text, data)
	}
	if err != nil {
		return err
	}
	return v.redirect("/exports", "exports.started")
}

// exportFile sends a file, to a browser as to a program.
func (c *Console) exportFile(v *visit) error {
	e, body, err := c.Exporter.ExportBody(v.ctx(), v.Principal(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	name := fmt.Sprintf("tierloop-%s-%s.%s", strings.TrimPrefix(e.Kind, ReportExport), e.Created.In(c.Zone).Format("20060102"), e.Format)
	h := v.w.Header()
	h.Set("Content-Type", contentTypes[e.Format])
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_, _ = v.w.Write(body) // who asked may be gone
	return nil
}

// exportDoc is a file in an answer of the API.
type exportDoc struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Format  string    `json:"format"`
	State   string    `json:"state"`
	Size    int64     `json:"size,omitempty"`
	Error   string    `json:"error,omitempty"`
	Created time.Time `json:"created_at"`
	Expires time.Time `json:"expires_at"`
}

func docOf(e Export) exportDoc {
	return exportDoc{e.ID, e.Kind, e.Format, e.State, e.Size, e.Error, e.Created.UTC(), e.Expires.UTC()}
}

func (c *Console) apiExports(v *visit) error {
	made, err := c.Exporter.Exports(v.ctx(), v.Principal())
	if err != nil {
		return err
	}
	rows := []exportDoc{}
	for _, e := range made {
		rows = append(rows, docOf(e))
	}
	return v.answer(list{Data: rows})
}

func (c *Console) apiExport(v *visit) error {
	e, err := c.Exporter.Export(v.ctx(), v.Principal(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.answer(docOf(e))
}

// apiStartExport takes {"kind", "format", "language", "months", "by", "compare"}.
func (c *Console) apiStartExport(v *visit) error {
	var in struct {
		Kind     string `json:"kind"`
		Format   string `json:"format"`
		Language string `json:"language"`
		Months   int    `json:"months"`
		By       string `json:"by"`
		Compare  string `json:"compare"`
	}
	if err := v.read(&in); err != nil {
		return err
	}
	if in.Language == "" {
		in.Language = v.Lang
	}
	if !slices.Contains(languages, in.Language) {
		return errBadQuery
	}
	ask := ExportAsk{Kind: in.Kind, Format: in.Format, Report: ReportAsk{Months: in.Months, By: in.By, Compare: in.Compare}}
	e, err := c.Exporter.StartExport(v.ctx(), v.Principal(), in.Language, ask)
	if err != nil {
		return err
	}
	v.w.Header().Set("Location", "/api/v1/exports/"+e.ID)
	return v.answerAs(http.StatusAccepted, docOf(e))
}
