package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/report/customers"
)

// pastView is a customer as it was known on a day; Past is nil where there was none.
type pastView struct {
	*customers.Past
	ID         string
	Day, Today model.Date
}

// customerPast shows what was known of a customer at the end of a day.
func (c *Console) customerPast(v *visit, id, day string) error {
	d, err := model.ParseDate(day)
	if err != nil || d == 0 || !v.Principal().Group() {
		return errNotFound
	}
	data := pastView{ID: id, Day: d, Today: model.DateOf(c.Clock.Now().In(c.Zone))}
	data.Past, err = c.Customers.Past(v.ctx(), v.Principal(), id, d, c.Zone)
	if err != nil && !errors.Is(err, report.ErrNotFound) {
		return err
	}
	title := v.text("customerpast.of", id, d)
	if data.Past != nil {
		title = v.text("customerpast.of", data.Name, d)
	}
	return v.render(http.StatusOK, "customerpast", view{Title: title, Data: data})
}

// Link is the page of another customer on the same day.
func (d pastView) Link(id string) string {
	return "/customers/" + url.PathEscape(id) + "?" + url.Values{"as_of": {d.Day.String()}}.Encode()
}
