package web

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// Scores is the second pair of eyes on manual scores, for indicators under which the
// policy names who approves. What cannot be done is a Refusal.
type Scores interface {
	// Waiting lists scores that wait, in the order in which they were entered, after
	// one of them.
	WaitingScores(ctx context.Context, p model.Principal, after int64, n int) ([]WaitingScore, error)
	CountWaitingScores(ctx context.Context, p model.Principal) (int64, error)
	// EnterScores keeps scores that the principal gives, all or none; the faults say why
	// none. The same score again changes nothing.
	EnterScores(ctx context.Context, p model.Principal, lang string, scores []GivenScore) ([]ImportFault, error)
	// ApproveScores and DeclineScores answer scores that others gave, all or none. What
	// is declined is taken away. To approve again what one approved changes nothing.
	ApproveScores(ctx context.Context, p model.Principal, keys []string) error
	DeclineScores(ctx context.Context, p model.Principal, keys []string, reason string) error
}

// GivenScore is a score that somebody gives: Customer is an id, a reference
// source/object/id or a full name, Date is YYYY-MM-DD, "" today.
type GivenScore struct {
	Customer  string `json:"customer"`
	Indicator string `json:"indicator"`
	Score     string `json:"score"`
	Date      string `json:"date"`
}

// WaitingScore is a score that somebody gave and nobody has approved.
type WaitingScore struct {
	ID            int64
	Key           string // names what is shown: the same score entered anew has another
	Entered       time.Time
	Entity, Name  string
	IndicatorID   string // as the policy calls it
	Indicator     model.Text
	Range         string // such as 0..100
	Score, Before string // Before is what counts until now, "" nothing
	Day           model.Date
	Author        string
	Role          string // that the policy asks for
	Own           bool   // the visitor gave it, and so cannot approve it
}

// scoreMenu is the place of the menu that says how many scores wait.
const scoreMenu = "/scores"

// scoreRows is how many scores a page has.
const scoreRows = 50

type scoresView struct {
	Waiting []WaitingScore
	Next    int64 // to go on after; 0: nothing
	Total   int64
	After   int64
}

// Others says whether there is one that the visitor may answer.
func (d scoresView) Others() bool {
	return slices.ContainsFunc(d.Waiting, func(s WaitingScore) bool { return !s.Own })
}

func (c *Console) scoresPage(v *visit) error {
	after, _ := strconv.ParseInt(v.r.FormValue("after"), 10, 64)
	data, err := v.scores(after)
	if err != nil {
		return err
	}
	return v.show("scores", data)
}

func (v *visit) scores(after int64) (scoresView, error) {
	list, err := v.Scores.WaitingScores(v.ctx(), v.Principal(), max(after, 0), scoreRows+1)
	if err != nil {
		return scoresView{}, err
	}
	d := scoresView{Waiting: list, After: after}
	if len(list) > scoreRows {
		d.Waiting, d.Next = list[:scoreRows], list[scoreRows-1].ID
	}
	d.Total, err = v.waitingScores()
	return d, err
}

func (v *visit) waitingScores() (int64, error) {
	return v.Scores.CountWaitingScores(v.ctx(), v.Principal())
}

// answerScores approves or declines what is ticked.
func (c *Console) answerScores(v *visit) error {
	act := v.form("answer")
	keys, reason := v.r.PostForm["score"], v.form("reason")
	if len(keys) > mostScores {
		return errBadQuery
	}
	var err error
	switch {
	case act != "approve" && act != "decline":
		return errNotFound
	case len(keys) == 0:
		err = &Refusal{Text: model.Text{ZH: "请先勾选打分。", EN: "Tick the scores first."}}
	case act == "approve":
		err = c.Scores.ApproveScores(v.ctx(), v.Principal(), keys)
	case reason == "":
		err = &Refusal{Text: model.Text{ZH: "退回须填写原因，评分人会据此修改。", EN: "A reason is needed to decline: the author goes by it."}}
	default:
		err = c.Scores.DeclineScores(v.ctx(), v.Principal(), keys, reason)
	}
	if text, refused := v.refusal(err); refused {
		data, e := v.scores(0)
		if e != nil {
			return e
		}
		return v.refuse("scores", text, data)
	}
	if err != nil {
		return err
	}
	return v.redirect(scoreMenu, "scores.done."+act, number(int64(len(keys))))
}

// undecided are the scores and questions that wait for the visitor's word.
func (v *visit) undecided(data *overviewView) error {
	for _, x := range []struct {
		may       access.Permission
		count     func() (int64, error)
		text, way string
	}{{access.ScoresAllow, v.waitingScores, "overview.todo.scores", scoreMenu}, {access.CustomersGrant, v.waitingRequests, "overview.todo.requests", requestMenu}} {
		if !v.May(x.may) {
			continue
		}
		n, err := x.count()
		if err != nil {
			return err
		}
		if n > 0 {
			data.Todo = append(data.Todo, todo{"◔", v.text(x.text, number(n)), x.way})
		}
	}
	return nil
}
