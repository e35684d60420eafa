package mapping

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// The notations of a date that need to be declared with `as:`; every other one
// is recognised.
const (
	asDate         = "date"
	asDateDMY      = "date_dmy" // 21/11/2026
	asDateMDY      = "date_mdy" // 11/21/2026
	asExcelDate    = "excel_date"
	asDecimalComma = "decimal_comma"
)

var (
	errNotDate   = errors.New("the text is no date or time of a known notation")
	errDateOrder = errors.New("day and month cannot be told apart; declare as: date_dmy or as: date_mdy")
	errDateRange = errors.New("the date lies outside the years 1900 to 2200")
	errDateShape = errors.New("an object, a list or a truth value stands where a date belongs")
)

// moment is an instant, or a plain calendar date when dateOnly.
type moment struct {
	at       time.Time
	dateOnly bool
}

func (m moment) date(loc *time.Location) model.Date {
	if m.dateOnly {
		return model.DateOf(m.at)
	}
	return model.DateOf(m.at.In(loc))
}

// instant is the moment in UTC; a plain date starts at midnight in loc.
func (m moment) instant(loc *time.Location) time.Time {
	if m.dateOnly {
		y, mo, d := m.at.Date()
		return time.Date(y, mo, d, 0, 0, 0, 0, loc).UTC()
	}
	return m.at.UTC()
}

// readMoment reads a date or time. Without `as` it takes ISO 8601 with or
// without offset, "2006-01-02 15:04:05", 2006/01/02, 2006.01.02, 2006年1月2日,
// 20060102, epoch milliseconds (11 to 14 digits), epoch seconds (9 or 10
// digits), /Date(ms)/ of OData and typed objects. Times without offset are in
// loc. Zero, "0000-00-00" and false are absent.
func readMoment(v any, as string, loc *time.Location) (moment, state, error) {
	if b, isBool := v.(bool); isBool && !b {
		return moment{}, absent, nil
	}
	s, st := readText(v)
	if _, isBool := v.(bool); isBool || st == misshaped {
		return moment{}, misshaped, errDateShape
	}
	if st == absent || strings.HasPrefix(s, "0000-00-00") || s == "0" {
		return moment{}, absent, nil
	}
	_, isNumber := v.(json.Number)
	m, err := parseMoment(narrowDate(s), as, isNumber, loc)
	if err != nil {
		return moment{}, misshaped, err
	}
	if y := m.at.Year(); y < 1900 || y > 2200 {
		return moment{}, misshaped, errDateRange
	}
	return m, present, nil
}

func parseMoment(s, as string, isNumber bool, loc *time.Location) (moment, error) {
	switch as {
	case asExcelDate:
		return excelDate(s, loc)
	case asDateDMY, asDateMDY:
		return slashDate(s, as, loc)
	}
	if len(s) == 10 && s[4] == '-' && s[7] == '-' { // the commonest, without time.Parse
		if m, ok := ymd(s[:4], s[5:7], s[8:]); ok {
			return m, nil
		}
		return moment{}, errNotDate
	}
	if digits(strings.TrimPrefix(s, "-")) {
		return numericDate(s, isNumber, loc)
	}
	if rest, ok := strings.CutPrefix(s, "/Date("); ok {
		ms, _, ok := strings.Cut(rest, ")/")
		if i := strings.LastIndexAny(ms, "+-"); i > 0 {
			ms = ms[:i]
		}
		n, err := strconv.ParseInt(ms, 10, 64)
		if !ok || err != nil {
			return moment{}, errNotDate
		}
		return moment{at: time.UnixMilli(n).UTC()}, nil
	}
	if isNumber { // 1.7638e+12 and 1763800000000.0
		if plain, err := parseNumber(s, false); err == nil {
			whole, frac, _ := strings.Cut(plain, ".")
			if strings.Trim(frac, "0") == "" {
				return numericDate(whole, true, loc)
			}
		}
		return moment{}, errNotDate
	}
	return writtenDate(s, loc)
}

// numericDate reads a run of digits.
func numericDate(s string, isNumber bool, loc *time.Location) (moment, error) {
	if len(s) == 8 {
		if m, ok := ymd(s[:4], s[4:6], s[6:]); ok {
			return m, nil
		}
		return moment{}, errNotDate
	}
	if !isNumber && len(s) == 14 && (s[0] == '1' && s[1] == '9' || s[0] == '2') {
		if t, err := time.ParseInLocation("20060102150405", s, loc); err == nil {
			return moment{at: t}, nil
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return moment{}, errNotDate
	}
	switch len(strings.TrimPrefix(s, "-")) {
	case 11, 12, 13, 14:
		return moment{at: time.UnixMilli(n).UTC()}, nil
	case 9, 10:
		return moment{at: time.Unix(n, 0).UTC()}, nil
	}
	return moment{}, errNotDate
}

var layouts = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07", "2006-01-02 15:04:05Z07",
}

