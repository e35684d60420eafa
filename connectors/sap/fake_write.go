package sap

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// keyID is the id of a key in an address: one value, or a list of names and values.
func (s *fakeSet) keyID(key string) string {
	values := map[string]string{}
	for i, part := range strings.Split(key, ",") {
		name, value, named := strings.Cut(part, "=")
		if !named && i == 0 {
			name, value = s.keys[0], part
		}
		values[name] = strings.ReplaceAll(strings.Trim(value, "'"), "''", "'")
	}
	parts := make([]string, len(s.keys))
	for i, name := range s.keys {
		parts[i] = values[name]
	}
	return strings.Join(parts, ",")
}

// entity is a call about one row. A tagged row is changed only by who names its tag,
// or any by a star [cap]; MERGE and PATCH are one [docs].
func (f *Fake) entity(r *http.Request, set *fakeSet, key string, body []byte) fakeReply {
	id := set.keyID(key)
	row, match := set.rows[id], r.Header.Get("If-Match")
	switch {
	case row == nil:
		return failed(refuse(404, "/IWBEP/CM_MGW_RT/020", "Resource not found for segment '%sType'", set.name))
	case r.Method == http.MethodGet:
		columns, expand, bad := set.selection(r.URL.Query())
		if bad != nil {
			return failed(bad)
		}
		return fakeReply{status: 200, body: map[string]any{"d": set.show(id, columns, expand)}}
	case r.Method != http.MethodPatch && r.Method != "MERGE":
		return failed(refuse(405, "/IWFND/CM_MGW/096", "The method %s is not allowed in our fake", r.Method))
	case set.tagged && match == "":
		return failed(refuse(428, "/IWFND/CM_MGW_RT/029", "Precondition required: the header If-Match is missing"))
	case set.tagged && match != "*" && match != row.tag:
		return failed(refuse(412, "/IWFND/CM_MGW_RT/030", "Precondition failed: the entity was changed"))
	}
	var in map[string]any
	if jsonvalue.Into(body, &in) != nil {
		return failed(refuse(400, "/IWFND/CM_BEC/030", "The request body is no JSON object"))
	}
	if bad, held := f.refused[id]; held {
		return failed(&bad)
	}
	fields, changed := map[string]any{}, false
	for name, v := range in {
		stored, bad := set.store(name, v)
		if bad != nil {
			return failed(bad)
		}
		fields[name] = stored
		changed = changed || sandbox.Text(row.values[name]) != sandbox.Text(stored)
	}
	if changed {
		f.Changed(id)
	}
	f.save(set, id, fields)
	return fakeReply{status: 204}
}

var fakeInstant = regexp.MustCompile(`^/Date\((-?\d+)(?:[+-]\d+)?\)/$`)

// store checks a value and brings it into the form that is kept.
func (s *fakeSet) store(name string, v any) (any, *fakeRefusal) {
	p, ok := s.properties[name]
	text, isText := v.(string)
	wrong := refuse(400, "/IWFND/CM_BEC/031", "Property '%s' has an invalid value", name)
	switch {
	case !ok:
		return nil, refuse(400, "/IWFND/CM_BEC/032", "Property '%s' is invalid for type '%sType'", name, s.name)
	case p.readonly || slices.Contains(s.keys, name) || s.name == "A_BillingDocument":
		return nil, refuse(400, "/IWFND/CM_BEC/033", "Property '%s' cannot be changed", name)
	case v == nil && p.kind != "String":
		return nil, nil
	}
	switch p.kind {
	case "String":
		if !isText || utf8.RuneCountInString(text) > p.length {
			return nil, refuse(400, "ASSERT_DATA_TYPE", "Property '%s' has a value longer than %d", name, p.length)
		}
		if text != "" && p.codes != nil && !slices.Contains(p.codes, text) {
			return nil, refuse(400, "CFD_RT/012", "Value %s is not in the code list of %s", text, name)
		}
		return text, nil
	case "Boolean":
		if yes, isBool := v.(bool); isBool {
			return strconv.FormatBool(yes), nil
		}
		return nil, wrong
	case "Decimal", "Int64": // as texts, beyond what a number keeps [docs]
		if _, err := strconv.ParseFloat(text, 64); !isText || err != nil || p.kind == "Int64" && strings.Contains(text, ".") {
			return nil, wrong
		}
		return text, nil
	case "Date", "DateTimeOffset":
		m := fakeInstant.FindStringSubmatch(text)
		if m == nil {
			return nil, wrong
		}
		ms, _ := strconv.ParseInt(m[1], 10, 64) // digits
		at := time.UnixMilli(ms).UTC()
		if p.kind == "Date" {
			return at.Format(time.DateOnly), nil
		}
		return at.Format(time.RFC3339), nil
	}
	return nil, wrong
}

