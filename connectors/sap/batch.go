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
	"strings"
)

// change is one record to update.
type change struct {
	at      int    // in the batch that Push was given
	address string // below the service
	etag    string // as it was read; "" where the entity set has none
	body    []byte
}

// answered is what became of a change.
type answered struct {
	state  state
	status int
	etag   string
	body   []byte
}

// state says how much an answer tells.
type state uint8

const (
	lost    state = iota // the answer breaks off before this change
	told                 // it has a status
	skipped              // the answer is whole and leaves it out: it was not run
)

const (
	outerBoundary = "batch_tierloop"
	innerBoundary = "changeset_tierloop"
)

// writeBatch puts each change in a change set of its own, so that each stands alone.
func writeBatch(changes []change) []byte {
	var b bytes.Buffer
	for i, c := range changes {
		fmt.Fprintf(&b, "--%s\r\nContent-Type: multipart/mixed; boundary=%s%d\r\n\r\n", outerBoundary, innerBoundary, i)
		fmt.Fprintf(&b, "--%s%d\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: %d\r\n\r\n", innerBoundary, i, i+1)
		fmt.Fprintf(&b, "PATCH %s HTTP/1.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n", c.address)
		if c.etag != "" {
			fmt.Fprintf(&b, "If-Match: %s\r\n", c.etag)
		}
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s\r\n--%s%d--\r\n", len(c.body), c.body, innerBoundary, i)
	}
	fmt.Fprintf(&b, "--%s--\r\n", outerBoundary)
	return b.Bytes()
}

// readBatch reads the parts in the order of the changes: a change set that went well
// is a multipart of its own, one that failed a single answer. A server that stops at
// the first failure leaves out the rest.
func readBatch(contentType string, body []byte, changes int) []answered {
	out := make([]answered, changes)
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return out
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for i := range out {
		part, err := parts.NextPart()
		if err == io.EOF { //nolint:errorlint // NextPart gives it bare, only behind the last boundary
			for j := i; j < changes; j++ {
				out[j].state = skipped
			}
			return out
		}
		if err != nil {
			return out
		}
		inner := io.Reader(part)
		if kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type")); err == nil && strings.HasPrefix(kind, "multipart/") {
			one, err := multipart.NewReader(part, params["boundary"]).NextPart()
			if err != nil {
				return out
			}
			inner = one
		}
		text, err := io.ReadAll(inner)
		if err != nil {
			return out
		}
		answer, ok := readPart(text)
		if !ok {
			return out
		}
		out[i] = answer
	}
	return out
}

func readPart(text []byte) (out answered, ok bool) {
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(text)), nil)
	if err != nil {
		return out, false
	}
	defer resp.Body.Close()          //nolint:errcheck // in memory
	body, _ := io.ReadAll(resp.Body) // a part's length may be told wrongly: as far as it goes
	out = answered{state: told, status: resp.StatusCode, etag: resp.Header.Get("ETag"), body: body}
	var one oneAnswer
	if out.etag == "" && json.Unmarshal(body, &one) == nil {
		out.etag = one.D.Meta.ETag
	}
	return out, true
}
