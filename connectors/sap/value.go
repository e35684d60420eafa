package sap

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

var (
	instant = regexp.MustCompile(`^/Date\((-?\d+)([+-]\d+)?\)/$`)
	daytime = regexp.MustCompile(`^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$`)
)

// wire writes a value as an update takes it: decimals as texts, instants in
// milliseconds, an empty text where a text is emptied, null for other types.
func (s *schema) wire(name string, v any) (any, *connectors.Error) {
	p, ok := s.properties[name]
	if !ok {
		e, _ := s.known("push", []string{name}).(*connectors.Error) //nolint:errorlint // it comes bare
		return nil, e
	}
	if !s.target(p) {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the property %q (%s) cannot be written", name, p.Type),
			Fix: "Choose a property that the service lets update, such as an extension field YY1_…."}
	}
	text := connectors.TextOf(v)
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch {
	case p.Type == "Edm.String":
		return connectors.Short(name, text, p.length())
	case text == "":
		return nil, nil
	}
	switch p.Type {
	case "Edm.Boolean":
		return connectors.Truth(name, text)
	case "Edm.Decimal", "Edm.Double":
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
		return text, nil
	case "Edm.Int64":
		if !connectors.IsWhole(text) {
			return refuse("a whole number")
		}
		return text, nil
	case "Edm.Byte", "Edm.Int16", "Edm.Int32":
		return connectors.Whole(name, text)
	case "Edm.DateTime", "Edm.DateTimeOffset":
		form, want := time.RFC3339, "an instant such as 2026-03-01T09:00:00Z"
		if p.kind() == connectors.TypeDate {
			form, want = time.DateOnly, "a day such as 2026-03-01"
		}
		at, err := time.Parse(form, text)
		if err != nil {
			return refuse(want)
		}
		return "/Date(" + strconv.FormatInt(at.UnixMilli(), 10) + ")/", nil
	case "Edm.Time":
		at, err := time.Parse(time.TimeOnly, text)
		if err != nil {
			return refuse("a time such as 09:00:00")
		}
		return at.Format("PT15H04M05S"), nil
	}
	return text, nil
}

// shown brings a value into the writing that Push takes: days and instants in their
// usual form, in UTC, an empty text as nothing.
func (p property) shown(v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	if text == "" {
		return nil
	}
	switch p.Type {
	case "Edm.DateTime", "Edm.DateTimeOffset":
		m := instant.FindStringSubmatch(text)
		if m == nil {
			return v
		}
		ms, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return v
		}
		at := time.UnixMilli(ms).UTC() // an offset behind it only tells where it was written
		if p.kind() == connectors.TypeDate {
			return at.Format(time.DateOnly)
		}
		return at.Format(time.RFC3339)
	case "Edm.Time":
		m := daytime.FindStringSubmatch(text)
		if m == nil || text == "PT" {
			return v
		}
		part := func(s string) int { n, _ := strconv.Atoi(s); return n }
		return fmt.Sprintf("%02d:%02d:%02d", part(m[1]), part(m[2]), part(m[3]))
	case "Edm.Decimal", "Edm.Double":
		if connectors.IsDecimal(text) {
			return json.Number(text)
		}
	}
	return v
}

// shown cleans what an expansion holds: one entity, or a list of them. What was not
// expanded is only a link, and left out.
func (t *entityType) shown(v any) any {
	one, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	if list, ok := one["results"].([]any); ok {
		out := make([]any, len(list))
		for i, e := range list {
			out[i] = t.shown(e)
		}
		return out
	}
	out := map[string]any{}
	for name, v := range one {
		switch {
		case strings.HasPrefix(name, "__"):
		case t.leads[name] != nil:
			if inner := t.leads[name].shown(v); inner != nil {
				out[name] = inner
			}
		default:
			out[name] = t.properties[name].shown(v)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
