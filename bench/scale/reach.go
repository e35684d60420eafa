package scale

import (
	"strconv"
	"strings"
)

// phone is a number in its parts: country and area for a landline, area empty
// for a mobile.
type phone struct{ country, area, number string }

// address is a building and a room.
type address struct{ town, road, number, building, room string }

// reach gives a company its code and where it is found.
func (w *World) reach(c *company, f *family, d dice) {
	if !c.foreign {
		c.uscc = USCC(c.town.district, c.no)
	}
	c.phone, c.second = phoneOf(c, d), phoneOf(c, d)
	c.place, c.moved = placeOf(c, d), placeOf(c, d)
	if d.chance(0.62) {
		c.domain = w.domainOf(c.no, c.name.pinyin, c.foreign)
	}
	c.mailbox = mailbox(c.name.pinyin, d)
	switch {
	case f != nil && c.no != f.head:
		// Many members share the head's domain, some its switchboard.
		head := w.company(f.head)
		if d.chance(0.7) {
			c.domain = head.domain
		}
		if d.chance(0.2) {
			c.phone = head.phone
		}
	case f == nil && d.chance(0.03):
		// An agent keeps the books of many small companies and is called for all.
		agent := w.dice(7, uint64(d.rank(max(2, len(w.tries)/300), 20)))
		c.phone, c.place = phone{country: "86", number: "13" + agent.digits(9)}, placeOf(c, agent)
	}
}

func phoneOf(c *company, d dice) phone {
	switch {
	case c.foreign:
		return phone{strings.TrimPrefix(c.abroad.prefix, "+"), "", d.digits(c.abroad.digits)}
	case d.chance(0.35):
		return phone{"86", "", "1" + d.word([]string{"3", "5", "7", "8"}) + d.digits(9)}
	case len(c.town.area) == 3:
		return phone{"86", c.town.area, "6" + d.digits(7)}
	default:
		return phone{"86", c.town.area, "8" + d.digits(7)}
	}
}

// placeOf is a building, the commoner ones shared by many.
func placeOf(c *company, d dice) address {
	if c.foreign {
		a := address{town: c.abroad.name, road: enStreets[d.rank(len(enStreets), 6)], number: strconv.Itoa(1 + d.rank(3000, 200))}
		if d.chance(0.4) {
			a.room = "Suite " + strconv.Itoa(100+d.below(900))
		}
		return a
	}
	a := address{town: c.town.name, road: zhStreets[d.rank(len(zhStreets), 10)], number: strconv.Itoa(1 + d.rank(2000, 150))}
	if d.chance(0.55) {
		seed := mix(key(a.town + a.road + a.number))
		a.building = letters[seed%60].han + letters[seed>>8%60].han + buildings[seed>>16%uint64(len(buildings))]
		a.room = strconv.Itoa(100*(2+d.below(28)) + 1 + d.below(20))
	}
	return a
}

// domainOf is nobody else's.
func (w *World) domainOf(no int, word string, foreign bool) string {
	var b strings.Builder
	for _, r := range strings.ToLower(word) {
		if r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	mark := strconv.FormatInt(int64(no), 36)
	if foreign {
		return b.String() + "-" + mark + ".com"
	}
	return b.String() + mark + []string{".com", ".cn", ".com.cn"}[no%3]
}

func mailbox(brand string, d dice) string {
	if d.chance(0.6) {
		return d.word([]string{"info", "sales", "contact", "office", "service", "admin"})
	}
	return d.word([]string{"wang", "li", "zhang", "chen", "liu", "smith", "jones"}) + "." + d.word([]string{"wei", "min", "jing", "lei", "a", "k"})
}

// USCC is a valid unified social credit code for company number no: GB
// 32100-2015 with the check characters of it and of the organisation code
// inside, half of the organisation codes in the newer form with letters.
func USCC(district string, no int) string {
	var org string
	if no%2 == 0 {
		org = strconv.Itoa(100_000_000 + (no/2*48_271+1_234_567)%100_000_000)[1:]
	} else {
		n := (no/2*48_271 + 7_654_321) % (31 * 31 * 31 * 31 * 31 * 31)
		b := []byte("MA000000")
		for i := 7; i > 1; i-- {
			b[i] = alphabet[n%31]
			n /= 31
		}
		org = string(b)
	}
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(org[i] - '0')
		if org[i] >= 'A' {
			v = int(org[i]-'A') + 10
		}
		sum += v * w
	}
	body := "91" + district + org + string("0123456789X"[(11-sum%11)%11])
	sum = 0
	for i, w := range []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} {
		sum += strings.IndexByte(alphabet, body[i]) * w
	}
	return body + string(alphabet[(31-sum%31)%31])
}

// alphabet of GB 32100-2015.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
