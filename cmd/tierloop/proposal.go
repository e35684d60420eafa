package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
)

// doubtful is the confidence below which a guess stands as a comment.
const doubtful = 0.5

// proposal is a mapping file whose rules are guessed from names, labels, types and a
// sample of rows. Behind every line stand the confidence of the guess, the share of
// rows with a value, and what the values look like; doubtful ones and the rest stand
// as comments.
func proposal(source string, infos []connectors.ObjectInfo, schemas []connectors.Schema, samples []map[string]*evidence) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Proposed from the fields of %s: read every line through.\n# 根据 %s 的字段推测，请逐条核对。\n"+
		"# Behind each: confidence, share of rows with a value, shapes of values (9 digit, A a letters, 字 others).\n# 各行之后：把握程度、有值的比例、值的样式（9 数字，A a 字母，字 其他字符）。\nversion: mapping/v1\nobjects:\n", source, source)
	for i, s := range schemas {
		role := infos[i].Role
		if role == "" {
			role = "customer"
		}
		fmt.Fprintf(&b, "  %s:\n    as: %s\n    fields:\n", yamlText(s.Object), role)
		customers := customersOf(infos)
		taken, free := propose(role, s, customers, samples[i])
		for _, f := range proposed(role) {
			g, ok := taken[f]
			switch {
			case ok && g.confidence >= doubtful:
				fmt.Fprintf(&b, "      %s: %s   %s\n", f, ruleOf(f, g.field, customers), g.remark())
			case ok:
				fmt.Fprintf(&b, "      # %s: %s   %s\n", f, ruleOf(f, g.field, customers), g.remark())
			}
		}
		for _, f := range required[role] {
			if g, ok := taken[f]; !ok || g.confidence < doubtful {
				fmt.Fprintf(&b, "      # %s: …   # needed, no field looks like it · 必需，未找到对应字段\n", f)
			}
		}
		if role == "customer" {
			b.WriteString("      kind: {value: organisation}\n")
		}
		if len(free) > 0 {
			fmt.Fprintf(&b, "      # 未使用 · not used: %s\n", strings.Join(free, ", "))
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

// propose finds the likeliest source field for each canonical one; free are those
// that none was found for.
func propose(role string, s connectors.Schema, customers string, sample map[string]*evidence) (taken map[string]guess, free []string) {
	known := orderHeaders
	switch role {
	case "customer":
		known = customerHeaders
	case "activity":
		known = activityHeaders
	}
	taken = map[string]guess{}
	for _, f := range s.Fields {
		e := sample[f.Name]
		named := recognised(f, known)
		if f.Type == connectors.TypeReference && role != "customer" && (f.Ref == customers && customers != "") {
			named = "customer"
		}
		if named == "status" && len(f.Options) > 0 {
			named = "" // the words of a status want a person
		}
		for _, field := range proposed(role) {
			g := guess{f, confidence(field == named, field, e), e}
			if g.confidence > 0 && g.confidence > taken[field].confidence {
				taken[field] = g
			}
		}
	}
	for _, f := range s.Fields {
		used := false
		for _, g := range taken {
			used = used || g.field.Name == f.Name
		}
		if !used {
			free = append(free, f.Name)
		}
	}
	return taken, free
}

// ruleOf is the rule of a canonical field that is taken from a source field.
func ruleOf(field string, f connectors.Field, customers string) string {
	switch field {
	case "customer":
		object := f.Ref
		if object == "" {
			object = customers
		}
		return fmt.Sprintf("{from: %s, object: %s}", yamlText(f.Name), yamlText(object))
	case "currency":
		return fmt.Sprintf("{from: %s, default: CNY}", yamlText(f.Name))
	}
	return yamlText(f.Name)
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
