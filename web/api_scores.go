package web

import (
	"math"
	"net/http"
	"time"

	"github.com/tierloop/tierloop/model"
)

// mostScores is how many scores a call gives or answers at most.
const mostScores = 1000

// waitingScoreDoc is a score that waits; its key names this entry of it for ever.
type waitingScoreDoc struct {
	Key       string     `json:"key"`
	Entity    string     `json:"entity"`
	Name      string     `json:"name,omitempty"`
	Indicator string     `json:"indicator"`
	Label     model.Text `json:"label"`
	Range     string     `json:"range"`
	Score     string     `json:"score"`
	Before    string     `json:"before,omitempty"`
	Date      string     `json:"date"`
	Author    string     `json:"author"`
	Entered   time.Time  `json:"entered_at"`
	Role      string     `json:"role"`
	Own       bool       `json:"own"`
}

func (c *Console) apiScores(v *visit) error {
	after, err := v.number("after", math.MaxInt64)
	if err != nil {
		return err
	}
	n, err := v.number("limit", mostRows)
	if err != nil {
		return err
	}
	if n == 0 {
		n = mostRows
	}
	found, err := c.Scores.WaitingScores(v.ctx(), v.Principal(), after, int(n)+1)
	if err != nil {
		return err
	}
	next := int64(0)
	if len(found) > int(n) {
		found, next = found[:n], found[n-1].ID
	}
	rows := []waitingScoreDoc{}
	for _, s := range found {
		rows = append(rows, waitingScoreDoc{s.Key, s.Entity, s.Name, s.IndicatorID, s.Indicator, s.Range, s.Score, s.Before, s.Day.String(), s.Author, s.Entered.UTC(), s.Role, s.Own})
	}
	return v.answer(list{rows, cursor(next)})
}

// faultDoc is what is wrong with one of the scores that were sent, the first is 1.
type faultDoc struct {
	Row    int    `json:"row"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// apiEnterScores keeps scores of the token's user, all or none.
func (c *Console) apiEnterScores(v *visit) error {
	var in struct {
		Scores []GivenScore `json:"scores"`
	}
	if err := v.read(&in); err != nil {
		return err
	}
	if len(in.Scores) == 0 || len(in.Scores) > mostScores {
		return errBadQuery
	}
	faults, err := c.Scores.EnterScores(v.ctx(), v.Principal(), v.Lang, in.Scores)
	if err != nil {
		return err
	}
	if len(faults) == 0 {
		return v.answer(map[string]int{"entered": len(in.Scores)})
	}
	rows := make([]faultDoc, len(faults))
	for i, f := range faults {
		rows[i] = faultDoc{f.Row, f.Column, f.Text}
	}
	v.problemWith(http.StatusUnprocessableEntity, v.text("api.422.faults", len(faults)), map[string]any{"faults": rows})
	return nil
}

func (c *Console) apiApproveScores(v *visit) error {
	return v.apiAnswerScores("approved", func(keys []string, _ string) error {
		return c.Scores.ApproveScores(v.ctx(), v.Principal(), keys)
	})
}

func (c *Console) apiDeclineScores(v *visit) error {
	return v.apiAnswerScores("declined", func(keys []string, reason string) error {
		reason, err := reasonOf(reason)
		if err != nil {
			return err
		}
		return c.Scores.DeclineScores(v.ctx(), v.Principal(), keys, reason)
	})
}

// apiAnswerScores answers scores of others by their keys, all or none.
func (v *visit) apiAnswerScores(done string, act func(keys []string, reason string) error) error {
	var in struct {
		Keys   []string `json:"keys"`
		Reason string   `json:"reason"`
	}
	if err := v.read(&in); err != nil {
		return err
	}
	if len(in.Keys) == 0 || len(in.Keys) > mostScores {
		return errBadQuery
	}
	if err := act(in.Keys, in.Reason); err != nil {
		return err
	}
	return v.answer(map[string]int{done: len(in.Keys)})
}
