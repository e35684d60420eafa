package dynamics

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// row is a call about one row: PATCH creates it when it is not there, unless
// If-Match says that it must be [docs].
func (f *Fake) row(r *http.Request, t *fakeTable, key string, in map[string]any) fakeReply {
	id := strings.ToLower(key)
	if name, value, alternate := strings.Cut(key, "="); alternate { // an alternate key
		id = ""
		for other, row := range t.rows {
			if sandbox.Text(row.values[name]) == strings.Trim(value, "'") {
				id = other
			}
		}
		if id == "" && r.Method == http.MethodPatch && in != nil {
			in[name] = strings.Trim(value, "'")
		}
	}
	row := t.rows[id]
	match := r.Header.Get("If-Match")
	missing := refuse(404, "0x80040217", "%s With Id = %s Does Not Exist", t.name, key)
	switch {
	case r.Method == http.MethodPatch && row == nil && match == "":
		if id == "" || !fakeGUID.MatchString(id) {
			id = f.nextID()
		}
	case row == nil:
		return failed(missing)
	case r.Method == http.MethodPatch && r.Header.Get("If-None-Match") == "*":
		return failed(refuse(412, "0x80040237", "A record with matching key values already exists."))
	case match != "" && match != "*" && match != fmt.Sprintf(`W/"%d"`, row.version):
		return failed(refuse(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided."))
	}
	switch r.Method {
	case http.MethodGet:
		var columns []string
		if text := r.URL.Query().Get("$select"); text != "" {
			columns = strings.Split(text, ",")
		}
		return fakeReply{status: 200, body: row.show(t, columns)}
	case http.MethodDelete:
		f.remove(t, id)
		return fakeReply{status: 204}
	case http.MethodPatch:
		if bad := f.update(t, id, in, r.Header); bad != nil {
			return failed(bad)
		}
		return fakeReply{status: 204, header: http.Header{"OData-EntityId": {"http://" + r.Host + "/api/data/v9.2/" + t.set + "(" + id + ")"}}}
	}
	return failed(fakeNoRoute)
}

func (f *Fake) update(t *fakeTable, id string, in map[string]any, header http.Header) *fakeRefusal {
	if bad, held := f.refused[id]; held {
		return &bad
	}
	for name, v := range in {
		if bad := t.refuses(name, v); bad != nil {
			return bad
		}
	}
	if row := t.rows[id]; row != nil {
		for name, v := range in {
			if sandbox.Text(row.values[name]) != sandbox.Text(t.columns[name].store(v)) {
				f.Changed(id)
				break
			}
		}
	}
	if header.Get("MSCRM.BypassBusinessLogicExecution") == "" {
		f.plugins++
	}
	f.save(t, id, in)
	return nil
}

// refuses finds what a column does not take [docs].
func (t *fakeTable) refuses(name string, v any) *fakeRefusal {
	col := t.columns[name]
	text, isText := v.(string)
	number, isNumber := v.(json.Number)
	_, isBool := v.(bool)
	wrong := refuse(400, "0x80048d19", "Error identified in Payload provided by the user for Entity :'%s': %s", t.set, name)
	switch {
	case col == nil || !col.writable || col.logical != "" || col.kind == "State":
		return refuse(400, "0x80048d19", "Error identified in Payload: the property '%s' does not exist on type 'Microsoft.Dynamics.CRM.%s'.", name, t.name)
	case v == nil:
		return nil
	}
	switch col.kind {
	case "String", "Memo":
		if !isText {
			return wrong
		}
		if utf8.RuneCountInString(text) > col.length {
			return refuse(400, "0x80044331", "A validation error occurred. The length of the '%s' attribute of the '%s' entity exceeded the maximum allowed length of '%d'.", name, t.name, col.length)
		}
	case "Integer":
		if !isNumber || strings.ContainsAny(number.String(), ".eE") {
			return wrong
		}
	case "Decimal", "Double", "Money":
		if !isNumber {
			return wrong
		}
	case "Picklist":
		if !isNumber {
			return wrong
		}
		if !slices.Contains(col.options, number.String()) {
			return refuse(400, "0x80048d19", "A validation error occurred. The value %s of '%s' on record of type '%s' is outside the valid range.", number, name, t.name)
		}
	case "Boolean":
		if !isBool {
			return wrong
		}
	case "DateTime":
		form := time.RFC3339
		if col.format == "DateOnly" {
			form = time.DateOnly
		}
		if _, err := time.Parse(form, text); err != nil {
			return wrong
		}
	}
	return nil
}

// batch is POST $batch: a thousand requests at most, answered in their order; it
// stops at the first error unless asked to go on, and says its status then [docs].
// Change sets, which write all or nothing, are not known to the fake.
func (f *Fake) batch(w http.ResponseWriter, r *http.Request, body []byte) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		failed(refuse(400, "0x80048d06", "Invalid Content-Type header for a batch")).write(w)
		return
	}
	if !bytes.Contains(body, []byte("\r\n")) {
		failed(refuse(400, "0x80048d06", "lines of a batch end with CRLF")).write(w)
		return
	}
	goOn := strings.Contains(r.Header.Get("Prefer"), "odata.continue-on-error")
	parts, status := multipart.NewReader(bytes.NewReader(body), params["boundary"]), 200
	var replies []fakeReply
	for {
		part, err := parts.NextPart()
		if err == io.EOF { //nolint:errorlint // NextPart gives it bare
			break
		}
		if err != nil || len(replies) == 1000 {
			failed(refuse(400, "0x80048d06", "The number of requests exceeds the limit, or the batch is broken")).write(w)
			return
		}
		text, _ := io.ReadAll(part)
		reply := f.part(r, part.Header.Get("Content-Type"), text)
		replies = append(replies, reply)
		if reply.status >= 400 && !goOn {
			status = reply.status
			break
		}
	}
	var out bytes.Buffer
	boundary := "batchresponse_" + f.nextID()
	for _, reply := range replies {
		fmt.Fprintf(&out, "--%s\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP/1.1 %d %s\r\nOData-Version: 4.0\r\n", boundary, reply.status, http.StatusText(reply.status))
		for name, v := range reply.header {
			fmt.Fprintf(&out, "%s: %s\r\n", name, v[0])
		}
		if reply.body != nil {
			text, _ := json.Marshal(reply.body)
			fmt.Fprintf(&out, "Content-Type: application/json; odata.metadata=minimal\r\n\r\n%s\r\n", text)
			continue
		}
		out.WriteString("\r\n\r\n")
	}
	fmt.Fprintf(&out, "--%s--\r\n", boundary)
	w.Header().Set("Content-Type", "multipart/mixed; boundary="+boundary)
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the caller went away
}

