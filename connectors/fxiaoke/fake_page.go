package fxiaoke

import (
	"html/template"
	"net/http"
	"strings"
)

// page shows a person the first customers of the tenant, as GET /_sandbox.
func (f *Fake) page(w http.ResponseWriter, _ *http.Request) {
	type line struct{ ID, Name, Level, Tier, Status string }
	f.mu.Lock()
	o := f.objects["AccountObj"]
	ids := o.sorted()
	view := struct {
		Total, Workflows, Approvals int
		Rows                        []line
	}{len(ids), f.workflows, f.approvals, nil}
	for _, id := range ids[:min(len(ids), 200)] {
		row := o.rows[id]
		view.Rows = append(view.Rows, line{id, fakeText(row["name"]), o.optionLabel("account_level", row), o.optionLabel("group_tier__c", row), fakeText(row["life_status"])})
	}
	f.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = fakePage.Execute(w, view) // the browser went away
}

func (o *fakeObject) optionLabel(field string, row map[string]any) string {
	value := fakeText(row[field])
	for _, pair := range strings.Fields(o.fields[field].options) {
		if v, label, _ := strings.Cut(pair, "="); v == value {
			return label
		}
	}
	return value
}

var fakePage = template.Must(template.New("page").Parse(`<!doctype html><html lang="zh"><meta charset="utf-8"><title>纷享销客 · sandbox</title>
<h1>纷享销客 · 客户</h1><p>{{.Total}} 个客户 customers · 触发流程 workflows fired {{.Workflows}} · 触发审批 approvals started {{.Approvals}}</p>
<table border="1" cellpadding="4"><tr><th>_id<th>客户名称<th>客户级别<th>集团分级<th>life_status</tr>
{{range .Rows}}<tr><td>{{.ID}}<td>{{.Name}}<td>{{.Level}}<td>{{.Tier}}<td>{{.Status}}</tr>
{{end}}</table></html>
`))
