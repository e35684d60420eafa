package matching

// dict gives keys small numbers. Number 0 is the zero key, which means absent.
// A dict over a base reads the base and keeps what is new to itself, so that
// one pair can be explained without touching the counts of the data set.
type dict[K comparable] struct {
	base *dict[K]
	ids  map[K]uint32
	keys []K
}

func newDict[K comparable](base *dict[K]) *dict[K] {
	d := &dict[K]{base: base, ids: map[K]uint32{}}
	if base == nil {
		d.keys = make([]K, 1)
	}
	return d
}

// id is the number of k; a new key takes the next one.
func (d *dict[K]) id(k K) uint32 {
	var zero K
	if k == zero {
		return 0
	}
	if d.base != nil {
		if v, ok := d.base.ids[k]; ok {
			return v
		}
	}
	if v, ok := d.ids[k]; ok {
		return v
	}
	v := uint32(d.size())
	d.ids[k] = v
	d.keys = append(d.keys, k)
	return v
}

// size is the number of keys, the zero key included.
func (d *dict[K]) size() int {
	if d.base != nil {
		return len(d.base.keys) + len(d.keys)
	}
	return len(d.keys)
}

// of is the key with the number.
func (d *dict[K]) of(v uint32) K {
	if d.base == nil {
		return d.keys[v]
	}
	if n := len(d.base.keys); int(v) >= n {
		return d.keys[int(v)-n]
	}
	return d.base.keys[v]
}

// words are the dictionaries of a data set.
type words struct {
	word  *dict[string] // parts of names, dates of birth, types of identifiers
	place *dict[string] // place codes
	value *dict[value]
}

func newWords(base *words) *words {
	if base == nil {
		base = &words{}
	}
	return &words{newDict(base.word), newDict(base.place), newDict(base.value)}
}

// value is a text of one kind within a scope, which is itself a number: the
// type of an identifier, the city of a road, the road of a house number.
type value struct {
	kind  valueKind
	scope uint32
	text  string
}

type valueKind uint8

const (
	valuePhone valueKind = iota + 1
	valueMail
	valueDomain
	valueCode
	valueMaster
	valueRoad
	valueStreet
	valueObject // of a source
	valueRecord // of an object
)
