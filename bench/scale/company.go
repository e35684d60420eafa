package scale

import "strings"

// company is what is true of one legal entity.
type company struct {
	no              int
	name            name
	former          name // before it was renamed; zero for most
	group, relation string
	foreign         bool
	town            town        // of a Chinese company
	abroad          foreignTown // of another

	uscc, headCode string // headCode: of the company that a branch belongs to
	phone, second  phone
	domain         string // own or the group's; empty without
	mailbox        string
	place, moved   address
}

// name is a company's name in its parts, as registered.
type name struct {
	region, regionEN string // town or province that stands in the name, if any
	bracketed        bool   // it stands in brackets behind the brand
	brand, pinyin    string
	trade            trade
	form, formEN     string
	tail, tailEN     string // what makes it a branch
	latin            bool   // an English name: the Chinese parts are empty
}

func (n name) full() string {
	if n.latin {
		return n.english()
	}
	if n.bracketed && n.region != "" {
		return n.brand + "（" + n.region + "）" + n.trade.zh + n.form + n.tail
	}
	return n.region + n.brand + n.trade.zh + n.form + n.tail
}

func (n name) english() string {
	s := n.pinyin
	switch {
	case n.regionEN == "":
	case n.bracketed:
		s += " (" + n.regionEN + ")"
	default:
		s = n.regionEN + " " + s
	}
	return joined(s, n.trade.en, n.formEN, n.tailEN)
}

// joined puts blanks between words that are not empty.
func joined(words ...string) string {
	var have []string
	for _, w := range words {
		if w != "" {
			have = append(have, w)
		}
	}
	return strings.Join(have, " ")
}

// claims are what no other company may have: the registered name, and brand and
// trade in one town.
func (c *company) claims() []uint64 {
	n := c.name
	return []uint64{key(n.full()), key(n.brand + n.pinyin + "|" + n.trade.en + "|" + c.town.name + c.abroad.name + "|" + n.tail + n.tailEN)}
}

// key is FNV-1a, mixed once more; never 0.
func key(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return max(1, mix(h))
}

// company tells all about company number no.
func (w *World) company(no int) *company {
	c := &company{no: no}
	f, member := w.familyOf(no)
	d := w.dice(4, uint64(no), uint64(w.tries[no]))
	switch {
	case f != nil:
		w.raise(c, f, member, d)
	case d.chance(0.18):
		c.settleAbroad(d)
		c.name = foreignName(d, c.abroad)
	default:
		c.settle(d)
		c.name = chineseName(d, c.town, brandOf(d))
	}
	if c.relation != "branch" && d.chance(0.07) {
		c.former = w.formerName(c, d)
	}
	w.reach(c, f, d)
	return c
}

func (c *company) settle(d dice) {
	c.town = towns[townWeights.draw(d)]
}

func (c *company) settleAbroad(d dice) {
	c.foreign, c.abroad = true, abroad[abroadWeights.draw(d)]
}

// brand is a brand in Han characters and in Latin letters.
type brand struct{ zh, pinyin string }

// brandOf draws a brand: a few are borne by many companies, most by one.
func brandOf(d dice) brand {
	switch {
	case d.chance(0.04):
		b := coined(d)
		return brand{b, b}
	case d.chance(0.5):
		// A brand of two characters is its rank, spread over their pairs.
		r := mix(uint64(d.rank(len(letters)*len(letters), 250)) + 77)
		return spelt(int(r%uint64(len(letters))), int(r>>20%uint64(len(letters))))
	case d.chance(0.15):
		return spelt(d.rank(len(letters), 40), d.rank(len(letters), 40), d.rank(len(letters), 40), d.rank(len(letters), 40))
	default:
		return spelt(d.rank(len(letters), 40), d.rank(len(letters), 40), d.rank(len(letters), 40))
	}
}

