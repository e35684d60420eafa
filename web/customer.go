package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/report/customers"
)

// customerView is all of one customer as its page shows it.
type customerView struct {
	*customers.Customer
	Parts  barChart
	Score  lineChart
	Scored []scored // the figures of Score
	Months columnChart
	Kinds  []model.PinKind
	Tiers  []Tier
	Today  model.Date

	Masked   bool // something of it is hidden from the reader
	Revealed bool // the masks are off, this once
	Left     int  // how many more looks behind masks there are
}

type scored struct {
	AsOf        model.Date
	Tier, Score string
}

// Biggest is the most that a month had.
func (d customerView) Biggest() (most model.Amount) {
	for _, m := range d.Customer.Months {
		most = max(most, m.Amount)
	}
	return most
}

// shownRecord is a record of a system with our fields in it.
type shownRecord struct {
	customers.Shown
	Fields []customers.Shown
}

// Targets are the records that show our fields, in their order.
func (d customerView) Targets() (out []shownRecord) {
	for _, s := range d.Shown {
		if n := len(out) - 1; n < 0 || out[n].Target != s.Target {
			out = append(out, shownRecord{Shown: s})
		}
		last := &out[len(out)-1]
		last.Fields = append(last.Fields, s)
	}
	return out
}

// On are the days that the page is of: now.
func (d customerView) On() customers.Days { return customers.Days{} }

func (c *Console) customerPage(v *visit) error {
	if on, back, err := v.looksBack(); err != nil {
		return err
	} else if back {
		return c.customerPast(v, v.r.PathValue("id"), on)
	}
	data, err := v.customer(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "customer", view{Title: data.Name, Data: data})
}

func (v *visit) customer(id string) (customerView, error) {
	found, err := v.Customers.Customer(v.ctx(), v.Principal(), id, v.Clock.Now().In(v.Zone))
	return v.customerAs(v.Principal(), found, err)
}

// customerAs is a customer for its page, as it was read for p.
func (v *visit) customerAs(p model.Principal, found *customers.Customer, err error) (customerView, error) {
	if errors.Is(err, report.ErrNotFound) {
		err = errNotFound
	}
	if err != nil {
		return customerView{}, err
	}
	d := customerView{Customer: found, Kinds: []model.PinKind{model.PinTier, model.FloorTier, model.CapTier}, Tiers: v.Tiers, Today: model.DateOf(v.Clock.Now().In(v.Zone)),
		Masked: len(p.Masked) > 0}
	if found.Tier != nil {
		d.Parts = contributions(v.parts(found.Tier.Parts))
	}
	var names []string
	var values []float64
	for _, h := range slices.Backward(found.History) {
		if s, err := strconv.ParseFloat(h.Score, 64); err == nil {
			names, values = append(names, h.AsOf.String()[2:7]), append(values, s)
			d.Scored = append(d.Scored, scored{h.AsOf, h.Final, h.Score})
		}
	}
	var cuts []cut
	for _, t := range v.Tiers {
		if t.Floor != nil {
			cuts = append(cuts, cut{t.Label.In(v.Lang) + " " + strconv.FormatFloat(*t.Floor, 'f', -1, 64), *t.Floor})
		}
	}
	d.Score = lineOf(names, values, cuts...)
	names, values = nil, nil
	for _, m := range found.Months {
		names, values = append(names, monthText(m.Month)), append(values, float64(m.Amount))
	}
	d.Months = columnsOf(names, values, "")
	return d, nil
}

// revealCustomer shows the page without masks, once, after the reason stands in the
// audit log.
func (c *Console) revealCustomer(v *visit) error {
	id := v.r.PathValue("id")
	if _, err := v.Customers.Name(v.ctx(), v.Principal(), id); err != nil {
		return err
	}
	p, left, err := c.Guard.Reveal(v.ctx(), v.Visitor, "entity "+id, v.form("reason"))
	key := map[error]string{access.ErrNoReason: "customer.reveal.reason", access.ErrRevealed: "customer.reveal.toomany"}[err]
	if err != nil && key == "" {
		return err
	}
	if key != "" {
		data, err := v.customer(id)
		if err != nil {
			return err
		}
		return v.render(http.StatusUnprocessableEntity, "customer", view{Title: data.Name, Problem: v.text(key), Data: data})
	}
	found, err := c.Customers.Revealed(v.ctx(), v.Principal(), p, id, c.Clock.Now().In(c.Zone))
	data, err := v.customerAs(p, found, err)
	if err != nil {
		return err
	}
	data.Revealed, data.Left = true, left
	return v.render(http.StatusOK, "customer", view{Title: data.Name, Data: data})
}

