package sqlsource

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// phase is the part of a pass that is under way.
type phase string

const (
	next  phase = "next"  // the last pass is through; the next starts at Low
	full  phase = "full"  // every row by key
	blank phase = "blank" // incremental: rows whose modified column is empty
	since phase = "since" // incremental: by modified column and key
)

// place is what a cursor holds. Values are record values of the columns.
type place struct {
	Phase phase `json:"phase"`
	Key   []any `json:"key,omitempty"` // of the last row read; empty at the start of a phase
	At    any   `json:"at,omitempty"`  // modified of the last row read, in phase since
	// Low is where an incremental pass starts and High its fence: the largest
	// modified value when the pass began. Then is where the next pass starts:
	// High, but never later than the instant of the pull that began this pass.
	Low  any `json:"low,omitempty"`
	High any `json:"high,omitempty"`
	Then any `json:"then,omitempty"`
	// Seen is when, in Unix seconds by our own clock, a pull first found Then as
	// the largest mark. Settled: a later pull, more than an overlap after that,
	// found nothing larger. No transaction is that long, so the next pass needs
	// no overlap. Our clock and the database's are never compared for this.
	Seen    int64 `json:"seen,omitempty"`
	Settled bool  `json:"settled,omitempty"`
}

func (p place) cursor() connectors.Cursor { return connectors.CursorOf(p) }

// timeLayouts are the writings of a modified column that is a text or a time.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04", time.DateOnly}

// moment reads a modified value: its instant and how to write another instant
// the same way. ok is false for counters and other texts. Whole numbers count as
// Unix seconds or milliseconds when they lie in this century; for a counter that
// happens to lie there too, an overlap only means to read more.
func moment(v any, zone *time.Location) (at time.Time, write func(time.Time) any, ok bool) {
	switch v := v.(type) {
	case string:
		for _, layout := range timeLayouts {
			if t, err := time.ParseInLocation(layout, v, zone); err == nil {
				in := t.Location()
				return t, func(t time.Time) any { return t.In(in).Format(layout) }, true
			}
		}
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		switch {
		case err != nil:
		case n >= 946_684_800 && n < 4_102_444_800:
			return time.Unix(n, 0), func(t time.Time) any { return json.Number(strconv.FormatInt(t.Unix(), 10)) }, true
		case n >= 946_684_800_000 && n < 4_102_444_800_000:
			return time.UnixMilli(n), func(t time.Time) any { return json.Number(strconv.FormatInt(t.UnixMilli(), 10)) }, true
		}
	}
	return time.Time{}, nil, false
}

// before moves a modified value back by the overlap; counters stay.
func before(v any, overlap time.Duration, zone *time.Location) any {
	at, write, ok := moment(v, zone)
	if !ok {
		return v
	}
	return write(at.Add(-overlap))
}

// notAfter is the earlier of a modified value and an instant: a row stamped in
// the future must not carry the cursor past rows that are still to come.
func notAfter(v any, until time.Time, zone *time.Location) any {
	at, write, ok := moment(v, zone)
	if !ok || until.IsZero() || !at.After(until) {
		return v
	}
	return write(until)
}