// batch is POST $batch: change sets stand or fall as a whole. One that fails is
// answered by a single part without its frame, and ends the batch unless asked to go
// on [cap]. The fake takes one change in a set, as services of partners do.
func (f *Fake) batch(w http.ResponseWriter, r *http.Request, body []byte) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" || !bytes.Contains(body, []byte("\r\n")) {
		failed(refuse(400, "/IWFND/CM_BEC/034", "a batch is multipart/mixed, with CRLF at the ends of lines")).write(w)
		return
	}
	var out bytes.Buffer
	f.made++
	boundary := fmt.Sprintf("ejjeeffe%d", f.made)
	outer := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for n := 1; ; n++ {
		part, err := outer.NextPart()
		if err == io.EOF { //nolint:errorlint // NextPart gives it bare
			break
		}
		var inner *http.Request
		var text []byte
		if err == nil {
			inner, text, err = fakeChange(part, r)
		}
		if err != nil || n > 1000 {
			failed(refuse(400, "/IWFND/CM_BEC/035", "The batch is broken or too long")).write(w)
			return
		}
		reply := f.one(inner, text)
		if reply.status < 400 {
			fmt.Fprintf(&out, "--%s\r\nContent-Type: multipart/mixed; boundary=%s_%d\r\n\r\n--%s_%d\r\n%s\r\n--%s_%d--\r\n\r\n", boundary, boundary, n, boundary, n, reply.part(inner), boundary, n)
			continue
		}
		fmt.Fprintf(&out, "--%s\r\n%s\r\n", boundary, reply.part(inner))
		if f.stops || !strings.Contains(r.Header.Get("Prefer"), "odata.continue-on-error") {
			break
		}
	}
	fmt.Fprintf(&out, "--%s--\r\n", boundary)
	w.Header().Set("Content-Type", "multipart/mixed; boundary="+boundary)
	w.WriteHeader(http.StatusAccepted)
	_, _ = w.Write(out.Bytes()) // the caller went away
}

// fakeChange reads the only change of a change set.
func fakeChange(part *multipart.Part, outer *http.Request) (*http.Request, []byte, error) {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, nil, fmt.Errorf("changes stand in change sets")
	}
	set := multipart.NewReader(part, params["boundary"])
	one, err := set.NextPart()
	if err != nil || one.Header.Get("Content-Type") != "application/http" || one.Header.Get("Content-Transfer-Encoding") != "binary" {
		return nil, nil, fmt.Errorf("a change is application/http")
	}
	id := one.Header.Get("Content-ID")
	text, _ := io.ReadAll(one)                   // in memory
	if _, err := set.NextPart(); err != io.EOF { //nolint:errorlint // it comes bare
		return nil, nil, fmt.Errorf("one change in a set")
	}
	head, body, _ := bytes.Cut(text, []byte("\r\n\r\n")) // a length need not be told
	// The address is relative to the service, and no host is named.
	head = append(bytes.Replace(head, []byte(" "), []byte(" /"), 1), "\r\nHost: x\r\n\r\n"...)
	inner, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(head)))
	if err != nil {
		return nil, nil, err
	}
	inner.URL.Path = strings.TrimSuffix(outer.URL.Path, "/$batch") + inner.URL.Path
	inner.Header.Set("Content-ID", id)
	return inner, body, nil
}

func (a fakeReply) part(to *http.Request) string {
	text := ""
	if a.body != nil {
		b, _ := json.Marshal(a.body) // maps and texts
		text = "Content-Type: application/json\r\n"
		text += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(b), b)
	} else {
		text = "Content-Length: 0\r\n\r\n"
	}
	return fmt.Sprintf("Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: %s\r\n\r\nHTTP/1.1 %d %s\r\ndataserviceversion: 2.0\r\n%s",
		to.Header.Get("Content-ID"), a.status, http.StatusText(a.status), text)
}
