package writeback

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// planner builds one plan.
type planner struct {
	*Room
	plan   model.Plan
	rows   []model.PlanRow
	census *census
}

// Plan compares what every target should show with what it shows now, checks
// the gates and stores the plan. sources nil means all. Older plans are set aside.
func (r *Room) Plan(ctx context.Context, id string, sources []string) (model.Plan, error) {
	p := &planner{Room: r, census: newCensus(), plan: model.Plan{ID: id, Run: r.Run, Made: r.Clock.Now(), Config: r.Config.Hash}}
	for i := range r.Config.Sources {
		name := r.Config.Sources[i].Name
		if sources != nil && !slices.Contains(sources, name) {
			continue
		}
		if err := p.source(ctx, name); err != nil {
			if err := r.Failed(name, err); err != nil {
				return model.Plan{}, err
			}
			p.drop(name)
		}
	}
	return p.finish(ctx)
}

// drop forgets what was planned for a source that failed half-way.
func (p *planner) drop(source string) {
	p.rows = slices.DeleteFunc(p.rows, func(r model.PlanRow) bool { return r.Target.Source == source })
	for k := range p.census.units {
		if k.source == source {
			delete(p.census.units, k)
		}
	}
	delete(p.census.fills, source)
}

func (p *planner) source(ctx context.Context, name string) error {
	s, ok, err := p.system(name)
	if err != nil || !ok {
		return err
	}
	if err := p.readToTheEnd(ctx, s); err != nil {
		return err
	}
	keyed := s.src.Mapping.NeedsRecord()
	for _, object := range s.src.Mapping.Objects() {
		if !s.src.Mapping.Object(object).IsCustomer() {
			continue
		}
		err := p.Store.EachTarget(ctx, model.SystemPrincipal(), name, object, p.Config.Policy.Policy().Name, keyed, func(page []store.Target) error {
			return p.page(ctx, s, page)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readToTheEnd notes a source that was never pulled completely: what is missing
// there would look like business that was lost.
func (p *planner) readToTheEnd(ctx context.Context, s *system) error {
	streams, err := p.Store.Streams(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	for _, st := range streams {
		if st.Source != s.src.Name || s.src.Mapping.Object(st.Object) == nil {
			continue
		}
		cursors, err := p.Store.Cursors(ctx, model.SystemPrincipal(), st.ID)
		if err != nil {
			return err
		}
		past, err := p.everComplete(ctx, st.ID, cursors)
		if err != nil {
			return err
		}
		if !past {
			p.census.incomplete = append(p.census.incomplete, s.src.Name)
			return nil
		}
	}
	return nil
}

// everComplete says whether every partition came to its end at least once.
func (p *planner) everComplete(ctx context.Context, stream int64, cursors map[string]store.Cursor) (bool, error) {
	for part, c := range cursors {
		if c.Complete {
			continue
		}
		history, err := p.Store.CursorHistory(ctx, model.SystemPrincipal(), stream, part)
		if err != nil {
			return false, err
		}
		if !slices.ContainsFunc(history, func(h store.PastCursor) bool { return h.Complete }) {
			return false, nil
		}
	}
	return len(cursors) > 0, nil
}

// candidate is a customer whose fields may have to change.
type candidate struct {
	store.Target
	row    model.Ref // what is written: the customer itself or its side row
	values []mapping.FieldValue
	known  map[string]string // by field: what the last pull saw
}

// page looks at one page of customers: those whose last seen values differ from
// the wanted ones are read live before anything is planned.
func (p *planner) page(ctx context.Context, s *system, page []store.Target) error {
	var differ []candidate
	for _, t := range page {
		c := candidate{Target: t, known: t.Targets}
		if c.row = p.targetOf(s, t); c.row.IsZero() {
			continue
		}
		p.census.of(s.src.Name, unitOf(t)).total++
		c.values = s.src.Mapping.Desired(mapping.Scored{Tier: t.Tier, Unit: firstUnitTier(t), Group: t.Group, Lang: p.Config.File.Group.Language})
		if c.row != t.Customer {
			c.known = nil // the pull does not see side rows
		}
		if p.differs(c) {
			differ = append(differ, c)
		} else {
			p.plan.Counts.Same += len(c.values)
		}
	}
	if len(differ) == 0 {
		return nil
	}
	if s.fetcher == nil {
		return p.blind(ctx, s, differ)
	}
	ids := make([]string, len(differ))
	for i, c := range differ {
		ids[i] = c.row.ID
	}
	live, err := s.live(ctx, ids, s.src.Mapping.Targets())
	if err != nil {
		return err
	}
	for _, c := range differ {
		rec, ok := live[c.row.ID]
		if !ok && c.row == c.Customer {
			p.Count("plan.missing", 1)
			continue // the next reconcile takes it away
		}
		p.compare(s, c, rec.version, rec.fields, true)
	}
	return nil
}

func (p *planner) targetOf(s *system, t store.Target) model.Ref {
	rec := model.Record{ID: t.Customer.ID}
	if len(t.Payload) > 0 {
		dec := json.NewDecoder(bytes.NewReader(t.Payload))
		dec.UseNumber()
		if dec.Decode(&rec.Fields) != nil {
			return model.Ref{}
		}
	}
	return s.src.Mapping.Target(t.Customer, rec)
}

func unitOf(t store.Target) string {
	if len(t.Units) == 0 {
		return ""
	}
	return t.Units[0]
}

func firstUnitTier(t store.Target) model.TierResult {
	if len(t.UnitTiers) == 0 {
		return model.TierResult{}
	}
	return t.UnitTiers[0]
}

// differs says whether a field's last seen value is not known to be the wanted one.
func (p *planner) differs(c candidate) bool {
	for _, v := range c.values {
		known, seen := c.known[v.Field]
		if text, write := v.Against(known); write && !(seen && connectors.SameText(text, known)) {
			return true
		} else if !seen && v.Action != mapping.Keep {
			return true
		}
	}
	return false
}

// blind plans for a target that cannot be read: the old value is unknown, and a
// value that was sent before is not sent again.
func (p *planner) blind(ctx context.Context, s *system, list []candidate) error {
	for _, c := range list {
		sent := map[string]string{}
		entries, err := p.Store.Ledger(ctx, model.SystemPrincipal(), store.LedgerFilter{Target: c.row})
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.State == model.WriteSent || e.State == model.WriteConfirmed {
				sent[e.Field] = e.New
			}
		}
		for _, v := range c.values {
			if last, ok := sent[v.Field]; ok && connectors.SameText(last, v.Value) {
				v.Action = mapping.Keep
			}
			p.compare(s, candidate{Target: c.Target, row: c.row, values: []mapping.FieldValue{v}}, "", nil, false)
		}
	}
	return nil
}

// compare turns one customer's fields into rows of the plan.
func (p *planner) compare(s *system, c candidate, version string, live map[string]string, known bool) {
	t := p.census.of(s.src.Name, unitOf(c.Target))
	var changed, down, cleared bool
	for _, v := range c.values {
		old := live[v.Field]
		text, write := v.Against(old)
		if !write || known && connectors.SameText(text, old) {
			p.plan.Counts.Same++
			continue
		}
		row := model.PlanRow{Seq: len(p.rows) + 1, Target: c.row, Name: c.Name, Unit: unitOf(c.Target), Entity: c.Entity,
			Field: v.Field, Old: old, OldKnown: known, New: text, Version: version, Why: c.Tier.Reason}
		switch {
		case !known:
			p.plan.Counts.Unknown++
		case text == "":
			p.plan.Counts.Clear++
			cleared = true
		case old == "":
			p.plan.Counts.New++
			p.census.fill(s.src.Name, v.Field)
		default:
			p.plan.Counts.Change++
			changed = true
		}
		row.Down = p.goesDown(s, v, old)
		down = down || row.Down
		p.rows = append(p.rows, row)
		p.census.writes++
	}
	t.changed, t.down, t.cleared = t.changed+count(changed || cleared), t.down+count(down), t.cleared+count(cleared)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// goesDown says whether a tier field would show a lower tier than it does now.
func (p *planner) goesDown(s *system, v mapping.FieldValue, old string) bool {
	if v.Tier == "" || old == "" {
		return false
	}
	was := slices.Index(p.Config.Tiers, s.src.Mapping.TierOf(v.Field, old))
	is := slices.Index(p.Config.Tiers, v.Tier)
	return was >= 0 && is > was // tiers are listed best first
}

// finish checks the gates and stores the plan.
func (p *planner) finish(ctx context.Context) (model.Plan, error) {
	approvals, err := p.Store.Approvals(ctx, model.SystemPrincipal())
	if err != nil {
		return model.Plan{}, err
	}
	p.plan.Gates = p.census.gates(p.Config.Gates, func(key string) bool {
		return slices.ContainsFunc(approvals, func(a model.Approval) bool { return a.Gate == key })
	})
	return p.save(ctx)
}

func (p *planner) save(ctx context.Context) (model.Plan, error) {
	sum := sha256.New()
	for i := range p.rows {
		r := &p.rows[i]
		r.Seq = i + 1
		fmt.Fprintf(sum, "%s\x00%s\x00%s\x00%v\x00%s\x01", r.Target, r.Field, r.Old, r.OldKnown, r.New)
	}
	p.plan.Inputs = hex.EncodeToString(sum.Sum(nil))[:32]
	p.plan.State = model.PlanOpen
	if len(Open(p.plan)) > 0 && len(p.rows) > 0 {
		p.plan.State = model.PlanHeld
	}
	if len(p.rows) == 0 {
		p.plan.State = model.PlanApplied
	}
	p.At("plan.before-commit")
	err := p.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.SupersedePlans(ctx, p.plan.ID); err != nil {
			return err
		}
		return tx.SavePlan(ctx, p.plan, func(yield func(model.PlanRow, error) bool) {
			for _, r := range p.rows {
				if !yield(r, nil) {
					return
				}
			}
		})
	})
	p.At("plan.after-commit")
	p.Count("plan.rows", int64(len(p.rows)))
	return p.plan, err
}
