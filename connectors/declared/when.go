package declared

import (
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

func (r timeRule) zone() *time.Location {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		return time.UTC // lint saw to it
	}
	return zone
}

// layouts are what a form without a layout of its own reads.
var layouts = map[string][]string{
	"rfc3339": {time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999"},
	"date":    {time.DateOnly},
}

// read reads an instant; zero when it is none.
func (r timeRule) read(v any) time.Time {
	text := connectors.TextOf(v)
	if r.Form == "unix" || r.Form == "unix_ms" {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n <= 0 {
			return time.Time{}
		}
		if r.Form == "unix" {
			n *= 1000
		}
		return time.UnixMilli(int64(n)).UTC()
	}
	forms := layouts[r.Form]
	if forms == nil {
		forms = []string{r.Form}
	}
	for _, form := range forms {
		if at, err := time.ParseInLocation(form, text, r.zone()); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// write writes an instant, cut to what the form holds, so that it is never later.
func (r timeRule) write(at time.Time) string {
	switch r.Form {
	case "rfc3339":
		return at.In(r.zone()).Format(time.RFC3339)
	case "date":
		return at.In(r.zone()).Format(time.DateOnly)
	case "unix":
		return strconv.FormatInt(at.Unix(), 10)
	case "unix_ms":
		return strconv.FormatInt(at.UnixMilli(), 10)
	}
	return connectors.Wall(at, r.zone(), r.Form)
}

// writeEnd writes the end of a span: never earlier, however much the form cuts off.
func (r timeRule) writeEnd(at time.Time) string {
	if text := r.write(at); !r.read(text).Before(at) {
		return text
	}
	return r.write(at.AddDate(0, 0, 1))
}
