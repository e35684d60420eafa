package matching

import "cmp"

// organisations are found by parts of their names, their codes and contacts.
type organisations struct{ *scorer }

func (organisations) keys(k *keyer, r *row) {
	var city [2]uint32
	for i := range min(2, len(r.places)) {
		city[i] = r.places[i].city
	}
	for i := range r.names {
		n := &r.names[i]
		k.put(keyText, n.text, byPlace(cmp.Or(n.region, city[0])))
		k.put(keyBrand, n.brand, byPlace(n.region), byWord(n.industry), byPlace(city[0]), byPlace(city[1]))
		k.sound(n, byPlace(n.region))
		k.put(keyPrefix, n.start, byWord(n.industry))
	}
}

func (s organisations) weigh(a, b *row, p *pair) {
	s.names(a, b, p)
	s.address(a, b, p)
}

func (s organisations) gates(a, b *row) gate {
	if len(a.stand) == 0 || len(b.stand) == 0 {
		return 0
	}
	same, _ := trustedCodes(a, b)
	g := s.nameGates(a, b, same)
	if !s.tailsMeet(a, b) {
		g |= gateBranch
	}
	return g
}

// owner is the brand in the form common to both scripts, and the name without
// its branch tail.
func (organisations) owner(r *row) (brand, name uint32) {
	if len(r.names) == 0 {
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

func (organisations) show(t *table, r *row, f field, name int) string {
	if f > fieldWhole || name >= len(r.names) {
		return ""
	}
	n, word, place := &r.names[name], t.words.word.of, t.words.place.of
	return [...]string{word(n.brand), placeText(place(n.region)), word(n.industry), word(n.form), word(n.tail), word(n.text)}[f]
}
