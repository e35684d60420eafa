package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/report/customers"
)

type searchView struct {
	Text, Word string
	customers.List
}

var (
	runID    = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}$`)
	entityID = regexp.MustCompile(`^[A-Z]-[0-9A-Z]{6,}$`)
)

// searchPage finds what the field in the header asks for: the id of a customer or
// of a run leads straight there, all else is looked for among customers.
func (c *Console) searchPage(v *visit) error {
	text := v.Sought
	if text == "" {
		return v.redirect("/customers", "")
	}
	if runID.MatchString(text) && v.May(access.RunsRead) {
		return v.redirect("/runs/"+url.PathEscape(strings.ToUpper(text)), "")
	}
	p := v.Principal()
	if id := strings.ToUpper(text); entityID.MatchString(id) {
		if _, err := c.Customers.Name(v.ctx(), p, id); err == nil {
			return v.redirect("/customers/"+url.PathEscape(id), "")
		}
	}
	if id, err := c.Customers.EntityOf(v.ctx(), p, text); err == nil && id != "" {
		return v.redirect("/customers/"+url.PathEscape(id), "")
	}
	found, err := c.Customers.List(v.ctx(), p, customers.Filter{Text: text, Limit: 20})
	if err != nil {
		return err
	}
	if len(found.Rows) == 1 {
		return v.redirect("/customers/"+url.PathEscape(found.Rows[0].Entity), "")
	}
	return v.render(http.StatusOK, "search", view{Title: v.text("search.title"), Data: searchView{Text: text, Word: v.r.URL.Query().Get(soughtField), List: found}})
}
