package mapping

import (
	"fmt"
	"slices"
	"strings"
)

// rule compiles one field rule; nil when it cannot be used at all.
func (c *checkup) rule(at, as, field string, f FieldRule, known map[string]*fieldSpec) *rule {
	spec := specOf(as, field, known)
	if spec == nil {
		fix := "the fields are " + strings.Join(sortedKeys(known), ", ")
		if as == "customer" {
			fix += ", attributes.NAME"
		}
		c.issue(at, CodeField, fmt.Sprintf("%s has no field %s%s", article(as), field, didYouMean(field, sortedKeys(known))), fix)
		return nil
	}
	r := &rule{spec: spec, where: at, split: f.Split, as: f.As, loc: c.loc}
	if f.TZ != "" {
		r.loc = c.zone(at+".tz", f.TZ)
	}
	c.origin(at, r, f)
	c.table(at, r, f)
	if f.Default != nil {
		r.standIn, r.hasStand = string(*f.Default), true
		c.word(at+".default", r, r.standIn)
	}
	c.notation(at, r, f)
	c.reference(at, r, f)
	return r
}

// origin compiles from, value and expr, of which there must be one.
func (c *checkup) origin(at string, r *rule, f FieldRule) {
	given := 0
	if f.From != nil {
		given++
		for i, text := range f.From {
			if p, ok := c.path(fmt.Sprintf("%s.from[%d]", at, i), text); ok {
				r.from = append(r.from, p)
			}
		}
		if len(f.From) == 0 {
			c.issue(at+".from", CodeRule, "from is empty", "name the source field")
		}
	}
	if f.Value != nil {
		given++
		r.constant, r.isConst = string(*f.Value), true
		c.word(at+".value", r, r.constant)
		c.constant(at+".value", r)
	}
	if f.Expr != "" {
		given++
		r.expr = c.expression(at+".expr", f.Expr, r.loc)
	}
	if given != 1 {
		c.issue(at, CodeRule, fmt.Sprintf("%d of from, value and expr are given", given), "give exactly one of them")
	}
	if r.isConst && (f.Split != "" || f.Default != nil) {
		c.issue(at, CodeRule, "a constant needs neither split nor default", "remove them")
	}
	if f.Split != "" && !r.spec.many {
		c.issue(at+".split", CodeRule, fmt.Sprintf("%s takes one value, so there is nothing to split", r.spec.name), "remove split")
	}
}

func (c *checkup) table(at string, r *rule, f FieldRule) {
	switch {
	case f.Table != "" && len(f.Map) > 0:
		c.issue(at, CodeRule, "map and table are both given", "keep one of them")
	case f.Table != "":
		t, ok := c.file.Tables[f.Table]
		if !ok {
			c.issue(at+".table", CodeReference, fmt.Sprintf("there is no table %q%s", f.Table, didYouMean(f.Table, sortedKeys(c.file.Tables))), "define it under tables")
		}
		r.table = t
	case len(f.Map) > 0:
		r.table = f.Map
	}
	if r.table == nil {
		return
	}
	if r.isConst {
		c.warn(at+".map", CodeUnreachable, "a constant never passes through a map", "remove map, or use from")
	}
	for _, from := range sortedKeys(r.table) {
		if from == "" {
			c.warn(at+".map", CodeUnreachable, "the key \"\" is never looked up, because absent values do not pass through a map", "write default instead")
		} else if trim(from) != from {
			c.warn(at+".map."+from, CodeUnreachable, fmt.Sprintf("key %q has blanks at its ends, but values are trimmed before they are looked up", from), "remove the blanks")
		}
		c.word(at+".map."+from, r, r.table[from])
	}
}

// word checks a value against the closed list of the field.
func (c *checkup) word(at string, r *rule, value string) {
	switch {
	case value == "":
	case r.spec.words != nil && !slices.Contains(r.spec.words, value):
		c.issue(at, CodeWord, fmt.Sprintf("%s cannot be %q%s", r.spec.name, value, didYouMean(value, r.spec.words)), "write one of "+strings.Join(r.spec.words, ", "))
	case r.spec.name == "currency":
		if _, ok := currencyCode(value); !ok {
			c.issue(at, CodeWord, fmt.Sprintf("%q is no currency", value), "write an ISO 4217 code such as CNY")
		}
	case r.spec.name == "unit" && c.options.Units != nil && !slices.Contains(c.options.Units, value):
		c.issue(at, CodeUnit, fmt.Sprintf("there is no business unit %q%s", value, didYouMean(value, c.options.Units)), "use a unit of the configuration")
	}
}

// constant checks that a fixed number or date can be read at all.
func (c *checkup) constant(at string, r *rule) {
	var err error
	switch r.spec.kind {
	case amountValue:
		_, _, err = readAmount(r.constant, false)
	case quantityValue:
		_, _, err = readNumber(r.constant, false)
	case dateValue, instantValue:
		_, _, err = readMoment(r.constant, "", r.loc)
	}
	if err != nil {
		c.issue(at, CodeWord, fmt.Sprintf("%s cannot be %q: %v", r.spec.name, r.constant, err), "")
	}
}

var dateNotations = []string{asDate, asDateDMY, asDateMDY, asExcelDate}

// notation checks `as:` against what the field holds.
func (c *checkup) notation(at string, r *rule, f FieldRule) {
	var allowed []string
	switch r.spec.kind {
	case amountValue, quantityValue:
		allowed = []string{asDecimalComma}
	case dateValue, instantValue:
		allowed = dateNotations
	}
	if f.As != "" && !slices.Contains(allowed, f.As) {
		fix := r.spec.name + " takes no as:"
		if allowed != nil {
			fix = "write one of " + strings.Join(allowed, ", ")
		}
		c.issue(at+".as", CodeNotation, fmt.Sprintf("%q is no notation of %s%s", f.As, r.spec.name, didYouMean(f.As, allowed)), fix)
	}
}

// reference finds the object that a reference points to: the one named, or the
// only one of the kind.
func (c *checkup) reference(at string, r *rule, f FieldRule) {
	if r.spec.refers == "" {
		if f.Object != "" {
			c.issue(at+".object", CodeRule, r.spec.name+" is no reference", "remove object")
		}
		return
	}
	if f.Object != "" {
		if _, ok := c.file.Objects[f.Object]; !ok {
			c.issue(at+".object", CodeReference, fmt.Sprintf("object %s is not mapped%s", f.Object, didYouMean(f.Object, sortedKeys(c.file.Objects))), "name an object of this file")
		}
		r.object = f.Object
		return
	}
	var found []string
	for _, name := range sortedKeys(c.file.Objects) {
		if c.file.Objects[name].As == r.spec.refers {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		c.issue(at, CodeReference, fmt.Sprintf("%d objects are mapped as %s, so it is not clear which one %s refers to", len(found), r.spec.refers, r.spec.name), "name it: {from: …, object: NAME}")
		return
	}
	r.object = found[0]
}
