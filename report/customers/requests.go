package customers

import (
	"context"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// View is where the question of a reader of units stands, to see what other units have
// of a customer. How many units were asked it does not tell.
type View struct {
	Until   time.Time // something more is seen until then; zero: nothing is
	Waiting time.Time // when it was asked, while an owner has not answered
	// Last is the newest answer that shows nothing, nil when there is none or something
	// is seen or waits.
	Last *model.ViewRequest
}

// viewsLooked is how many questions about one customer are looked at.
const viewsLooked = 50

// view is where the question stands, and the principal who sees what was granted: for
// reads of this one entity alone.
func (r *Room) view(ctx context.Context, p model.Principal, entity string, now time.Time) (View, model.Principal, error) {
	units, until, err := r.Store.GrantedUnits(ctx, p, entity)
	if err != nil {
		return View{}, p, err
	}
	v := View{Until: until}
	asked, err := r.Store.ViewsAsked(ctx, p, entity, viewsLooked)
	for i, q := range asked {
		switch {
		case q.State == model.ViewWaiting:
			v.Waiting = q.Asked
		case v.Last == nil && !q.Granted(now):
			v.Last = &asked[i]
		}
	}
	if !v.Until.IsZero() || !v.Waiting.IsZero() {
		v.Last = nil
	}
	return v, p.With(units), err
}

// Asked is one question as whoever asked sees it: the answers of all owners in one.
type Asked struct {
	Entity, Name, Reason string
	At, Until            time.Time
	// State is granted while something is seen, then waiting while somebody has not
	// answered, then the last answer.
	State   model.ViewState
	Answers []string
}

// requestRows is how many questions a page lists.
const requestRows = 100

// Asked lists what the principal asked about one customer, or with "" about all, the
// newest first.
func (r *Room) Asked(ctx context.Context, p model.Principal, entity string, now time.Time) ([]Asked, error) {
	if entity != "" {
		e, err := r.Store.Entity(ctx, p, entity)
		if err != nil {
			return nil, err
		}
		entity = e.ID
	}
	list, err := r.Store.ViewsAsked(ctx, p, entity, requestRows)
	var out []Asked
	for _, q := range list {
		i := slices.IndexFunc(out, func(a Asked) bool { return a.Entity == q.Entity && a.At.Equal(q.Asked) })
		if i < 0 {
			i = len(out)
			out = append(out, Asked{Entity: q.Entity, Name: q.Name, Reason: q.Reason, At: q.Asked, State: model.ViewDeclined})
		}
		a, state := &out[i], q.State
		if state == model.ViewGranted && !q.Granted(now) {
			state = model.ViewEnded
		}
		if rank(state) > rank(a.State) {
			a.State = state
		}
		if q.Granted(now) && q.Until.After(a.Until) {
			a.Until = q.Until
		}
		if q.Answer != "" && !slices.Contains(a.Answers, q.Answer) {
			a.Answers = append(a.Answers, q.Answer)
		}
	}
	return out, err
}

func rank(s model.ViewState) int {
	return slices.Index([]model.ViewState{model.ViewDeclined, model.ViewEnded, model.ViewWaiting, model.ViewGranted}, s)
}

// Request is a question as an owner sees it.
type Request struct {
	model.ViewRequest
	Open bool // it is granted and lasts
}

// Requests are the questions that the principal can answer, those that wait or those
// that were answered, the newest first: n with numbers below before, 0 for the first
// ones. next is the before of the next page; 0: there is none.
func (r *Room) Requests(ctx context.Context, p model.Principal, now time.Time, waiting bool, before int64, n int) (out []Request, next int64, err error) {
	n = limit(n)
	list, err := r.Store.ViewsToDecide(ctx, p, waiting, before, n+1)
	if len(list) > n {
		list, next = list[:n], list[n-1].ID
	}
	for _, q := range list {
		out = append(out, request(q, now))
	}
	return out, next, err
}

// Request is one of them; store.ErrNotFound.
func (r *Room) Request(ctx context.Context, p model.Principal, id int64, now time.Time) (Request, error) {
	q, err := r.Store.ViewToDecide(ctx, p, id)
	return request(q, now), err
}

func request(q model.ViewRequest, now time.Time) Request {
	if q.State == model.ViewGranted && !q.Granted(now) {
		q.State = model.ViewEnded
	}
	return Request{q, q.Granted(now)}
}

// WaitingRequests counts the questions that wait for the principal.
func (r *Room) WaitingRequests(ctx context.Context, p model.Principal) (int64, error) {
	return r.Store.CountViews(ctx, p)
}
