package declared

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// mark is a place in a list. After (of the Pass) says how the list goes on: a
// number, an offset, a token, an address or the last key.
type mark struct {
	connectors.Pass
	Total int `json:"total,omitempty"` // as last told, in a list by number
	// Last are ids of the page before, in a list by offset.
	Last []string `json:"last,omitempty"`

	before time.Time // the end of a span; zero without one
}

// anchors is how many ids of a page are kept to recognise the next one by.
const anchors = 20

// answer is a page as it came.
type answer struct {
	rows   []any
	body   any
	header http.Header
	from   string // its address
}

// ask reads the page at a mark.
func (c *conn) ask(ctx context.Context, op string, o *object, at *mark, size int) (*answer, http.Header, error) {
	r := o.read
	if r.Page.Kind == "offset" {
		size = max(size, 2) // one of them is known
	}
	v := values{inSize: size}
	if from := at.From(); !from.IsZero() {
		if !at.before.IsZero() { // some systems take it for "later than"
			from = from.Add(-time.Second)
			v[inBefore] = r.Since.writeEnd(at.before)
		}
		v[inSince] = r.Since.write(from)
	}
	if at.Start > 0 { // a pull, in which the end is known
		v[inUntil] = r.Since.write(time.UnixMilli(at.Start).Add(c.overlap))
	}
	after := at.After
	if after == "" && (r.Page.Kind == "number" || r.Page.Kind == "offset") {
		after = strconv.Itoa(r.Page.first())
	}
	if after != "" {
		v[inPage] = after
	}
	call := r.call(op, o.name, v)
	call.Idempotent = true
	if r.Page.byURL() && at.After != "" {
		call.Path, call.Query = at.After, nil
	}
	body, header, err := c.rest.Do(ctx, call)
	if err != nil {
		return nil, header, err
	}
	doc, err := decode(body)
	if err != nil {
		return nil, header, bug(op, o.name, "the answer is no JSON")
	}
	out := &answer{body: doc, header: header, from: call.Path}
	switch list := mustPath(r.Records).at(doc).(type) {
	case []any:
		out.rows = list
	case map[string]any: // a list of one
		out.rows = []any{list}
	case nil: // some leave an empty list out
		if r.Records == "" {
			return nil, header, bug(op, o.name, "the answer is no list")
		}
	default:
		return nil, header, bug(op, o.name, "at read.records stands no list")
	}
	return out, header, nil
}

func (r pageRule) first() int {
	switch {
	case r.First != nil:
		return *r.First
	case r.Kind == "number":
		return 1
	}
	return 0
}

func (r pageRule) byURL() bool { return r.Kind == "link" || r.Kind == "next_url" }

// next moves the mark behind a page; done says that the list has ended, again that
// it has to go back, because rows before it went away while it was read.
func (c *conn) next(op string, o *object, at *mark, got *answer, size int) (done, again bool, err error) {
	r, n := o.read.Page, len(got.rows)
	ended := n == 0 || r.End == "short" && n < size
	switch r.Kind {
	case "none":
		return true, false, nil
	case "number":
		page := r.first()
		if at.After != "" {
			page, _ = strconv.Atoi(at.After)
		}
		if total, told := o.read.Total.read(got); told {
			gone := at.Total - total
			at.Total = total
			if gone > 0 && page > r.first() {
				at.After = strconv.Itoa(max(r.first(), page-(gone+size-1)/size))
				return false, true, nil
			}
		}
		at.After = strconv.Itoa(page + 1)
		return ended, false, nil
	case "offset":
		return at.byOffset(o, got, size)
	case "token":
		token := r.Next.text(got)
		if token != "" && token == at.After {
			return false, false, bug(op, o.name, "the answer names the same page as the next one")
		}
		at.After = token
		return token == "", false, nil
	case "keyset":
		if n > 0 {
			key := connectors.TextOf(mustPath(r.Field).at(got.rows[n-1]))
			if key == "" || key == at.After {
				return false, false, bug(op, o.name, "read.page.field does not grow from row to row")
			}
			at.After = key
		}
		return ended, false, nil
	}
	link := r.Next.text(got) // an address, from here on
	if r.Kind == "link" {
		link = nextLink(got.header)
	}
	if link == "" {
		return true, false, nil
	}
	u, perr := url.Parse(link)
	if perr != nil {
		return false, false, bug(op, o.name, "the address of the next page is none")
	}
	link = c.base.ResolveReference(u).String()
	if link == at.After {
		return false, false, bug(op, o.name, "the answer names the same page as the next one")
	}
	at.After = link
	return false, false, nil
}

// byOffset begins each page with the last row of the one before. When neither it
// nor another of its last rows is there, rows before it went away: it goes back
// until it meets one. got keeps the rows behind it, which are new.
func (at *mark) byOffset(o *object, got *answer, size int) (done, again bool, err error) {
	first := o.read.Page.first()
	offset := first
	if at.After != "" {
		offset, _ = strconv.Atoi(at.After)
	}
	n, met := len(got.rows), -1
	var ids []string
	for i, row := range got.rows {
		id := connectors.TextOf(mustPath(o.read.ID).at(row))
		if ids = append(ids, id); slices.Contains(at.Last, id) {
			met = i
		}
	}
	if offset > first && met < 0 {
		at.After = strconv.Itoa(max(first, offset-size))
		return false, true, nil
	}
	got.rows = got.rows[met+1:]
	if n > 0 {
		at.Last = ids[max(0, n-anchors):]
	}
	at.After = strconv.Itoa(max(first, offset+n-1))
	alone := met == 0 && n == 1 // nothing follows the last row of the page before
	return n == 0 || alone || o.read.Page.End == "short" && n < size, false, nil
}

// text reads a value of an answer; "" when there is none.
func (r valueAt) text(got *answer) string {
	if r.Header != "" {
		return got.header.Get(r.Header)
	}
	if r.Path == "" {
		return ""
	}
	v := mustPath(r.Path).at(got.body)
	if v == false { // as some end a list
		return ""
	}
	return connectors.TextOf(v)
}

func (r valueAt) read(got *answer) (n int, told bool) {
	n, err := strconv.Atoi(r.text(got))
	return n, err == nil
}

// nextLink is the address with rel="next" of a Link header (RFC 8288).
func nextLink(header http.Header) string {
	for _, line := range header.Values("Link") {
		for line != "" {
			_, rest, ok := strings.Cut(line, "<")
			target, params, closed := strings.Cut(rest, ">")
			if !ok || !closed {
				break
			}
			params, line, _ = strings.Cut(params, "<")
			for _, p := range strings.FieldsFunc(params, func(r rune) bool { return r == ';' || r == ',' }) {
				name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
				if strings.EqualFold(strings.TrimSpace(name), "rel") && slices.Contains(strings.Fields(strings.Trim(value, `" `)), "next") {
					return target
				}
			}
			if line != "" {
				line = "<" + line
			}
		}
	}
	return ""
}
