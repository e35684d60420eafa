package jiandaoyun

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// instant is how stamps are read and written, always in UTC.
const instant = "2006-01-02T15:04:05.000Z"

// shown is a field's value in a row in the writing that Push takes; nil when
// the row lacks it.
func (c *conn) shown(f field, row map[string]any) any {
	v, sent := row[f.name]
	if !sent {
		v = row[f.id]
	}
	switch f.kind {
	case "datetime":
		return c.day(v)
	case "subform":
		list, _ := v.([]any)
		for _, e := range list {
			if line, ok := e.(map[string]any); ok {
				f.both(line)
			}
		}
	}
	return v
}

// both gives the columns of a subform's row under id and alias, since a path
// into it may be written with either.
func (f field) both(line map[string]any) {
	for _, item := range f.items {
		if v, sent := line[item.name]; sent {
			line[item.id] = v
		}
	}
}

// day shortens an instant that is midnight in the tenant's zone to the day: a
// date field without time is stored as that. What is no instant stays.
func (c *conn) day(v any) any {
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return v
	}
	if local := at.In(c.zone); local.Truncate(time.Second).Equal(local) && local.Format(time.TimeOnly) == "00:00:00" {
		return local.Format(time.DateOnly)
	}
	return at.UTC().Format(instant)
}

// targets are the types whose values Push can write.
var targets = map[string]bool{"text": true, "textarea": true, "radiogroup": true, "combo": true, "number": true, "datetime": true}

// written is a value as sent, and as it must come back.
type written struct {
	sent any
	back string
}

// wire writes a value as update takes it: numbers as numbers, a day as the
// midnight of the tenant's zone, "" to empty a text and null to empty a number.
func (c *conn) wire(f field, v any) (written, *connectors.Error) {
	refuse := func(kind connectors.Kind, said, fix string) (written, *connectors.Error) {
		return written{}, &connectors.Error{Kind: kind, Said: fmt.Sprintf("the field %q (%s) %s", f.label, f.id, said), Fix: fix}
	}
	if !targets[f.kind] {
		return refuse(connectors.KindUnsupported, "of type "+f.kind+" cannot be written", "Choose a text, number, date, radio or drop-down field.")
	}
	text := connectors.TextOf(v)
	switch f.kind {
	case "number":
		if v == nil || text == "" {
			return written{}, nil
		}
		if !connectors.IsDecimal(text) {
			return refuse(connectors.KindInvalid, "wants a decimal number", "Correct the write-back rule of this field in the mapping.")
		}
		return written{json.Number(text), text}, nil
	case "datetime":
		if text == "" {
			return refuse(connectors.KindUnsupported, "cannot be emptied: the API takes no empty date", "Use policy never_null for this field, or a text field.")
		}
		at, err := time.ParseInLocation(time.DateOnly, text, c.zone)
		if err != nil {
			at, err = time.Parse(time.RFC3339Nano, text)
		}
		if err != nil {
			return refuse(connectors.KindInvalid, "wants a day such as 2026-03-01 or an instant such as 2026-03-01T08:00:00Z", "Correct the write-back rule of this field in the mapping.")
		}
		sent := at.UTC().Format(instant)
		return written{sent, connectors.TextOf(c.day(sent))}, nil
	}
	return written{text, text}, nil
}
