package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
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

// mark tells one state of what a matching follows from another. Its parts are
// hashes: a change of the rules has every golden value chosen anew, one of what
// stewards laid down, the passing of dates included, or decided, or of the trained
// weights asks for a matching.
type mark struct{ rules, laid, decided, weights string }

func (m mark) String() string {
	return strings.Join([]string{m.rules, m.laid, m.decided, m.weights}, "-")
}

// parseMark reads a mark that was kept; what it lacks differs from everything.
func parseMark(text string) (m mark) {
	m.rules, text, _ = strings.Cut(text, "-")
	m.laid, text, _ = strings.Cut(text, "-")
	m.decided, m.weights, _ = strings.Cut(text, "-")
	return m
}

// setMark is after decisions and stewardship have been read.
func (m *matcher) setMark() error {
	s := &m.stewardship
	m.mark.weights = m.active.Hash
	inForce := []model.Override{}
	for _, o := range s.overrides {
		if o.InForce(s.today) {
			inForce = append(inForce, o)
		}
	}
	holds := func(from, to model.Date) bool { return model.Edge{From: from, To: to}.InForce(s.today) }
	links := slices.DeleteFunc(slices.Clone(s.links), func(d model.LinkDecision) bool { return !holds(d.From, d.To) })
	holdings := slices.DeleteFunc(slices.Clone(s.holdings), func(h model.Holding) bool { return !holds(h.From, h.To) })
	var err error
	for _, part := range []struct {
		to *string
		of []any
	}{
		{&m.mark.rules, []any{matching.Version, m.Config.File.Matching, m.Config.File.Master, m.ranks()}},
		{&m.mark.laid, []any{inForce, links, holdings}},
		{&m.mark.decided, []any{m.decisions}},
	} {
		var text []byte
		if text, err = json.Marshal(part.of); err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		*part.to = hex.EncodeToString(sum[:])[:16]
	}
	return nil
}

// overridden files the overrides by the entity that they end up at after this
// matching, and has its golden record formed anew when one may have come, gone or
// run out.
func (g *golden) overridden() {
	g.overrides = map[string][]model.Override{}
	for _, o := range g.stewardship.overrides {
		if id := g.book.Now(o.SetOn); id != "" {
			g.overrides[id] = append(g.overrides[id], o)
			if g.last.laid != g.mark.laid {
				g.need(id)
			}
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
func (g *golden) formerly(members []store.JudgedCustomer) (out []master.Source) {
	for _, c := range members {
		if c.Deleted.IsZero() {
			out = append(out, master.Source{Customer: c.Customer, Rank: len(g.Config.Sources) + 1, Seen: c.Modified})
		}
	}
	return out
}
