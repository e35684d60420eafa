package connectors

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"
)

// These turn the text of a value into what most systems take for a field of a kind.
// Their error is Wants, which never shows the value.

// Whole is a whole number, as json.Number.
func Whole(field, text string) (any, *Error) {
	if !IsWhole(text) {
		return nil, Wants(field, "a whole number")
	}
	return json.Number(text), nil
}

// Decimal is a plain decimal number, as json.Number.
func Decimal(field, text string) (any, *Error) {
	if !IsDecimal(text) {
		return nil, Wants(field, "a decimal number")
	}
	return json.Number(text), nil
}

// Truth is true or false, as bool.
func Truth(field, text string) (any, *Error) {
	if text != "true" && text != "false" {
		return nil, Wants(field, "true or false")
	}
	return text == "true", nil
}

// Day is a day, as text.
func Day(field, text string) (any, *Error) {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return nil, Wants(field, "a day such as 2026-03-01")
	}
	return text, nil
}

// DayMillis is a day, as the milliseconds of its midnight in a zone.
func DayMillis(field, text string, zone *time.Location) (any, *Error) {
	day, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return nil, Wants(field, "a day such as 2026-03-01")
	}
	return day.UnixMilli(), nil
}

// Instant is an instant, as text of a form in a zone.
func Instant(field, text string, zone *time.Location, form string) (any, *Error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, Wants(field, "an instant such as 2026-03-01T09:00:00Z")
	}
	return at.In(zone).Format(form), nil
}

// Short is a text of so many characters at most; 0 is no limit.
func Short(field, text string, most int) (any, *Error) {
	if n := utf8.RuneCountInString(text); most > 0 && n > most {
		return nil, Wants(field, fmt.Sprintf("at most %d characters, not %d", most, n))
	}
	return text, nil
}
