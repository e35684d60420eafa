package kingdee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// schemaWith is the customer form's schema. It and the side form's are asked
// anew when an item names a field that is not among those known so far: an admin
// may have added it since.
func (c *conn) schemaWith(ctx context.Context, batch []connectors.PushItem) (*schema, error) {
	s, err := c.schema(ctx, "push", customerForm)
	if err != nil {
		return nil, err
	}
	stale := map[string]bool{}
	for _, item := range batch {
		for name := range item.Fields {
			form, in, field := customerForm, s, name
			if rest, ok := strings.CutPrefix(name, sidePrefix); ok {
				form, field, _ = strings.Cut(rest, ".")
				in = c.known(form)
			}
			base, _, _ := strings.Cut(field, ".")
			if in != nil && !in.has(base) {
				stale[form] = true
			}
		}
	}
	for form := range stale {
		if _, err := c.ask(ctx, "push", form); err != nil {
			return nil, err
		}
	}
	return c.known(customerForm), nil
}

// render writes an item's values as a save takes them: those of the customer's
// own fields, and those of the side form's.
func (c *conn) render(ctx context.Context, s *schema, item connectors.PushItem) (plain, side map[string]any, bad *connectors.Error) {
	plain, side = map[string]any{}, map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		into, in, field := plain, s, name
		if strings.HasPrefix(name, sidePrefix) {
			var err error
			if field, err = c.sideTarget(ctx, "push", name); err != nil {
				e, ok := errors.AsType[*connectors.Error](err)
				if !ok {
					e = &connectors.Error{Kind: connectors.KindUnavailable, Err: err}
				}
				return nil, nil, e
			}
			into, in = side, c.known(c.side.form)
		} else if c.onlySide {
			return nil, nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q is the customer's own, and audited: side_form forbids to write those", name),
				Fix: fmt.Sprintf("Write the target as form:%s.FIELD in the mapping.", c.side.form)}
		}
		if bad := in.wire(into, field, item.Fields[name]); bad != nil {
			return nil, nil, bad
		}
	}
	return plain, side, nil
}

// wire puts one value into a document: a reference by number, a choice by its
// own value, numbers as numbers, a day as 2006-01-02. An empty text clears.
func (s *schema) wire(into map[string]any, name string, v any) *connectors.Error {
	base, sub, dotted := strings.Cut(name, ".")
	f, ok := s.head[base]
	if !ok {
		return s.missing("push", name)
	}
	refuse := func(kind connectors.Kind, format string, args ...any) *connectors.Error {
		return &connectors.Error{Kind: kind, Said: fmt.Sprintf("the field %q ", name) + fmt.Sprintf(format, args...), Fix: "Correct the write-back rule of this field in the mapping."}
	}
	reference := f.Type == connectors.TypeReference
	switch {
	case !writable(base):
		return refuse(connectors.KindUnsupported, "is the vendor's own; only fields added in the BOS designer (F_…) are written")
	case reference && sub != "FNumber":
		return refuse(connectors.KindUnsupported, "is a reference: write it as %s.FNumber", base)
	case !reference && dotted:
		return refuse(connectors.KindUnsupported, "is no reference: write it without .%s", sub)
	}
	text := connectors.TextOf(v)
	switch {
	case reference:
		into[base] = map[string]any{"FNumber": text}
	case v == nil || text == "":
		if into[base] = ""; f.Type != connectors.TypeText && f.Type != connectors.TypeOther {
			into[base] = nil
		}
	case f.Type == connectors.TypeNumber || f.Type == connectors.TypeMoney:
		if !connectors.IsDecimal(text) {
			return refuse(connectors.KindInvalid, "wants a decimal number")
		}
		into[base] = json.Number(text)
	case f.Type == connectors.TypeDate || f.Type == connectors.TypeTime:
		_, dayErr := time.Parse(time.DateOnly, text)
		_, timeErr := time.Parse("2006-01-02T15:04:05", text)
		if dayErr != nil && timeErr != nil {
			return refuse(connectors.KindInvalid, "wants a day such as 2026-03-01")
		}
		into[base] = text
	default:
		into[base] = text
	}
	return nil
}
