package people

import (
	"fmt"
	"strings"
)

var shopHeader = []string{"客户编号", "姓名", "英文名", "性别", "出生日期", "手机号", "邮箱", "身份证号", "籍贯", "城市", "地址", "职业"}

// buyer is what is true of a customer of a shop.
type buyer struct {
	surname, given string // Han
	sound          string // of both in Latin letters: zhang xiaoming
	male           bool
	born           date
	phones         []string
	mail, id       string
	home, city     string
	street         string
	trade          string
}

// buyers returns one customer after the other. One in eight is of the family of
// the one before: a home, a surname, and now and then a phone.
func (g *maker) buyers() func() func() []string {
	var last *buyer
	return func() func() []string {
		b := g.buyer()
		if last != nil && g.chance(0.12) {
			b.home, b.city, b.street = last.home, last.city, last.street
			if g.chance(0.6) {
				b.named(last.surname, b.given)
			}
			if g.chance(0.3) {
				b.phones[0] = last.phones[0]
			}
		}
		last = b
		return func() []string { return g.sold(*b) }
	}
}

func (g *maker) buyer() *buyer {
	b := &buyer{male: g.chance(0.5), born: date{1945 + g.IntN(62), 1 + g.IntN(12), 1 + g.IntN(28)}}
	given := g.character()
	if g.chance(0.75) {
		given += g.character()
	}
	b.named(g.word(hanSurnames, 6), given)
	for range 1 + g.IntN(3) {
		b.phones = append(b.phones, "1"+g.of(strings.Fields("30 35 36 37 38 39 50 51 52 58 59 77 80 81 86 87 88 89"))+fmt.Sprintf("%08d", g.IntN(100_000_000)))
	}
	user := strings.ReplaceAll(b.sound, " ", "")
	if g.chance(0.7) {
		user += fmt.Sprint(g.IntN(1000))
	}
	b.mail = user + "@" + g.word(strings.Fields("qq.com 163.com 126.com gmail.com outlook.com sina.com"), 1)
	area := g.word(hanTowns, 5)
	b.home, b.id = g.town(area), g.code(area, b)
	b.city = b.home
	if g.chance(0.5) {
		b.city = g.town(g.word(hanTowns, 5))
	}
	b.street = g.of(hanRoads) + fmt.Sprintf("%d号%d栋%d室", 1+g.IntN(600), 1+g.IntN(12), 100*(1+g.IntN(20))+1+g.IntN(6))
	b.trade = g.word(hanTrades, 3)
	return b
}

func (b *buyer) named(surname, given string) {
	b.surname, b.given = surname, given
	var sounds []string
	for _, r := range given {
		sounds = append(sounds, hanSounds[r])
	}
	b.sound = hanSurnameSounds[surname] + " " + strings.Join(sounds, "")
}

// character draws from the characters of given names.
func (g *maker) character() string { return string([]rune(g.word(hanGiven, 10))[0]) }

func (g *maker) town(area string) string { _, name, _ := strings.Cut(area, "="); return name }

// code is a number of GB 11643: region, birth, order, check.
func (g *maker) code(area string, b *buyer) string {
	region, _, _ := strings.Cut(area, "=")
	order := 10*g.IntN(100) + 2*g.IntN(5)
	if b.male {
		order++
	}
	s := fmt.Sprintf("%s%04d%02d%02d%03d", region, b.born.y, b.born.m, b.born.d, order)
	sum := 0
	for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(s[i]-'0')
	}
	return s + string("10X98765432"[sum%11])
}

// sold is a record of a customer.
func (g *maker) sold(b buyer) []string {
	name, latin := g.called(&b)
	born := g.misdated(b.born)
	dated := born.String()
	switch {
	case g.bad(0.3):
		dated = ""
	case dated != "" && g.chance(0.3):
		dated = fmt.Sprintf("%d年%d月%d日", born.y, born.m, born.d)
	}
	phone := b.phones[0]
	switch {
	case g.bad(0.15):
		phone = ""
	case g.bad(0.25):
		phone = g.of(b.phones)
	case g.bad(0.05):
		phone = g.digit(phone)
	}
	if len(phone) == 11 && g.bad(0.2) {
		phone = phone[:3] + "****" + phone[7:]
	}
	mail := b.mail
	switch {
	case g.bad(0.6):
		mail = ""
	case g.bad(0.06):
		mail = g.slip(mail)
	}
	id := ""
	switch {
	case !g.chance(0.35):
	case g.chance(0.3):
		id = b.id[:6] + "********" + b.id[14:]
	case g.bad(0.05):
		id = g.digit(b.id)
	default:
		id = b.id
	}
	gender := "女"
	if b.male {
		gender = "男"
	}
	if g.bad(0.3) {
		gender = ""
	}
	home := b.home
	if g.bad(0.6) {
		home = ""
	}
	city, street := b.city, b.street
	switch {
	case g.bad(0.3):
		city, street = "", ""
	case g.bad(0.12):
		city, street = g.town(g.word(hanTowns, 5)), ""
	case g.bad(0.2):
		street, _, _ = strings.Cut(street, "号")
	}
	trade := b.trade
	if g.bad(0.5) {
		trade = ""
	}
	return []string{"", name, latin, gender, dated, phone, mail, id, home, city, street, trade}
}

// called writes the name in Chinese, in Latin letters, or both.
func (g *maker) called(b *buyer) (han, latin string) {
	surname, given := b.surname, b.given
	switch {
	case g.bad(0.08): // another character of the same sound
		r := []rune(given)
		i := g.IntN(len(r))
		if same := hanAlike[hanSounds[r[i]]]; len(same) > 0 {
			r[i] = same[g.IntN(len(same))]
		}
		given = string(r)
	case g.bad(0.03) && len([]rune(given)) == 2:
		given = string([]rune(given)[1:])
	}
	han = surname + given
	switch {
	case g.bad(0.06):
		han = surname + map[bool]string{true: "先生", false: "女士"}[b.male]
	case g.bad(0.05):
		han += map[bool]string{true: "先生", false: "女士"}[b.male]
	case g.bad(0.04):
		han = surname + " " + given
	}
	family, own, _ := strings.Cut(b.sound, " ")
	if g.bad(0.2) {
		latin = title(family) + " " + title(own)
		if g.chance(0.5) {
			latin = title(own) + " " + title(family)
		}
		if g.chance(0.5) {
			han = ""
		}
	}
	return han, latin
}

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
