package salesforce

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeJob is a job of Bulk API 2.0. It is looked at a few times before it is done,
// as a queue would have it.
type fakeJob struct {
	id, kind, operation, object, state, message string
	born                                        time.Time
	looks                                       int
	query                                       string
	columns                                     []string
	lines                                       [][]string // a query's rows, or uploaded ones
	header                                      []string
	good, bad                                   [][]string
	assigns                                     bool
}

// fakeKept is how long results are kept [bulk].
const fakeKept = 7 * 24 * time.Hour

func (j *fakeJob) show() any {
	out := map[string]any{"id": j.id, "operation": j.operation, "object": j.object, "createdById": fakeUser, "createdDate": j.born.Format("2006-01-02T15:04:05.000-0700"),
		"systemModstamp": j.born.Format("2006-01-02T15:04:05.000-0700"), "state": j.state, "concurrencyMode": "Parallel", "contentType": "CSV", "apiVersion": 66.0,
		"lineEnding": "LF", "columnDelimiter": "COMMA"}
	switch {
	case j.kind == "ingest" && j.state == "Open":
		out["contentUrl"] = "services/data/v66.0/jobs/ingest/" + j.id + "/batches"
	case j.state == "JobComplete":
		out["numberRecordsProcessed"] = len(j.lines)
		if j.kind == "ingest" {
			out["numberRecordsProcessed"], out["numberRecordsFailed"] = len(j.good)+len(j.bad), len(j.bad)
		}
	}
	if j.message != "" {
		out["errorMessage"] = j.message
	}
	return out
}

func (f *Fake) newJob(kind, operation, object string) *fakeJob {
	j := &fakeJob{id: f.nextID("750"), kind: kind, operation: operation, object: object, born: f.Clock.Now().UTC()}
	f.jobs[j.id] = j
	return j
}

// job finds one that is still kept.
func (f *Fake) job(kind, id string) *fakeJob {
	j := f.jobs[fakeLong(id)]
	if j == nil || j.kind != kind || f.Clock.Now().Sub(j.born) > fakeKept {
		return nil
	}
	return j
}

// makeQueryJob is POST jobs/query; compound fields are refused [bulk].
func (f *Fake) makeQueryJob(c *fakeCall) (int, any, *fakeRefusal) {
	text, operation := sandbox.Text(c.in["query"]), sandbox.Text(c.in["operation"])
	if operation != "query" && operation != "queryAll" {
		return 0, nil, refuse(400, "INVALIDJOB", "operation must be query or queryAll")
	}
	o, q, _, bad := f.selectRows(text, operation == "queryAll")
	if bad != nil {
		return 0, nil, bad
	}
	for _, column := range q.Columns {
		if fd := o.fields[column]; fd != nil && (fd.kind == "address" || fd.kind == "base64") || strings.HasSuffix(column, "()") {
			return 0, nil, refuse(400, "FUNCTIONALITY_NOT_ENABLED", "Selecting compound data not supported in Bulk Query")
		}
	}
	j := f.newJob("query", operation, o.name)
	j.state, j.query, j.columns = "UploadComplete", text, q.Columns
	return 200, j.show(), nil
}

// makeIngestJob is POST jobs/ingest [bulk].
func (f *Fake) makeIngestJob(c *fakeCall) (int, any, *fakeRefusal) {
	operation := sandbox.Text(c.in["operation"])
	o := f.find(sandbox.Text(c.in["object"]))
	switch {
	case o == nil:
		return 0, nil, refuse(400, "INVALIDENTITY", "Unable to find object: %s", sandbox.Text(c.in["object"]))
	case !slices.Contains([]string{"insert", "update", "upsert", "delete"}, operation):
		return 0, nil, refuse(400, "INVALIDJOB", "operation is not supported")
	case operation == "upsert" && c.in["externalIdFieldName"] == nil:
		return 0, nil, refuse(400, "INVALIDJOB", "externalIdFieldName is missing")
	}
	j := f.newJob("ingest", operation, o.name)
	j.state, j.query, j.assigns = "Open", sandbox.Text(c.in["externalIdFieldName"]), !strings.EqualFold(c.Header.Get("Sforce-Auto-Assign"), "FALSE")
	return 200, j.show(), nil
}

// upload is PUT batches, once for a job that is open; 150 MB at most [bulk].
func (f *Fake) upload(c *fakeCall) (int, any, *fakeRefusal) {
	j := f.job("ingest", c.args[0])
	switch {
	case j == nil:
		return 0, nil, fakeNoResource
	case j.state != "Open" || j.header != nil:
		return 0, nil, refuse(400, "INVALIDJOBSTATE", "Invalid job state, state: %s", j.state)
	case !strings.HasPrefix(c.Header.Get("Content-Type"), "text/csv"):
		return 0, nil, refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be text/csv")
	}
	lines, err := csv.NewReader(bytes.NewReader(c.body)).ReadAll()
	if err != nil || len(lines) == 0 {
		return 0, nil, refuse(400, "INVALIDBATCH", "the CSV is broken")
	}
	j.header, j.lines = lines[0], lines[1:]
	return 201, "", nil
}

// setState closes or aborts a job [bulk].
func (f *Fake) setState(c *fakeCall) (int, any, *fakeRefusal) {
	j := f.job(strings.ToLower(c.args[0]), c.args[1])
	state := sandbox.Text(c.in["state"])
	switch {
	case j == nil:
		return 0, nil, fakeNoResource
	case state == "Aborted" && j.state != "JobComplete":
		j.state = state
	case state == "UploadComplete" && j.state == "Open" && j.header != nil:
		j.state = state
	default:
		return 0, nil, refuse(400, "INVALIDJOBSTATE", "Invalid job state, state: %s", j.state)
	}
	return 200, j.show(), nil
}

