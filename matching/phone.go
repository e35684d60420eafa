package matching

import (
	"slices"
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// preparePhones normalises the numbers of a customer.
//
// Every eighth fixed line in a CRM stands there without its area code, so those
// of organisations are compared as they are dialled within a town. That two
// companies of different towns have one such number is rarer than that the
// code is left out or wrong.
func preparePhones(c *model.Customer) (out []string) {
	add := func(v string) {
		if v != "" && !clean.Placeholder(v) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	for _, p := range c.Phones {
		switch {
		case p.E164 == "":
		case c.Kind == model.Person || clean.Placeholder(p.E164):
			add(p.E164)
		default:
			add(clean.Local(p.E164))
		}
	}
	for _, p := range c.Phones {
		switch {
		case p.E164 != "":
		case c.Kind == model.Person: // a number that nobody can call may still be another's
			if hidden, ok := clean.Masked(p.Raw); ok {
				add(hidden)
			} else if d := digitsOf(p.Raw); len(d) >= 7 {
				add(d)
			}
		default:
			add(local(p.Raw))
		}
	}
	return out
}

// mailedPhone is the number that a free mailbox is named after, as many are in China:
// 13812345678@163.com. Such an address is another way to write the number, so it is
// compared as one. Numbers of seven or eight digits at QQ are those of its members.
func mailedPhone(e clean.Email) string {
	if !e.Valid || !e.Free || strings.Trim(e.Local, "0123456789") != "" {
		return ""
	}
	switch len(e.Local) {
	case 11:
		if p := clean.ParsePhone(e.Local, "CN"); p.Kind == clean.PhoneMobile && p.Valid && !clean.Placeholder(p.E164) {
			return clean.Local(p.E164)
		}
	case 7, 8:
		if e.Domain != "qq.com" && e.Domain != "foxmail.com" && !clean.Placeholder(e.Local) {
			return local(e.Local)
		}
	}
	return ""
}

// local is a number that no plan lists, or one of seven or eight digits that was
// written without an area code; "" for what cannot be compared, such as a hotline.
func local(raw string) string {
	p := clean.ParsePhone(raw, "CN")
	if n := len(p.Digits); p.E164 == "" && n >= 7 && n <= 8 && p.Kind != clean.PhoneService {
		return p.Digits
	}
	return clean.Local(p.E164)
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
