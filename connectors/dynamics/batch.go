package dynamics

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
)

// update is one request in a batch.
type update struct {
	path string
	body []byte
}

// answered is the answer to one; status is 0 when there is none.
type answered struct {
	status int
	etag   string
	body   []byte
}

// writeBatch writes requests as parts, with CRLF at the ends of lines.
func writeBatch(boundary string, updates []update, header http.Header) []byte {
	var b bytes.Buffer
	for _, u := range updates {
		fmt.Fprintf(&b, "--%s\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nPATCH %s HTTP/1.1\r\n", boundary, u.path)
		for _, name := range slices.Sorted(maps.Keys(header)) {
			fmt.Fprintf(&b, "%s: %s\r\n", name, header.Get(name))
		}
		fmt.Fprintf(&b, "\r\n%s\r\n", u.body)
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes()
}

// readBatch reads the parts in the order of the requests. Those behind a place
// where the answer breaks off have no status.
func readBatch(contentType string, body []byte, requests int) []answered {
	out := make([]answered, requests)
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return out
	}
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for i := range out {
		part, err := parts.NextPart()
		if err != nil {
			return out
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return out
		}
		resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(text)), nil)
		if err != nil {
			return out
		}
		inner, _ := io.ReadAll(resp.Body) // as far as it goes: a part tells no length
		_ = resp.Body.Close()             // in memory
		out[i] = answered{resp.StatusCode, resp.Header.Get("ETag"), inner}
	}
	return out
}
