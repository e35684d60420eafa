package main

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// customerColumns says which field each column of a file of customers holds. A
// header that no list has may be one of them with words around it that say whose
// it is: BillingCity, vendor_name, 供应商名称, Entity.LegalAddress.PostalCode. Such
// a column fills what no listed header does.
func customerColumns(path string, cells []string, byHand map[string][]string) ([]string, error) {
	out, err := columnsOf(path, cells, customerHeaders, byHand)
	if err != nil {
		return nil, err
	}
	listed := slices.Clone(out)
	for i, cell := range cells {
		if out[i] != "" {
			continue
		}
		if f := qualifiedField(cell); f != "" && byHand[f] == nil && (manyValues[f] || !slices.Contains(listed, f)) {
			out[i] = f
		}
	}
	if people(out) && !slices.Contains(out, "kind") {
		employers(out, cells)
	}
	return out, nil
}

// people says whether columns are those of persons: the parts of a name, or a date of birth.
func people(cols []string) bool {
	return slices.ContainsFunc(cols, func(f string) bool { return f == "given_name" || f == "birth_date" || f == "birth_year" })
}

// employers takes the companies that people work for as what they are, not as the
// names of the people.
func employers(out, cells []string) {
	for i, f := range out {
		if f != "name" {
			continue
		}
		for _, w := range [...]string{"company", "organisation", "organization", "org", "企业", "公司", "单位", "机构"} {
			if strings.Contains(headerKey(cells[i]), w) {
				out[i] = ""
			}
		}
	}
}

// qualifiedField is the field of a header whose words say whose value it is; "" when
// nothing is known of it. The phone of a contact reaches the customer, but its name
// and address are not the customer's.
func qualifiedField(head string) string {
	words, contact := headerWords(head), false
	for len(words) > 0 {
		if f := fieldOf(strings.Join(words, "")); f != "" {
			if strangers[f] || contact && f != "phone" && f != "email" {
				return ""
			}
			return f
		}
		first, last := words[0], words[len(words)-1]
		switch {
		case whose[first] || first == "address" || first == "addr":
			words = words[1:]
		case first == "contact":
			words, contact = words[1:], true
		case last == "1":
			words = words[:len(words)-1]
		default:
			return qualifiedHan(words)
		}
	}
	return ""
}

// qualifiedHan takes what says whose it is from a Chinese header.
func qualifiedHan(words []string) string {
	head, contact := strings.Join(words, ""), false
	for {
		n := slices.IndexFunc(whoseHan, func(w string) bool { return strings.HasPrefix(head, w) })
		if n < 0 {
			return ""
		}
		head = strings.TrimPrefix(head, whoseHan[n])
		contact = contact || whoseHan[n] == "联系人"
		if f := fieldOf(head); f != "" && !strangers[f] && (!contact || f == "phone" || f == "email") {
			return f
		}
	}
}

// fieldOf is the field of a listed header.
func fieldOf(key string) string {
	for _, h := range customerHeaders {
		if slices.ContainsFunc(h.names, func(n string) bool { return headerKey(n) == key }) {
			return h.field
		}
	}
	return ""
}

// strangers are fields that words around them make another thing of: the parent's
// address, a vendor's type, the source of a lead.
var strangers = map[string]bool{"kind": true, "source": true, "parent": true}

var (
	whose = setOf(`account acct billing bill business client company corporate corp current customer cust default entity
		firm full head headquarters home hq legal location mailing mail main master member merchant office official org
		organisation organization party patient permanent person personal physical primary reg registered residential shipping
		ship site supplier user vendor work`)
	whoseHan = strings.Fields(`联系人 客户 企业 公司 单位 机构 供应商 经销商 商户 会员 用户 主要 默认 常用 注册 经营 办公 通讯 联系 收货 开票 个人 本人 所在`)
)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// headerWords are the words of a header in lower case: BillingCity, billing_city and
// "Billing City" are two. The same word twice in a row counts once.
func headerWords(s string) []string {
	s = width.Narrow.String(s)
	if i := strings.IndexAny(s, "(["); i > 0 {
		s = s[:i]
	}
	s = strings.TrimSuffix(s, "__c")
	var out []string
	var last rune
	from := -1
	end := func(i int) {
		if from >= 0 {
			if w := strings.ToLower(s[from:i]); len(out) == 0 || out[len(out)-1] != w {
				out = append(out, w)
			}
		}
		from = -1
	}
	for i, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			end(i)
		case unicode.IsUpper(r) && unicode.IsLower(last), unicode.IsNumber(r) != unicode.IsNumber(last):
			end(i)
			from = i
		case from < 0:
			from = i
		}
		last = r
	}
	end(len(s))
	return out
}
