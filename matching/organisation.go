package matching

import (
	"cmp"
	"slices"
	"strings"
)

// organisations are found by parts of their names, their codes and contacts.
type organisations struct{ *scorer }

// organisation puts the parts of the names, the codes and the contacts of a row.
func (k *keyer) organisation(r *row) {
	brand, region := byWord(0), byPlace(0)
	if len(r.names) > 0 {
		brand, region = byWord(r.names[0].brand), byPlace(r.names[0].region)
	}
	for i := range r.codes {
		k.value(keyCode, r.codes[i].value, brand)
	}
	var city [2]uint32
	for i := range min(2, len(r.places)) {
		city[i] = r.places[i].city
	}
	for _, v := range r.phones() {
		k.value(keyPhone, v, brand)
	}
	for _, v := range r.emails() {
		k.value(keyMail, v, brand)
	}
	for _, v := range r.domains() {
		k.value(keyDomain, v, region)
	}
	for i := range r.places {
		k.value(keyStreet, r.places[i].street, brand)
	}
	for i := range r.names { // last, see walker.partners
		n := &r.names[i]
		k.put(keyText, n.text, byPlace(cmp.Or(n.region, city[0])))
		k.put(keyBrand, n.brand, byPlace(n.region), byWord(n.industry), byPlace(city[0]), byPlace(city[1]))
		k.sound(n, byPlace(n.region))
		if !n.latin {
			k.put(keyPrefix, n.start, byWord(n.industry))
		} else if n.start != 0 && k.counts.words.place.abroad(city[0]) { // in a town of China all names in pinyin are near each other
			k.put(keyPrefix, uint32(mix(uint64(n.start)<<32|uint64(city[0]))), byWord(n.industry))
		}
	}
}

// weigh looks at the names last: they take longest, and by then it is known what
// they must come to.
func (s organisations) weigh(a, b *row, line bits, p *pair) {
	s.stream(a, b, p)
	s.address(a, b, p)
	s.reach(a, b, p)
	s.choose(a, b, line, p)
}

// weighNamed is weigh for rows that are known to share nothing but names: no code,
// contact or house that tells anything. So their names come first, and mostly show
// that nothing else need be looked at.
func (s organisations) weighNamed(a, b *row, line bits, p *pair) {
	*p = pair{x: -1, y: -1, total: nothing}
	s.stream(a, b, p)
	least := line - s.scorer.prior - s.learned.most - p.part[fieldSource]
	if a.unproven || b.unproven {
		least -= codeTypo
	}
	most := s.namesMost(a, b)
	if most+placeHigh < least {
		return
	}
	s.address(a, b, p)
	switch city := p.part[fieldCity]; {
	case p.level[fieldCity] == missing:
		most += cityHigh
	case city > 0:
		most += city + habitMost
	default:
		most += min(city+habitMost, 0)
	}
	if most < least {
		return
	}
	s.reach(a, b, p)
	s.choose(a, b, line, p)
}

// placeHigh is the most that places come to.
const placeHigh = postHigh + habitMost

// reach weighs codes and contacts, addresses being weighed.
func (s organisations) reach(a, b *row, p *pair) {
	s.codes(a, b, p)
	s.contacts(a, b, p)
	if over := p.part[fieldPhone] + p.part[fieldStreet] - buildingHigh; over > 0 {
		p.part[fieldStreet] -= over
	}
	// A mail address holds its domain: the weaker of both says nothing new.
	if p.part[fieldMail] >= p.part[fieldDomain] {
		p.part[fieldDomain] = min(p.part[fieldDomain], 0)
	} else {
		p.part[fieldMail] = min(p.part[fieldMail], 0)
	}
	if p.part[fieldCity] < 0 && (p.level[fieldStreet] == equal || p.level[fieldPhone] == equal && s.unlistedTowns(a, b)) {
		p.set(fieldCity, missing, 0) // one house, or one line: its city is written in two ways
	}
	s.learned.move(p, fieldCode, fields)
}

// choose weighs the names, everything else being weighed, and sums up.
func (s organisations) choose(a, b *row, line bits, p *pair) {
	s.names(a, b, line-s.scorer.prior-p.sum()-s.learned.most, p)
	s.learned.move(p, fieldName, fieldCode)
	if p.x >= 0 && p.level[fieldDomain] == equal && a.names[p.x].house && b.names[p.y].house {
		p.set(fieldDomain, generic, 0) // all units of an institution share its domain
	}
	p.total = s.scorer.prior + p.sum()
}

func (s organisations) gates(a, b *row) gate {
	if len(a.stand()) == 0 || len(b.stand()) == 0 {
		return 0
	}
	same, _ := trustedCodes(a, b)
	g := s.nameGates(a, b, same)
	if !s.tailsMeet(a, b) {
		g |= gateBranch
	}
	return g
}

func (s organisations) prior() bits { return s.scorer.prior }

