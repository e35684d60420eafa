package rest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// CheckClock compares our clock with the server's Date, for connectors that hold
// a watermark of ours against stamps of theirs: the difference may be as large
// as the overlap. A server that tells no time passes.
func CheckClock(system string, now time.Time, overlap time.Duration, header http.Header) error {
	theirs, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return nil //nolint:nilerr // no time to compare with
	}
	if off := now.Sub(theirs).Abs(); off > overlap+time.Second {
		return &connectors.Error{Kind: connectors.KindInvalid, Op: "check", System: system,
			Said: fmt.Sprintf("the clocks differ by %s, more than the overlap of %s", off.Round(time.Second), overlap),
			Fix:  "Set this machine's clock, or raise the option overlap."}
	}
	return nil
}

// NextDay is the midnight to come in a zone, in UTC: when daily budgets are new.
func NextDay(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone).UTC()
}
