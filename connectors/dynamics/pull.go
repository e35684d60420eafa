package dynamics

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// place is the cursor: the link that goes on, within a pass to its next page and
// between passes to what changed since.
type place struct {
	Link string `json:"link,omitempty"`
	// Full says of a place within a pass that it began at the beginning.
	Full bool `json:"full,omitempty"`
	// Select is what the link was made for: it cannot give other columns.
	Select string `json:"select,omitempty"`
}

// Pull reads the table through change tracking. The first pass gives every row and
// ends with a link; the link gives what was changed, added and deleted since, and
// the next link. Links live for seven days, and until somebody changes the table
// itself: then, and when the mapping asks for other columns, the pass begins anew.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
	if err != nil {
		return err
	}
	if !req.Since.IsZero() {
		return c.pullSpan(ctx, req, s, emit)
	}
	if !s.tracked {
		return &connectors.Error{Kind: connectors.KindUnsupported, Op: "pull", System: Name, Object: req.Object, Said: "the table does not track changes",
			Fix: "Power Apps → Tables → " + req.Object + " → Properties → Advanced options → Track changes; it cannot be switched off again."}
	}
	var at place
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	columns := s.choose(req.Fields)
	wanted := strings.Join(columns, ",")
	whole := at.Link == "" || at.Select != wanted
	if whole {
		at = place{Full: true, Select: wanted}
	}
	for {
		a, err := c.changes(ctx, req, s, at)
		if connectors.CodeOf(err) == expired && at.Link != "" {
			at, whole = place{Full: true, Select: wanted}, true
			continue
		}
		if err != nil {
			return err
		}
		page, err := s.page(a, columns)
		if err != nil {
			return err
		}
		switch {
		case a.Next != "" && a.Next != at.Link:
			at.Link = a.Next
			page.Next = connectors.CursorOf(at)
		case a.Next == "" && a.Delta != "":
			page.Next = connectors.CursorOf(place{Link: a.Delta, Select: wanted})
			page.Last, page.Complete = true, whole && at.Full
		default:
			return bug("pull", req.Object, "a page that neither goes on nor ends with a change link")
		}
		if err := emit(page); err != nil || page.Last {
			return err
		}
	}
}

// pullSpan reads what changed in a span, which change tracking knows nothing of: a
// plain query in the order of the key.
func (c *conn) pullSpan(ctx context.Context, req connectors.PullRequest, s *schema, emit func(connectors.Page) error) error {
	if _, ok := s.columns["modifiedon"]; !ok {
		return &connectors.Error{Kind: connectors.KindUnsupported, Op: "pull", System: Name, Object: req.Object, Said: "the table has no column modifiedon, so that a span of time cannot be asked for"}
	}
	var at place
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	columns := s.choose(req.Fields)
	if at.Link == "" {
		span := "modifiedon ge " + literalTime(req.Since) + " and modifiedon lt " + literalTime(req.Before())
		at.Link = apiPath + s.set + "?" + query("$select", strings.Join(columns, ",")) + "&" + query("$filter", span) + "&" + query("$orderby", s.key)
	}
	for {
		var a rowsAnswer
		if err := c.rest.JSON(ctx, rest.Call{Op: "pull", Object: req.Object, Endpoint: "rows", Path: at.Link, Header: http.Header{"Prefer": {prefer(req.Size(maxPage))}}}, &a); err != nil {
			return err
		}
		page, err := s.page(a, columns)
		if err != nil {
			return err
		}
		if a.Next == at.Link {
			return bug("pull", req.Object, "a page that leads to itself")
		}
		at.Link = a.Next
		page.Records, page.Next, page.Last = req.InSpan(page.Records), connectors.CursorOf(at), a.Next == ""
		if err := emit(page); err != nil || page.Last {
			return err
		}
	}
}

// literalTime writes an instant as filters take it, of which rows keep whole seconds.
func literalTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// changes asks for a page; links are followed as they are.
func (c *conn) changes(ctx context.Context, req connectors.PullRequest, s *schema, at place) (a rowsAnswer, err error) {
	path := at.Link
	if path == "" {
		path = apiPath + s.set + "?" + query("$select", at.Select)
	}
	err = c.rest.JSON(ctx, rest.Call{Op: "pull", Object: req.Object, Endpoint: "rows", Path: path, Header: http.Header{"Prefer": {prefer(req.Size(maxPage)) + ",odata.track-changes"}}}, &a)
	return a, err
}

