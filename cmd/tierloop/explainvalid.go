package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// pointInTime is a point in both times that are kept: what was known after a run,
// and on which day it held.
type pointInTime struct {
	run   int64      // 0: all that is known now
	until time.Time  // the end of what was known; zero: now
	day   model.Date // 0: as it was known, whatever the day
}

// validOn reads --valid-on.
func validOn(text string) (model.Date, error) {
	if text == "" {
		return 0, nil
	}
	day, err := model.ParseDate(text)
	if err != nil || day == 0 {
		return 0, usage("--valid-on wants a day YYYY-MM-DD, found %q", text)
	}
	return day, nil
}

// edgesOn is the hierarchy as it was on a day, by what was known at the time. Only
// stewards' links and lists of shareholders have days. What fields and names say
// has none and is taken to hold on every day, unless a claim with days names
// another parent on this one.
func (x *explainer) edgesOn(at pointInTime) (map[string]model.Edge, error) {
	db, p := x.engine.Store, x.principal()
	known, err := db.EdgesAsOf(x.ctx, p, cmp.Or(at.run, math.MaxInt64))
	if err != nil {
		return nil, err
	}
	var links []master.Link
	for _, e := range known {
		l := master.Link{Edge: e, Rank: master.RankSources + len(x.engine.Config.Sources)}
		if strings.HasPrefix(e.Why, master.WhyList) {
			l.Rank = master.RankList
		}
		if e.Why != model.RuleSteward { // read below, with those that held on other days
			links = append(links, l)
		}
	}
	steward, bans, err := x.linksKnown(at)
	if err != nil {
		return nil, err
	}
	var said []master.Link
	if at.run == 0 { // what fields and lists said before is known by the links that were made of them alone
		if said, err = x.claimsNow(); err != nil {
			return nil, err
		}
	}
	sure, _ := master.Claims(slices.Concat(links, steward, said), bans, at.day)
	forest, _ := master.Hierarchy(sure)
	out := make(map[string]model.Edge, len(forest.Parent))
	for child, l := range forest.Parent {
		out[child] = l.Edge
	}
	return out, nil
}

// forest is the hierarchy of a day for the console.
func (a *app) forest(e *engine.Engine) func(ctx context.Context, run int64, until time.Time, day model.Date) (map[string]model.Edge, error) {
	return func(ctx context.Context, run int64, until time.Time, day model.Date) (map[string]model.Edge, error) {
		return (&explainer{app: a, engine: e, ctx: ctx}).edgesOn(pointInTime{run: run, until: until, day: day})
	}
}

// linksKnown are the stewards' words that bound at the time, as links and bans of
// the entities that their customers belonged to.
func (x *explainer) linksKnown(at pointInTime) (links []master.Link, bans map[master.Ban]bool, err error) {
	history, err := x.engine.Store.LinkHistory(x.ctx, x.principal())
	if err != nil {
		return nil, nil, err
	}
	bans = map[master.Ban]bool{}
	said := map[[2]model.Ref]bool{}
	taken := map[string]bool{} // children whose parent on the day is settled
	for _, d := range slices.Backward(history) {
		pair := [2]model.Ref{d.Child, d.Parent}
		if !at.until.IsZero() && d.At.After(at.until) || said[pair] {
			continue
		}
		said[pair] = true
		child, err := x.entityThen(d.Child, at.run)
		if err != nil {
			return nil, nil, err
		}
		parent, err := x.entityThen(d.Parent, at.run)
		if err != nil {
			return nil, nil, err
		}
		l := master.Link{Rank: master.RankSteward, By: d.Child, Edge: model.Edge{Child: child, Parent: parent, Kind: d.Kind, Why: model.RuleSteward, From: d.From, To: d.To}}
		switch {
		case child == "":
		case d.Verdict == model.LinkForbidden && (parent != "" || d.Parent.IsZero()):
			bans[master.Ban{Child: child, Parent: parent}] = true
		case d.Verdict == model.LinkSet && parent != "" && l.InForce(at.day) && !taken[child]:
			links, taken[child] = append(links, l), true
		}
	}
	return links, bans, nil
}

