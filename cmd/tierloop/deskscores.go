package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// wantApproval are the manual indicators of the group's policy whose scores a role
// approves, with the role.
func wantApproval(e *engine.Engine) map[string]string {
	out := map[string]string{}
	for id, in := range e.Config.Policy.Policy().Indicators {
		if in.Manual != "" && in.Approve != "" {
			out[id] = in.Approve
		}
	}
	return out
}

// CountWaitingScores counts the scores that wait for approval.
func (d *stewardDesk) CountWaitingScores(ctx context.Context, p model.Principal) (int64, error) {
	return d.engine.Store.CountWaitingScores(ctx, p, slices.Sorted(maps.Keys(wantApproval(d.engine))))
}

// WaitingScores lists them.
func (d *stewardDesk) WaitingScores(ctx context.Context, p model.Principal, after int64, n int) ([]web.WaitingScore, error) {
	roles, policy := wantApproval(d.engine), d.engine.Config.Policy.Policy()
	list, err := d.engine.Store.WaitingScores(ctx, p, slices.Sorted(maps.Keys(roles)), after, n)
	out := make([]web.WaitingScore, len(list))
	for i, s := range list {
		in := policy.Indicators[s.Indicator]
		label := model.Text{ZH: cmp.Or(in.Label.ZH, in.Label.EN, s.Indicator), EN: cmp.Or(in.Label.EN, in.Label.ZH, s.Indicator)}
		out[i] = web.WaitingScore{ID: s.ID, Key: scoreKey(s.EntityScore), Entered: s.Entered, Entity: s.Entity, Name: s.Name, IndicatorID: s.Indicator, Indicator: label, Range: strings.ReplaceAll(in.Manual, " ", ""),
			Score: s.Score, Before: s.Before, Day: s.Date, Author: s.Author, Role: roles[s.Indicator], Own: ownScore(s.Author, p.Name)}
	}
	return out, err
}

// scoreKey names a score as it was entered: a store may give the number of one that
// was replaced to the next. It is short enough to be typed.
func scoreKey(s store.EntityScore) string {
	sum := sha256.Sum256(fmt.Append(nil, s.ID, s.Entered.UnixMicro(), s.Indicator, s.Score, s.Date, s.Author))
	return fmt.Sprintf("%d-%x", s.ID, sum[:4])
}

// ownScore: whoever gave a score cannot approve it, however the name is written.
func ownScore(author, approver string) bool {
	return strings.EqualFold(strings.TrimSpace(author), strings.TrimSpace(approver))
}

// EnterScores keeps scores that somebody gives, as an import of a file does.
func (d *stewardDesk) EnterScores(ctx context.Context, p model.Principal, lang string, scores []web.GivenScore) ([]web.ImportFault, error) {
	a := d.zh.speaking(p, lang)
	f := &form{head: []string{"customer", "indicator", "score", "date"}, faults: map[int]formFault{}}
	f.cols = f.head
	for i, s := range scores {
		f.rows, f.lines = append(f.rows, []string{s.Customer, s.Indicator, s.Score, s.Date}), append(f.lines, i+1)
		if strings.TrimSpace(s.Score) == "" {
			f.fault(i, "score", "%s", a.say("缺少打分", "has no score"))
		}
	}
	list, err := a.scoresOf(ctx, d.engine, f, p.Name)
	if err != nil || len(f.faults) > 0 {
		return f.told(), d.refused(err)
	}
	return nil, d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return saveScores(ctx, tx, p, list) })
}

