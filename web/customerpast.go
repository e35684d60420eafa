package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/report/customers"
)

// pastView is a customer as it was known on a day, in the group that it had in
// business on a day; Past is nil where there was none.
type pastView struct {
	*customers.Past
	ID    string
	On    customers.Days
	Today model.Date
}

// looksBack are the days that an address asks for; ok is false where it asks for none.
func (v *visit) looksBack() (on customers.Days, ok bool, err error) {
	query := v.r.URL.Query()
	for name, day := range map[string]*model.Date{"as_of": &on.Known, "valid_on": &on.Valid} {
		if text := query.Get(name); text != "" {
			if *day, err = model.ParseDate(text); err != nil || *day == 0 {
				return on, true, errNotFound
			}
			ok = true
		}
	}
	return on, ok, nil
}

// customerPast shows what was known of a customer at the end of a day.
func (c *Console) customerPast(v *visit, id string, on customers.Days) error {
	if !v.Principal().Group() {
		return errNotFound
	}
	now := c.Clock.Now().In(c.Zone)
	data := pastView{ID: id, On: on, Today: model.DateOf(now)}
	var err error
	data.Past, err = c.Customers.Past(v.ctx(), v.Principal(), id, on, now)
	if err != nil && !errors.Is(err, report.ErrNotFound) {
		return err
	}
	day := on.Known
	if day == 0 {
		day = on.Valid
	}
	title := v.text("customerpast.of", id, day)
	if data.Past != nil {
		title = v.text("customerpast.of", data.Name, day)
	}
	return v.render(http.StatusOK, "customerpast", view{Title: title, Data: data})
}

// Link is the page of another customer on the same days.
func (d pastView) Link(id string) string {
	query := url.Values{}
	if d.On.Known != 0 {
		query.Set("as_of", d.On.Known.String())
	}
	if d.On.Valid != 0 {
		query.Set("valid_on", d.On.Valid.String())
	}
	return "/customers/" + url.PathEscape(id) + "?" + query.Encode()
}
