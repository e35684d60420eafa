package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// hierarchy builds the forest from what stewards laid down, lists of
// shareholders, parent fields and names.
func (g *golden) hierarchy() {
	links := append(g.stewardLinks(), g.heldLinks()...)
	links = append(links, g.fieldLinks()...)
	g.copied = map[model.Ref]bool{}
	for _, r := range g.index.BelongsTo() {
		g.copied[r.Child] = g.copied[r.Child] || r.Copied
		links = append(links, master.Link{Rank: master.RankSources + len(g.Config.Sources), By: r.Child, Edge: model.Edge{
			Child: g.entityAt(r.Child), Parent: g.entityAt(r.Parent), Kind: r.Kind, Why: r.Why}})
	}
	sure, doubtful := master.Claims(links, g.bans(), g.stewardship.today)
	g.forest, g.cycles = master.Hierarchy(sure)
	g.names = map[string]string{}
	for _, c := range g.cycles {
		for _, id := range c {
			g.names[id] = ""
		}
	}
	first := func(id string) (ref model.Ref) {
		if members := g.book.Members(id); len(members) > 0 {
			ref = members[0]
		}
		return ref
	}
	for _, q := range g.forest.Questions(sure, doubtful) {
		g.questions = append(g.questions, model.Doubt{Kind: model.DoubtBelongs, A: first(q.Child), B: first(q.Parent), Why: q.Why})
	}
	g.moved()
}

// moved has the entities written whose place in the hierarchy is another than
// stored.
func (g *golden) moved() {
	if old := g.known.forest; old != nil {
		for _, f := range [...]*master.Forest{old, &g.forest} {
			for id := range f.Ultimate {
				if old.Top(id) != g.forest.Top(id) || old.Parent[id].Edge != g.forest.Parent[id].Edge {
					g.need(id)
				}
			}
		}
		return
	}
	edge := make(map[string]model.Edge, len(g.stored.Edges))
	for _, e := range g.stored.Edges {
		edge[e.Child] = e
	}
	for _, e := range g.stored.Entities {
		if now := g.forest.Parent[e.ID].Edge; e.Parent != now.Parent || e.Group != g.forest.Top(e.ID) || edge[e.ID] != now {
			g.need(e.ID)
		}
	}
}

// fieldLinks are what parent fields say. Customers that are gone, or whose
// source is no longer configured, say nothing.
func (g *golden) fieldLinks() (links []master.Link) {
	for row, parent := range g.parents {
		ref := g.index.Ref(row)
		above, ok := g.index.Row(model.Ref{Source: ref.Source, Object: ref.Object, ID: parent})
		src, configured := g.Config.Source(ref.Source)
		if !ok || g.gone[row] || !configured {
			continue
		}
		links = append(links, master.Link{Rank: master.RankSources + src.Rank, By: ref, Edge: model.Edge{
			Child: g.entity[row], Parent: g.entity[above], Kind: model.SubsidiaryOf, Why: "parent field of " + ref.Source}})
	}
	return links
}

// entityAt is the entity of a customer after this matching, "" when unknown.
func (g *golden) entityAt(ref model.Ref) string {
	if row, ok := g.index.Row(ref); ok {
		return g.entity[row]
	}
	return ""
}

func (g *golden) stewardLinks() (links []master.Link) {
	for _, d := range slices.Backward(g.stewardship.links) { // of two set for one child the later counts
		child, parent := g.entityAt(d.Child), g.entityAt(d.Parent)
		set := slices.ContainsFunc(links, func(l master.Link) bool { return l.Child == child && l.InForce(g.stewardship.today) })
		if d.Verdict == model.LinkSet && child != "" && parent != "" && !set {
			links = append(links, master.Link{Rank: master.RankSteward, By: d.Child, Edge: model.Edge{
				Child: child, Parent: parent, Kind: d.Kind, Why: model.RuleSteward, From: d.From, To: d.To}})
		}
	}
	return links
}

