package netsuite

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// fakeJob is a batch with what became of its records, in order.
type fakeJob struct {
	results []*fakeRefusal // nil for one that went well
	ends    time.Time
}

var fakeUUID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// batch is PATCH record/v1/customer: at most a hundred records, always run later, one
// job for one key [docs]. The fake runs it at once and says so two seconds later.
func (f *Fake) batch(r *http.Request, body []byte) fakeReply {
	var in struct{ Items []map[string]any }
	key := r.Header.Get("X-NetSuite-idempotency-key")
	switch {
	case r.Header.Get("Prefer") != "respond-async" || r.Header.Get("Content-Type") != "application/vnd.oracle.resource+json; type=collection":
		return failed(refuse(400, "INVALID_HEADER", "A batch needs Prefer: respond-async and the content type of a collection."))
	case jsonvalue.Into(body, &in) != nil || len(in.Items) == 0 || len(in.Items) > 100:
		return failed(refuse(400, "INVALID_CONTENT", "A batch holds 1 to 100 items."))
	case key != "" && !fakeUUID.MatchString(key):
		return failed(refuse(400, "INVALID_HEADER", "The idempotency key has to be a UUID."))
	}
	id := f.byKey[key]
	if id == "" || key == "" {
		f.made++
		id = strconv.FormatInt(f.made, 10)
		job := &fakeJob{ends: f.Clock.Now().Add(2 * time.Second)}
		for _, row := range in.Items {
			job.results = append(job.results, f.update(row))
		}
		f.jobs[id], f.byKey[key] = job, id
	}
	return fakeReply{status: 202, header: http.Header{"Location": {"http://" + r.Host + "/services/rest/async/v1/job/" + id}, "Preference-Applied": {"respond-async"}}}
}

// update writes one record: what is left out stays, null clears [docs].
func (f *Fake) update(in map[string]any) *fakeRefusal {
	id := sandbox.Text(in["id"])
	row := f.tables["customer"].rows[id]
	if row == nil {
		return refuse(404, "NONEXISTENT_ID", "The record instance does not exist. Provide a valid record instance ID.")
	}
	if bad, held := f.refused[id]; held {
		return &bad
	}
	fields, changed := map[string]any{}, false
	for name, v := range in {
		if name == "id" {
			continue
		}
		stored, bad := f.fields[name].store(name, v)
		if bad != nil {
			return bad
		}
		column := strings.ToLower(name)
		fields[column] = stored
		changed = changed || sandbox.Text(row[column]) != sandbox.Text(stored)
	}
	if changed {
		f.Changed(id)
	}
	f.save("customer", id, fields)
	return nil
}

// store checks a value and brings it into the form that is kept.
func (field fakeField) store(name string, v any) (any, *fakeRefusal) {
	wrong := refuse(400, "INVALID_CONTENT", "Invalid content in the request body. Invalid value for field %s.", name)
	text, isText := v.(string)
	number, isNumber := v.(json.Number)
	truth, isTruth := v.(bool)
	list, isList := v.(map[string]any)
	switch {
	case field.kind == "" || field.readonly:
		return nil, refuse(400, "INVALID_CONTENT", "Invalid content in the request body. Unknown or read-only field: %s.", name)
	case v == nil:
		return nil, nil
	case field.kind == "text" && isText:
		if text == "REFUSED" { // as a script of the account would
			return nil, refuse(400, "USER_ERROR", "Error while accessing a resource. The value of %s is not allowed.", name)
		}
		return text, nil
	case field.kind == "number" && isNumber:
		return number.String(), nil
	case field.kind == "bool" && isTruth:
		return map[bool]string{true: "T", false: "F"}[truth], nil
	case field.kind == "date" && isText:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return nil, wrong
		}
		return text, nil
	case field.kind == "list" && isList:
		id := sandbox.Text(list["id"])
		if field.entries != nil && !slices.Contains(field.entries, id) {
			return nil, refuse(400, "INVALID_CONTENT", "Invalid content in the request body. Invalid reference key %s for field %s.", id, name)
		}
		return id, nil
	}
	return nil, wrong
}

// job tells of a job, its tasks and their results [docs]. Whether a batch has a task
// for each record or one for all stands nowhere: the fake knows both.
func (f *Fake) job(r *http.Request) fakeReply {
	m := fakeJobPath.FindStringSubmatch(r.URL.Path)
	job := f.jobs[m[1]]
	if job == nil {
		return failed(refuse(404, "NONEXISTENT_ID", "The job does not exist."))
	}
	done := !f.Clock.Now().Before(job.ends)
	progress := map[bool]string{true: "succeeded", false: "processing"}[done]
	switch {
	case m[2] == "":
		return fakeReply{status: 200, body: map[string]any{"id": m[1], "completed": done, "progress": progress}}
	case m[3] == "":
		items := []any{}
		for i, bad := range job.results {
			said := progress
			if bad != nil {
				said = "failed"
			}
			items = append(items, map[string]any{"id": fmt.Sprint(i + 1), "completed": done, "progress": said})
		}
		if f.oneTask {
			items = items[:1]
		}
		return fakeReply{status: 200, body: map[string]any{"count": len(items), "hasMore": false, "items": items}}
	}
	n, _ := strconv.Atoi(m[3])
	switch {
	case n < 1 || n > len(job.results) || !done || m[4] == "":
		return failed(refuse(404, "NONEXISTENT_ID", "The task does not exist."))
	case f.oneTask:
		items := []any{}
		for _, bad := range job.results {
			if bad != nil {
				items = append(items, bad.body())
				continue
			}
			items = append(items, map[string]any{"status": 204})
		}
		return fakeReply{status: 200, body: map[string]any{"items": items}}
	case job.results[n-1] != nil:
		return failed(job.results[n-1])
	}
	return fakeReply{status: 204}
}
