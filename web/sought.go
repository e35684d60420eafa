package web

import (
	"net/http"
	"net/url"
	"strings"
)

// What people search for are names and numbers of customers, and addresses stand in
// histories and in logs of proxies. A search is sent as a form, and stands in the address
// that it leads to as a sealed word: that address can be kept and sent to a colleague.

// longestSearch is how many bytes of a search are looked at.
const longestSearch = 200

// soughtPurpose is what the word of a search is good for.
const soughtPurpose = "search"

// soughtField is the parameter that has it.
const soughtField = "find"

// sought has a page read what is searched for; an address that has it in clear leads to
// the one that has it sealed.
func (c *Console) sought(page func(*visit) error) func(*visit) error {
	return func(v *visit) error {
		q := v.r.URL.Query()
		if q.Has("q") {
			return v.seek(q)
		}
		if word := q.Get(soughtField); word != "" {
			if err := c.Customers.Words().Open(v.ctx(), soughtPurpose, word, &v.Sought); err != nil {
				return err
			}
		}
		return page(v)
	}
}

// find is a form of a page that searches: it leads there with the fields that are
// filled in.
func (c *Console) find(v *visit) error { return v.seek(v.r.PostForm) }

// seek leads to this page with what its field q says sealed.
func (v *visit) seek(fields url.Values) error {
	to := url.Values{}
	for name, values := range fields {
		if name != "q" && name != soughtField && values[0] != "" {
			to[name] = values
		}
	}
	text := strings.TrimSpace(fields.Get("q"))
	if len(text) > longestSearch {
		text = strings.ToValidUTF8(text[:longestSearch], "")
	}
	if text != "" {
		word, err := v.wordOf(text)
		if err != nil {
			return err
		}
		to.Set(soughtField, word)
	}
	path := v.r.URL.EscapedPath()
	if len(to) > 0 {
		path += "?" + to.Encode()
	}
	if v.r.Method == http.MethodPost && strings.HasPrefix(path, "/plans/") {
		path += "#rows"
	}
	return v.redirect(path, "")
}

// wordOf is the word of an address for a search.
func (v *visit) wordOf(text string) (string, error) {
	return v.Customers.Words().Seal(v.ctx(), soughtPurpose, text)
}