// entityThen is the entity of a customer after a run, "" when it had none.
func (x *explainer) entityThen(ref model.Ref, run int64) (string, error) {
	if ref.IsZero() {
		return "", nil
	}
	id, err := x.engine.Store.EntityOfAsOf(x.ctx, x.principal(), ref, cmp.Or(run, math.MaxInt64))
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return id, err
}

// claimsNow are what parent fields and the lists of shareholders say now, those of
// all days.
func (x *explainer) claimsNow() (links []master.Link, err error) {
	list, err := x.engine.Store.Holdings(x.ctx, x.principal())
	if err != nil {
		return nil, err
	}
	means := map[string]string{} // what a line of a list names → the entity, "" when nobody or several
	for _, h := range list {
		means[h.Child], means[h.Parent] = "", ""
	}
	met := map[string]bool{}
	of, above := map[model.Ref]string{}, map[model.Ref]model.Ref{}
	err = x.engine.Store.EachCustomer(x.ctx, x.principal(), func(c store.StoredCustomer) error {
		of[c.Ref] = c.Entity
		if _, configured := x.engine.Config.Source(c.Ref.Source); c.Parent != "" && c.Deleted.IsZero() && configured {
			above[c.Ref] = model.Ref{Source: c.Ref.Source, Object: c.Ref.Object, ID: c.Parent}
		}
		for _, text := range namesOf(c) {
			if id, asked := means[text]; asked && c.Entity != "" && id != c.Entity {
				means[text] = c.Entity
				if met[text] {
					means[text] = ""
				}
				met[text] = true
			}
		}
		return x.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	for child, parent := range above {
		if src, _ := x.engine.Config.Source(child.Source); of[child] != "" && of[parent] != "" {
			links = append(links, master.Link{Rank: master.RankSources + src.Rank, By: child, Edge: model.Edge{
				Child: of[child], Parent: of[parent], Kind: model.SubsidiaryOf, Why: "parent field of " + child.Source}})
		}
	}
	for _, h := range list {
		if l, ok := master.Held(h, means[h.Child], means[h.Parent]); ok && l.Child != "" && l.Parent != "" {
			links = append(links, l)
		}
	}
	return links, nil
}

// namesOf are the ways in which a list may name a customer: its entity, its
// reference, its names and valid identifiers.
func namesOf(c store.StoredCustomer) []string {
	out := []string{c.Entity, c.Ref.String(), c.Name}
	for _, n := range c.Names {
		out = append(out, n.Value)
	}
	for _, id := range c.Identifiers {
		if id.Valid {
			out = append(out, id.Value)
		}
	}
	return out
}

// relativesOn puts down parent, group and those below as they were on the day.
func (x *explainer) relativesOn(at pointInTime, out *explainJSON) error {
	edges, err := x.edgesOn(at)
	if err != nil {
		return err
	}
	out.ValidOn = at.day
	out.Parent, out.Group, out.Below = nil, nil, nil
	for _, child := range slices.Sorted(maps.Keys(edges)) {
		edge := edges[child]
		if child != out.Entity && edge.Parent != out.Entity {
			continue
		}
		other := edge.Parent
		if edge.Parent == out.Entity {
			other = child
		}
		r := relativeJSON{Entity: other, Kind: edge.Kind, Why: edge.Why, Share: edge.Share, From: edge.From, To: edge.To}
		if r.Name, err = x.nameThen(other, at.run); err != nil {
			return err
		}
		if child == out.Entity {
			out.Parent = &r
		} else {
			out.Below = append(out.Below, r)
		}
	}
	top := out.Entity
	for range edges { // a forest, so this is more than enough
		up, more := edges[top]
		if !more {
			break
		}
		top = up.Parent
	}
	if top != out.Entity {
		out.Group = &relativeJSON{Entity: top}
		out.Group.Name, err = x.nameThen(top, at.run)
	}
	return err
}

func (x *explainer) nameThen(id string, run int64) (string, error) {
	if run > 0 {
		values, err := x.engine.Store.EntityValuesAsOf(x.ctx, x.principal(), id, run)
		return values["name"].Text, err
	}
	e, err := x.engine.Store.Entity(x.ctx, x.principal(), id)
	return e.Name(), err
}
