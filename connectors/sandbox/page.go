package sandbox

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// pageRows is how many customers the page shows.
const pageRows = 200

// Page shows a fake's customers as a salesperson would see them: the columns
// named, by the vendor's own field names, newest change first, with the rows of
// the latest change marked. It loads itself anew every few seconds and has no
// script. Fakes serve it at GET /_sandbox; ?lang=zh or en picks the language,
// the browser's own one otherwise.
func Page(f Fake, title string, columns []string) http.Handler {
	return &page{fake: f, title: title, columns: columns, seen: map[string]*seenRow{}}
}

type page struct {
	fake    Fake
	title   string
	columns []string

	mu    sync.Mutex
	seen  map[string]*seenRow
	waves int // how often a change was noticed
}

// seenRow is a customer as last shown; wave is when its latest change was noticed.
type seenRow struct {
	values string
	wave   int
}

type pageView struct {
	Lang, Title, Other string
	T                  map[string]string
	Columns            []string
	Rows               []pageRow
	Total              int
}

type pageRow struct {
	ID    string
	Cells []string
	Fresh bool
	wave  int
}

var pageText = map[string]map[string]string{
	"zh": {"sub": "本地沙箱 · 数据均为虚构", "id": "编号", "count": "客户", "shown": "显示前", "none": "还没有客户", "fresh": "刚更新", "lang": "English"},
	"en": {"sub": "Local sandbox · all data is made up", "id": "Id", "count": "customers", "shown": "showing the first", "none": "No customers yet", "fresh": "just changed", "lang": "中文"},
}

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := pageView{Lang: language(r), Title: p.title, Columns: p.columns, Other: "zh"}
	if v.Lang == "zh" {
		v.Other = "en"
	}
	v.T = pageText[v.Lang]
	v.Rows, v.Total = p.rows()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Header().Set("Cache-Control", "no-store")
	_ = pageTemplate.Execute(w, v) // the reader went away
}

func language(r *http.Request) string {
	if l := r.URL.Query().Get("lang"); pageText[l] != nil {
		return l
	}
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
		return "zh"
	}
	return "en"
}

// rows notices what changed since the last look and gives the newest first.
func (p *page) rows() ([]pageRow, int) {
	object := p.fake.Objects()[0]
	ids := p.fake.IDs(object)
	p.mu.Lock()
	defer p.mu.Unlock()
	first, noticed := len(p.seen) == 0, false
	var rows []pageRow
	for _, id := range ids {
		fields, ok := p.fake.Get(object, id)
		if !ok {
			continue
		}
		row := pageRow{ID: id}
		for _, c := range p.columns {
			row.Cells = append(row.Cells, cell(fields[c]))
		}
		values := strings.Join(row.Cells, "\x00")
		switch before := p.seen[id]; {
		case first:
			p.seen[id] = &seenRow{values: values}
		case before == nil || before.values != values:
			if !noticed {
				noticed = true
				p.waves++
			}
			p.seen[id] = &seenRow{values: values, wave: p.waves}
		}
		row.wave = p.seen[id].wave
		rows = append(rows, row)
	}
	for i := range rows {
		rows[i].Fresh = rows[i].wave > 0 && rows[i].wave == p.waves
	}
	slices.SortStableFunc(rows, func(a, b pageRow) int { return b.wave - a.wave })
	return rows[:min(len(rows), pageRows)], len(rows)
}

func cell(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="refresh" content="3"><title>{{.Title}}</title><style>
:root{color-scheme:light dark;--ink:#1c2430;--soft:#667085;--line:#e4e7ec;--paper:#fff;--fresh:#e7f6ec;--mark:#16794a}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#98a2b3;--line:#2b323d;--paper:#14181f;--fresh:#12301f;--mark:#5bd08f}}
body{font:14px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:0 auto;padding:24px;max-width:1200px;color:var(--ink);background:var(--paper)}
header{display:flex;align-items:baseline;gap:12px;flex-wrap:wrap}h1{font-size:20px;margin:0}p,a{color:var(--soft);margin:0}nav{margin-left:auto}
.scroll{overflow-x:auto;margin-top:16px}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:8px 12px;border-bottom:1px solid var(--line);white-space:nowrap}th{color:var(--soft);font-weight:500}
td:first-child{font-family:ui-monospace,monospace;color:var(--soft)}tr.fresh td{background:var(--fresh)}
.tag{color:var(--mark);font:12px system-ui,sans-serif;margin-left:8px}
</style></head><body>
<header><h1>{{.Title}}</h1><p>{{.T.sub}} · {{.Total}} {{.T.count}}{{if lt (len .Rows) .Total}} · {{.T.shown}} {{len .Rows}}{{end}}</p>
<nav><a href="?lang={{.Other}}">{{.T.lang}}</a></nav></header>
{{if .Rows}}<div class="scroll"><table><thead><tr><th>{{.T.id}}</th>{{range .Columns}}<th>{{.}}</th>{{end}}</tr></thead><tbody>
{{range .Rows}}<tr{{if .Fresh}} class="fresh"{{end}}><td>{{.ID}}{{if .Fresh}}<span class="tag">{{$.T.fresh}}</span>{{end}}</td>{{range .Cells}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody></table></div>{{else}}<p>{{.T.none}}</p>{{end}}
</body></html>
`))
