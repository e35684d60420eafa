package matching

// dict gives texts small numbers. Number 0 is the empty text. A dict over a
// base reads the base and keeps what is new to itself, so that one pair can be
// explained without touching the counts of the data set.
type dict struct {
	base *dict
	ids  map[string]uint32
	text []string
}

func newDict(base *dict) *dict {
	d := &dict{base: base, ids: map[string]uint32{}}
	if base == nil {
		d.text = []string{""}
		d.ids[""] = 0
	}
	return d
}

// id is the number of s; a new text takes the next one.
func (d *dict) id(s string) uint32 {
	if s == "" {
		return 0
	}
	if d.base != nil {
		if v, ok := d.base.ids[s]; ok {
			return v
		}
	}
	if v, ok := d.ids[s]; ok {
		return v
	}
	v := uint32(d.size())
	d.ids[s] = v
	d.text = append(d.text, s)
	return v
}

// size is the number of texts, the empty one included.
func (d *dict) size() int {
	if d.base != nil {
		return len(d.base.text) + len(d.text)
	}
	return len(d.text)
}

// of is the text with the number.
func (d *dict) of(v uint32) string {
	if d.base == nil {
		return d.text[v]
	}
	if n := len(d.base.text); int(v) >= n {
		return d.text[int(v)-n]
	}
	return d.base.text[v]
}
