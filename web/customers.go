package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
)

// customersView is a page of the list.
type customersView struct {
	customers.List
	Filter customers.Filter
	Word   string // of the address, for Filter.Text
	Whole  bool   // the reader sees the whole group
	Search bool
}

// Link is the address of the list with one choice made otherwise; "" takes it back.
func (d customersView) Link(name, value string) string {
	q := url.Values{}
	set := func(key, value string) {
		if value != "" && value != "0" {
			q.Set(key, value)
		}
	}
	f := d.Filter
	for key, now := range map[string]string{soughtField: d.Word, "tier": f.Tier, "unit": f.Unit, "group": f.Group, "below": strconv.Itoa(f.Below)} {
		if key == name {
			now = value
		}
		set(key, now)
	}
	if name == "after" {
		set("after", value)
	}
	if len(q) == 0 {
		return "/customers"
	}
	return "/customers?" + q.Encode()
}

// Any says whether the list is narrowed.
func (d customersView) Any() bool {
	f := d.Filter
	return f.Text != "" || f.Tier != "" || f.Unit != "" || f.Group != "" || f.Below > 0
}

func (c *Console) customersPage(v *visit) error {
	q := v.r.URL.Query()
	below, _ := strconv.Atoi(q.Get("below")) // no number: no bound
	p := v.Principal()
	f := customers.Filter{Text: v.Sought, Tier: q.Get("tier"), Unit: q.Get("unit"), Group: q.Get("group"), Below: below, After: q.Get("after")}
	list, err := c.Customers.List(v.ctx(), p, f)
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "customers", view{Title: v.text("customers.title"), Data: customersView{list, f, q.Get(soughtField), p.Group(), !p.Hides("name")}})
}

// tierLabel is the name of a tier; the tier itself where the policy has none.
func (c *Console) tierLabel(lang, tier string) string {
	for _, t := range c.Tiers {
		if t.ID == tier {
			if text := t.Label.In(lang); text != "" {
				return text
			}
			return tier
		}
	}
	switch tier {
	case model.Unrated:
		return c.texts[lang].say("customers.unrated")
	case "", customers.NoResult:
		return c.texts[lang].say("customers.noresult")
	}
	return tier
}

// tierClass is the step of the tier on the ramp of five, T1 the best.
func (c *Console) tierClass(tier string) string {
	for i, t := range c.Tiers {
		if t.ID == tier {
			return "T" + strconv.Itoa(min(i, 3)+1)
		}
	}
	return "T5"
}
