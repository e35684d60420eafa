package scale

import (
	"fmt"
	"strings"
)

// family is a group of companies whose members must not merge.
type family struct {
	number, size int
	kind         kind
	head         int // company number of member 0
}

type kind int

const (
	makers    kind = iota // a group of works and trading houses with branches
	operator              // a head, a company per province, branches per town
	bank                  // one company, branches and sub-branches
	retail                // one company and its shops
	worldwide             // companies abroad
)

func (f *family) id() string { return fmt.Sprintf("G%06d", f.number+1) }

// The companies come in periods; a period begins with its families, most of
// them small, every sixteenth with a large one.
const period = 512

var familySizes = []int{22, 12, 8, 5, 4, 3, 2, 2, 2}

const largeFamily = 180

// familyOf returns the family of a company and its place there, nil for a lone one.
func (w *World) familyOf(no int) (*family, int) {
	round, at := no/period, no%period
	start := round * period
	for i, size := range familySizes {
		if i == 0 && round%16 == 1 {
			size = largeFamily
		}
		if at < size {
			number := round*len(familySizes) + i
			return &family{number, size, kind(w.dice(5, uint64(number)).below(5)), start}, at
		}
		at -= size
		start += size
	}
	return nil, 0
}

// raise makes a company the given member of its family.
func (w *World) raise(c *company, f *family, member int, d dice) {
	c.group = f.id()
	own := w.dice(6, uint64(f.number), uint64(w.tries[f.head]))
	if f.kind == worldwide {
		w.raiseAbroad(c, member, foreignBrand(own), d)
		return
	}
	b, home := brandOf(own), towns[townWeights.draw(own)]
	c.settle(d)
	if member == 0 {
		c.relation, c.town = "head", home
		c.name = headName(f.kind, home, b, own)
		return
	}
	switch {
	case f.kind == operator && member <= provinces(f.size):
		c.relation = "subsidiary"
		c.name = headName(f.kind, home, b, own)
		c.name.form, c.name.formEN = "集团"+c.town.province+"有限公司", "Group "+c.town.provinceEN+" Co., Ltd."
	case f.kind == operator:
		w.branch(c, f.head+1+d.below(provinces(f.size)))
		w.settleNear(c, d)
	case f.kind == makers && (member < 3 || d.chance(0.6)):
		c.relation = "subsidiary"
		c.name = chineseName(d, c.town, b)
		c.name.form, c.name.formEN = forms[0].zh, forms[0].en
		if d.chance(0.3) {
			c.name.bracketed = true
		}
	case f.kind == makers:
		w.branch(c, f.head+d.below(min(3, member)))
	default:
		w.branch(c, f.head)
	}
	if c.relation == "branch" {
		c.name.tail, c.name.tailEN = tail(f.kind, c.town, d)
	}
}

// provinces is in how many an operator has a company.
func provinces(size int) int { return min(size/3+1, 18) }

// settleNear moves a branch into a town of its parent's province, if there is one.
func (w *World) settleNear(c *company, d dice) {
	for range 60 {
		t := towns[townWeights.draw(d)]
		if strings.Contains(c.name.form, t.province) {
			c.town = t
			return
		}
	}
}

// tail is what a branch has behind its head's name.
func tail(k kind, t town, d dice) (zh, en string) {
	n := d.below(len(zhStreets))
	post := t.name + strings.TrimSuffix(strings.TrimSuffix(zhStreets[n], "路"), "街")
	switch {
	case k == bank && d.chance(0.4):
		return t.name + "分行", t.pinyin + " Branch"
	case k == bank:
		return post + "支行", fmt.Sprintf("%s Sub-branch No. %d", t.pinyin, n+1)
	case k == retail:
		n = 1 + d.below(40)
		return fmt.Sprintf("%s第%d分店", t.name, n), fmt.Sprintf("%s Store No. %d", t.pinyin, n)
	case k == operator && d.chance(0.6):
		return post + "营业厅", fmt.Sprintf("%s Outlet No. %d", t.pinyin, n+1)
	default:
		return t.name + "分公司", t.pinyin + " Branch"
	}
}

func headName(k kind, home town, b brand, d dice) name {
	n := name{brand: b.zh, pinyin: b.pinyin, form: "集团有限公司", formEN: "Group Co., Ltd."}
	switch k {
	case operator:
		n.region, n.regionEN, n.trade = "中国", "China", trade{"通信", "通信", "Communications"}
		n.form = "集团有限公司"
	case bank:
		n.trade = trade{"银行", "银行", "Bank"}
		n.form, n.formEN = "股份有限公司", "Co., Ltd."
	case retail:
		n = chineseName(d, home, b)
		n.form, n.formEN = forms[0].zh, forms[0].en
	default:
		n.region, n.regionEN = home.name, home.pinyin
		if d.chance(0.4) {
			n.region, n.regionEN = home.province, home.provinceEN
		}
		if d.chance(0.3) {
			n.form, n.formEN = "控股集团有限公司", "Holding Group Co., Ltd."
		}
	}
	return n
}

// branch makes c a branch of another company of the family.
func (w *World) branch(c *company, of int) {
	parent := w.company(of)
	c.relation, c.name, c.headCode = "branch", parent.name, parent.uscc
}

func (w *World) raiseAbroad(c *company, member int, b string, d dice) {
	c.settleAbroad(d)
	c.relation = "subsidiary"
	c.name = foreignName(d, c.abroad)
	c.name.pinyin = b
	switch {
	case member == 0:
		c.relation = "head"
		c.name.trade = trade{en: d.word([]string{"Holdings", "Group", "International"})}
	case d.chance(0.5):
		c.name.regionEN, c.name.bracketed = c.abroad.name, d.chance(0.5)
		if !c.name.bracketed {
			c.name.trade.en = joined(c.name.trade.en, c.abroad.name)
			c.name.regionEN = ""
		}
	}
}