// ApproveScores approves scores of others, each in the role that the policy names for
// its indicator. What the same person approved before stays as it is.
func (d *stewardDesk) ApproveScores(ctx context.Context, p model.Principal, keys []string) error {
	chosen, err := d.chosenScores(ctx, p, keys, true)
	if err != nil {
		return err
	}
	byRole := map[string][]web.WaitingScore{}
	for _, s := range chosen {
		byRole[s.Role] = append(byRole[s.Role], s)
	}
	return d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		for _, role := range slices.Sorted(maps.Keys(byRole)) {
			part := byRole[role]
			n, err := tx.ApproveScores(ctx, entriesOf(part), p.Name, role)
			if err == nil && n < int64(len(part)) {
				err = d.changedScores()
			}
			if err == nil {
				err = tx.Audit(ctx, auditOf(p, "scores.approve", phrase.Counted("%d {score|scores}", n), role+": "+described(part)))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// DeclineScores takes scores of others away; the audit log keeps what they were.
func (d *stewardDesk) DeclineScores(ctx context.Context, p model.Principal, keys []string, reason string) error {
	chosen, err := d.chosenScores(ctx, p, keys, false)
	if err != nil {
		return err
	}
	return d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		n, err := tx.DeclineScores(ctx, entriesOf(chosen))
		if err == nil && n < int64(len(chosen)) {
			err = d.changedScores()
		}
		if err != nil {
			return err
		}
		return tx.Audit(ctx, auditOf(p, "scores.decline", phrase.Counted("%d {score|scores}", n), reason+": "+described(chosen)))
	})
}

func entriesOf(scores []web.WaitingScore) []store.ScoreEntry {
	out := make([]store.ScoreEntry, len(scores))
	for i, s := range scores {
		out[i] = store.ScoreEntry{ID: s.ID, Entered: s.Entered}
	}
	return out
}

// described are scores as the audit log keeps them.
func described(scores []web.WaitingScore) string {
	out := make([]string, len(scores))
	for i, s := range scores {
		out[i] = fmt.Sprintf("%s %s %s of %s by %s", s.Entity, s.IndicatorID, s.Score, s.Day, s.Author)
	}
	return strings.Join(out, "; ")
}

// chosenScores are scores that wait, by their keys: all of them, and none of the
// principal's own. With approved, those that the principal approved are passed over.
func (d *stewardDesk) chosenScores(ctx context.Context, p model.Principal, keys []string, approved bool) ([]web.WaitingScore, error) {
	var out []web.WaitingScore
	for _, key := range slices.Compact(slices.Sorted(slices.Values(keys))) {
		id, ok := numberOfScore(key)
		if !ok {
			return nil, d.no("没有编号为 %q 的打分。", "There is no score %q.", key)
		}
		found, err := d.WaitingScores(ctx, p, id-1, 1)
		switch {
		case err != nil:
			return nil, err
		case len(found) == 0 || found[0].Key != key:
			now, err := d.engine.Store.EnteredScore(ctx, p, id)
			if approved && err == nil && scoreKey(now) == key && now.ApprovedBy == p.Name {
				continue
			}
			return nil, d.changedScore(key, now, err)
		case found[0].Own:
			return nil, d.no("打分须由评分人以外的人审批。", "Somebody other than the author has to approve a score.")
		}
		out = append(out, found[0])
	}
	return out, nil
}

// numberOfScore is the number in a key.
func numberOfScore(key string) (int64, bool) {
	number, _, _ := strings.Cut(key, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	return id, err == nil && id > 0
}

// changedScore says what became of a score that was looked at.
func (d *stewardDesk) changedScore(key string, now store.EntityScore, err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		err = d.no("打分 %s 已不存在：已被退回，或已重新录入；请再看一遍列表。", "Score %s is gone: it was declined, or entered anew; look at the list once more.", key)
	case err != nil:
		return err
	case scoreKey(now) != key:
		err = d.no("打分 %s 已被改动：现为 %s 于 %s 打的 %s %s；请再看一遍列表。", "Score %s is another now: %[4]s %[5]s, which %[2]s gave for %[3]s; look at the list once more.", key, now.Author, now.Date, now.Indicator, now.Score)
	case now.ApprovedBy != "":
		err = d.no("打分 %s 已由 %s 审批。", "Score %s was approved by %s.", key, now.ApprovedBy)
	default:
		return d.changedScores() // the policy asks for no approval any more, or it was answered just now
	}
	return changed(err)
}

// changed marks a refusal as one of what was otherwise when it was looked at.
func changed(err error) error {
	if no, ok := errors.AsType[*web.Refusal](err); ok {
		no.Changed = true
	}
	return err
}

func (d *stewardDesk) changedScores() error {
	return changed(d.no("所选打分已被审批、退回或改动；请再看一遍下面的列表。", "Some of these scores were approved, declined or changed meanwhile; look at the list once more."))
}
