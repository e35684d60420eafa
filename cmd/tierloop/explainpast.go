package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// builtJSON is one step in the life of an entity: a record that joined or left,
// or a line of the journal.
type builtJSON struct {
	At       time.Time       `json:"at"`
	Op       model.JournalOp `json:"op"` // joined, evidence and left besides those of the journal
	Customer model.Ref       `json:"customer,omitzero"`
	Other    string          `json:"other,omitempty"`
	Evidence *model.Evidence `json:"evidence,omitempty"`
	Author   string          `json:"author,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Run      string          `json:"run,omitempty"`
}

// The steps that only the history of members tells.
const (
	memberJoined   model.JournalOp = "joined"
	memberEvidence model.JournalOp = "evidence" // it stayed, for another reason
	memberLeft     model.JournalOp = "left"
)

// built tells step by step how an entity came to be what it is.
func (x *explainer) built(entity string, journal []model.JournalEntry) ([]builtJSON, error) {
	spans, err := x.engine.Store.MemberHistory(x.ctx, x.principal(), entity)
	if err != nil {
		return nil, err
	}
	out := []builtJSON{}
	began := map[string]time.Time{} // a member has the time at which its run began, the journal a later one
	for _, s := range spans {
		began[s.FromRun] = s.From
	}
	for _, j := range journal {
		out = append(out, builtJSON{At: j.At, Op: j.Op, Customer: j.Customer, Other: otherOf(j, entity), Author: j.Author, Reason: j.Reason, Run: j.Run})
	}
	ended := map[model.Ref]time.Time{}
	for i, s := range spans {
		step := builtJSON{At: s.From, Op: memberJoined, Customer: s.Customer, Evidence: &spans[i].Evidence, Run: s.FromRun}
		if at, stayed := ended[s.Customer]; stayed && at.Equal(s.From) {
			step.Op = memberEvidence
		}
		out = append(out, step)
		ended[s.Customer] = s.To
		next := slices.ContainsFunc(spans, func(o store.MemberSpan) bool { return o.Customer == s.Customer && o.From.Equal(s.To) })
		if !s.To.IsZero() && !next {
			out = append(out, builtJSON{At: s.To, Op: memberLeft, Customer: s.Customer})
		}
	}
	when := func(s builtJSON) time.Time {
		if at, known := began[s.Run]; known {
			return at
		}
		return s.At
	}
	slices.SortStableFunc(out, func(a, b builtJSON) int { return cmp.Or(when(a).Compare(when(b)), cmp.Compare(rankOf(a), rankOf(b))) })
	return out, nil
}

// rankOf orders the steps of one instant: the entity first, then its founder.
func rankOf(s builtJSON) int {
	switch {
	case s.Op == model.EntityCreated || s.Op == model.EntitySplit || s.Op == model.EntityRevived:
		return 0
	case s.Op == memberJoined && s.Evidence.With.IsZero():
		return 1
	}
	return 2
}

// otherOf is the other entity of a line, seen from this one.
func otherOf(j model.JournalEntry, entity string) string {
	if j.Other == entity {
		return j.Entity
	}
	return j.Other
}

func (x *explainer) printBuilt(steps []builtJSON, line func(...string)) {
	for _, s := range steps {
		text := []string{x.day(s.At), pad(x.journalWord(s.Op), 8)}
		if !s.Customer.IsZero() {
			text = append(text, s.Customer.String())
		}
		if s.Other != "" {
			text = append(text, s.Other)
		}
		if s.Evidence != nil {
			text = append(text, x.evidenceText(*s.Evidence))
		}
		line(append(text, s.Author, x.term(s.Reason))...)
	}
}

func (x *explainer) evidenceText(e model.Evidence) string {
	if e.With.IsZero() {
		return x.say("首条记录", "founder")
	}
	return fmt.Sprintf(x.say("与 %s 相同：%s，%+.1f 比特", "as %s: %s, %+.1f bits"), e.With, e.Why, e.Bits)
}

// runAt finds the run that --as-of means: a run's id, or the last run that had
// begun by the end of a day in the group's zone.
func (x *explainer) runAt(text string) (int64, time.Time, error) {
	db, p := x.engine.Store, x.principal()
	if day, err := model.ParseDate(text); err == nil && day != 0 {
		t := day.Time()
		end := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, x.engine.Config.Location).Add(-time.Microsecond)
		run, err := db.RunAt(x.ctx, p, end)
		if err == nil && run == 0 {
			err = usage("no run had begun by %s; tierloop runs lists them", text)
		}
		return run, end, err
	}
	run, err := db.Run(x.ctx, p, strings.ToUpper(text))
	if errors.Is(err, store.ErrNotFound) {
		return 0, time.Time{}, usage("--as-of wants a day YYYY-MM-DD or the id of a run, found %q", text)
	}
	if run.Ended.IsZero() {
		run.Ended = x.clock.Now()
	}
	return run.Seq, run.Ended, err
}

// past is what was known of an entity after a run: values, members, hierarchy,
// tiers and the journal up to then.
func (x *explainer) past(id string, run int64, until time.Time) (explainJSON, error) {
	db, p := x.engine.Store, x.principal()
	e, err := db.EntityAsOf(x.ctx, p, id, run)
	if errors.Is(err, store.ErrNotFound) {
		return explainJSON{}, usage("%s had no record then; tierloop explain %s tells its history", id, id)
	}
	if err != nil {
		return explainJSON{}, err
	}
	out := explainJSON{Entity: id, Kind: e.Kind, Name: e.Name(), Members: []memberJSON{}, History: []historyJSON{}, Shown: []shownJSON{}, Journal: []model.JournalEntry{}}
	for _, name := range slices.Sorted(maps.Keys(e.Values)) {
		out.Values = append(out.Values, valueJSON{name, e.Values[name]})
	}
	members, err := db.MembersAsOf(x.ctx, p, id, run)
	if err != nil {
		return out, err
	}
	for _, m := range members {
		c, err := db.CustomerByRef(x.ctx, p, m.Customer)
		if err != nil {
			return out, err
		}
		out.Members = append(out.Members, memberJSON{Customer: m.Customer, Name: c.Name, Evidence: m.Evidence})
	}
	if err := x.pastRelatives(e, run, &out); err != nil {
		return out, err
	}
	if err := x.pastTiers(id, run, &out); err != nil {
		return out, err
	}
	journal, err := db.Journal(x.ctx, p, id)
	if err != nil {
		return out, err
	}
	for _, j := range journal {
		if !j.At.After(until) {
			out.Journal = append(out.Journal, j)
		}
	}
	steps, err := x.built(id, out.Journal)
	for _, s := range steps {
		if !s.At.After(until) {
			out.Built = append(out.Built, s)
		}
	}
	return out, err
}

func (x *explainer) pastRelatives(e model.Entity, run int64, out *explainJSON) error {
	edges, err := x.engine.Store.EdgesAsOf(x.ctx, x.principal(), run)
	if err != nil {
		return err
	}
	relative := func(id string) (relativeJSON, error) {
		values, err := x.engine.Store.EntityValuesAsOf(x.ctx, x.principal(), id, run)
		return relativeJSON{Entity: id, Name: values["name"].Text}, err
	}
	return out.relate(e.ID, e.Group, edges, relative)
}

func (x *explainer) pastTiers(id string, run int64, out *explainJSON) error {
	policy := x.engine.Config.Policy.Policy().Name
	all, err := x.engine.Store.TierHistory(x.ctx, x.principal(), id)
	for _, t := range all {
		if t.Policy != policy || t.FromRun > run {
			continue
		}
		out.History = append(out.History, historyJSON{t.AsOf, t.Scope, t.Final, t.Score})
		if t.ToRun != 0 && t.ToRun <= run {
			continue
		}
		if r := t.TierResult; t.Scope == model.ScopeGroup {
			out.Tier = &r
		} else {
			out.Units = append(out.Units, r)
		}
	}
	return err
}
