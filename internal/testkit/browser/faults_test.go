package browser

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// page is one without a fault, with something put into its content.
func page(head, content string) string {
	return `<!doctype html><html lang="en"><head><title>page</title><link rel="icon" href="data:,"><style>body{color:#222;background:#fff}a{color:#0645ad}button,input,a{min-height:24px;min-width:24px}` + head +
		`</style></head><body><a href="#main">skip</a><main id="main"><h1>Page</h1>` + content + `</main></body></html>`
}

// Each fault is found, and a page without one has none: a measure that finds nothing
// measures nothing.
func TestFaultsAreFound(t *testing.T) {
	b := Start(t)
	for name, tt := range map[string]struct{ head, content, want string }{
		"none":                     {content: `<h2>Part</h2><p>text, <a href="/x">a link</a> in it</p><label>Name <input></label><table><tr><th scope="col">a</th></tr></table>`},
		"pale text":                {head: `p{color:#999}`, content: `<p>pale</p>`, want: "contrast of 2.85"},
		"pale through a layer":     {head: `p{color:rgba(0,0,0,.4)}`, content: `<p>pale</p>`, want: "contrast of"},
		"pale on dark":             {head: `p{color:#555;background:#222}`, content: `<p>dark</p>`, want: "contrast of"},
		"large text may be paler":  {head: `p{color:#888;font-size:24px}`, content: `<p>large</p>`},
		"a field without a label":  {content: `<input>`, want: "has no name"},
		"a button without a name":  {content: `<button></button>`, want: "has no name"},
		"a step left out":          {content: `<h3>Deep</h3>`, want: "leaves out a step"},
		"two first headings":       {content: `<h1>Again</h1>`, want: "not one h1"},
		"a table without headers":  {content: `<table><tr><td>a</td></tr></table>`, want: "no headers"},
		"a header without a scope": {content: `<table><tr><th>a</th></tr></table>`, want: "says not what it is of"},
		"an id twice":              {content: `<p id="a">a</p><p id="a">b</p>`, want: "stands twice"},
		"a description elsewhere":  {content: `<input aria-label="a" aria-describedby="none">`, want: "points nowhere"},
		"small and close":          {head: `button{min-height:0;min-width:0;padding:0;border:0;height:12px;font-size:9px;display:block}`, content: `<button>one</button><button>two</button>`, want: "without room"},
		"small with room":          {head: `button{min-height:0;min-width:0;padding:0;border:0;height:12px;font-size:9px;margin:30px}`, content: `<button>one</button> <button>two</button>`},
		"focus that is hidden":     {head: `button:focus{outline:none}`, content: `<button>one</button>`, want: "focus does not show"},
		"a picture without a text": {content: `<svg width="20" height="20"><rect width="20" height="20"/></svg>`, want: "a picture has no text"},
		"an order of its own":      {content: `<button tabindex="3">one</button>`, want: "changes the order"},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(page(tt.head, tt.content)))
		}))
		b.Open(s.URL)
		got := b.Faults()
		s.Close()
		if all := strings.Join(got, "\n"); tt.want == "" && all != "" || !strings.Contains(all, tt.want) {
			t.Errorf("%s: found %q, want %q", name, all, tt.want)
		}
	}
}
