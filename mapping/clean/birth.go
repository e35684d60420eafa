package clean

import (
	"strconv"
	"strings"
	"time"
)

// Birth is a date of birth as far as a text tells it; 0 is unknown. Month and
// day are kept as written even where no calendar has them (a typing error is
// still evidence). Year is below 100 when only two digits were given.
type Birth struct {
	Year       uint16
	Month, Day uint8
	// Open says that month and day may be the other way round: 12/11/1978.
	Open bool
}

// IsZero reports whether nothing is known.
func (b Birth) IsZero() bool { return b == Birth{} }

// String writes the date as 1978-12-11, with 00 for unknown parts.
func (b Birth) String() string {
	if b.IsZero() {
		return ""
	}
	var buf [10]byte
	put := func(at, n, v int) {
		for i := n - 1; i >= 0; i-- {
			buf[at+i] = byte('0' + v%10)
			v /= 10
		}
	}
	put(0, 4, int(b.Year))
	put(5, 2, int(b.Month))
	put(8, 2, int(b.Day))
	buf[4], buf[7] = '-', '-'
	return string(buf[:])
}

// ParseBirth reads 1971-06-24, 19560409, 12/11/1978, 24-May-11, Mar 1 1970,
// 1971年6月24日, 1971, 26108 as spreadsheets count days, and the like; a time of day is ignored. Of day and month
// before a year the month is taken to stand first unless it cannot, or unless
// points divide them. A text that is no date gives the zero Birth.
func ParseBirth(s string) Birth {
	var parts [3]int
	var width [3]int
	n, month := 0, -1 // month is the part that was written as a word
	s = Fold(s)
	if t := strings.IndexByte(s, 'T'); t >= 8 && t+1 < len(s) && isDigit(s[t+1]) {
		s = s[:t]
	}
	points := strings.Count(s, ".") == 2
	for i := 0; i < len(s) && n < 3; {
		from := i
		switch {
		case isDigit(s[i]):
			for i < len(s) && isDigit(s[i]) {
				i++
			}
			if i-from > 8 {
				return Birth{}
			}
			parts[n], _ = strconv.Atoi(s[from:i])
			width[n] = i - from
			n++
		case s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z':
			for i < len(s) && s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' {
				i++
			}
			word := strings.ToLower(s[from:i])
			m := monthNumber(word)
			switch {
			case m > 0 && month < 0:
				parts[n], width[n], month = m, 2, n
				n++
			case dateWords[word]:
			default:
				return Birth{}
			}
		default:
			i++
		}
	}
	return birthOf(parts, width, n, month, points)
}

// Spreadsheets count days from serialDay; a number below firstSerial, the 18th of
// May 1927, would be a year as well.
var serialDay = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

const firstSerial = 10_000

// birthOf gives the parts their places.
func birthOf(p, width [3]int, n, month int, points bool) Birth {
	at := func(y, m, d int) Birth { return Birth{Year: uint16(y), Month: small(m), Day: small(d)} }
	switch {
	case n == 1 && width[0] == 8:
		return at(p[0]/10_000, p[0]/100%100, p[0]%100)
	case n == 1 && width[0] == 5 && p[0] >= firstSerial:
		d := serialDay.AddDate(0, 0, p[0])
		return at(d.Year(), int(d.Month()), d.Day())
	case n == 1 && width[0] == 4:
		return at(p[0], 0, 0)
	case n == 1 && width[0] == 6:
		return at(p[0]/10_000, p[0]/100%100, p[0]%100)
	case n == 2 && width[0] == 4 && width[1] <= 2:
		return at(p[0], p[1], 0)
	case n == 2 && width[1] == 4 && width[0] <= 2:
		return at(p[1], p[0], 0)
	case n != 3 || max(width[0], width[1], width[2]) > 4:
		return Birth{}
	case width[0] == 4:
		return at(p[0], p[1], p[2])
	case width[1] > 2 || width[2] == 3:
		return Birth{}
	case month == 0:
		return at(p[2], p[0], p[1])
	case month == 1:
		return at(p[2], p[1], p[0])
	case p[0] > 12 || points:
		return at(p[2], p[1], p[0])
	}
	b := at(p[2], p[0], p[1])
	b.Open = p[1] <= 12 && p[0] != p[1]
	return b
}

func small(v int) uint8 { return uint8(min(max(v, 0), 99)) }

const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec "

// monthNumber reads jan, sept, december; 0 for another word.
func monthNumber(word string) int {
	if len(word) < 3 {
		return 0
	}
	if i := strings.Index(monthNames, word[:3]+" "); i >= 0 && strings.HasPrefix(longMonths[i/4], word) {
		return i/4 + 1
	}
	return 0
}

var longMonths = strings.Fields("january february march april may june july august september october november december")

// dateWords may stand in a date without meaning.
var dateWords = wordSet("st nd rd th of the born c ca circa about b")

// Filled says that month and day are those that are entered when only the year is
// known.
func (b Birth) Filled() bool { return b.Month == 1 && b.Day == 1 }
