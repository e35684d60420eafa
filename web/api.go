package web

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The HTTP API is read by programs with a token. It asks the same rooms as the
// pages, as the same kind of principal. openapi.json describes it, and a test holds
// the two together.
//
//go:embed openapi.json
var openAPI []byte

// api says whether a request is of a program.
func (v *visit) api() bool { return strings.HasPrefix(v.r.URL.Path, "/api/") }

// bearerToken is the token of a request, "" without one.
func bearerToken(r *http.Request) string {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// list is one page of an answer. Next is the cursor of the page after it.
type list struct {
	Data any    `json:"data"`
	Next string `json:"next,omitempty"`
}

// answer sends a document.
func (v *visit) answer(doc any) error { return v.answerAs(http.StatusOK, doc) }

func (v *visit) answerAs(status int, doc any) error {
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(body) // the program may be gone
	return nil
}

// read takes the document that a program sent; a field that is not known, or one of
// another type, is an error of the caller.
func (v *visit) read(into any) error {
	dec := json.NewDecoder(v.r.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		tooLarge := (*http.MaxBytesError)(nil)
		if errors.As(err, &tooLarge) {
			return err
		}
		return errBadQuery
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errBadQuery // something stands behind the document
	}
	return nil
}

// longestReason is how many characters a reason has at most; the forms hold browsers to
// it.
const longestReason = 500

func tooLong(reason string) bool { return utf8.RuneCountInString(reason) > longestReason }

// reasonOf is the reason that a program sends, without blanks around it.
func reasonOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	if tooLong(text) {
		return "", errBadQuery
	}
	if text == "" {
		return "", errNoReason
	}
	return text, nil
}

// problem answers an error as RFC 9457 has it.
func (v *visit) problem(status int) {
	v.problemSaying(status, v.text("api."+strconv.Itoa(status)+".detail"))
}

// problemSaying is problem with a detail of its own.
func (v *visit) problemSaying(status int, detail string) { v.problemWith(status, detail, nil) }

// problemWith is problemSaying with members of its own.
func (v *visit) problemWith(status int, detail string, more map[string]any) {
	title := v.text("api." + strconv.Itoa(status))
	doc := map[string]any{"type": "about:blank", "title": title, "status": status, "detail": detail}
	maps.Copy(doc, more)
	body, err := json.Marshal(doc)
	if err != nil {
		v.Log.Error("a problem cannot be told", "error", err)
	}
	if status == http.StatusUnauthorized {
		v.w.Header().Set("WWW-Authenticate", `Bearer realm="TierLoop"`)
	}
	v.w.Header().Set("Content-Type", "application/problem+json")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(body) // the program may be gone
}

// number is a parameter of the query: a whole number from 0 to most. Another value
// is an error of the caller.
func (v *visit) number(name string, most int64) (int64, error) {
	text := v.r.URL.Query().Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > most {
		return 0, errBadQuery
	}
	return n, nil
}

func (c *Console) apiDocument(v *visit) error {
	v.w.Header().Set("Content-Type", "application/json")
	_, _ = v.w.Write(openAPI) // the program may be gone
	return nil
}

// stamp is an instant in an answer; nil for none.
func stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
