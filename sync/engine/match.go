package engine

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/writeback"
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
	changes, err := m.reconcile(ctx, m.index.Settle().Founders)
	if err != nil {
		return err
	}
	g := m.golden(changes)
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
	m.known.forest = &g.forest
	t.warm = m.known // only now does the store say what it says
	t.add("match.customers", int64(m.index.Len()))
	t.add("match.entities", int64(m.book.Len()))
	t.add("match.merged", int64(len(changes.Merged)))
	t.add("match.doubts", int64(len(g.doubts)))
	t.add("match.unknown-holders", int64(g.unknown))
	t.add("match.dropped", int64(m.index.Stats().Dropped))
	t.doubts = len(g.doubts)
	return nil
}

// matcher is one matching under way.
type matcher struct {
	*turn
	decisions   []model.Decision
	stewardship stewardship
	mark        string // of rules and decisions, and behind a dash of the stewardship
	since       int64  // customers changed in this run or later are to be looked at
	everything  bool   // all golden values are to be chosen anew
	written     int64  // the run that wrote the golden records, 0 when one did not get to its end

	*known
	touched  map[uint32]bool // rows changed since the last matching
	founders []uint32        // the first rows of all clusters
	stored   store.MasterState
}

const (
	checkpointDone  = "done"
	checkpointStale = "stale" // something was mapped after the last matching
	checkpointBegun = "begun"

	goldenStage = "golden" // the writing of golden records
)

// prepare says whether there is anything to match.
func (m *matcher) prepare(ctx context.Context) (bool, error) {
	p := model.SystemPrincipal()
	var err error
	if m.decisions, err = m.Store.Decisions(ctx, p); err != nil {
		return false, err
	}
	text, err := json.Marshal([]any{m.Config.File.Matching, m.Config.File.Master, m.ranks(), m.decisions})
	if err != nil {
		return false, err
	}
	sum := sha256.Sum256(text)
	rules := hex.EncodeToString(sum[:])[:32]
	if m.stewardship, err = m.turn.stewardship(ctx); err != nil {
		return false, err
	}
	laid, err := m.stewardship.mark()
	if err != nil {
		return false, err
	}
	m.mark = rules + "-" + laid
	if err := m.mergedAtTheSource(ctx); err != nil {
		return false, err
	}

	past, err := m.Store.StageHistory(ctx, p, "match", 1_000)
	if err != nil {
		return false, err
	}
	stale := false
	for _, c := range past {
		if c.State == checkpointStale {
			stale = true
			continue
		}
		// What a run maps after its matching makes it stale again: all that it
		// mapped has been looked at.
		m.since, m.everything = c.Run+1, rulesOf(c.Mark) != rules
		if !stale && c.Mark == m.mark {
			return false, nil
		}
		return true, m.begin(ctx)
	}
	m.everything = true
	return true, m.begin(ctx)
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

// reconcile gives the clusters that were formed anew their entities. The first time
// it reads from the store what all entities are, and looks at all clusters.
func (m *matcher) reconcile(ctx context.Context, formed []uint32) (master.Changes, error) {
	for i := range uint32(m.index.Rows()) {
		if m.index.Lives(i) && m.index.Founder(i) == i {
			m.founders = append(m.founders, i)
		}
	}
	if m.book == nil {
		state, err := m.masterState(ctx)
		if err != nil {
			return master.Changes{}, err
		}
		m.book, m.forest, formed = master.NewBook(state), nil, m.founders
	}
	clusters := make([][]model.Ref, len(formed))
	for i, founder := range formed {
		for _, row := range m.index.Members(founder) {
			clusters[i] = append(clusters[i], m.index.Ref(row))
		}
	}
	changes, before := m.book.Reconcile(clusters, nil, m.seq())
	master.Credit(&changes, before, m.decisions)
	m.entity = append(m.entity, make([]string, m.index.Rows()-len(m.entity))...)
	for _, e := range changes.Next.Entities {
		for _, ref := range e.Members {
			row, _ := m.index.Row(ref)
			m.entity[row] = e.ID
		}
	}
	return changes, nil
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

// masterState turns what the store knows into what master reconciles with.
func (m *matcher) masterState(ctx context.Context) (master.State, error) {
	var err error
	if m.stored, err = m.Store.LoadMasterState(ctx, model.SystemPrincipal()); err != nil {
		return master.State{}, err
	}
	members := map[string][]model.Ref{}
	for _, mem := range m.stored.Members {
		members[mem.Entity] = append(members[mem.Entity], mem.Customer)
	}
	last, err := m.Store.LastMembers(ctx, model.SystemPrincipal())
	if err != nil {
		return master.State{}, err
	}
	m.stored.Members = nil
	var s master.State
	for _, e := range m.stored.Entities {
		to, redirected := m.stored.Redirects[e.ID]
		switch {
		case redirected:
			s.Redirects = append(s.Redirects, master.Redirect{From: e.ID, To: to, Founded: e.CreatedRun, Since: e.EmptiedRun, Members: last[e.ID]})
		case len(members[e.ID]) > 0:
			s.Entities = append(s.Entities, master.Known{ID: e.ID, Founded: e.CreatedRun, Members: members[e.ID]})
		default:
			s.Emptied = append(s.Emptied, master.Emptied{ID: e.ID, Founded: e.CreatedRun, Members: last[e.ID]})
		}
	}
	return s, nil
}

// alarms are the clusters that look wrong, by entity. They are kept in the store:
// every plan shows them as gates until a person has approved them or they are no
// more.
func (g *golden) alarms(ctx context.Context) ([]writeback.Alarm, error) {
	out := []writeback.Alarm{}
	for _, row := range g.founders {
		for _, a := range g.index.Alarms(row) {
			out = append(out, writeback.Alarm{Entity: g.entity[row], Code: a.Code, Members: a.Members, Text: a.Text})
		}
	}
	slices.SortFunc(out, func(a, b writeback.Alarm) int {
		return cmp.Or(strings.Compare(a.Entity, b.Entity), strings.Compare(a.Code, b.Code), strings.Compare(a.Text.EN, b.Text.EN))
	})
	approvals, err := g.Store.Approvals(ctx, model.SystemPrincipal())
	if err != nil {
		return nil, err
	}
	for _, a := range writeback.Unseen(out, model.Plan{}, approvals) {
		g.fault(fault.New("E6005", a.Text.In(g.lang())).At("entity " + a.Entity))
	}
	return out, nil
}

func (t *turn) lang() string { return t.Config.File.Group.Language }
