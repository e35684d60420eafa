package web

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/report/customers"
)

// A queue shows so many questions; as many are taken at once.
const queueRows = 20

// putOff is how long a skipped question stays away.
const putOff = 7 * 24 * time.Hour

// undoDays is how long an answer can be taken back here.
const undoDays = 90

type reviewView struct {
	customers.Queue
	Unit  string
	Units []Unit
	// Q is the question that is looked at, nil when none is open. Prev and Next are
	// its neighbours, 0 where there is none.
	Q          *customers.Question
	Prev, Next int64
	Mine       int // questions that the visitor has taken
	Evidence   *Evidence
	Fall       barChart
	Strongest  string // the fields that speak most for and against
	Weakest    string
	Effect     Effect
	Rows       []reviewRow
	Last       *model.Decision // the visitor's last answer that can be taken back
	Filter     string          // of links to other questions
}

// reviewRow is one attribute with the value that would survive; one with two
// values to choose from has a number key.
type reviewRow struct {
	customers.Compared
	Key      int // 1 to 9, 0: nothing to choose
	A, B     string
	Survives string
}

// Belongs: the question is whether A belongs to B.
func (d reviewView) Belongs() bool { return d.Q != nil && d.Q.Kind == model.DoubtBelongs }

// Probability of both being one, in percent.
func (d reviewView) Probability() int {
	if d.Q == nil {
		return 0
	}
	return int(100/(1+math.Exp2(-d.Q.Bits)) + 0.5)
}

func (c *Console) reviewPage(v *visit) error {
	data, err := v.review(v.r.URL.Query().Get("unit"), v.r.URL.Query().Get("q"))
	if errors.Is(err, report.ErrNotFound) { // it was answered, or a matching has renewed the queue
		return v.redirect(reviewPath(v.r.URL.Query().Get("unit")), "")
	}
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "review", view{Title: v.text("review.title"), Data: data})
}

func reviewPath(unit string) string {
	if unit == "" {
		return "/review"
	}
	return "/review?unit=" + url.QueryEscape(unit)
}

func (v *visit) review(unit, wanted string) (reviewView, error) {
	ctx, p := v.ctx(), v.Principal()
	queue, err := v.Customers.Queue(ctx, p, unit, queueRows)
	if err != nil {
		return reviewView{}, err
	}
	d := reviewView{Queue: queue, Unit: unit, Units: v.Units}
	if unit != "" {
		d.Filter = "&unit=" + url.QueryEscape(unit)
	}
	if d.Last, err = v.Customers.LastAnswer(ctx, p, v.Clock.Now().AddDate(0, 0, -undoDays)); err != nil {
		return d, err
	}
	id, _ := strconv.ParseInt(wanted, 10, 64)
	if id == 0 && len(queue.Questions) > 0 {
		id = queue.Questions[0].ID
	}
	for i, q := range queue.Questions {
		if q.Claimed == p.Name {
			d.Mine++
		}
		if q.ID != id {
			continue
		}
		if i > 0 {
			d.Prev = queue.Questions[i-1].ID
		}
		if i+1 < len(queue.Questions) {
			d.Next = queue.Questions[i+1].ID
		}
	}
	if id == 0 {
		return d, nil
	}
	if d.Q, err = v.Customers.Question(ctx, p, id); err != nil {
		return d, err
	}
	return d, v.weighed(&d)
}

// weighed adds the evidence and what a yes would do.
func (v *visit) weighed(d *reviewView) error {
	if !d.Belongs() {
		var err error
		if d.Evidence, err = v.Steward.Evidence(v.ctx(), v.Principal(), d.Q.A, d.Q.B); err != nil {
			return err
		}
		if d.Effect, err = v.Steward.Effect(v.ctx(), v.Principal(), d.Q.Doubt); err != nil {
			return err
		}
	}
	if d.Evidence != nil {
		d.fall(v)
	}
	for _, row := range d.Q.Rows {
		r := reviewRow{Compared: v.inWords(row), A: joined(row.A), B: joined(row.B), Survives: d.Effect.Golden[row.Attribute]}
		if r.A != "" && r.B != "" && row.Agreement != customers.Agree && !d.Belongs() && row.Attribute != "address" {
			r.Key = d.keys() + 1
			if r.Key > 9 {
				r.Key = 0
			}
		}
		d.Rows = append(d.Rows, r)
	}
	return nil
}

// inWords is a row with words of ours, such as those of a status, in the visitor's
// language. They differ as a whole: no letters of them are marked.
func (v *visit) inWords(row customers.Compared) customers.Compared {
	for _, side := range []*[]customers.Piece{&row.A, &row.B} {
		text := joined(*side)
		if word := v.texts[v.Lang].valueOf(row.Attribute, text); word != text {
			*side = []customers.Piece{{Text: word, Odd: row.Agreement == customers.Conflict}}
		}
	}
	return row
}