var layoutsWithoutOffset = []string{
	"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-1-2 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2006-1-2 15:04",
}

// writtenDate reads dates with separators; / and . and 年月 count as -.
func writtenDate(s string, loc *time.Location) (moment, error) {
	head := s
	if len(head) > 12 {
		head = head[:12]
	}
	if strings.ContainsAny(head, "/.年") {
		if i := strings.IndexAny(s, "/.年"); i != 4 {
			if i == 1 || i == 2 {
				return moment{}, errDateOrder
			}
			return moment{}, errNotDate
		}
		day, clock, found := strings.Cut(s, " ")
		if i := strings.Index(s, "日"); i > 0 {
			day, clock = s[:i], strings.TrimSpace(s[i+len("日"):])
			found = clock != ""
		}
		s = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-").Replace(day)
		if found {
			s += " " + clock
		}
	}
	if day, rest, found := strings.Cut(s, "-"); found && !strings.ContainsAny(rest, " T:") {
		if month, d, ok := strings.Cut(rest, "-"); ok {
			if m, ok := ymd(day, month, d); ok {
				return m, nil
			}
		}
		return moment{}, errNotDate
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return moment{at: t}, nil
		}
	}
	for _, l := range layoutsWithoutOffset {
		if t, err := time.ParseInLocation(l, s, loc); err == nil {
			return moment{at: t}, nil
		}
	}
	return moment{}, errNotDate
}

// slashDate reads day, month and year in the declared order, any separator,
// with an optional time.
func slashDate(s, as string, loc *time.Location) (moment, error) {
	day, clock, hasClock := strings.Cut(s, " ")
	p := strings.FieldsFunc(day, func(r rune) bool { return r == '/' || r == '.' || r == '-' })
	if len(p) != 3 {
		return moment{}, errNotDate
	}
	if as == asDateMDY {
		p[0], p[1] = p[1], p[0]
	}
	m, ok := ymd(p[2], p[1], p[0])
	if !ok {
		return moment{}, errNotDate
	}
	if !hasClock {
		return m, nil
	}
	for _, l := range []string{"15:04:05", "15:04", "3:04 pm", "3:04:05 pm", "3:04 PM", "3:04:05 PM"} {
		if t, err := time.Parse(l, strings.TrimSpace(clock)); err == nil {
			y, mo, d := m.at.Date()
			return moment{at: time.Date(y, mo, d, t.Hour(), t.Minute(), t.Second(), 0, loc)}, nil
		}
	}
	return moment{}, errNotDate
}

// excelDate reads a serial of the 1900 system: days since 1899-12-30, the
// fraction is the time of day.
func excelDate(s string, loc *time.Location) (moment, error) {
	whole, frac, _ := strings.Cut(s, ".")
	days, err := strconv.Atoi(whole)
	if err != nil || days < 61 || days > 150_000 || !digits(frac) { // before 61 the serial counts a day that never was
		return moment{}, errNotDate
	}
	day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days)
	if strings.Trim(frac, "0") == "" {
		return moment{at: day, dateOnly: true}, nil
	}
	part, err := strconv.ParseFloat("0."+frac, 64)
	if err != nil {
		return moment{}, errNotDate
	}
	seconds := int(part*86_400 + 0.5)
	y, mo, d := day.Date()
	return moment{at: time.Date(y, mo, d, 0, 0, seconds, 0, loc)}, nil
}

func ymd(y, m, d string) (moment, bool) {
	if len(y) != 4 || len(m) < 1 || len(m) > 2 || len(d) < 1 || len(d) > 2 || !digits(y) || !digits(m) || !digits(d) {
		return moment{}, false
	}
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	day, _ := strconv.Atoi(d)
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month {
		return moment{}, false
	}
	return moment{at: t, dateOnly: true}, true
}

// narrowDate folds full-width digits and separators, keeping blanks.
func narrowDate(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return strings.Map(func(r rune) rune {
				if r >= 0xff01 && r <= 0xff5e {
					return r - 0xfee0
				}
				if r == 0x3000 || r == 0xa0 {
					return ' '
				}
				return r
			}, s)
		}
	}
	return s
}
