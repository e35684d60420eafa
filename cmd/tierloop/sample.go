package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping/clean"
)

// evidence is what a sample of live rows tells of one field.
type evidence struct {
	Rows   int     `json:"rows"`
	Filled float64 `json:"filled"` // share of rows with a value
	Values int     `json:"values"` // different ones
	// Samples are the shapes of some values: letters, digits and characters stand
	// for others of their kind, so that no value is shown.
	Samples []string `json:"samples,omitempty"`

	texts []string // the values; they stay in memory
}

var errSampled = errors.New("the sample is complete")

// sampleRows pulls the first rows of an object, without storing anything. A system
// that cannot be pulled, or has no rows, gives nothing.
func sampleRows(ctx context.Context, conn connectors.Connector, object string, now time.Time, most int) (map[string]*evidence, error) {
	puller, ok := conn.(connectors.Puller)
	if !ok || most == 0 {
		return nil, nil
	}
	var rows []map[string]any
	err := puller.Pull(ctx, connectors.PullRequest{Object: object, Until: now, PageSize: min(most, 100)}, func(p connectors.Page) error {
		for _, r := range p.Records {
			rows = append(rows, r.Fields)
		}
		if len(rows) >= most {
			return errSampled
		}
		return nil
	})
	if err != nil && !errors.Is(err, errSampled) {
		return nil, err
	}
	return weighRows(rows[:min(len(rows), most)]), nil
}

// weighRows sums what rows tell of each field.
func weighRows(rows []map[string]any) map[string]*evidence {
	out := map[string]*evidence{}
	distinct := map[string]map[string]bool{}
	for _, row := range rows {
		for name, v := range row {
			if out[name] == nil {
				out[name], distinct[name] = &evidence{}, map[string]bool{}
			}
			if text := strings.TrimSpace(connectors.TextOf(v)); text != "" {
				out[name].texts = append(out[name].texts, text)
				distinct[name][text] = true
			}
		}
	}
	for name, e := range out {
		e.Rows, e.Values = len(rows), len(distinct[name])
		e.Filled = float64(len(e.texts)) / float64(max(len(rows), 1))
		for _, text := range slices.Sorted(maps.Keys(distinct[name])) {
			if s := shape(text); !slices.Contains(e.Samples, s) && len(e.Samples) < 3 {
				e.Samples = append(e.Samples, s)
			}
		}
	}
	return out
}

// shape hides a value behind the kinds of its characters: 9 a digit, A and a
// letters, 字 any other. Of a long value the first ones are shown.
func shape(text string) string {
	const most = 24
	var b strings.Builder
	for i, r := range []rune(text) {
		switch {
		case i == most:
			b.WriteString("…")
			return b.String()
		case unicode.IsDigit(r):
			b.WriteByte('9')
		case unicode.IsUpper(r):
			b.WriteByte('A')
		case unicode.IsLower(r):
			b.WriteByte('a')
		case unicode.IsLetter(r):
			b.WriteRune('字')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

var (
	dayForm    = regexp.MustCompile(`^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|^\d{13}$|^\d{8}$`)
	amountForm = regexp.MustCompile(`^[-+]?[\d,]+(\.\d+)?$`)
	codeForm   = regexp.MustCompile(`^[A-Z]{3}$`)
)

// fits says of a value whether it can be one of a canonical field; nil for fields
// that take any text.
var fits = map[string]func(string) bool{
	"uscc":     func(s string) bool { return clean.Identify("uscc", s).Valid },
	"vat":      func(s string) bool { return clean.Identify("vat", s).Valid },
	"lei":      func(s string) bool { return clean.Identify("lei", s).Valid },
	"phone":    func(s string) bool { return clean.ParsePhone(s, "CN").Valid },
	"email":    func(s string) bool { return clean.ParseEmail(s).Valid },
	"website":  func(s string) bool { return clean.WebDomain(s) != "" },
	"date":     dayForm.MatchString,
	"due":      dayForm.MatchString,
	"created":  dayForm.MatchString,
	"at":       dayForm.MatchString,
	"amount":   amountForm.MatchString,
	"open":     amountForm.MatchString,
	"cost":     amountForm.MatchString,
	"currency": codeForm.MatchString,
}

// telling are canonical fields that values alone can give away.
var telling = []string{"uscc", "email"}

// share is how many of the values fit a canonical field; known says that there is a
// form to fit and something to look at.
func (e *evidence) share(field string) (share float64, known bool) {
	test := fits[field]
	if e == nil || test == nil || len(e.texts) == 0 {
		return 0, false
	}
	n := 0
	for _, text := range e.texts {
		if test(text) {
			n++
		}
	}
	return float64(n) / float64(len(e.texts)), true
}

// guess is a field of the source that a canonical one is taken from.
type guess struct {
	field      connectors.Field
	confidence float64
	evidence   *evidence
}

// confidence is how likely a source field is a canonical one. A recognised name or
// label alone is worth 0.6; values that fit bring it up to 0.95 and such that do not
// bring it down to 0.2, and a field that is mostly empty loses a quarter. Values alone
// are worth 0.7 where they can hardly be anything else.
func confidence(named bool, field string, e *evidence) float64 {
	fit, known := e.share(field)
	c := 0.0
	switch {
	case named && known:
		c = 0.2 + 0.75*fit
	case named:
		c = 0.6
		if e != nil && e.Filled > 0.5 {
			c = 0.75
		}
	case known && fit >= 0.9 && slices.Contains(telling, field):
		c = 0.7
	}
	if e != nil && e.Rows > 0 && e.Filled < 0.1 {
		c *= 0.75
	}
	return c
}

// remark is the comment behind a proposed line.
func (g guess) remark() string {
	text := fmt.Sprintf("# %.0f %%", 100*g.confidence)
	if e := g.evidence; e != nil && e.Rows > 0 {
		text += fmt.Sprintf(" · filled 有值 %.0f %%", 100*e.Filled)
		if len(e.Samples) > 0 {
			text += " · " + strings.Join(e.Samples, " | ")
		}
	}
	return strings.ReplaceAll(text, "\n", " ")
}
