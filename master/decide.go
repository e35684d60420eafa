package master

import (
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Part is a set of customers that a steward wants in one entity.
type Part []model.Ref

// Decide gives the verdicts that a steward's wish adds to those given before:
// customers of different parts are different, and no verdict parts customers of
// one part. Author, reason and instant are the caller's.
func Decide(want []Part, before []model.Decision) []model.Decision {
	said := map[[2]model.Ref]model.Verdict{}
	for _, d := range before {
		said[pairOf(d.A, d.B)] = d.Verdict
	}
	var out []model.Decision
	add := func(a, b model.Ref, v model.Verdict) {
		p := pairOf(a, b)
		out = append(out, model.Decision{A: p[0], B: p[1], Verdict: v})
	}
	for i, part := range want {
		for j, a := range part {
			for _, b := range part[j+1:] {
				if v := said[pairOf(a, b)]; v == model.Different || v == model.Related {
					add(a, b, model.Same)
				}
			}
			for _, other := range want[i+1:] {
				for _, b := range other {
					if v := said[pairOf(a, b)]; v != model.Different && v != model.Related {
						add(a, b, model.Different)
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b model.Decision) int {
		if c := a.A.Compare(b.A); c != 0 {
			return c
		}
		return a.B.Compare(b.B)
	})
	return out
}

func pairOf(a, b model.Ref) [2]model.Ref {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return [2]model.Ref{a, b}
}

// Credit names in each line of the journal the steward whose verdict explains
// it, with his reason; lines that no verdict explains stay as they are.
func Credit(c *Changes, before State, decisions []model.Decision) {
	if len(decisions) == 0 {
		return
	}
	of := map[model.Ref][]model.Decision{}
	for _, d := range decisions {
		of[d.A] = append(of[d.A], d)
		of[d.B] = append(of[d.B], d)
	}
	was, is := map[string][]model.Ref{}, map[string][]model.Ref{}
	for _, e := range before.Entities {
		was[e.ID] = e.Members
	}
	for _, e := range c.Next.Entities {
		is[e.ID] = e.Members
	}
	for i := range c.Journal {
		j := &c.Journal[i]
		var d model.Decision
		switch j.Op {
		case model.EntityMerged:
			d = between(of, was[j.Other], is[j.Entity], true)
		case model.EntitySplit:
			d = between(of, is[j.Other], is[j.Entity], false)
		case model.EntityRevived:
			d = between(of, is[j.Entity], is[j.Other], false)
		case model.MemberMoved:
			one := []model.Ref{j.Customer}
			if d = between(of, one, is[j.Entity], true); d.Author == "" {
				d = between(of, one, is[j.Other], false)
			}
		}
		j.Author, j.Reason = d.Author, d.Reason
	}
}

// between is the latest verdict on a customer of each side that joins them, or
// that keeps them apart.
func between(of map[model.Ref][]model.Decision, a, b []model.Ref, joins bool) (last model.Decision) {
	in, out := map[model.Ref]bool{}, map[model.Ref]bool{}
	for _, r := range a {
		in[r] = true
	}
	for _, r := range b {
		out[r] = !in[r]
	}
	for _, r := range a {
		for _, d := range of[r] {
			other := d.A
			if other == r {
				other = d.B
			}
			if out[other] && (d.Verdict == model.Same) == joins && !d.At.Before(last.At) {
				last = d
			}
		}
	}
	return last
}
