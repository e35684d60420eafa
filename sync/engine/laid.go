package engine

import (
	"slices"
	"strings"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// laid is what stewards and lists of shareholders laid down about one child.
type laid struct {
	links  []master.Link // those that hold today
	banned []string      // parents that it does not have; "" is all
}

func (l laid) equal(o laid) bool {
	return slices.Equal(l.links, o.links) && slices.Equal(l.banned, o.banned)
}

// bans are those of a child, as Claims takes them.
func (l laid) bans(child string) map[master.Ban]bool {
	out := make(map[master.Ban]bool, len(l.banned))
	for _, parent := range l.banned {
		out[master.Ban{Child: child, Parent: parent}] = true
	}
	return out
}

// layDown finds out which entities the words of stewards and the lists mean now,
// and returns those about which they say another thing than before.
func (g *golden) layDown() (changed []string) {
	now := map[string]laid{}
	for _, d := range g.stewardship.links {
		child, parent := g.entityAt(d.Child), g.entityAt(d.Parent)
		if d.Verdict == model.LinkForbidden && child != "" && (parent != "" || d.Parent.IsZero()) {
			l := now[child]
			l.banned = append(l.banned, parent)
			now[child] = l
		}
	}
	for _, link := range append(g.stewardLinks(), g.heldLinks()...) {
		if link.InForce(g.stewardship.today) {
			l := now[link.Child]
			l.links = append(l.links, link)
			now[link.Child] = l
		}
	}
	for id, l := range now {
		if !l.equal(g.laid[id]) {
			changed = append(changed, id)
		}
	}
	for id := range g.laid {
		if _, still := now[id]; !still {
			changed = append(changed, id)
		}
	}
	g.laid = now
	return changed
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

// heldLinks are what the lists of shareholders say.
func (g *golden) heldLinks() (links []master.Link) {
	for _, h := range g.stewardship.holdings {
		child, parent := g.holder(h.Child), g.holder(h.Parent)
		if child == "" || parent == "" {
			g.unknown++
			continue
		}
		if l, ok := master.Held(h, child, parent); ok {
			links = append(links, l)
		}
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
