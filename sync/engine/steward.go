package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// stewardship is what stewards laid down besides verdicts on pairs.
type stewardship struct {
	today     model.Date // in the group's zone: what has an end is held against it
	overrides []model.Override
	links     []model.LinkDecision
	holdings  []model.Holding
}

// stewardship reads what stewards laid down.
func (t *turn) stewardship(ctx context.Context) (stewardship, error) {
	s := stewardship{today: model.DateOf(t.Clock.Now().In(t.Config.Location))}
	var err error
	if s.overrides, err = t.Store.Overrides(ctx, model.SystemPrincipal()); err != nil {
		return s, err
	}
	if s.links, err = t.Store.Links(ctx, model.SystemPrincipal()); err != nil {
		return s, err
	}
	s.holdings, err = t.Store.Holdings(ctx, model.SystemPrincipal())
	return s, err
}

// mark tells one state of the stewardship from another, the passing of dates
// included. It stands behind the mark of rules and decisions: a change asks for
// a matching, but not for every golden value anew.
func (s stewardship) mark() (string, error) {
	inForce := []model.Override{}
	for _, o := range s.overrides {
		if o.InForce(s.today) {
			inForce = append(inForce, o)
		}
	}
	holds := func(from, to model.Date) bool { return model.Edge{From: from, To: to}.InForce(s.today) }
	links := slices.DeleteFunc(slices.Clone(s.links), func(d model.LinkDecision) bool { return !holds(d.From, d.To) })
	holdings := slices.DeleteFunc(slices.Clone(s.holdings), func(h model.Holding) bool { return !holds(h.From, h.To) })
	text, err := json.Marshal([]any{inForce, links, holdings})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:16], err
}

// rulesOf is the part of a mark that rules and decisions make.
func rulesOf(mark string) string {
	rules, _, _ := strings.Cut(mark, "-")
	return rules
}

// overridden files the overrides by the entity that they end up at after this
// matching, and has its golden record formed anew: an override may have come,
// gone or run out.
func (g *golden) overridden() {
	g.overrides = map[string][]model.Override{}
	for _, o := range g.stewardship.overrides {
		if id := g.book.Now(o.SetOn); id != "" {
			g.overrides[id] = append(g.overrides[id], o)
			g.need(id)
		}
	}
}

// values are the golden values of an entity: what survives of its sources, and
// over it what stewards laid down.
func (g *golden) values(id string, sources []master.Source) map[string]model.Value {
	values := g.Config.Survivor.Survive(sources, g.Clock.Now())
	g.lapsed = append(g.lapsed, master.Override(values, g.overrides[id], g.stewardship.today)...)
	return values
}

// formerly are the members of an entity of which no source is configured any
// more: they keep their place and, since nobody else speaks for it, their word.
// Beside a member of a configured source they are not asked.
func (g *golden) formerly(members []store.StoredCustomer) (out []master.Source) {
	for _, c := range members {
		if c.Deleted.IsZero() {
			out = append(out, master.Source{Customer: c.Customer, Rank: len(g.Config.Sources) + 1, Seen: c.Modified})
		}
	}
	return out
}
