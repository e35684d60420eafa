package salesforce

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// Waits between two looks at a job, doubled from the one to the other. A small job is
// done at once, and its first looks are soon; each look is a call of the day's budget,
// of which even a long job takes a few more than its minutes.
const (
	pollFirst = 50 * time.Millisecond
	pollMost  = 30 * time.Second
)

// pullByJob reads everything by a query job: the rows as they stood when it ran.
// What changed since comes with the increment that follows. The cursor keeps the
// job, whose result lives seven days; one that is gone by then is begun anew.
func (c *conn) pullByJob(ctx context.Context, req connectors.PullRequest, sel selection, at place, whole bool, emit func(connectors.Page) error) error {
	if at.Job == "" {
		var err error
		if at.Job, err = c.startQuery(ctx, req.Object, sel); err != nil {
			return err
		}
		if err := emit(connectors.Page{Next: at.cursor()}); err != nil {
			return err
		}
	}
	if err := c.awaitQuery(ctx, req.Object, at.Job); err != nil {
		if connectors.KindOf(err) == connectors.KindNotFound {
			return c.pullByJob(ctx, req, sel, place{Pass: at.Pass}, true, emit)
		}
		return err
	}
	for {
		rows, locator, err := c.part(ctx, req, at)
		if err != nil {
			return err
		}
		page := connectors.Page{Records: make([]model.Record, len(rows))}
		for i, row := range rows {
			if id, _ := row["Id"].(string); !isID(id) {
				return bug("pull", req.Object, "a row of a job without an Id of 18 characters")
			}
			page.Records[i] = sel.record(row)
		}
		at.Locator = locator
		page.Next = at.cursor()
		if locator == "" {
			page.Next, page.Last, page.Complete = at.ended(), true, whole
		}
		if err := emit(page); err != nil || page.Last {
			return err
		}
	}
}

// startQuery makes a job. One whose answer is lost is left to itself: it changes
// nothing and goes after seven days.
func (c *conn) startQuery(ctx context.Context, object string, sel selection) (string, error) {
	soql := "SELECT "
	for i, column := range sel.columns {
		if i > 0 {
			soql += ", "
		}
		soql += column
	}
	var j job
	err := c.rest.JSON(ctx, rest.Call{Op: "pull", Object: object, Endpoint: "jobs", Path: c.path + "jobs/query", Idempotent: true,
		JSON: map[string]any{"operation": "query", "query": soql + " FROM " + object}}, &j)
	if err == nil && j.ID == "" {
		err = bug("pull", object, "a job without an id")
	}
	return j.ID, err
}

// awaitQuery waits for the end of a job.
func (c *conn) awaitQuery(ctx context.Context, object, id string) error {
	for wait := pollFirst; ; wait = min(2*wait, pollMost) {
		var j job
		if err := c.rest.JSON(ctx, rest.Call{Op: "pull", Object: object, Endpoint: "jobs", Path: c.path + "jobs/query/" + url.PathEscape(id)}, &j); err != nil {
			return err
		}
		switch j.State {
		case "JobComplete":
			return nil
		case "Failed", "Aborted":
			return &connectors.Error{Kind: connectors.KindInvalid, Op: "pull", System: Name, Object: object, ID: id, Code: j.State,
				Said: rest.Redact("the query job ended: " + j.Message), Fix: "Set bulk_from to 0 to pull without jobs, or look at Bulk Data Load Jobs in Setup."}
		}
		if err := c.clock.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// part reads one part of a job's result; locator is "" after the last one.
func (c *conn) part(ctx context.Context, req connectors.PullRequest, at place) (rows []map[string]any, locator string, err error) {
	q := url.Values{"maxRecords": {strconv.Itoa(req.Size(bulkPage))}}
	if at.Locator != "" {
		q.Set("locator", at.Locator)
	}
	body, header, err := c.rest.Do(ctx, rest.Call{Op: "pull", Object: req.Object, Endpoint: "results", Path: c.path + "jobs/query/" + url.PathEscape(at.Job) + "/results",
		Query: q, Raw: true, Header: http.Header{"Accept": {"text/csv"}}})
	if err != nil {
		return nil, "", err
	}
	if rows, err = readCSV(body); err != nil {
		return nil, "", bug("pull", req.Object, err.Error())
	}
	if locator = header.Get("Sforce-Locator"); locator == "null" {
		locator = ""
	}
	return rows, locator, nil
}

// wholeCSV sees whether a result came whole: nothing else would show that a CSV
// was cut off at the end of a line.
func wholeCSV(resp *http.Response, body []byte) *connectors.Error {
	said := resp.Header.Get("Sforce-NumberOfRecords")
	rows, err := readCSV(body)
	switch {
	case err != nil || !bytes.Contains(body, []byte("Id")): // in the header
		return &connectors.Error{Kind: connectors.KindUnavailable, Said: "the answer's CSV is cut off or broken"}
	case said != "" && said != strconv.Itoa(len(rows)):
		return &connectors.Error{Kind: connectors.KindUnavailable, Said: fmt.Sprintf("%d rows of %s came", len(rows), said)}
	}
	return nil
}

// readCSV reads rows by the names of the header.
func readCSV(body []byte) ([]map[string]any, error) {
	r := csv.NewReader(bytes.NewReader(body))
	r.ReuseRecord = true
	var header []string
	var rows []map[string]any
	for {
		line, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			if len(body) > 0 && body[len(body)-1] != '\n' {
				return nil, errors.New("the last line of the CSV has no end")
			}
			return rows, nil
		case err != nil:
			return nil, fmt.Errorf("the CSV is broken: %w", err)
		case header == nil:
			header = append(header, line...)
			continue
		}
		row := make(map[string]any, len(header))
		for i, name := range header {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
}
