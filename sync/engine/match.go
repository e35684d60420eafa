package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// match finds which source customers are the same, keeps the golden records and
// builds the hierarchy. When neither customers nor decisions nor rules changed
// since the last time, there is nothing to do.
func (t *turn) match(ctx context.Context) error {
	if err := t.reference(ctx); err != nil {
		return err
	}
	m := &matcher{turn: t}
	todo, err := m.prepare(ctx)
	if err != nil || !todo {
		return err
	}
	if err := m.load(ctx); err != nil {
		return err
	}
	m.index.Decide(m.decisions)
	m.outgrown()
	formed := m.index.Settle()
	if err := m.keepModels(ctx); err != nil {
		return err
	}
	kinship := make(chan matching.Kinship, 1) // families are looked for while the clusters get their entities
	go func() { kinship <- m.index.Kinship() }()
	changes, err := m.reconcile(ctx, formed)
	if err != nil {
		return err
	}
	g := m.golden(ctx, changes, kinship)
	if conflicts := m.index.Conflicts(); len(conflicts) > 0 {
		c := conflicts[0]
		t.fault(fault.New("E2207", len(conflicts), c.A.String()+" = "+c.B.String()))
	}
	if err := g.save(ctx); err != nil {
		return fmt.Errorf("match: %w", err)
	}
	if err := g.measure(ctx); err != nil {
		return fmt.Errorf("measure the quality of the data: %w", err)
	}
	if err := g.tellCycles(ctx); err != nil {
		return err
	}
	if !t.Once {
		t.warm = m.known // only now does the store say what it says
	}
	t.add("match.customers", int64(m.index.Len()))
	t.add("match.entities", int64(m.book.Len()))
	t.add("match.merged", int64(len(g.changes.Merged)))
	t.add("match.doubts", int64(m.open.count))
	t.add("match.unknown-holders", int64(g.unknown))
	t.add("match.model", m.active.Version)
	t.add("match.dropped", int64(m.index.Dropped()))
	t.doubts = m.open.count
	return nil
}

// matcher is one matching under way.
type matcher struct {
	*turn
	decisions   []model.Decision
	stewardship stewardship
	active      store.MatchModel
	models      matching.Models // that it says
	mark        mark
	last        mark  // of the last matching
	since       int64 // customers changed in this run or later are to be looked at
	everything  bool  // all golden values are to be chosen anew
	written     int64 // the run that wrote the golden records, 0 when one did not get to its end

	*known
	touched map[uint32]bool // rows changed since the last matching
	whole   bool            // all clusters are looked at, else those that were formed anew
	formed  []uint32        // their first rows
	stored  store.MasterState

	// Where not all are looked at:
	moved map[uint32]bool                 // rows read again, of clusters formed anew, or of another entity than before
	left  map[string]bool                 // entities that rows have left
	fresh map[uint32]store.JudgedCustomer // the rows that were read again
}

const (
	checkpointDone  = "done"
	checkpointStale = "stale" // something was mapped after the last matching
	checkpointBegun = "begun"

	goldenStage = "golden" // the writing of golden records
)

// prepare says whether there is anything to match.
func (m *matcher) prepare(ctx context.Context) (bool, error) {
	var err error
	if m.decisions, err = m.Store.Decisions(ctx, model.SystemPrincipal()); err != nil {
		return false, err
	}
	if m.stewardship, err = m.turn.stewardship(ctx); err != nil {
		return false, err
	}
	if m.active, m.models, err = ActiveModels(ctx, m.Store); err != nil {
		return false, err
	}
	if fields := m.models.Unlearned(); len(fields) > 0 {
		m.Log.Warn("the trained weights know nothing of some fields, which weigh by first guesses until tierloop match train", "version", m.active.Version, "fields", fields)
	}
	if err := m.setMark(); err != nil {
		return false, err
	}
	if err := m.mergedAtTheSource(ctx); err != nil {
		return false, err
	}

	done, stale, err := m.lastMatching(ctx)
	if err != nil {
		return false, err
	}
	if done == nil {
		m.everything = true
		return true, m.begin(ctx)
	}
	// What a run maps after its matching makes it stale again: all that it mapped
	// has been looked at.
	m.since, m.last = done.Run+1, parseMark(done.Mark)
	m.everything = m.last.rules != m.mark.rules
	if !stale && m.last == m.mark {
		return false, nil
	}
	return true, m.begin(ctx)
}

// lastMatching is where the last matching got to its end, nil when none did; stale
// says that something was mapped after it. Nearly always it is among the latest
// few runs.
func (m *matcher) lastMatching(ctx context.Context) (done *store.RunCheckpoint, stale bool, err error) {
	for _, limit := range [...]int{4, 1_000} {
		past, err := m.Store.StageHistory(ctx, model.SystemPrincipal(), "match", limit)
		if err != nil {
			return nil, false, err
		}
		for i := range past {
			if past[i].State != checkpointStale {
				return &past[i], i > 0, nil
			}
		}
	}
	return nil, true, nil
}

// begin finds out who wrote the golden records last, and notes that they are about
// to change.
func (m *matcher) begin(ctx context.Context) error {
	past, err := m.Store.StageHistory(ctx, model.SystemPrincipal(), goldenStage, 100)
	if err != nil {
		return err
	}
	if len(past) > 0 { // a run that was taken up again may come after younger ones
		last := slices.MaxFunc(past, func(a, b store.RunCheckpoint) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Run, b.Run))
		})
		if last.State == checkpointDone {
			m.written = last.Run
		}
	}
	return m.write(ctx, func(tx *store.Tx) error {
		return tx.SetStage(ctx, m.seq(), store.Checkpoint{Stage: goldenStage, State: checkpointBegun})
	})
}

// mergedAtTheSource takes merges that people made in a source as decisions: the
// loser is gone there, but its business goes where the winner's goes. A steward's
// own verdict on the two binds more. They are no part of the mark, since a merge
// is a change of the loser that has been mapped.
func (m *matcher) mergedAtTheSource(ctx context.Context) error {
	merges, err := m.Store.SourceMerges(ctx, model.SystemPrincipal())
	if err != nil || len(merges) == 0 {
		return err
	}
	type pair [2]model.Ref
	of := func(a, b model.Ref) pair {
		if b.Compare(a) < 0 {
			a, b = b, a
		}
		return pair{a, b}
	}
	decided := map[pair]bool{}
	for _, d := range m.decisions {
		decided[of(d.A, d.B)] = true
	}
	for _, s := range merges {
		if !decided[of(s.Loser, s.Winner)] {
			m.decisions = append(m.decisions, model.Decision{A: s.Loser, B: s.Winner, Verdict: model.Same,
				Author: s.Loser.Source, Reason: "merged in " + s.Loser.Source})
		}
	}
	return nil
}

func (m *matcher) ranks() []string {
	var names []string
	for _, s := range m.Config.Sources {
		names = append(names, s.Name)
	}
	return names
}

func (t *turn) lang() string { return t.Config.File.Group.Language }
