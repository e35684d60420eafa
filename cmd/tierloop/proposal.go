package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
)

// proposal is a mapping file whose rules are guessed from names, labels and
// types; every guess is a line to be read, the rest stands below as a comment.
func proposal(source string, infos []connectors.ObjectInfo, schemas []connectors.Schema) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Proposed from the fields of %s: read every line through.\n# 根据 %s 的字段推测,请逐条核对。\nversion: mapping/v1\nobjects:\n", source, source)
	for i, s := range schemas {
		role := infos[i].Role
		if role == "" {
			role = "customer"
		}
		fmt.Fprintf(&b, "  %s:\n    as: %s\n    fields:\n", yamlText(s.Object), role)
		taken, free := propose(role, s, customersOf(infos))
		for _, f := range proposed(role) {
			if line, ok := taken[f]; ok {
				fmt.Fprintf(&b, "      %s: %s\n", f, line)
			}
		}
		for _, f := range required[role] {
			if _, ok := taken[f]; !ok {
				fmt.Fprintf(&b, "      # %s: …   # needed, no field looks like it · 必需,未找到对应字段\n", f)
			}
		}
		if role == "customer" {
			b.WriteString("      kind: {value: organisation}\n")
		}
		if len(free) > 0 {
			fmt.Fprintf(&b, "      # not used · 未使用: %s\n", strings.Join(free, ", "))
		}
	}
	return b.String()
}

// required are the fields without which an object cannot be mapped.
var required = map[string][]string{"customer": {"name"}, "order": {"customer", "amount", "currency", "date"}, "invoice": {"customer", "amount", "currency", "date"},
	"payment": {"customer", "amount", "currency", "date"}, "return": {"customer", "amount", "currency", "date"}, "opportunity": {"customer", "currency", "date"}, "activity": {"customer", "kind", "at"},
	model.ReferenceRate: {"from", "to", "date", "rate"}, model.ReferenceOwn: {"type", "value"}, model.ReferenceScore: {"indicator", "score", "date"},
	model.ReferenceTarget: {"from", "to", "dimension", "amount", "currency"}}

func proposed(role string) []string { return mapping.CanonicalFields(role) }

func customersOf(infos []connectors.ObjectInfo) string {
	for _, i := range infos {
		if i.Role == "customer" {
			return i.Name
		}
	}
	return ""
}

// propose finds a source field for each canonical one; free are the others.
func propose(role string, s connectors.Schema, customers string) (taken map[string]string, free []string) {
	known := orderHeaders
	switch role {
	case "customer":
		known = customerHeaders
	case "activity":
		known = activityHeaders
	}
	canonical := map[string]bool{}
	for _, f := range mapping.CanonicalFields(role) {
		canonical[f] = true
	}
	taken = map[string]string{}
	for _, f := range s.Fields {
		field := recognised(f, known)
		if f.Type == connectors.TypeReference && role != "customer" && (f.Ref == customers && customers != "") {
			field = "customer"
		}
		if !canonical[field] || taken[field] != "" {
			free = append(free, f.Name)
			continue
		}
		taken[field] = yamlText(f.Name)
		if field == "customer" {
			object := f.Ref
			if object == "" {
				object = customers
			}
			taken[field] = fmt.Sprintf("{from: %s, object: %s}", yamlText(f.Name), yamlText(object))
		}
		if field == "currency" {
			taken[field] = fmt.Sprintf("{from: %s, default: CNY}", yamlText(f.Name))
		}
		if field == "status" && len(f.Options) > 0 {
			delete(taken, field) // the words of a status want a person
			free = append(free, f.Name)
		}
	}
	return taken, free
}

// recognised is the canonical field that a name or label stands for; "" for none.
func recognised(f connectors.Field, known []header) string {
	for _, text := range []string{strings.TrimSuffix(f.Name, "__c"), f.Label} {
		if cols, err := columnsOf("", []string{text}, known, nil); err == nil && cols[0] != "" {
			return cols[0]
		}
	}
	return ""
}

// yamlText is a scalar of YAML.
func yamlText(s string) string {
	for _, r := range s {
		if !(r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x2e80) {
			return strconv.Quote(s)
		}
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil || s == "" || s == "true" || s == "false" || s == "null" {
		return strconv.Quote(s)
	}
	return s
}
