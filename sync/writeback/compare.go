package writeback

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/jsonvalue"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

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
		if !p.claim(c) {
			continue
		}
		c.values = s.src.Mapping.Desired(mapping.Scored{Tier: t.Tier, Unit: firstUnitTier(t), Group: t.Group, Service: p.Config.Policy.Service(t.Tier.Final), Lang: p.Config.File.Group.Language})
		if c.row != t.Customer {
			c.known = nil // the pull does not see side rows
		}
		if p.differs(c) {
			differ = append(differ, c)
		} else {
			p.same[s.src.Name] += len(c.values)
		}
	}
	if len(differ) == 0 {
		return nil
	}
	if err := p.explain(ctx, differ); err != nil {
		return err
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
	past, err := p.history(ctx, s, ids)
	if err != nil {
		return err
	}
	for _, c := range differ {
		rec, ok := live[c.row.ID]
		if !ok && c.row == c.Customer {
			p.Count("plan.missing", 1)
			continue // the next reconcile takes it away
		}
		p.compare(s, c, rec.version, rec.fields, true, past[c.row.ID])
	}
	return nil
}

// explain reads why the customers have their tiers, for the rows to come.
func (p *planner) explain(ctx context.Context, list []candidate) error {
	entities := make([]string, len(list))
	for i, c := range list {
		entities[i] = c.Entity
	}
	reasons, err := p.Store.GroupReasons(ctx, model.SystemPrincipal(), p.Config.Policy.Policy().Name, entities)
	for i := range list {
		list[i].Tier.Reason = reasons[list[i].Entity]
	}
	return err
}

// claim notes whose customer points to a side row; false when another customer
// of the same entity has planned for it already.
func (p *planner) claim(c candidate) bool {
	if c.row == c.Customer {
		return true
	}
	owner, taken := p.claims[c.row]
	p.claims[c.row] = c.Entity
	if taken && owner != c.Entity {
		p.contested[c.row] = true
	}
	return !taken
}

// settleClaims leaves rows alone that customers of different entities point to:
// writing one value would undo the other for ever.
func (p *planner) settleClaims() {
	if len(p.contested) == 0 {
		return
	}
	p.rows = slices.DeleteFunc(p.rows, func(r model.PlanRow) bool { return p.contested[r.Target] })
	p.Count("plan.contested", int64(len(p.contested)))
	p.Note(fault.New("E3106", len(p.contested)))
}

func (p *planner) targetOf(s *system, t store.Target) model.Ref {
	rec := model.Record{ID: t.Customer.ID}
	if len(t.Payload) > 0 {
		if jsonvalue.Into(t.Payload, &rec.Fields) != nil {
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
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.row.ID
	}
	past, err := p.history(ctx, s, ids)
	if err != nil {
		return err
	}
	for _, c := range list {
		for i := range c.values {
			v := &c.values[i]
			done := past[c.row.ID][v.Field]
			if text, _ := v.Against(""); len(done) > 0 && connectors.SameText(done[len(done)-1].New, text) {
				v.Action = mapping.Keep
			}
		}
		p.compare(s, c, "", nil, false, nil)
	}
	return nil
}

// compare turns one customer's fields into rows of the plan.
func (p *planner) compare(s *system, c candidate, version string, live map[string]string, known bool, past map[string][]model.LedgerEntry) {
	t := p.census.of(s.src.Name, unitOf(c.Target))
	var changed, down, cleared, moved bool
	for _, v := range c.values {
		old := live[v.Field]
		text, write := v.Against(old)
		if !write || known && connectors.SameText(text, old) {
			p.same[s.src.Name]++
			continue
		}
		if known && p.park(past[v.Field], text) {
			continue
		}
		row := model.PlanRow{Target: c.row, Name: c.Name, Unit: unitOf(c.Target), Entity: c.Entity,
			Field: v.Field, Old: old, OldKnown: known, New: text, Version: version, Why: c.Tier.Reason}
		switch {
		case !known:
		case text == "":
			cleared = true
		case old == "":
			p.census.fill(s.src.Name, v.Field)
		default:
			changed = true
		}
		row.Down = p.goesDown(s, v, old)
		moved = moved || known && old != "" && v.Tier != ""
		down = down || row.Down
		p.rows = append(p.rows, row)
	}
	t.changed, t.down, t.cleared, t.moved = t.changed+count(changed || cleared), t.down+count(down), t.cleared+count(cleared), t.moved+count(moved)
}

// tally sums the plan over its rows.
func (p *planner) tally() {
	p.plan.Counts = model.PlanCounts{}
	for _, n := range p.same {
		p.plan.Counts.Same += n
	}
	for _, r := range p.rows {
		switch n := &p.plan.Counts; {
		case !r.OldKnown:
			n.Unknown++
		case r.New == "":
			n.Clear++
		case r.Old == "":
			n.New++
		default:
			n.Change++
		}
	}
	p.census.writes = len(p.rows)
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
