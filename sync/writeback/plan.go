package writeback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// planner builds one plan.
type planner struct {
	*Room
	plan    model.Plan
	sources []string // that were planned to the end; nil is all
	rows    []model.PlanRow
	census  *census
	// claims are the entities whose customers point to one side row.
	claims    map[model.Ref]string
	contested map[model.Ref]bool
	same      map[string]int // fields that are as they should be, by source
	parked    int            // fields left alone for the first time
}

func (r *Room) planner(id string) *planner {
	return &planner{Room: r, census: newCensus(), claims: map[model.Ref]string{}, contested: map[model.Ref]bool{}, same: map[string]int{},
		plan: model.Plan{ID: id, Run: r.Run, Made: r.Clock.Now(), Config: r.Config.Hash}}
}

// Plan compares what every target should show with what it shows now, checks
// the gates and stores the plan. sources nil means all. Older plans for the same
// sources are set aside.
func (r *Room) Plan(ctx context.Context, id string, sources []string) (model.Plan, error) {
	p := r.planner(id)
	if err := p.incomplete(ctx); err != nil {
		return model.Plan{}, err
	}
	for i := range r.Config.Sources {
		name := r.Config.Sources[i].Name
		if sources != nil && !slices.Contains(sources, name) || r.Down(name) {
			continue
		}
		if err := p.source(ctx, name); err != nil {
			if err := r.Failed(name, err); err != nil {
				return model.Plan{}, err
			}
			p.drop(name)
		}
	}
	p.settleClaims()
	p.sources = sources
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
	delete(p.same, source)
}

func (p *planner) source(ctx context.Context, name string) error {
	s, ok, err := p.system(name)
	if err != nil || !ok {
		return err
	}
	needs := store.TargetNeeds{Payload: s.src.Mapping.NeedsRecord(), Explained: s.src.Mapping.NeedsExplanation()}
	for _, object := range s.src.Mapping.Objects() {
		if !s.src.Mapping.Object(object).IsCustomer() {
			continue
		}
		err := p.Store.EachTarget(ctx, model.SystemPrincipal(), name, object, p.Config.Policy.Policy().Name, needs, func(page []store.Target) error {
			return p.page(ctx, s, page)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// finish checks the gates and stores the plan.
func (p *planner) finish(ctx context.Context) (model.Plan, error) {
	if p.parked > 0 {
		p.Note(fault.New("E3105", p.parked))
	}
	p.census.alarms = p.Alarms
	p.tally()
	approvals, err := p.Store.Approvals(ctx, model.SystemPrincipal())
	if err != nil {
		return model.Plan{}, err
	}
	p.plan.Gates = p.census.gates(p.Config.Gates, guardOf(p.Config.Policy.Policy().Tiers.Guard), func(key string) bool {
		return slices.ContainsFunc(approvals, func(a model.Approval) bool { return a.Gate == key })
	})
	return p.save(ctx)
}

// guardOf is the share of the policy's guard; not set when it has none.
func guardOf(g *scoring.Guard) configs.Share {
	if g == nil || g.MaxChanged == nil {
		return configs.Share{}
	}
	share, _ := g.MaxChanged.Float64()
	return configs.Share{Value: share, Set: true}
}

func (p *planner) save(ctx context.Context) (model.Plan, error) {
	p.tally()
	sum := sha256.New()
	for i := range p.rows {
		r := &p.rows[i]
		r.Seq = i + 1
		fmt.Fprintf(sum, "%s\x00%s\x00%s\x00%v\x00%s\x01", r.Target, r.Field, r.Old, r.OldKnown, r.New)
	}
	p.plan.Inputs = hex.EncodeToString(sum.Sum(nil))[:32]
	p.plan.State = model.PlanOpen
	if len(p.plan.OpenGates()) > 0 && len(p.rows) > 0 {
		p.plan.State = model.PlanHeld
	}
	if len(p.rows) == 0 {
		p.plan.State = model.PlanApplied
	}
	p.At("plan.before-commit")
	err := p.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.SupersedePlans(ctx, p.plan.ID, p.sources...); err != nil {
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
