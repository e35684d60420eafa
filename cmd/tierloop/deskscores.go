package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

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
	return d.engine.Store.CountWaitingScores(ctx, p, sortedKeys(wantApproval(d.engine)))
}

// WaitingScores lists them.
func (d *stewardDesk) WaitingScores(ctx context.Context, p model.Principal, after int64, n int) ([]web.WaitingScore, error) {
	roles, policy := wantApproval(d.engine), d.engine.Config.Policy.Policy()
	list, err := d.engine.Store.WaitingScores(ctx, p, sortedKeys(roles), after, n)
	out := make([]web.WaitingScore, len(list))
	for i, s := range list {
		in := policy.Indicators[s.Indicator]
		label := model.Text{ZH: cmp.Or(in.Label.ZH, in.Label.EN, s.Indicator), EN: cmp.Or(in.Label.EN, in.Label.ZH, s.Indicator)}
		out[i] = web.WaitingScore{ID: s.ID, Key: scoreKey(s), Entity: s.Entity, Name: s.Name, Indicator: label, Range: strings.ReplaceAll(in.Manual, " ", ""),
			Score: s.Score, Before: s.Before, Day: s.Date, Author: s.Author, Role: roles[s.Indicator], Own: ownScore(s.Author, p.Name)}
	}
	return out, err
}

// scoreKey names a score as it was entered: a store may give the number of one that
// was replaced to the next.
func scoreKey(s store.WaitingScore) string { return fmt.Sprintf("%d-%x", s.ID, s.Entered.UnixMicro()) }

// ownScore: whoever gave a score cannot approve it, however the name is written.
func ownScore(author, approver string) bool {
	return strings.EqualFold(strings.TrimSpace(author), strings.TrimSpace(approver))
}

// ApproveScores approves scores of others, each in the role that the policy names for
// its indicator.
func (d *stewardDesk) ApproveScores(ctx context.Context, p model.Principal, keys []string) error {
	chosen, err := d.chosenScores(ctx, p, keys)
	if err != nil {
		return err
	}
	byRole := map[string][]int64{}
	for _, s := range chosen {
		byRole[s.Role] = append(byRole[s.Role], s.ID)
	}
	return d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		for _, role := range sortedKeys(byRole) {
			n, err := tx.ApproveScores(ctx, byRole[role], p.Name, role)
			if err == nil && n < int64(len(byRole[role])) {
				err = d.changedScores()
			}
			if err == nil {
				err = auditApproved(ctx, tx, p.Name, role, byRole[role])
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// auditApproved is the line that tells of approved scores.
func auditApproved(ctx context.Context, tx *store.Tx, by, role string, ids []int64) error {
	return tx.Audit(ctx, store.AuditEntry{Actor: by, Action: "scores.approve", Subject: fmt.Sprintf("%d scores", len(ids)), Detail: role + ": " + fmt.Sprint(ids)})
}

// DeclineScores takes scores of others away; the audit log keeps what they were.
func (d *stewardDesk) DeclineScores(ctx context.Context, p model.Principal, keys []string, reason string) error {
	chosen, err := d.chosenScores(ctx, p, keys)
	if err != nil {
		return err
	}
	var numbers []int64
	var what []string
	for _, s := range chosen {
		numbers = append(numbers, s.ID)
		what = append(what, fmt.Sprintf("%s %s %s of %s by %s", s.Entity, s.Indicator.EN, s.Score, s.Day, s.Author))
	}
	return d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		n, err := tx.DeclineScores(ctx, numbers)
		if err == nil && n < int64(len(numbers)) {
			err = d.changedScores()
		}
		if err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: p.Name, Action: "scores.decline", Subject: fmt.Sprintf("%d scores", n), Detail: reason + ": " + strings.Join(what, "; ")})
	})
}

// chosenScores are scores that wait, by their keys: all of them, and none of the
// principal's own.
func (d *stewardDesk) chosenScores(ctx context.Context, p model.Principal, keys []string) ([]web.WaitingScore, error) {
	var out []web.WaitingScore
	for _, key := range slices.Compact(slices.Sorted(slices.Values(keys))) {
		number, _, _ := strings.Cut(key, "-")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, d.changedScores()
		}
		found, err := d.WaitingScores(ctx, p, id-1, 1)
		switch {
		case err != nil:
			return nil, err
		case len(found) == 0 || found[0].Key != key:
			return nil, d.changedScores()
		case found[0].Own:
			return nil, d.no("打分须由评分人以外的人审批。", "Somebody other than the author has to approve a score.")
		}
		out = append(out, found[0])
	}
	return out, nil
}

func (d *stewardDesk) changedScores() error {
	return d.no("所选打分已被审批、退回或改动；请再看一遍下面的列表。", "Some of these scores were approved, declined or changed meanwhile; look at the list once more.")
}

func (a *app) scoresDeclineCommand() *cobra.Command {
	var by, reason string
	c := &cobra.Command{
		Use: "decline ID…", Short: a.say("退回待审批的打分", "Decline scores that wait for approval"), Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s := stewardFlags{author: by, reason: reason}
			if err := s.check(cmd); err != nil {
				return err
			}
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			d, p := a.stewardDesk(e), a.principal()
			p.Name = by
			var keys []string
			for _, text := range args {
				id, err := strconv.ParseInt(text, 10, 64)
				var found []web.WaitingScore
				if err == nil {
					if found, err = d.WaitingScores(cmd.Context(), p, id-1, 1); err != nil {
						return err
					}
				}
				if len(found) == 0 || found[0].ID != id {
					return usage("no score %q waits for approval; tierloop scores list --pending shows all", text)
				}
				keys = append(keys, found[0].Key)
			}
			err = d.DeclineScores(cmd.Context(), p, keys, reason)
			if no, refused := errors.AsType[*web.Refusal](err); refused {
				return usage("%s", no.Text.In(a.language()))
			}
			if err == nil {
				a.note("已退回 %d 项；审计日志记有原因", "%d declined; the audit log has the reason", len(keys))
			}
			return err
		},
	}
	c.Flags().StringVar(&by, "author", a.who(), a.say("退回人", "who declines"))
	c.Flags().StringVar(&reason, "reason", "", a.say("原因（必填）", "why (required)"))
	return c
}