// keys is the last number key that is given away.
func (d *reviewView) keys() (last int) {
	for _, r := range d.Rows {
		last = max(last, r.Key)
	}
	return last
}

func (d *reviewView) fall(v *visit) {
	var fields []struct {
		Label string
		Bits  float64
	}
	most, least := 0.0, 0.0
	for i, f := range d.Evidence.Fields {
		if f.Bits == 0 && i > 0 {
			continue
		}
		label := f.Label.In(v.Lang)
		fields = append(fields, struct {
			Label string
			Bits  float64
		}{label, f.Bits})
		if i > 0 && f.Bits > most {
			most, d.Strongest = f.Bits, label
		}
		if i > 0 && f.Bits < least {
			least, d.Weakest = f.Bits, label
		}
	}
	d.Fall = waterfall(v.text, fields)
}

func joined(pieces []customers.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// claimReview takes the next questions for the visitor.
func (c *Console) claimReview(v *visit) error {
	n, err := c.Steward.Claim(v.ctx(), v.Principal(), v.form("unit"))
	if err != nil {
		return err
	}
	return v.redirect(reviewPath(v.form("unit")), "review.claimed", strconv.Itoa(n))
}

// decideReview keeps the answer and goes to the next question.
func (c *Console) decideReview(v *visit) error {
	a, err := v.reply()
	if err != nil {
		return err
	}
	err = c.Steward.Decide(v.ctx(), v.Principal(), a)
	if text, refused := v.refusal(err); refused {
		data, e := v.review(v.form("unit"), v.form("q"))
		if e != nil {
			return e
		}
		return v.render(http.StatusUnprocessableEntity, "review", view{Title: v.text("review.title"), Problem: text, Data: data})
	}
	if err != nil {
		return err
	}
	path := reviewPath(v.form("unit"))
	if next, err := strconv.ParseInt(v.form("next"), 10, 64); err == nil && next > 0 {
		path = "/review?q=" + strconv.FormatInt(next, 10)
		if unit := v.form("unit"); unit != "" {
			path += "&unit=" + url.QueryEscape(unit)
		}
	}
	return v.redirect(path, "review.kept."+v.form("verdict"))
}

// reply reads the form of a question.
func (v *visit) reply() (Reply, error) {
	a, okA := model.ParseRef(v.form("a"))
	b, okB := model.ParseRef(v.form("b"))
	if !okA || !okB {
		return Reply{}, errNotFound
	}
	out := Reply{Doubt: model.Doubt{Kind: model.DoubtKind(v.form("kind")), A: a, B: b, Why: "steward"}, Verdict: model.Verdict(v.form("verdict")), Reason: v.form("reason"), Picked: map[string]string{}}
	if out.Reason == "" {
		out.Reason = v.text("review.reason.default")
	}
	switch v.form("verdict") {
	case "same", "different", "related":
	case "skip", "ask":
		out.Skip = putOff
		if v.form("verdict") == "ask" {
			out.Reason = v.text("review.reason.ask", out.Reason)
		}
	default:
		return Reply{}, errNotFound
	}
	if out.Verdict == model.Same {
		for name, values := range v.r.PostForm {
			if attribute, ok := strings.CutPrefix(name, "pick."); ok && len(values) == 1 && values[0] != "" {
				out.Picked[attribute] = values[0]
			}
		}
	}
	return out, nil
}

// undoReview asks an answered question again.
func (c *Console) undoReview(v *visit) error {
	a, okA := model.ParseRef(v.form("a"))
	b, okB := model.ParseRef(v.form("b"))
	if !okA || !okB {
		return errNotFound
	}
	reason := v.form("reason")
	if reason == "" {
		reason = v.text("review.reason.undo")
	}
	err := c.Steward.Decide(v.ctx(), v.Principal(), Reply{Doubt: model.Doubt{A: a, B: b, Why: "steward"}, Verdict: model.Undecided, Reason: reason})
	if err != nil {
		return err
	}
	if v.form("back") == "history" {
		return v.redirect("/review/history", "review.undone")
	}
	return v.redirect(reviewPath(v.form("unit")), "review.undone")
}

// settleReview has a matching carry the answers out.
func (c *Console) settleReview(v *visit) error {
	if err := c.Steward.Settle(v.Principal()); err != nil {
		return err
	}
	return v.redirect("/review", "review.settling")
}

type historyView struct {
	Decisions []customers.Given
	Undo      bool
}

func (c *Console) reviewHistory(v *visit) error {
	given, err := c.Customers.Answers(v.ctx(), v.Principal(), v.Clock.Now().AddDate(0, 0, -undoDays))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "reviewhistory", view{Title: v.text("reviewhistory.title"), Data: historyView{given, v.May(access.ReviewDecide)}})
}