func (f *Fake) part(outer *http.Request, contentType string, text []byte) fakeReply {
	if contentType != "application/http" {
		return failed(refuse(400, "0x80048d06", "a part of a batch is application/http"))
	}
	head, body, found := bytes.Cut(text, []byte("\r\n\r\n"))
	inner, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(append(slices.Clone(head), "\r\nHost: "+outer.Host+"\r\n\r\n"...))))
	if err != nil || !found {
		return failed(refuse(400, "0x80048d06", "a part of a batch is no request"))
	}
	return f.one(inner, bytes.TrimSpace(body))
}

// updateMultiple writes all rows or none [docs].
func (f *Fake) updateMultiple(set string, in map[string]any) fakeReply {
	t := f.set(set)
	list, _ := in["Targets"].([]any)
	if t == nil || len(list) == 0 {
		return failed(fakeNoRoute)
	}
	for _, e := range list {
		one, _ := e.(map[string]any)
		id := sandbox.Text(one[t.key])
		if t.rows[id] == nil {
			return failed(refuse(404, "0x80040217", "%s With Id = %s Does Not Exist", t.name, id))
		}
		for name, v := range one {
			if name != t.key && name != "@odata.type" {
				if bad := t.refuses(name, v); bad != nil {
					return failed(bad)
				}
			}
		}
	}
	for _, e := range list {
		one, _ := e.(map[string]any)
		id := sandbox.Text(one[t.key])
		delete(one, t.key)
		delete(one, "@odata.type")
		f.save(t, id, one)
	}
	return fakeReply{status: 204}
}
