package web

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/report/customers"
)

// Requests carries out what people ask and answer about seeing what other units have
// of a customer, each with its line in the audit log. What cannot be done is a Refusal.
type Requests interface {
	// AskToSee asks every unit that has a part which the principal does not see.
	AskToSee(ctx context.Context, p model.Principal, entity, reason string) error
	// AnswerView grants until an instant; the zero instant declines.
	AnswerView(ctx context.Context, p model.Principal, id int64, until time.Time, reason string) error
	// EndView takes a grant back.
	EndView(ctx context.Context, p model.Principal, id int64, reason string) error
}

// requestMenu is the place of the menu that says how many questions wait.
const requestMenu = "/requests"

// grantDays are the lengths of a grant that are offered.
var grantDays = []int{7, 30, 90}

// requestsView has a page of what waits and one of what was answered, each with the
// place of its next page, 0: there is none.
type requestsView struct {
	Decides                   bool
	Waiting, Answered         []customers.Request
	MoreWaiting, MoreAnswered int64
	Scoped                    bool
	Asked                     []customers.Asked
	Days                      []int
}

func (c *Console) requestsPage(v *visit) error {
	data, err := v.requests()
	if err != nil {
		return err
	}
	return v.show("requests", data)
}

func (v *visit) requests() (requestsView, error) {
	d, now, p := requestsView{Decides: v.May(access.CustomersGrant), Scoped: !v.Principal().Group(), Days: grantDays}, v.Clock.Now(), v.Principal()
	waiting, err := v.number("waiting", math.MaxInt64)
	if err != nil {
		return d, err
	}
	answered, err := v.number("answered", math.MaxInt64)
	if err != nil {
		return d, err
	}
	if d.Decides {
		if d.Waiting, d.MoreWaiting, err = v.Customers.Requests(v.ctx(), p, now, true, waiting, 0); err != nil {
			return d, err
		}
		if d.Answered, d.MoreAnswered, err = v.Customers.Requests(v.ctx(), p, now, false, answered, 0); err != nil {
			return d, err
		}
	}
	if d.Scoped {
		d.Asked, err = v.Customers.Asked(v.ctx(), p, "", now)
	}
	return d, err
}

// askToSee is a form of a customer's page.
func (c *Console) askToSee(v *visit) error {
	return v.amend("customer.done.ask", func(id, reason string) error {
		return c.Requests.AskToSee(v.ctx(), v.Principal(), id, reason)
	})
}

// answerRequest answers one question, or takes a grant back.
func (c *Console) answerRequest(v *visit) error {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return errNotFound
	}
	reason, done := v.form("reason"), ""
	switch act := v.form("answer"); {
	case reason == "":
		err = errNoReason
	case act == "grant":
		days, e := strconv.Atoi(v.form("days"))
		if e != nil || !slices.Contains(grantDays, days) {
			return errNotFound
		}
		done, err = "requests.granted", c.Requests.AnswerView(v.ctx(), v.Principal(), id, v.Clock.Now().AddDate(0, 0, days), reason)
	case act == "decline":
		done, err = "requests.declined", c.Requests.AnswerView(v.ctx(), v.Principal(), id, time.Time{}, reason)
	case act == "end":
		done, err = "requests.ended", c.Requests.EndView(v.ctx(), v.Principal(), id, reason)
	default:
		return errNotFound
	}
	if text, refused := v.refusal(err); refused {
		data, e := v.requests()
		if e != nil {
			return e
		}
		return v.refuse("requests", text, data)
	}
	if errors.Is(err, report.ErrNotFound) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	return v.redirect(requestMenu, done)
}

// waitingRequests are the questions that wait for the visitor.
func (v *visit) waitingRequests() (int64, error) {
	return v.Customers.WaitingRequests(v.ctx(), v.Principal())
}