// edgeLine is the merge line, whatever the sizes.
func (organisations) edgeLine(m *Matcher, _, _ int) bits { return m.auto }

func (organisations) sole() bits { return 0 }

// agree holds two clusters against each other: the mean of all pairs whose
// names can be compared clears the review line, and the best partner of each
// member of the smaller side clears the merge line on the mean. A pair that is short
// of evidence is no reason against: it counts as if it stood on the line. Where a source
// that holds each company once would hold this one twice, its records must themselves
// be one beyond doubt.
func (s organisations) agree(f *forest, a, b []uint32, _ bits) (held, bool) {
	v := held{members: len(a)}
	var p pair
	for _, x := range a {
		top := s.scorer.prior
		for _, y := range b {
			s.scorer.weigh(f.row(x), f.row(y), &p)
			if p.level[fieldSource] == equal {
				v.twins.add(f.row(x), &p)
				p.total -= p.part[fieldSource]
			}
			w := p.total.within(-crossHigh, crossHigh)
			top = max(top, w)
			if !p.mute {
				if s.short(&p) {
					w = max(w, f.m.review)
				}
				v.sum += int64(w)
				v.pairs++
			}
		}
		v.best += int64(top)
	}
	return v, v.sum >= int64(f.m.review)*int64(v.pairs) && v.best >= int64(f.m.auto)*int64(v.members) && v.twins.clear(f.m.auto)
}

// short says that what a pair tells is in favour and only not enough, since one record
// has no phone and the other no street: its names are one, and neither place nor trade
// is another.
func (s organisations) short(p *pair) bool {
	return p.total > s.scorer.prior && p.level[fieldName] != similar &&
		p.level[fieldRegion] != differs && p.level[fieldIndustry] != differs && p.level[fieldCity] != differs
}

// owner is whom the phones, domains and addresses of an organisation count for:
// the brand in the form common to both scripts, and the name without its branch
// tail.
func (r *row) owner() (brand, name uint32) {
	if r.person || len(r.names) == 0 {
		return 0, 0
	}
	n := &r.names[0]
	if brand = n.sound; brand == 0 {
		brand = n.brand
	}
	if name = n.head; name == 0 {
		name = n.text
	}
	return brand, name
}

// why names the identifier and the fields that weigh most: "id:uscc+whole-name".
func (s organisations) why(_, _ *row, p *pair) string {
	var by []field
	for f := range fields {
		if p.part[f] >= 200 && !(f == fieldName && p.level[fieldWhole] == equal) {
			by = append(by, f)
		}
	}
	slices.SortStableFunc(by, func(x, y field) int { return cmp.Compare(p.part[y], p.part[x]) })
	var out []string
	for _, f := range by[:min(3, len(by))] {
		name := fieldNames[f]
		if f == fieldCode {
			name += ":" + s.words.word.of(p.code)
		}
		out = append(out, name)
	}
	if out == nil {
		return "sum"
	}
	return strings.Join(out, "+")
}

func (organisations) fields(t *table, a, b *row, p *pair) []Field {
	var out []Field
	for f := range fields {
		if f == fieldSource && p.level[f] == missing {
			continue
		}
		va, vb := t.show(a, f, int(p.x)), t.show(b, f, int(p.y))
		if va != "" || vb != "" || p.level[f] != missing {
			l := levelNames[p.level[f]]
			if p.level[f] == missing && va != "" && vb != "" {
				l = "not-compared" // what differs elsewhere leaves no room for it
			}
			out = append(out, Field{Field: fieldNames[f], A: va, B: vb, Level: l, Bits: p.part[f].float()})
		}
	}
	return out
}

// show writes the value of a row in a field; name is the name compared.
func (t *table) show(r *row, f field, name int) string {
	word, value, place := t.words.word.of, t.words.value.of, t.words.place.of
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	if name = max(name, 0); f <= fieldWhole && name < len(r.names) {
		n := &r.names[name]
		return [...]string{word(n.brand), placeText(place(n.region)), word(n.industry), word(n.form), word(n.tail), word(n.text)}[f]
	}
	for _, c := range r.codes {
		if f == fieldCode {
			add(word(c.kind) + ":" + value(c.value).text)
		}
	}
	if f == fieldSource {
		source, _, _ := strings.Cut(t.words.stream.of(r.stream), "\x00")
		add(source)
	}
	list := map[field][]uint32{fieldPhone: r.phones(), fieldMail: r.emails(), fieldDomain: r.domains()}[f]
	for _, v := range list {
		add(value(v).text)
	}
	for _, p := range r.places {
		switch {
		case f == fieldStreet && p.street != 0:
			add(placeText(place(p.city)) + " " + value(p.road).text + " " + value(p.street).text)
		case f == fieldCity && p.city != 0:
			add(placeText(place(p.city)))
		case f == fieldCity:
			add(placeText(place(p.province)))
		}
	}
	return strings.Join(out, " | ")
}
