package jiandaoyun

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// stampFilter is what a form's filter can do with updateTime; the handbook
// names form dates and createTime only.
type stampFilter struct {
	works bool
	end   any // of a range that has no end
}

// farEnd stands in where a range must have an end.
const farEnd = "2999-12-31T00:00:00.000Z"

// since narrows a list to what changed at or after ms, and before an instant where
// that is not zero, if the form can do that; else the whole form is read and the
// reader compares.
func (c *conn) since(ctx context.Context, s *schema, q listRequest, ms int64, before time.Time) (listRequest, error) {
	f, err := c.probe(ctx, s)
	if err != nil || !f.works {
		return q, err
	}
	if !before.IsZero() {
		f.end = before.UTC().Format(instant)
	}
	return q.where(stampFrom(time.UnixMilli(ms).UTC().Format(instant), f.end)), nil
}

func stampFrom(from string, end any) cond {
	return cond{Field: "updateTime", Type: "datetime", Method: "range", Value: []any{from, end}}
}

// probe finds out once per form: the form's first row must be the first of
// those changed at or after its own stamp. A refusal and an answer without it
// both mean no.
func (c *conn) probe(ctx context.Context, s *schema) (stampFilter, error) {
	c.mu.Lock()
	known, ok := c.stamps[s.object]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	first, err := c.rows(ctx, "pull", s.form, s.list(1))
	if err != nil || len(first) == 0 {
		return stampFilter{}, err // an empty form tells nothing and is read at once
	}
	var found stampFilter
	if _, ok := stampOf(first[0]); ok {
		stamp := connectors.TextOf(first[0]["updateTime"])
		for _, end := range []any{nil, farEnd} {
			hit, err := c.rows(ctx, "pull", s.form, s.list(1).where(stampFrom(stamp, end)))
			if err != nil && connectors.KindOf(err) != connectors.KindInvalid {
				return stampFilter{}, err
			}
			if len(hit) > 0 && hit[0]["_id"] == first[0]["_id"] {
				found = stampFilter{works: true, end: end}
				break
			}
		}
	}
	c.mu.Lock()
	c.stamps[s.object] = found
	c.mu.Unlock()
	return found, nil
}
