package matching

// house weighs two names of one institution, which are told apart by their
// places and branches alone.
func (s *scorer) house(x, y *nameRow, q *nameParts) {
	s.form(x, y, q)
	s.tail(x, y, q)
	switch {
	case x.deep == 0 && y.deep == 0 || x.astray() || y.astray():
	case x.deep != y.deep && s.misspeltTail(x, y):
	case x.deep != y.deep:
		q.set(fieldRegion, differs, regionDiffers)
		return
	case (x.loose() || y.loose()) && s.counts.several(x.brand, x.deep, s.words):
		q.set(fieldRegion, open, regionOpen)
		return
	default:
		q.set(fieldRegion, equal, s.rarity(s.counts.region, x.deep).within(regionLow, regionHigh))
	}
	switch {
	case q.level[fieldTail] == differs:
	case x.text == y.text, x.form != 0 && y.form != 0:
		q.set(fieldWhole, equal, wholeComplete)
	default:
		q.set(fieldWhole, similar, wholePart)
	}
}

// astray says that the tail names no place that is known: it may be misspelt.
func (n *nameRow) astray() bool { return n.tail != 0 && n.tailAt == 0 }

// seat is an institution at a place.
type seat struct{ brand, place uint32 }

// several says whether an institution has more than one unit at a place: those
// that the data set knows, and in a municipality both the provincial company
// and the city's branch.
func (c *Counts) several(brand, place uint32, w *words) bool {
	if c.seats[seat{brand, place}] > 1 {
		return true
	}
	switch w.place.of(place) {
	case "110000", "120000", "310000", "500000":
		return true
	}
	return false
}

// countSeats counts the units of institutions by place.
func (c *Counts) countSeats(t *table) {
	type unit struct {
		seat
		rank uint8
	}
	seen := map[unit]bool{}
	c.seats = map[seat]int{}
	eachOrganisation(t, func(r *row) {
		for i := range r.names {
			n := &r.names[i]
			if u := (unit{seat{n.brand, n.deep}, n.rank}); n.house && n.deep != 0 && !n.loose() && !seen[u] {
				seen[u] = true
				c.seats[u.seat]++
			}
		}
	})
}
