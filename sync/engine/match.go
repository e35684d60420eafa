package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
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
	m := &matcher{turn: t, index: map[model.Ref]int{}}
	todo, err := m.prepare(ctx)
	if err != nil || !todo {
		return err
	}
	if err := m.load(ctx); err != nil {
		return err
	}
	result := t.Config.Matcher.Match(m.records, m.decisions)
	m.records = nil // the largest thing in memory; no longer needed
	changes := master.Reconcile(m.state, m.clusters(result), t.seq())
	g := m.golden(result, changes)
	for _, c := range g.cycles {
		t.fault(fault.New("E2205", 1, strings.Join(c, " → ")))
	}
	if err := g.save(ctx); err != nil {
		return fmt.Errorf("match: %w", err)
	}
	t.add("match.customers", int64(len(m.refs)))
	t.add("match.entities", int64(len(changes.Next.Entities)))
	t.add("match.merged", int64(len(changes.Merged)))
	t.add("match.doubts", int64(len(result.Doubts)))
	t.add("match.dropped", int64(result.Stats.Dropped))
	t.doubts = len(result.Doubts)
	return m.alarm(result, changes)
}

// matcher is one matching under way.
type matcher struct {
	*turn
	decisions  []model.Decision
	mark       string // of rules and decisions
	since      int64  // customers changed in this run or later are to be looked at
	everything bool   // all golden values are to be chosen anew

	refs    []model.Ref
	index   map[model.Ref]int
	parents []string // native id of the parent, by record
	touched []bool   // changed since the last matching
	gone    []bool
	records []matching.Record
	state   master.State
	stored  store.MasterState
}

const (
	checkpointDone  = "done"
	checkpointStale = "stale" // something was mapped after the last matching
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
	m.mark = hex.EncodeToString(sum[:])[:32]

	runs, err := m.Store.Runs(ctx, p, store.RunFilter{Limit: 200})
	if err != nil {
		return false, err
	}
	stale := false
	for _, r := range runs {
		stages, err := m.Store.Stages(ctx, p, r.Seq)
		if err != nil {
			return false, err
		}
		c, ok := stages["match"]
		if !ok {
			continue
		}
		if c.State == checkpointStale {
			stale = true
			continue
		}
		m.since, m.everything = r.Seq, c.Mark != m.mark
		return stale || m.everything, nil
	}
	m.everything = true
	return true, nil
}

func (m *matcher) ranks() []string {
	var names []string
	for _, s := range m.Config.Sources {
		names = append(names, s.Name)
	}
	return names
}

// load reads all customers, tombstoned ones too: they keep their membership.
func (m *matcher) load(ctx context.Context) error {
	p := model.SystemPrincipal()
	err := m.Store.EachCustomer(ctx, p, func(c store.StoredCustomer) error {
		m.index[c.Ref] = len(m.refs)
		m.refs = append(m.refs, c.Ref)
		m.parents = append(m.parents, c.Parent)
		m.touched = append(m.touched, c.ChangedRun >= m.since)
		m.gone = append(m.gone, !c.Deleted.IsZero())
		m.records = append(m.records, matching.Prepare(c.Customer))
		m.count("", "customers", 1)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	if m.stored, err = m.Store.LoadMasterState(ctx, p); err != nil {
		return err
	}
	m.state, err = m.masterState(ctx)
	return err
}

// masterState turns what the store knows into what master reconciles with.
func (m *matcher) masterState(ctx context.Context) (master.State, error) {
	members := map[string][]model.Ref{}
	for _, mem := range m.stored.Members {
		members[mem.Entity] = append(members[mem.Entity], mem.Customer)
	}
	last, err := m.Store.LastMembers(ctx, model.SystemPrincipal())
	if err != nil {
		return master.State{}, err
	}
	var s master.State
	for _, e := range m.stored.Entities {
		to, redirected := m.stored.Redirects[e.ID]
		switch {
		case redirected:
			s.Redirects = append(s.Redirects, master.Redirect{From: e.ID, To: to, Founded: e.CreatedRun, Members: last[e.ID]})
		case len(members[e.ID]) > 0:
			s.Entities = append(s.Entities, master.Known{ID: e.ID, Founded: e.CreatedRun, Members: members[e.ID]})
		default:
			s.Emptied = append(s.Emptied, master.Emptied{ID: e.ID, Founded: e.CreatedRun, Members: last[e.ID]})
		}
	}
	return s, nil
}

func (m *matcher) clusters(r matching.Result) [][]model.Ref {
	out := make([][]model.Ref, len(r.Clusters))
	for i, c := range r.Clusters {
		for _, at := range c {
			out[i] = append(out[i], m.refs[at])
		}
	}
	return out
}

// alarm holds the run when a cluster looks wrong, before anything is written back.
func (m *matcher) alarm(r matching.Result, c master.Changes) error {
	if len(r.Alarms) == 0 {
		return nil
	}
	first := r.Clusters[r.Alarms[0].Cluster][0]
	f := fault.New("E6005", r.Alarms[0].Text.In(m.lang())).At(m.refs[first].String())
	if len(r.Alarms) > 1 {
		f = f.At(fmt.Sprintf("+%d", len(r.Alarms)-1))
	}
	return f
}

func (t *turn) lang() string { return t.Config.File.Group.Language }
