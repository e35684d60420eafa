package web

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/report/customers"
)

// The documents of requests to see what other units have of a customer. To send one
// again changes nothing, so a program that got no answer may do so.
type (
	requestDoc struct {
		ID      int64      `json:"id"`
		Entity  string     `json:"entity"`
		Name    string     `json:"name,omitempty"`
		Unit    string     `json:"unit"`
		Asker   string     `json:"asked_by"`
		Reason  string     `json:"reason"`
		State   string     `json:"state"`
		Asked   time.Time  `json:"asked_at"`
		By      string     `json:"answered_by,omitempty"`
		Decided *time.Time `json:"answered_at,omitempty"`
		Answer  string     `json:"answer,omitempty"`
		Until   *time.Time `json:"until,omitempty"`
	}
	askedDoc struct {
		Entity  string     `json:"entity"`
		Name    string     `json:"name,omitempty"`
		Reason  string     `json:"reason"`
		State   string     `json:"state"`
		Asked   time.Time  `json:"asked_at"`
		Until   *time.Time `json:"until,omitempty"`
		Answers []string   `json:"answers,omitempty"`
	}
)

func docOfRequest(r customers.Request) requestDoc {
	return requestDoc{r.ID, r.Entity, r.Name, r.Unit, r.Account, r.Reason, string(r.State), r.Asked.UTC(), r.DecidedBy, stamp(r.Decided), r.Answer, stamp(r.Until)}
}

func docOfAsked(a customers.Asked) askedDoc {
	return askedDoc{a.Entity, a.Name, a.Reason, string(a.State), a.At.UTC(), stamp(a.Until), a.Answers}
}

// apiRequests are the questions that the token's user can answer.
func (c *Console) apiRequests(v *visit) error {
	before, err := v.number("after", math.MaxInt64)
	if err != nil {
		return err
	}
	n, err := v.number("limit", mostRows)
	if err != nil {
		return err
	}
	state := v.r.URL.Query().Get("state")
	if state != "" && state != "waiting" && state != "answered" {
		return errBadQuery
	}
	found, next, err := c.Customers.Requests(v.ctx(), v.Principal(), c.Clock.Now(), state != "answered", before, int(n))
	if err != nil {
		return err
	}
	rows := []requestDoc{}
	for _, r := range found {
		rows = append(rows, docOfRequest(r))
	}
	return v.answer(list{rows, cursor(next)})
}

func (c *Console) apiRequest(v *visit) error {
	_, r, err := v.request()
	if err != nil {
		return err
	}
	return v.answer(docOfRequest(r))
}

// request is the one that the path names.
func (v *visit) request() (int64, customers.Request, error) {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, customers.Request{}, errNotFound
	}
	r, err := v.Customers.Request(v.ctx(), v.Principal(), id, v.Clock.Now())
	return id, r, err
}

// apiAsked is what the token's user asked, without the units.
func (c *Console) apiAsked(v *visit) error {
	found, err := c.Customers.Asked(v.ctx(), v.Principal(), "", c.Clock.Now())
	if err != nil {
		return err
	}
	rows := []askedDoc{}
	for _, a := range found {
		rows = append(rows, docOfAsked(a))
	}
	return v.answer(list{Data: rows})
}

// apiAsk asks the units whose part of a customer the token's user does not see. While
// a question waits or is granted, that is the answer.
func (c *Console) apiAsk(v *visit) error {
	in, err := v.readAnswer()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	asked := c.Requests.AskToSee(v.ctx(), v.Principal(), id, in.Reason)
	if _, refused := v.refusal(asked); asked != nil && !refused {
		return asked
	}
	all, err := c.Customers.Asked(v.ctx(), v.Principal(), id, c.Clock.Now())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(a customers.Asked) bool { return a.State == model.ViewWaiting || a.State == model.ViewGranted })
	if at < 0 {
		return asked
	}
	status := http.StatusOK
	if asked == nil {
		status = http.StatusCreated
	}
	return v.answerAs(status, docOfAsked(all[at]))
}

// answerIn is what a program answers a question with.
type answerIn struct {
	Reason string `json:"reason"`
	Days   int    `json:"days"`
}

// readAnswer takes the reason that each of these calls wants.
func (v *visit) readAnswer() (in answerIn, err error) {
	if err := v.read(&in); err != nil {
		return in, err
	}
	if in.Reason, err = reasonOf(in.Reason); err != nil {
		return in, err
	}
	return in, nil
}

func (c *Console) apiGrant(v *visit) error {
	return v.apiAnswer(model.ViewGranted, func(id int64, in answerIn) error {
		if !slices.Contains(grantDays, in.Days) {
			return errBadQuery
		}
		return c.Requests.AnswerView(v.ctx(), v.Principal(), id, c.Clock.Now().AddDate(0, 0, in.Days), in.Reason)
	})
}

func (c *Console) apiDecline(v *visit) error {
	return v.apiAnswer(model.ViewDeclined, func(id int64, in answerIn) error {
		return c.Requests.AnswerView(v.ctx(), v.Principal(), id, time.Time{}, in.Reason)
	})
}

func (c *Console) apiEnd(v *visit) error {
	return v.apiAnswer(model.ViewEnded, func(id int64, in answerIn) error {
		return c.Requests.EndView(v.ctx(), v.Principal(), id, in.Reason)
	})
}

// apiAnswer brings a question into a state and answers with it. What is in that state
// by the same user's word already stays as it is; what somebody else answered meanwhile
// is a conflict.
func (v *visit) apiAnswer(want model.ViewState, act func(id int64, in answerIn) error) error {
	in, err := v.readAnswer()
	if err != nil {
		return err
	}
	id, _, err := v.request()
	if err != nil {
		return err
	}
	err = act(id, in)
	if err != nil && !errors.Is(err, report.ErrNotFound) {
		return err
	}
	_, now, e := v.request()
	if e != nil {
		return e
	}
	same := now.State == want && (want == model.ViewEnded || now.DecidedBy == v.Principal().Name && now.Answer == in.Reason)
	if err != nil && !same {
		v.problemSaying(http.StatusConflict, v.text("api.409.request", v.text("requests.is."+string(now.State)), now.DecidedBy))
		return nil
	}
	return v.answer(docOfRequest(now))
}
