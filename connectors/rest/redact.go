package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// Hidden is what stands in place of a secret or a personal value.
const Hidden = "[hidden]"

// hiddenKey fits names of headers, JSON keys and form fields whose values are
// secrets or tell who a person is.
var hiddenKey = regexp.MustCompile(`(?i)(authorization|cookie|token|secret|passw(or)?d|permanent_?code|api_?key|^key$|^pwd$|^sign(ature)?$|assertion|refresh|session|e_?-?mail|phone|mobile|^tel$|telephone|fax|id_?card|手机|电话|邮箱)`)

// hiddenWords fits within the names of such fields in a text that is no whole JSON.
const hiddenWords = `(?:token|secret|passw(?:or)?d|api_?key|assertion|permanent_?code|session|signature|phone|mobile|e_?-?mail)`

// hiddenText are forms of secrets within a text. No text fits that has none of
// the characters in needs, or fewer digits: most values are spared the search.
var hiddenText = []struct {
	fits   *regexp.Regexp
	with   string
	needs  string
	digits int
}{
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=!-]{6,}`), "$1 " + Hidden, " \t\n\f\r", 0},
	{regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`), Hidden, "@", 0},
	{regexp.MustCompile(`\+\d[\d ()-]{6,}\d`), Hidden, "+", 2},
	{regexp.MustCompile(`(^|\D)(1[3-9]\d{9}|0\d{2,3}-\d{7,8})(\D|$)`), "${1}" + Hidden + "${3}", "01", 10},
	{regexp.MustCompile(`(?i)("[\w-]*` + hiddenWords + `[\w-]*"\s*:\s*)"[^"]*"?`), `${1}"` + Hidden + `"`, `"`, 0},
	{regexp.MustCompile(`(?i)([\w-]*` + hiddenWords + `[\w-]*\s*[=:]\s*)[^\s"&,;}<]+`), "${1}" + Hidden, "=:", 0},
}

// Redact hides secrets, phone numbers and e-mail addresses in a text: by key
// when it is JSON, by form otherwise. It never fails; JSON is written anew.
func Redact(text string) string {
	trimmed := strings.TrimSpace(text)
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		dec := json.NewDecoder(strings.NewReader(trimmed))
		dec.UseNumber()
		var v any
		if dec.Decode(&v) == nil && !dec.More() {
			if b, err := json.Marshal(keys{}.redact(v)); err == nil {
				return string(b)
			}
		}
	}
	for _, h := range hiddenText {
		if strings.ContainsAny(text, h.needs) && digitsIn(text) >= h.digits {
			text = h.fits.ReplaceAllString(text, h.with)
		}
	}
	return text
}

func digitsIn(text string) (n int) {
	for i := range len(text) {
		if c := text[i]; c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// keys remembers which keys of one text are hidden: rows have the same ones.
type keys map[string]bool

func (h keys) hides(key string) bool {
	hidden, known := h[key]
	if !known {
		hidden = hiddenKey.MatchString(key)
		h[key] = hidden
	}
	return hidden
}

func (h keys) redact(v any) any {
	switch t := v.(type) {
	case map[string]any:
		for k, e := range t {
			if e != nil && h.hides(k) {
				t[k] = Hidden
			} else {
				t[k] = h.redact(e)
			}
		}
	case []any:
		for i, e := range t {
			t[i] = h.redact(e)
		}
	case string:
		return Redact(t)
	}
	return v
}

// scrub is Redact, and takes out the connection's own secrets and token.
func (c *Client) scrub(text string) string {
	text = Redact(text)
	c.mu.Lock()
	token := c.tok.Value
	c.mu.Unlock()
	for _, s := range append([]string{token}, c.opt.Secrets...) {
		if len(s) >= 4 {
			text = strings.ReplaceAll(text, s, Hidden)
		}
	}
	return text
}

func redactHeader(h http.Header) http.Header {
	out := h.Clone()
	for k := range out {
		if hiddenKey.MatchString(k) {
			out[k] = []string{Hidden}
		}
	}
	return out
}

// dumpBody is the longest body that a dump shows.
const dumpBody = 1 << 20

func (c *Client) dumpRequest(req *http.Request) {
	if c.env.Dump == nil {
		return
	}
	var body []byte
	if req.GetBody != nil {
		if r, err := req.GetBody(); err == nil {
			body, _, _ = readAll(r, dumpBody) // a dump shows what it can
		}
	}
	u := *req.URL
	q := u.Query()
	for k := range q {
		if hiddenKey.MatchString(k) {
			q[k] = []string{Hidden}
		}
	}
	u.RawQuery = q.Encode()
	c.env.Dump(c.scrub(fmt.Sprintf("> %s %s\n%s", req.Method, u.String(), headerText(req.Header))) + c.scrub(string(body)) + "\n")
}

func (c *Client) dumpAnswer(resp *http.Response, body []byte) {
	if c.env.Dump == nil {
		return
	}
	if len(body) > dumpBody {
		body = fmt.Appendf(nil, "(%d bytes, too many to show)", len(body))
	}
	c.env.Dump(c.scrub(fmt.Sprintf("< %s\n%s", resp.Status, headerText(resp.Header))) + c.scrub(string(body)) + "\n")
}

func headerText(h http.Header) string {
	var b strings.Builder
	_ = redactHeader(h).Write(&b) // a Builder takes everything
	return strings.ReplaceAll(b.String(), "\r\n", "\n") + "\n"
}