func (g *golden) bans() map[master.Ban]bool {
	out := map[master.Ban]bool{}
	for _, d := range g.stewardship.links {
		child, parent := g.entityAt(d.Child), g.entityAt(d.Parent)
		if d.Verdict == model.LinkForbidden && child != "" && (parent != "" || d.Parent.IsZero()) {
			out[master.Ban{Child: child, Parent: parent}] = true
		}
	}
	return out
}

// Shares of a holding, in percent: more than control makes a subsidiary; from
// influence on a steward is asked; less is an investment.
var (
	control   = decimal.MustParse("50")
	influence = decimal.MustParse("20")
)

// heldLinks are what the lists of shareholders say.
func (g *golden) heldLinks() (links []master.Link) {
	for _, h := range g.stewardship.holdings {
		child, parent := g.holder(h.Child), g.holder(h.Parent)
		if child == "" || parent == "" {
			g.unknown++
			continue
		}
		l := master.Link{Rank: master.RankList, By: model.Ref{Source: h.List, Object: "holding", ID: fmt.Sprintf("%09d", h.Line)}, Edge: model.Edge{
			Child: child, Parent: parent, Kind: model.SubsidiaryOf, Why: "list " + h.List, Share: h.Share, From: h.From, To: h.To}}
		if share, err := decimal.Parse(h.Share); err == nil {
			if share.Cmp(influence) < 0 {
				continue
			}
			l.Doubtful = share.Cmp(control) <= 0
		}
		links = append(links, l)
	}
	return links
}

// holder is the one entity that a line of a list means, "" when it means nobody
// here or several: an id, a reference, a valid code, or a name that differs only
// in spelling.
func (g *golden) holder(text string) (id string) {
	if id = g.book.Now(text); id != "" {
		return id
	}
	if ref, ok := model.ParseRef(text); ok {
		if id = g.entityAt(ref); id != "" {
			return id
		}
	}
	for _, row := range g.holders(text) {
		if e := g.entity[row]; id == "" || id == e {
			id = e
		} else {
			return ""
		}
	}
	return id
}

// holders are the living rows with the name or a valid code.
func (g *golden) holders(text string) []uint32 {
	rows := g.index.WithCode(strings.ToUpper(strings.ReplaceAll(text, " ", "")))
	for _, n := range matching.Prepare(model.Customer{Kind: model.Organisation, Name: text, Names: []model.Name{{Type: model.LegalName, Value: text}}}).Names {
		rows = append(rows, g.index.Named(n.Text)...)
	}
	return slices.DeleteFunc(rows, func(row uint32) bool { return g.gone[row] })
}

// cyclesTold is how many cycles a run spells out.
const cyclesTold = 5

// tellCycles reports parents that lead back to where they began, by name, and
// which claim was left out.
func (g *golden) tellCycles(ctx context.Context) error {
	if len(g.cycles) == 0 {
		return nil
	}
	var names []string
	for id, name := range g.names {
		if name != "" {
			continue
		}
		e, err := g.Store.Entity(ctx, model.SystemPrincipal(), id)
		if err != nil {
			return err
		}
		if g.names[id] = id; e.Kind != model.Person {
			g.names[id] = cmp.Or(e.Name(), id)
		}
	}
	for i, c := range g.cycles {
		if i == cyclesTold {
			names = append(names, "…")
			break
		}
		var way []string
		for _, id := range append(slices.Clone(c), c[0]) {
			way = append(way, g.names[id])
		}
		names = append(names, strings.Join(way, " → "))
	}
	f := fault.New("E2205", len(g.cycles), strings.Join(names, "; "))
	for _, l := range g.forest.Cut {
		if g.names[l.Child] != "" && g.names[l.Parent] != "" && len(f.Where) < cyclesTold {
			f.At(fmt.Sprintf("%s → %s (%s)", g.names[l.Child], g.names[l.Parent], l.Why))
		}
	}
	g.fault(f)
	return nil
}
