package netsuite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// Collect asks after jobs. When one has ended, the records themselves are read: what
// holds its values is Written, what is gone Missing. Only for the others the results
// of the job are read, to say why; one that they are silent about is Unknown.
func (c *conn) Collect(ctx context.Context, object string, handles []string) ([]connectors.PushResult, error) {
	results := make([]connectors.PushResult, len(handles))
	byJob := map[string][]int{}
	parsed := make([]handle, len(handles))
	var jobs []string
	for i, text := range handles {
		h, ok := parseHandle(text)
		results[i] = connectors.PushResult{ID: h.id, Handle: text, Outcome: connectors.Pending}
		if !ok {
			results[i].Outcome, results[i].Err = connectors.Unknown, &connectors.Error{Kind: connectors.KindInvalid, Op: "collect", System: Name, Object: object, Sent: true, Said: "the handle is not one of this connector"}
			continue
		}
		if byJob[h.job] == nil {
			jobs = append(jobs, h.job)
		}
		parsed[i], byJob[h.job] = h, append(byJob[h.job], i)
	}
	for _, job := range jobs {
		if err := c.collect(ctx, job, byJob[job], parsed, results); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// collect finds out about the records of one job.
func (c *conn) collect(ctx context.Context, job string, at []int, parsed []handle, results []connectors.PushResult) error {
	var a jobAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: "collect", Object: customer, ID: job, Endpoint: "job", Path: jobsPath + job}, &a)
	gone := connectors.KindOf(err) == connectors.KindNotFound // the records tell all the same
	if err != nil && !gone {
		return err
	}
	if !gone && !a.Completed {
		return nil
	}
	s, err := c.schemas.Get(ctx, "collect", customer)
	if err != nil {
		return err
	}
	columns := []string{"id"}
	var ids []string
	for _, i := range at {
		ids, columns = append(ids, parsed[i].id), append(columns, parsed[i].columns...)
	}
	slices.Sort(columns)
	records, err := c.fetch(ctx, "collect", s, ids, slices.Compact(columns))
	if err != nil {
		return err
	}
	live := map[string]model.Record{}
	for _, rec := range records {
		live[rec.ID] = rec
	}
	why := &reasons{conn: c, job: job, gone: gone}
	for _, i := range at {
		h := parsed[i]
		rec, there := live[h.id]
		switch {
		case !there:
			results[i].Outcome = connectors.Missing
		case s.mark(h.columns, rec.Fields) == h.mark:
			results[i].Outcome = connectors.Written
		default:
			e, err := why.of(ctx, h.place)
			if err != nil {
				return err
			}
			results[i].Outcome, results[i].Err = refused(h.id, e)
		}
	}
	return nil
}

// refused is the outcome of a record that does not hold its values.
func refused(id string, e *connectors.Error) (connectors.Outcome, error) {
	if e == nil {
		return connectors.Unknown, &connectors.Error{Kind: connectors.KindUnavailable, Op: "collect", System: Name, Object: customer, ID: id, Sent: true,
			Said: "the job has ended, but the record does not hold the values, and the job does not say why"}
	}
	own := *e
	own.Op, own.System, own.Object, own.ID, own.Said = "collect", Name, customer, id, rest.Redact(e.Said)
	switch own.Kind {
	case connectors.KindInvalid, connectors.KindPermission, connectors.KindConflict, connectors.KindNotFound, connectors.KindUnsupported:
		return connectors.Rejected, &own
	}
	own.Sent = true
	return connectors.Unknown, &own
}

// reasons are the errors of a job, read when they are asked for. Its tasks are one
// for each record, or a single one whose result lists them; both in their order.
type reasons struct {
	*conn
	job   string
	gone  bool // the job is no longer kept
	tasks []json.Number
	whole *resultAnswer // of a single task
}

// of gives the error of a record by its place in the batch; nil when none is told.
func (r *reasons) of(ctx context.Context, place string) (*connectors.Error, error) {
	if r.gone {
		return nil, nil
	}
	if r.tasks == nil {
		var a tasksAnswer
		if err := r.rest.JSON(ctx, rest.Call{Op: "collect", Object: customer, ID: r.job, Endpoint: "job", Path: jobsPath + r.job + "/task/"}, &a); err != nil {
			return nil, err
		}
		for _, task := range a.Items {
			r.tasks = append(r.tasks, task.ID)
		}
		slices.SortFunc(r.tasks, func(a, b json.Number) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	}
	n, err := strconv.Atoi(place)
	switch {
	case err != nil || len(r.tasks) == 0 || n >= len(r.tasks) && len(r.tasks) > 1:
		return nil, nil
	case len(r.tasks) > 1:
		_, e, err := r.result(ctx, r.tasks[n])
		return e, err
	}
	if r.whole == nil {
		result, e, err := r.result(ctx, r.tasks[0])
		if e != nil || err != nil {
			return e, err
		}
		r.whole = &result
	}
	if n < len(r.whole.Items) && len(r.whole.Items[n].Details) > 0 {
		return failure(r.whole.Items[n].Status, r.whole.Items[n]), nil
	}
	return nil, nil
}

// result reads the result of a task, which may be an error, told as one or not.
func (r *reasons) result(ctx context.Context, task json.Number) (a resultAnswer, told *connectors.Error, err error) {
	err = r.rest.JSON(ctx, rest.Call{Op: "collect", Object: customer, ID: r.job, Endpoint: "job", Path: jobsPath + r.job + "/task/" + task.String() + "/result"}, &a)
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Status >= 400 && e.Code != "" && e.Kind != connectors.KindRateLimited && e.Kind != connectors.KindAuth {
		return a, e, nil
	}
	if err == nil && len(a.Details) > 0 {
		return a, failure(a.Status, a.errorAnswer), nil
	}
	return a, nil, err
}
