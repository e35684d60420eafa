package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
)

// stewardship is what stewards laid down besides verdicts on pairs.
type stewardship struct {
	today     model.Date // in the group's zone: what has an end is held against it
	overrides []model.Override
}

// stewardship reads what stewards laid down.
func (t *turn) stewardship(ctx context.Context) (stewardship, error) {
	s := stewardship{today: model.DateOf(t.Clock.Now().In(t.Config.Location))}
	var err error
	s.overrides, err = t.Store.Overrides(ctx, model.SystemPrincipal())
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
	text, err := json.Marshal(inForce)
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
	to := map[string]string{}
	for _, r := range g.changes.Next.Redirects {
		to[r.From] = r.To
	}
	cluster := make(map[string]int, len(g.entity))
	for i, id := range g.entity {
		cluster[id] = i
	}
	g.overrides = map[string][]model.Override{}
	for _, o := range g.stewardship.overrides {
		id := o.SetOn
		if to[id] != "" {
			id = to[id]
		}
		if i, alive := cluster[id]; alive {
			g.overrides[id] = append(g.overrides[id], o)
			g.needed[i] = true
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
