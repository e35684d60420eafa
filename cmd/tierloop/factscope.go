package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// ownRow names an own company by its customer id, or by an attribute.
type ownRow struct{ customer, attribute, value string }

// manual takes what people say of customers.
func (f *facts) manual(path string) error {
	rows, bad, err := readPlain(path, manualHeaders, nil, "customer", "indicator", "score", "date")
	if err != nil {
		return err
	}
	f.bad = append(f.bad, bad...)
	for _, r := range rows {
		f.rows++
		day, err := model.ParseDate(isoDate(r["date"]))
		_, bad := decimal.Parse(r["score"])
		if err != nil || day == 0 || bad != nil || r["customer"] == "" || r["indicator"] == "" {
			f.reject(badRow{Where: path + ":" + r[lineField], Reason: "wants a customer, an indicator, a number and a date (YYYY-MM-DD)"})
			continue
		}
		s := f.subject(r["customer"])
		s.Manual = append(s.Manual, model.ManualScore{Indicator: r["indicator"], Score: r["score"], Date: day, Author: r["author"],
			ApprovedBy: r["approved_by"], ApprovedAs: r["approved_as"]})
	}
	return nil
}

// ownCompanies takes the companies of the group itself: customer ids, or the
// value of an attribute.
func (f *facts) ownCompanies(path string) error {
	rows, bad, err := readPlain(path, ownHeaders, nil)
	if err != nil {
		return err
	}
	f.bad = append(f.bad, bad...)
	for _, r := range rows {
		f.rows++
		if r["customer"] == "" && (r["type"] == "" || r["value"] == "") {
			f.reject(badRow{Where: path + ":" + r[lineField], Reason: "wants a customer_id, or a type and a value"})
			continue
		}
		f.own = append(f.own, ownRow{r["customer"], r["type"], r["value"]})
	}
	return nil
}

// internal says whether a customer is one of the group's own companies.
func (f *facts) internal(s *scoring.Subject) bool {
	return slices.ContainsFunc(f.own, func(o ownRow) bool {
		if o.customer != "" {
			return o.customer == s.Entity
		}
		for name, value := range s.Attributes {
			if strings.EqualFold(name, o.attribute) && value == o.value {
				return true
			}
		}
		return false
	})
}

// enter adds every customer to the runs as the policy's scope says: own companies
// left out, the facts of a group of companies summed at its ultimate parent, or
// a customer once for every unit that it does business with. It may be called
// again: the facts stay as they were read.
func (f *facts) enter(scope scoring.Scope, runs ...*scoring.Run) error {
	all := make(map[string]scoring.Subject, len(f.subjects))
	for id, s := range f.subjects {
		if scope.Exclude != "intercompany" || !f.internal(s) {
			all[id] = *s
		}
	}
	if scope.Level == "group" && scope.Rollup != "none" {
		f.rollUp(all)
	}
	for id, s := range all {
		subjects := []scoring.Subject{s}
		if scope.Level == "unit" {
			subjects = byUnit(s)
		}
		for _, one := range subjects {
			for _, run := range runs {
				if err := run.Add(one); err != nil {
					return fmt.Errorf("score customer %s: %w", id, err)
				}
			}
		}
	}
	return nil
}

func (f *facts) rollUp(all map[string]scoring.Subject) {
	for _, id := range slices.Sorted(maps.Keys(f.group)) {
		s, there := all[id]
		top := f.top(id, all)
		if t, ok := all[top]; ok && there && top != id {
			s.Group = top
			t.Orders, t.Activities = slices.Concat(t.Orders, f.subjects[id].Orders), slices.Concat(t.Activities, f.subjects[id].Activities)
			all[id], all[top] = s, t
		}
	}
}

// top follows the parents upwards to the ultimate one. Where they run in a
// circle the customer stands alone, and that is reported once.
func (f *facts) top(id string, all map[string]scoring.Subject) string {
	at := id
	for range len(f.group) + 1 {
		up := f.group[at]
		if _, there := all[up]; !there {
			return at
		}
		at = up
	}
	circle := badRow{Where: "customer " + id, Reason: "its parents run in a circle; it is scored alone"}
	if !slices.Contains(f.bad, circle) {
		f.reject(circle)
	}
	return id
}

// byUnit is a customer once for every unit that it does business with.
func byUnit(s scoring.Subject) []scoring.Subject {
	units := map[string]*scoring.Subject{}
	of := func(unit string) *scoring.Subject {
		if units[unit] == nil {
			one := s
			one.Scope, one.Orders, one.Activities = model.UnitScope(unit), nil, nil
			units[unit] = &one
		}
		return units[unit]
	}
	for _, o := range s.Orders {
		of(o.Unit).Orders = append(of(o.Unit).Orders, o)
	}
	for _, a := range s.Activities {
		of(a.Unit).Activities = append(of(a.Unit).Activities, a)
	}
	var out []scoring.Subject
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		if unit != "" {
			out = append(out, *units[unit])
		}
	}
	return out
}
