package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// ask goes through the queue; the answers are carried out together at the end.
func (r *reviewer) ask(limit int) error {
	open, skipped, err := r.questions()
	if err != nil {
		return err
	}
	total := len(open)
	if limit > 0 && limit < total {
		open = open[:limit]
	}
	if total == 0 {
		r.note("没有待审问题（跳过 %d）", "no question is open (%d skipped)", len(skipped))
		return nil
	}
	context, err := r.weights()
	if err != nil {
		return err
	}
	in := bufio.NewReader(r.stdin)
	var done []int // indexes of answered questions, the last one last
	for i := 0; i < len(open); {
		q := open[i]
		fmt.Fprintf(r.stdout, "\n[%d/%d]\n", i+1, total)
		if err := r.showQuestion(q, context); err != nil {
			return err
		}
		step, err := r.answer(in, q, len(done) > 0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch step {
		case 'u':
			i, done = done[len(done)-1], done[:len(done)-1]
			back := engine.Answer{Doubt: open[i].Doubt, Verdict: model.Undecided, Author: r.flags.author, Reason: "undo"}
			if err := r.keep(back); err != nil {
				return err
			}
			r.given -= 2 // the answer and its undoing
		default:
			done, i = append(done, i), i+1
		}
	}
	return r.settle()
}

// weights are the frequencies of all customers, so that the evidence shown is
// that of the match stage.
func (r *reviewer) weights() (matching.Context, error) {
	m, _, err := r.engine.Matcher(r.ctx)
	if err != nil {
		return matching.Context{}, err
	}
	var all []matching.Record
	err = r.engine.Store.EachCustomer(r.ctx, r.principal(), func(c store.StoredCustomer) error {
		all = append(all, matching.Prepare(c.Customer))
		return r.ctx.Err()
	})
	return matching.Context{Counts: m.Count(all)}, err
}

// showQuestion prints both sides, the evidence and what a yes would do.
func (r *reviewer) showQuestion(q report.Question, weigh matching.Context) error {
	fmt.Fprintf(r.stdout, "%s  %s %s  %s\n", r.questionWord(q.Kind), q.Stake, r.base(), r.whyOf(q.Doubt))
	var pair [2]matching.Record
	for i, side := range []struct {
		mark string
		ref  model.Ref
		report.Party
	}{{"A", q.A, q.Left}, {"B", q.B, q.Right}} {
		fmt.Fprintf(r.stdout, "  %s  %s  %s  %s  %s\n", side.mark, printable(side.Name), side.Entity, side.ref, strings.Join(side.Units, " "))
		c, err := r.engine.Store.CustomerByRef(r.ctx, r.principal(), side.ref)
		if err != nil {
			return err
		}
		pair[i] = matching.Prepare(c.Customer)
	}
	if q.Kind == model.DoubtBelongs {
		return nil
	}
	r.tellEvidence(pair, r.engine.Config.Matcher.Explain(pair[0], pair[1], weigh))
	yes, err := r.engine.Join(r.ctx, r.principal(), q.A, q.B)
	if err != nil {
		return err
	}
	if len(yes.Conflicts) > 0 {
		fmt.Fprintf(r.stdout, r.say("“是”无法执行：%s\n", "a yes cannot be carried out: %s\n"), r.term(yes.Conflicts[0].Gate))
		return nil
	}
	fmt.Fprint(r.stdout, r.say("“是”：%d 条记录成为一个客户，共 %s %s\n", "a yes: one customer of %d {record|records}, %s %s\n", q.Left.Members+q.Right.Members, q.Stake, r.base()))
	return nil
}

// answer reads a line until it is an answer that can be kept.
func (r *reviewer) answer(in *bufio.Reader, q report.Question, undo bool) (rune, error) {
	for {
		fmt.Fprint(r.stderr, r.say("y 同一家  n 不是  r 同集团/属于  s 跳过  u 撤回上一项  q 结束 > ", "y same  n different  r related/belongs  s skip  u undo  q quit > "))
		line, err := in.ReadString('\n')
		if err != nil && strings.TrimSpace(line) == "" {
			return 0, io.EOF
		}
		key, reason, _ := strings.Cut(strings.TrimSpace(line), " ")
		if key == "q" || key == "quit" {
			return 0, io.EOF
		}
		if key == "u" {
			if undo {
				return 'u', nil
			}
			r.note("没有可撤回的", "there is nothing to undo")
			continue
		}
		verdict, ok := answerTo(q.Kind, key)
		if !ok || verdict == model.Undecided {
			r.note("没有键 %q", "no key %q", key)
			continue
		}
		a := engine.Answer{Doubt: q.Doubt, Verdict: verdict, Author: r.flags.author, Reason: strings.TrimSpace(reason)}
		if a.Reason == "" {
			a.Reason = r.flags.reason
		}
		if verdict == "skip" {
			a.Skip = defaultSkip
		} else if a.Reason == "" {
			fmt.Fprint(r.stderr, r.say("原因：", "why: "))
			why, _ := in.ReadString('\n')
			if a.Reason = strings.TrimSpace(why); a.Reason == "" {
				r.note("没有原因，未记录", "without a reason nothing is kept")
				continue
			}
		}
		if err := r.keep(a); err != nil {
			if f := fault.Of(err); f.Code == "E2207" { // this one cannot be; the others go on
				fmt.Fprint(r.stderr, f.Text(r.language()))
				continue
			}
			return 0, err
		}
		return 0, nil
	}
}
