package sap

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// Pull reads in the order of the key: each page asks for keys above the last one,
// so that rows that come, go or share a stamp move no other row. A server may cut a
// page short and name the next one by a link, whose host is often an inner one; the
// link only tells that there is more.
//
// Business partners tell the day and time of the last change in the system's own
// zone, and nothing while they were never changed: the filter asks for days, of the
// change or of the making. An entity set without stamps is read in full each time.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
	if err != nil {
		return err
	}
	var at connectors.Pass
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	var after []string
	if at.After != "" {
		var ok bool
		if after, ok = s.split(at.After); !ok {
			return connectors.BadCursor(Name, req.Object)
		}
	}
	if !s.stamped() {
		at.Since, req.Since = 0, time.Time{}
	}
	whole := at.Begin(req, c.clock.Now(), overlap)
	q := s.choose(req.Fields)
	q.order, q.top = true, req.Size(maxPage)
	return at.ByID(req, whole, emit, func(at connectors.Pass) (rows connectors.Rows, err error) {
		q.filter = c.conditions(req.Object, s.since(at.From().In(c.zone), req.Before().In(c.zone)), after, s)
		a, err := c.read(ctx, "pull", s, q)
		if err != nil {
			return rows, err
		}
		for _, row := range a.D.Rows {
			rec, err := s.record("pull", row, q, c.zone)
			if err != nil {
				return rows, err
			}
			if rec.ID == at.After {
				return rows, bug("pull", req.Object, "the rows do not go on in the order of the key")
			}
			rows.Records, rows.Last = append(rows.Records, rec), rec.ID
		}
		if rows.Last != "" {
			after, _ = s.split(rows.Last)
		}
		rows.More = a.more(q.top)
		return rows, nil
	})
}

// more says that rows may follow those of an answer.
func (a rowsAnswer) more(asked int) bool {
	return len(a.D.Rows) > 0 && (a.D.Next != "" || len(a.D.Rows) >= asked)
}

// stamped says that rows tell when they were changed.
func (s *schema) stamped() bool {
	return s.properties["LastChangeDateTime"].Type == "Edm.DateTimeOffset" || s.properties["LastChangeDate"].Type == "Edm.DateTime"
}

// since is the condition of what changed from an instant on, and before another where
// that is not zero; "" for everything.
func (s *schema) since(from, before time.Time) string {
	if from.IsZero() {
		return ""
	}
	between := func(name, first, last string) string {
		if before.IsZero() {
			return name + " ge " + first
		}
		return name + " ge " + first + " and " + name + " le " + last
	}
	if s.properties["LastChangeDateTime"].Type == "Edm.DateTimeOffset" {
		form := func(at time.Time) string { return "datetimeoffset'" + at.UTC().Format("2006-01-02T15:04:05Z") + "'" }
		return between("LastChangeDateTime", form(from), form(before))
	}
	day := func(at time.Time) string { return "datetime'" + at.Format(time.DateOnly) + "T00:00:00'" }
	condition := between("LastChangeDate", day(from), day(before))
	if _, ok := s.properties["CreationDate"]; ok {
		condition = "(" + condition + ") or (" + between("CreationDate", day(from), day(before)) + ")"
	}
	return condition
}

func (c *conn) conditions(object, since string, after []string, s *schema) (out []string) {
	for _, condition := range []string{c.filters[object], since} {
		if condition != "" {
			out = append(out, condition)
		}
	}
	if after != nil {
		out = append(out, s.behind(after))
	}
	return out
}

// read asks for rows.
func (c *conn) read(ctx context.Context, op string, s *schema, q query) (a rowsAnswer, err error) {
	options := q.options() + "&" + c.common
	if q.order {
		options += "&$orderby=" + strings.Join(s.keys, ",")
	}
	err = c.rest.JSON(ctx, rest.Call{Op: op, Object: s.object, Endpoint: "rows", Path: s.path + s.object + "?" + options}, &a)
	return a, err
}

// record turns a row into a Record in the writing that Push takes.
func (s *schema) record(op string, row map[string]any, q query, zone *time.Location) (model.Record, error) {
	rec := model.Record{ID: s.id(row), Fields: map[string]any{}}
	if rec.ID == "" {
		return rec, bug(op, s.object, "a row without its key")
	}
	for _, name := range q.columns {
		if to := s.leads[name]; to != nil {
			rec.Fields[name] = to.shown(row[name])
			continue
		}
		rec.Fields[name] = s.properties[name].shown(row[name])
	}
	if meta, ok := row["__metadata"].(map[string]any); ok {
		rec.Version, _ = meta["etag"].(string)
	}
	rec.Modified = stamp(rec.Fields, zone)
	return rec, nil
}

// stamp is when a record was changed, else made; zero when it does not tell.
func stamp(fields map[string]any, zone *time.Location) time.Time {
	if text, ok := fields["LastChangeDateTime"].(string); ok {
		at, _ := time.Parse(time.RFC3339, text) // shown saw to it
		return at.UTC()
	}
	for _, of := range []string{"LastChange", "Creation"} {
		day, _ := fields[of+"Date"].(string)
		hour, _ := fields[of+"Time"].(string)
		if day, _, _ = strings.Cut(day, "T"); day == "" {
			continue
		}
		if hour == "" {
			hour = "00:00:00"
		}
		if at, err := time.ParseInLocation(time.DateTime, day+" "+hour, zone); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// Enumerate goes through the keys alone; the count comes with the first page.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s, err := c.schemas.Get(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	count := int64(-1)
	q := query{columns: s.keys, order: true, top: maxPage, count: true}
	for after, last := []string(nil), ""; ; q.count = false {
		q.filter = c.conditions(object, "", after, s)
		a, err := c.read(ctx, "enumerate", s, q)
		if err != nil {
			return 0, err
		}
		if q.count && a.D.Count != "" {
			if count, err = strconv.ParseInt(a.D.Count.String(), 10, 64); err != nil {
				return 0, bug("enumerate", object, "a count that is no number")
			}
		}
		ids := make([]string, len(a.D.Rows))
		for i, row := range a.D.Rows {
			if ids[i] = s.id(row); ids[i] == "" || ids[i] == last {
				return 0, bug("enumerate", object, "a row without its key, or the keys do not go on")
			}
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
			last = ids[len(ids)-1]
			after, _ = s.split(last)
		}
		if !a.more(q.top) {
			return count, nil
		}
	}
}

// Fetch reads records by key, fifty a query. Ids that are gone, or that can be none,
// are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	return c.fetch(ctx, "fetch", s, ids, fields)
}

func (c *conn) fetch(ctx context.Context, op string, s *schema, ids, fields []string) (out []model.Record, err error) {
	q := s.choose(fields)
	for len(ids) > 0 {
		part := ids[:min(fetchPart, len(ids))]
		ids = ids[len(part):]
		var keys []string
		for _, id := range part {
			if key, ok := s.split(id); ok {
				keys = append(keys, s.is(key))
			}
		}
		if len(keys) == 0 {
			continue
		}
		q.filter, q.top = []string{"(" + strings.Join(keys, ") or (") + ")"}, len(keys)
		a, err := c.read(ctx, op, s, q)
		if err != nil {
			return nil, err
		}
		if a.D.Next != "" {
			return nil, bug(op, s.object, "fewer rows a page than fifty")
		}
		for _, row := range a.D.Rows {
			rec, err := s.record(op, row, q, c.zone)
			if err != nil {
				return nil, err
			}
			out = append(out, rec)
		}
	}
	return out, ctx.Err()
}
