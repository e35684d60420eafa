package salesforce

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// deletesKept is how far back the list of deletes can be asked: 15 days, less an
// hour for clocks that differ.
const deletesKept = 15*24*time.Hour - time.Hour

// pullGone ends an incremental pass with what is gone: the recycle bin tells
// deletes and who won a merge, the list of deletes knows also what left the bin.
func (c *conn) pullGone(ctx context.Context, object string, s *schema, at place, emit func(connectors.Page) error) error {
	page := connectors.Page{Next: at.ended(), Last: true}
	told := map[string]bool{}
	columns := []string{"Id"}
	if _, ok := s.fields["MasterRecordId"]; ok {
		columns = append(columns, "MasterRecordId")
	}
	bin := place{Pass: connectors.Pass{Since: at.Since}}
	for more := true; more; {
		var rows []map[string]any
		var err error
		if rows, more, err = c.query(ctx, "pull", object, "queryAll", columns, "IsDeleted = true AND "+bin.where(), maxPage); err != nil {
			return err
		}
		for _, row := range rows {
			bin.After = row["Id"].(string) // query saw to it
			told[bin.After] = true
			if winner, _ := row["MasterRecordId"].(string); winner != "" {
				page.Merged = append(page.Merged, model.Merge{Loser: bin.After, Winner: winner})
				continue
			}
			page.Deleted = append(page.Deleted, bin.After)
		}
	}
	if s.replicates {
		ids, err := c.deletedSince(ctx, object, at.From())
		if err != nil {
			return err
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return told[id] })
		if ids, err = c.absent(ctx, object, ids); err != nil {
			return err
		}
		page.Deleted = append(page.Deleted, ids...)
	}
	return emit(page)
}

// deletedSince lists the ids that the system says were deleted since then. What
// is too old or too much for the list is left to the reconcile.
func (c *conn) deletedSince(ctx context.Context, object string, since time.Time) ([]string, error) {
	now := c.clock.Now().UTC()
	if oldest := now.Add(-deletesKept); since.Before(oldest) {
		since = oldest
	}
	// Seconds are cut off, and an end before the start is refused.
	end := now.Truncate(time.Minute).Add(time.Minute)
	var a deletedAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: "pull", Object: object, Endpoint: "deleted", Path: c.object(object, "/deleted/"),
		Query: url.Values{"start": {instant(since)}, "end": {instant(end)}}}, &a)
	if connectors.CodeOf(err) == "EXCEEDED_ID_LIMIT" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	seen := map[string]bool{}
	for _, d := range a.Records {
		if isID(d.ID) && !seen[d.ID] {
			seen[d.ID] = true
			ids = append(ids, d.ID)
		}
	}
	return ids, nil
}

func instant(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05+00:00") }

// absent leaves out the ids that live: what was restored from the recycle bin is
// still on the list of deletes.
func (c *conn) absent(ctx context.Context, object string, ids []string) ([]string, error) {
	alive := map[string]bool{}
	for part := range slices.Chunk(ids, maxFetch) {
		rows, _, err := c.query(ctx, "pull", object, "query", []string{"Id"}, in(part), maxPage)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			alive[row["Id"].(string)] = true
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return alive[id] }), nil
}

// Fetch reads records by id, hundreds a query. Ids that are gone, that the user
// may not see, or that can be no id are absent. A record comes under the id that
// was asked for, of 15 or 18 characters.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	sel := s.choose(fields)
	asked := map[string]string{}
	for _, id := range ids {
		if isID(id) {
			asked[id[:15]] = id
		}
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isID(id) })
	var out []model.Record
	for part := range slices.Chunk(ids, maxFetch) {
		where := in(part)
		for after := ""; ; { // the system may send fewer rows than there are
			rows, more, err := c.query(ctx, "fetch", object, "query", sel.columns, where+after, maxPage)
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				rec := sel.record(row)
				after = " AND Id > '" + rec.ID + "'"
				if rec.ID = asked[rec.ID[:15]]; rec.ID == "" {
					return nil, &connectors.Error{Kind: connectors.KindBug, Op: "fetch", System: Name, Object: object, Said: "a record that was not asked for"}
				}
				out = append(out, rec)
			}
			if !more {
				break
			}
		}
	}
	return out, nil
}