// parts are the contributions that feed the total. What a part could add is told
// where its weight says so.
func (v *visit) parts(all []model.Part) (out []part) {
	number := func(s string) float64 { n, _ := strconv.ParseFloat(s, 64); return n }
	for _, p := range all {
		if p.Of != "" {
			continue
		}
		adds := p.Adds
		if adds == "" {
			adds = p.Points
		}
		x := part{Label: p.Label.In(v.Lang), Adds: number(adds), Text: adds}
		if p.Weight != "" && p.Adds != "" {
			if w := number(p.Weight); w > 0 && w <= 1 {
				x.Most = round1(w * 100)
				x.Text += " / " + strconv.FormatFloat(x.Most, 'f', -1, 64)
			}
		}
		out = append(out, x)
	}
	return out
}

// amend answers a form of a customer's page: back to it, or the page with the
// reason why not.
func (v *visit) amend(done string, act func(id, reason string) error) error {
	id, reason := v.r.PathValue("id"), v.form("reason")
	if _, err := v.Customers.Name(v.ctx(), v.Principal(), id); err != nil {
		return err
	}
	err := errNoReason
	if reason != "" {
		err = act(id, reason)
	}
	if err == nil {
		return v.redirect("/customers/"+url.PathEscape(id), done)
	}
	text, refused := v.refusal(err)
	if !refused {
		return err
	}
	data, e := v.customer(id)
	if e != nil {
		return e
	}
	return v.render(http.StatusUnprocessableEntity, "customer", view{Title: data.Name, Problem: text, Data: data})
}

var errNoReason error = &Refusal{Text: model.Text{ZH: "请填写原因：它与裁定一起留存。", EN: "A reason is needed: it is kept with the decision."}}

// refusal is the text of a Refusal in the visitor's language.
func (v *visit) refusal(err error) (string, bool) {
	r, ok := errors.AsType[*Refusal](err)
	if !ok {
		return "", false
	}
	return r.Text.In(v.Lang), true
}

func (c *Console) overrideValue(v *visit) error {
	return v.amend("customer.done.override", func(id, reason string) error {
		return c.Steward.Override(v.ctx(), v.Principal(), id, v.form("attribute"), v.form("value"), v.form("until"), reason)
	})
}

func (c *Console) endOverride(v *visit) error {
	return v.amend("customer.done.overrideended", func(id, reason string) error {
		return c.Steward.EndOverride(v.ctx(), v.Principal(), id, v.form("attribute"), reason)
	})
}

func (c *Console) mergeCustomer(v *visit) error {
	return v.amend("customer.done.merge", func(id, reason string) error {
		return c.Steward.Merge(v.ctx(), v.Principal(), id, v.form("other"), reason)
	})
}

func (c *Console) splitCustomer(v *visit) error {
	return v.amend("customer.done.split", func(id, reason string) error {
		var refs []model.Ref
		for _, text := range v.r.PostForm["record"] {
			if ref, ok := model.ParseRef(text); ok {
				refs = append(refs, ref)
			}
		}
		return c.Steward.Split(v.ctx(), v.Principal(), id, refs, reason)
	})
}

func (c *Console) linkCustomer(v *visit) error {
	return v.amend("customer.done.link", func(id, reason string) error {
		parent := v.form("parent")
		if v.form("top") != "" {
			parent = ""
		} else if parent == "" {
			return &Refusal{Text: model.Text{ZH: "请填写上级的编号，或勾选“不属于任何一家”。", EN: "Name the parent's id, or tick that it belongs to nobody."}}
		}
		return c.Steward.Link(v.ctx(), v.Principal(), id, parent, model.EdgeKind(v.form("kind")), reason)
	})
}

func (c *Console) pinTier(v *visit) error {
	return v.amend("customer.done.pin", func(id, reason string) error {
		until, err := model.ParseDate(v.form("until"))
		if err != nil {
			return &Refusal{Text: model.Text{ZH: "截止日的格式是 YYYY-MM-DD。", EN: "The last day is written YYYY-MM-DD."}}
		}
		return c.Steward.Pin(v.ctx(), v.Principal(), id, model.PinKind(v.form("kind")), v.form("tier"), until, reason)
	})
}

func (c *Console) unpinTier(v *visit) error {
	return v.amend("customer.done.unpin", func(id, reason string) error {
		return c.Steward.Unpin(v.ctx(), v.Principal(), id, model.PinKind(v.form("kind")), reason)
	})
}

// monthText is 2026-11 of 202611.
func monthText(month int) string {
	text := strconv.Itoa(month)
	if len(text) != 6 {
		return text
	}
	return strings.Join([]string{text[:4], text[4:]}, "-")
}
