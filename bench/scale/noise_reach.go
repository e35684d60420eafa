package scale

import (
	"strconv"
	"strings"
)

func writePhone(r *Record, c *company, src *source, d dice) {
	if !d.chance(src.phone) {
		return
	}
	switch {
	case d.chance(0.1):
		r.Phone = written(c.second, c, d)
		r.tag("other_phone")
	case d.chance(0.02):
		r.Phone = d.word([]string{"13800138000", "12345678", "0", "无", "13900000000", "88888888", "-"})
		r.tag("junk_phone")
	case d.chance(0.06):
		p := phoneOf(c, d)
		r.Phone = written(p, c, d)
		r.tag("other_phone")
	default:
		r.Phone = written(c.phone, c, d)
	}
}

// written is a number in one of the ways that people write numbers.
func written(p phone, c *company, d dice) string {
	if c.foreign {
		return "+" + p.country + d.word([]string{" ", "-", " ", ""}) + p.number
	}
	if p.area == "" {
		m := p.number
		return d.word([]string{m, m, m[:3] + "-" + m[3:7] + "-" + m[7:], m[:3] + " " + m[3:7] + " " + m[7:], "+86" + m, "+86 " + m, "86-" + m})
	}
	extension := ""
	if d.chance(0.12) {
		extension = d.word([]string{"-", "转", " ext.", "#"}) + strconv.Itoa(800+d.below(100))
	}
	return d.word([]string{p.area + "-" + p.number, p.area + "-" + p.number, p.area + p.number, "(" + p.area + ")" + p.number, "（" + p.area + "）" + p.number,
		"+86 " + p.area[1:] + " " + p.number, "0086-" + p.area[1:] + "-" + p.number, p.area + " " + p.number[:4] + " " + p.number[4:]}) + extension
}

func writeWeb(r *Record, c *company, src *source, d dice) {
	if d.chance(src.email) {
		switch {
		case c.domain != "" && d.chance(0.75):
			box := c.mailbox
			if d.chance(0.3) {
				box = mailbox(c.name.pinyin, d)
			}
			r.Email = box + "@" + c.domain
		case c.foreign:
			r.Email = c.mailbox + strconv.Itoa(c.no) + "@" + d.word([]string{"gmail.com", "outlook.com", "yahoo.com"})
		default:
			r.Email = strings.TrimPrefix(c.phone.number, "0") + "@" + d.word([]string{"qq.com", "163.com", "126.com", "sina.com"})
		}
	}
	if c.domain != "" && d.chance(src.website) {
		r.Website = d.word([]string{"www.", "http://www.", "https://", "https://www.", ""}) + c.domain + d.word([]string{"", "", "/", "/index.html"})
	}
}

func writePlace(r *Record, c *company, src *source, d dice) {
	if c.foreign {
		r.Country = c.abroad.country
		if d.chance(src.city) {
			r.City = c.abroad.name
		}
		if d.chance(src.province) {
			r.Province = c.abroad.state
		}
	} else {
		if d.chance(0.15) {
			r.Country = d.word([]string{"中国", "CN", "China"})
		}
		if d.chance(src.city) {
			r.City = c.town.name + d.word([]string{"", "市"})
		}
		if d.chance(src.province) {
			r.Province = c.town.province
		}
	}
	if !d.chance(src.address) {
		return
	}
	a := c.place
	if d.chance(0.08) {
		a = c.moved
		r.tag("moved_addr")
	}
	r.Address = a.written(c, d)
}

// written is an address in one of the ways that people write addresses.
func (a address) written(c *company, d dice) string {
	if c.foreign {
		road := a.road
		if d.chance(0.4) {
			road = strings.NewReplacer("Street", "St", "Avenue", "Ave", "Road", "Rd", "Drive", "Dr.", "Boulevard", "Blvd").Replace(road)
		}
		s := a.number + " " + road
		if a.room != "" && d.chance(0.8) {
			s += ", " + a.room
		}
		if d.chance(0.5) {
			s += ", " + a.town
		}
		return s
	}
	s := a.road + a.number + "号"
	switch {
	case a.building != "" && d.chance(0.9):
		s += a.building + d.word([]string{a.room + "室", a.room, a.room[:len(a.room)-2] + "楼", a.room + "房"})
	case a.building == "" && d.chance(0.1):
		s += d.word([]string{"院内", "对面", "1楼", "附近"})
	}
	switch {
	case d.chance(0.35):
		s = a.town + "市" + s
	case d.chance(0.5):
		s = a.town + s
	case d.chance(0.5) && c.town.province != a.town:
		s = c.town.province + a.town + "市" + s
	}
	return s
}
