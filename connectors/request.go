package connectors

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// CursorOf writes a place in a pull as JSON. place holds texts, numbers,
// booleans and lists and maps of them, which always render.
func CursorOf(place any) Cursor {
	b, _ := json.Marshal(place)
	return Cursor(b)
}

// Place reads the cursor of a partition, as CursorOf wrote it, into a pointer to
// a place, and leaves it alone when the pull starts at the beginning. Numbers in
// fields of type any become json.Number. The error is BadCursor.
func (r PullRequest) Place(system, partition string, place any) error {
	from := r.From[partition]
	if from == "" {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(string(from)))
	d.UseNumber()
	if err := d.Decode(place); err != nil {
		return BadCursor(system, r.Object)
	}
	if _, err := d.Token(); err != io.EOF { //nolint:errorlint // Token gives it bare
		return BadCursor(system, r.Object)
	}
	return nil
}

// BadCursor is the error for a cursor that the connector did not write.
func BadCursor(system, object string) *Error {
	return &Error{Kind: KindInvalid, Op: "pull", System: system, Object: object,
		Said: "the stored cursor is not one of this connector", Fix: "Pull the source in full once."}
}

// Size is how many rows to ask for at once, where the system gives most.
func (r PullRequest) Size(most int) int {
	if r.PageSize > 0 {
		return min(r.PageSize, most)
	}
	return most
}

// Watermark is where the next incremental pull starts after a pass that begins
// now: the earlier of now and Until, less the overlap.
func (r PullRequest) Watermark(now time.Time, overlap time.Duration) time.Time {
	if !r.Until.IsZero() && r.Until.Before(now) {
		now = r.Until
	}
	return now.Add(-overlap)
}

// Before is the end of the span that the request asks for, moved on to a whole
// second, since many systems know no less; zero when it asks for none. InSpan keeps
// to it exactly.
func (r PullRequest) Before() time.Time {
	if r.Since.IsZero() {
		return time.Time{}
	}
	return r.Until.Add(time.Second - 1).Truncate(time.Second)
}

// InSpan leaves the records that changed in the span, and those that do not say
// when; all where no span is asked for.
func (r PullRequest) InSpan(list []model.Record) []model.Record {
	if r.Since.IsZero() {
		return list
	}
	return slices.DeleteFunc(list, func(rec model.Record) bool {
		return !rec.Modified.IsZero() && (rec.Modified.Before(r.Since) || !rec.Modified.Before(r.Until))
	})
}

// Roots are the fields that paths such as account.name begin with; nil stays nil.
func Roots(paths []string) []string {
	if paths == nil {
		return nil
	}
	out := make([]string, len(paths))
	for i, path := range paths {
		out[i], _, _ = strings.Cut(path, ".")
	}
	return out
}

// FieldsOf lists the logical fields that a batch writes, in order.
func FieldsOf(batch []PushItem) []string {
	var names []string
	for _, item := range batch {
		for name := range item.Fields {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}
