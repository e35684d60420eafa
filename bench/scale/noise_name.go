package scale

import "strings"

// writeName writes the company's name as the system's people would.
func (w *World) writeName(r *Record, c *company, src *source, d dice) {
	n := c.name
	if c.former.pinyin != "" {
		switch {
		case d.chance(0.22):
			n = c.former
			r.tag("former_name")
		case d.chance(src.former):
			r.FormerName = c.former.full()
		}
	}
	switch {
	case n.latin:
		r.Name = latinVariant(r, n, src, d)
	case d.chance(src.englishOnly):
		r.Name = latinVariant(r, n, src, d)
		r.tag("en_only")
	default:
		r.Name = hanVariant(r, n, src, d)
		if d.chance(src.nameEN) {
			r.NameEN = n.english()
		}
	}
	if d.chance(src.typo) {
		if t := misspelt(r.Name, d); t != r.Name {
			r.Name = t
			r.tag("name_typo")
		}
	}
	if d.chance(src.junk) {
		r.Name = withJunk(r.Name, n.latin, d)
		r.tag("junk_mark")
	}
	if d.chance(src.wide) {
		if t := widened(r.Name, d); t != r.Name {
			r.Name = t
			r.tag("width")
		}
	}
	if d.chance(src.upper) {
		r.Name = strings.ToUpper(r.Name)
	}
}

// hanVariant is a Chinese name as registered or in one of its everyday forms. A
// branch keeps its tail, or nobody could tell which one is meant.
func hanVariant(r *Record, n name, src *source, d dice) string {
	if !d.chance(src.abbreviated) {
		switch {
		case n.form == forms[0].zh && d.chance(0.04):
			n.form = forms[1].zh
			r.tag("legal_form")
		case n.region != "" && !n.bracketed && n.tail == "" && d.chance(0.03):
			n.bracketed, n.region = true, strings.TrimSuffix(n.region, "市")
			r.tag("region_moved")
		case strings.HasSuffix(n.region, "市") && d.chance(0.3):
			n.region = strings.TrimSuffix(n.region, "市")
		}
		return n.full()
	}
	r.tag("abbr")
	region := strings.TrimSuffix(n.region, "市")
	word := n.trade.zh
	if d.chance(0.5) {
		word = n.trade.short
	}
	switch {
	case n.tail != "":
		return n.brand + n.trade.short + n.tail
	case d.chance(0.45):
		return region + n.brand + word
	case d.chance(0.6):
		return n.brand + word
	case d.chance(0.5):
		return region + n.brand + word + "公司"
	default:
		return region + n.brand
	}
}

// shortened are everyday abbreviations of English words.
var shortened = strings.NewReplacer("Technology", "Tech", "Technologies", "Tech", "International", "Int'l", "Manufacturing", "Mfg", "Engineering", "Eng.",
	"Construction", "Constr.", " & ", " and ", "Electronics", "Elec.", "Development", "Dev.", "Equipment", "Equip.", "Brothers", "Bros.")

func latinVariant(r *Record, n name, src *source, d dice) string {
	full := n.english()
	switch {
	case d.chance(src.abbreviated + 0.08):
		n.formEN = ""
		r.tag("abbr")
		if n.tailEN == "" && d.chance(0.2) {
			n.regionEN = ""
		}
		return shortened.Replace(n.english())
	case d.chance(0.12):
		r.tag("legal_form")
		return strings.NewReplacer("Co., Ltd.", "Company Limited", "Inc.", "Incorporated", "Corp.", "Corporation", "Pte. Ltd.", "Private Limited",
			"Pty Ltd", "Proprietary Limited", "LLC", "L.L.C.", "Limited", "Ltd.").Replace(full)
	case d.chance(0.1):
		return strings.NewReplacer("Co., Ltd.", "Co Ltd", ".", "", ",", "").Replace(full)
	}
	return full
}

// misspelt has one slip: a character of the same sound, one left out or twice,
// two in the other order.
func misspelt(s string, d dice) string {
	runes := []rune(s)
	if len(runes) < 4 {
		return s
	}
	for range 8 {
		i := d.below(min(6, len(runes)))
		if alike := sameSound[string(runes[i])]; len(alike) > 0 {
			return string(runes[:i]) + d.word(alike) + string(runes[i+1:])
		}
	}
	i := d.below(min(len(runes)-1, 12))
	switch {
	case d.chance(0.35):
		return string(runes[:i]) + string(runes[i+1:])
	case d.chance(0.4):
		return string(runes[:i+1]) + string(runes[i:])
	default:
		runes[i], runes[i+1] = runes[i+1], runes[i]
		return string(runes)
	}
}

func withJunk(s string, latin bool, d dice) string {
	if latin {
		return d.word([]string{s + " (OLD)", s + " - do not use", "*" + s, s + " [dup]", s + " #2", "VIP " + s})
	}
	return d.word([]string{s + "（停用）", s + "(勿用)", "【VIP】" + s, s + "-旧", "*" + s, s + "（重复）", s + "(新)", s + "--已合并", s + "（张经理）",
		s + "(月结)", "#" + s, s + " 备用", "[潜在]" + s, s + "(2)"})
}

// widened mixes full-width and half-width writing, and blanks.
func widened(s string, d dice) string {
	switch {
	case d.chance(0.5):
		return strings.Map(func(r rune) rune {
			if r > ' ' && r < 0x7f {
				return r + 0xfee0
			}
			return r
		}, strings.NewReplacer("（", "(", "）", ")").Replace(s)+d.word([]string{"", " ", "."}))
	case d.chance(0.5):
		return strings.NewReplacer("（", "(", "）", ")", "有限", " 有限").Replace(s)
	default:
		runes := []rune(s)
		i := d.below(len(runes))
		return string(runes[:i]) + "\u3000" + string(runes[i:])
	}
}