// jobInfo moves a job on: the second look finds it in progress, the third done.
func (f *Fake) jobInfo(c *fakeCall) (int, any, *fakeRefusal) {
	j := f.job(strings.ToLower(c.args[0]), c.args[1])
	if j == nil {
		return 0, nil, fakeNoResource
	}
	if j.state == "UploadComplete" || j.state == "InProgress" {
		switch j.looks++; j.looks {
		case 1:
		case 2:
			j.state = "InProgress"
		default:
			f.finish(j)
		}
	}
	return 200, j.show(), nil
}

func (f *Fake) finish(j *fakeJob) {
	j.state = "JobComplete"
	if j.kind == "ingest" {
		if j.assigns {
			f.assigned++
		}
		for _, line := range j.lines {
			f.ingest(j, line)
		}
		return
	}
	o, _, rows, bad := f.selectRows(j.query, j.operation == "queryAll")
	if bad != nil {
		j.state, j.message = "Failed", bad.message
		return
	}
	for _, row := range rows {
		line := make([]string, len(j.columns))
		for i, column := range j.columns {
			line[i] = f.cell(o, row, column)
		}
		j.lines = append(j.lines, line)
	}
}

// cell is a value in a CSV: instants end in Z there [bulk].
func (f *Fake) cell(o *fakeObject, row fakeRow, column string) string {
	root, part, nested := strings.Cut(column, ".")
	if nested {
		other, related := f.related(o, row, root)
		if related == nil {
			return ""
		}
		o, row, column = other, related, part
	}
	if at, stamp := row[column].(time.Time); stamp {
		return at.Format("2006-01-02T15:04:05.000Z")
	}
	return sandbox.Text(f.value(o, row, column))
}

// ingest writes one line. An empty cell leaves a field alone, #N/A empties it [bulk].
func (f *Fake) ingest(j *fakeJob, line []string) {
	o := f.objects[j.object]
	fields, id := map[string]any{}, ""
	for i, name := range j.header {
		switch {
		case strings.EqualFold(name, "Id"):
			id = line[i]
		case line[i] == "#N/A":
			fields[name] = nil
		case line[i] != "":
			fields[name] = line[i]
		}
	}
	var errs []any
	created := false
	switch j.operation {
	case "update":
		errs = f.update(o, id, fields)
	case "upsert":
		id, created, errs = f.upsert(o, j.query, sandbox.Text(fields[j.query]), fields)
	case "insert":
		id, created, errs = f.insert(o, fields)
	case "delete":
		if o.live(id) == nil {
			errs = fakeFailure("ENTITY_IS_DELETED", "entity is deleted")
		}
		f.remove(o, fakeLong(id), nil)
	}
	if errs != nil {
		first, _ := errs[0].(map[string]any)
		j.bad = append(j.bad, append([]string{fakeLong(id), sandbox.Text(first["statusCode"]) + ":" + sandbox.Text(first["message"]) + ":--"}, line...))
		return
	}
	j.good = append(j.good, append([]string{fakeLong(id), strconv.FormatBool(created)}, line...))
}

// queryResults is GET results: parts by maxRecords and an opaque locator, which is
// the word null at the end; the header stands in each part [bulk].
func (f *Fake) queryResults(c *fakeCall) (int, any, *fakeRefusal) {
	j := f.job("query", c.args[0])
	if j == nil {
		return 0, nil, fakeNoResource
	}
	if j.state != "JobComplete" {
		return 0, nil, refuse(400, "INVALIDJOBSTATE", "The results are not available, state: %s", j.state)
	}
	from, most := 0, len(j.lines)
	if text := c.URL.Query().Get("locator"); text != "" {
		n, err := strconv.ParseInt(strings.TrimPrefix(text, "MT"), 36, 64)
		if err != nil || n < 0 || int(n) > len(j.lines) {
			return 0, nil, refuse(400, "INVALID_QUERY_LOCATOR", "invalid locator")
		}
		from = int(n)
	}
	if n, err := strconv.Atoi(c.URL.Query().Get("maxRecords")); err == nil && n > 0 {
		most = n
	}
	end := min(from+most, len(j.lines))
	c.w.Header().Set("Sforce-NumberOfRecords", strconv.Itoa(end-from))
	c.w.Header().Set("Sforce-Locator", "null")
	if end < len(j.lines) {
		c.w.Header().Set("Sforce-Locator", "MT"+strconv.FormatInt(int64(end), 36))
	}
	return 200, quoted(j.columns, j.lines[from:end]), nil
}

// ingestResults are the three lists of a job that has ended [bulk].
func (f *Fake) ingestResults(c *fakeCall) (int, any, *fakeRefusal) {
	j := f.job("ingest", c.args[0])
	if j == nil {
		return 0, nil, fakeNoResource
	}
	switch ended := slices.Contains([]string{"JobComplete", "Failed", "Aborted"}, j.state); {
	case !ended:
		return 0, nil, refuse(400, "INVALIDJOBSTATE", "The results are not available, state: %s", j.state)
	case strings.EqualFold(c.args[1], "successfulResults"):
		return 200, quoted(append([]string{"sf__Id", "sf__Created"}, j.header...), j.good), nil
	case strings.EqualFold(c.args[1], "failedResults"):
		return 200, quoted(append([]string{"sf__Id", "sf__Error"}, j.header...), j.bad), nil
	case j.state == "JobComplete":
		return 200, quoted(j.header, nil), nil
	}
	return 200, quoted(j.header, j.lines), nil
}

// quoted writes a CSV with every value in quotes [bulk].
func quoted(header []string, lines [][]string) string {
	var b strings.Builder
	for _, line := range slices.Concat([][]string{header}, lines) {
		for i, cell := range line {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