func prefer(size int) string { return "odata.maxpagesize=" + strconv.Itoa(size) }

// query writes one option; OData reads a plus as a plus.
func query(name, value string) string {
	return name + "=" + strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// choose lists the columns to read, with the key and the columns that tell a
// merge; nil wants all.
func (s *schema) choose(fields []string) []string {
	columns := slices.Clone(fields)
	if fields == nil {
		for name := range s.columns {
			columns = append(columns, name)
		}
	}
	for _, name := range []string{s.key, "modifiedon", "merged", "_masterid_value"} {
		if _, ok := s.columns[name]; ok {
			columns = append(columns, name)
		}
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

// page sorts out what a page of changes tells.
func (s *schema) page(a rowsAnswer, columns []string) (page connectors.Page, err error) {
	for _, row := range a.Rows {
		if context, _ := row["@odata.context"].(string); strings.HasSuffix(context, "/$deletedEntity") {
			id, _ := row["id"].(string)
			if !isID(id) {
				return page, bug("pull", s.object, "a deletion without an id")
			}
			page.Deleted = append(page.Deleted, strings.ToLower(id))
			continue
		}
		rec, winner, err := s.record(row, columns)
		if err != nil {
			return page, err
		}
		if winner != "" {
			page.Merged = append(page.Merged, model.Merge{Loser: rec.ID, Winner: winner})
			continue
		}
		page.Records = append(page.Records, rec)
	}
	return page, nil
}

// record turns a row into a Record; winner is who it was merged into, as which it
// stays behind.
func (s *schema) record(row map[string]any, columns []string) (rec model.Record, winner string, err error) {
	id, _ := row[s.key].(string)
	if !isID(id) {
		return rec, "", bug("pull", s.object, "a row without its key")
	}
	rec = model.Record{ID: strings.ToLower(id), Fields: map[string]any{}}
	for _, name := range columns {
		rec.Fields[name] = s.columns[name].shown(row[name])
	}
	rec.Version, _ = row["@odata.etag"].(string)
	if text, ok := rec.Fields["modifiedon"].(string); ok {
		rec.Modified, _ = time.Parse(time.RFC3339, text) // shown saw to it
	}
	if rec.Fields["merged"] == true {
		winner, _ = rec.Fields["_masterid_value"].(string)
	}
	return rec, winner, nil
}

// Enumerate goes through the ids alone; losers of merges, which stay behind, are
// left out. A count of more than 5,000 rows is not told.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s, err := c.schemas.Get(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	path := apiPath + s.set + "?" + query("$select", s.key)
	if _, ok := s.columns["merged"]; ok {
		path += "&" + query("$filter", "merged ne true")
	}
	path += "&" + query("$orderby", s.key)
	for path != "" {
		var a rowsAnswer
		if err := c.rest.JSON(ctx, rest.Call{Op: "enumerate", Object: object, Endpoint: "rows", Path: path, Header: http.Header{"Prefer": {prefer(maxPage)}}}, &a); err != nil {
			return 0, err
		}
		ids := make([]string, len(a.Rows))
		for i, row := range a.Rows {
			if ids[i], _ = row[s.key].(string); !isID(ids[i]) {
				return 0, bug("enumerate", object, "a row without its key")
			}
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
		}
		if a.Next == path {
			return 0, bug("enumerate", object, "a page that leads to itself")
		}
		path = a.Next
	}
	return -1, nil
}

// Fetch reads rows by id, a hundred a query. Ids that are gone, merged away, that
// the user may not see, or that can be no id are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	columns := s.choose(fields)
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isID(id) })
	var out []model.Record
	for part := range slices.Chunk(ids, fetchPart) {
		path := apiPath + s.set + "?" + query("$select", strings.Join(columns, ",")) + "&" + query("$filter", s.key+" eq "+strings.Join(part, " or "+s.key+" eq "))
		var a rowsAnswer
		if err := c.rest.JSON(ctx, rest.Call{Op: "fetch", Object: object, Endpoint: "rows", Path: path, Header: http.Header{"Prefer": {prefer(maxPage)}}}, &a); err != nil {
			return nil, err
		}
		if a.Next != "" {
			return nil, bug("fetch", object, "more rows than ids")
		}
		for _, row := range a.Rows {
			rec, winner, err := s.record(row, columns)
			if err != nil {
				return nil, err
			}
			if winner == "" {
				out = append(out, rec)
			}
		}
	}
	return out, nil
}