func spelt(which ...int) brand {
	var b brand
	for _, i := range which {
		b.zh += letters[i].han
		b.pinyin += letters[i].pinyin
	}
	b.pinyin = strings.ToUpper(b.pinyin[:1]) + b.pinyin[1:]
	return b
}

var onsets, codas = strings.Fields("Ba Ce Do El Fi Ga Hy In Ju Ka Lo Mi No Or Pa Qui Ro Si Te Ul Ve Wo Xe Yo Za Tri Bri Clo Dra Gre"),
	strings.Fields("lar mex nor ra tis vant x zen lon dia ro ma tek via pol sen rix dor na lis quo mira bell tron ka sta phi")

// coined is a word that never was.
func coined(d dice) string {
	w := d.word(onsets) + d.word(codas)
	if d.chance(0.6) {
		w += d.word(codas)
	}
	return w
}

var usualForms = newWeighted([]int{72, 8, 6, 3, 3, 3, 2})

var forms = []struct{ zh, en string }{
	{"有限公司", "Co., Ltd."}, {"有限责任公司", "Co., Ltd."}, {"股份有限公司", "Co., Ltd."}, {"集团有限公司", "Group Co., Ltd."},
	{"厂", "Factory"}, {"商行", "Trading House"}, {"中心（有限合伙）", "Center (L.P.)"},
}

func chineseName(d dice, t town, b brand) name {
	n := name{brand: b.zh, pinyin: b.pinyin, trade: trades[tradeWeights.draw(d)]}
	f := forms[usualForms.draw(d)]
	n.form, n.formEN = f.zh, f.en
	switch {
	case d.chance(0.62):
		n.region, n.regionEN = t.name, t.pinyin
	case d.chance(0.3):
		n.region, n.regionEN = t.name+"市", t.pinyin
	case d.chance(0.5):
		n.region, n.regionEN = t.province, t.provinceEN
	case d.chance(0.8):
		n.region, n.regionEN, n.bracketed = t.name, t.pinyin, true
	}
	return n
}

var formsAbroad = map[string][]string{
	"US": {"Inc.", "LLC", "Corp.", "Inc", "Corporation", "Co."}, "GB": {"Ltd", "Limited", "plc", "LLP"}, "AU": {"Pty Ltd", "Pty. Limited"},
	"SG": {"Pte. Ltd.", "Pte Ltd"}, "CA": {"Inc.", "Ltd.", "Corp."}, "IE": {"Ltd", "Limited", "DAC"}, "DE": {"GmbH", "GmbH & Co. KG", "AG"},
}

func foreignBrand(d dice) string {
	switch {
	case d.chance(0.45):
		return coined(d)
	case d.chance(0.4):
		return d.word(names) + " " + d.word([]string{"& Sons", "Brothers", "& " + d.word(names), d.word(names), "Partners"})
	case d.chance(0.7):
		return firsts[d.rank(len(firsts), 12)] + " " + d.word(seconds)
	default:
		return firsts[d.rank(len(firsts), 12)] + strings.ToLower(d.word(seconds))
	}
}

func foreignName(d dice, t foreignTown) name {
	return name{latin: true, pinyin: foreignBrand(d), trade: trade{en: enTrades[d.rank(len(enTrades), 8)]}, formEN: d.word(formsAbroad[t.country])}
}

// formerName is what a renamed company was called.
func (w *World) formerName(c *company, d dice) name {
	n := c.name
	switch {
	case n.latin && d.chance(0.6):
		n.pinyin = foreignBrand(d)
	case n.latin:
		n.trade = trade{en: d.word(enTrades)}
	case d.chance(0.6):
		b := brandOf(d)
		n.brand, n.pinyin = b.zh, b.pinyin
	case d.chance(0.6):
		n.trade = trades[tradeWeights.draw(d)]
	default:
		n.form, n.formEN = "有限责任公司", "Co., Ltd."
		n.region, n.regionEN, n.bracketed = c.town.province, c.town.provinceEN, false
	}
	if n.full() == c.name.full() {
		return name{}
	}
	return n
}
