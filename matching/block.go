package matching

import "slices"

// keyKind is what a key is made of.
type keyKind uint8

const (
	keyCode keyKind = iota
	keyText
	keyBrand
	keySound
	keyPhone
	keyMail
	keyDomain
	keyStreet
	keyPrefix
	keyBothNames // of persons from here on
	keyFamilyYear
	keyFamilyDay
	keyGivenMonth
	keyGivenDay
	keyBorn
	keyPostGiven
	keyPostFamily
	keyPostYear
	keyDoor
	keyLineGiven
	keyLineFamily
	keyCityNames
	keyBirthPlace
	keyOther
	keyPersonMail
	keyMailUser
	keyPersonPhone
	keyPersonID
	keyPhoneEnds
	keyIDEnds
	keyWhole
	keyKinds
)

var keyNames = [keyKinds]string{"id", "whole-name", "name", "sound", "phone", "email", "domain", "street", "name-start",
	"names", "surname+year", "surname+day", "given-name+month", "given-name+day", "born", "postcode+given-name", "postcode+surname", "postcode+year",
	"house", "street+given-name", "street+surname", "city+names", "birth-place+given-name", "other-names", "email", "email-user", "phone", "id", "phone-ends", "id-ends", "sound"}

// rowKey is a key of a row. Rows that share a key are compared, unless the list
// is longer than the cap: then those are that share a narrower key too.
type rowKey struct {
	key  uint64
	kind keyKind
	// mute keys bring nobody together: a generic value, a sound heard in one
	// script only. The row is listed all the same, for the day they speak.
	mute    bool
	value   uint32 // the number that the key is of
	n       uint8
	narrows [narrowest]uint64
}

// ofName says whether a key is of an organisation's name.
func (k *rowKey) ofName() bool {
	switch k.kind {
	case keyText, keyBrand, keySound, keyPrefix:
		return true
	}
	return false
}

// watched keys are of values that weigh by who shares them.
func (k *rowKey) watched() bool {
	switch k.kind {
	case keyCode, keySound, keyPhone, keyMail, keyDomain, keyStreet:
		return true
	}
	return false
}

// narrowest is how many narrower keys a key may have.
const narrowest = 4

func (k *rowKey) narrow() []uint64 { return k.narrows[:k.n] }

// keyer collects the keys of one row at a time.
type keyer struct {
	counts  *Counts
	crowd   *crowd
	generic float64
	heard   *heard
	keys    []rowKey
}

// row collects the keys of a row, each once.
func (k *keyer) row(r *row) []rowKey {
	k.keys = k.keys[:0]
	if r.person {
		k.person(r.who)
	} else {
		k.organisation(r)
	}
	return k.keys
}

// put adds a key for number v, 0 being none. A list longer than the cap is split
// by what narrows it: rows meet that agree in one thing. The first of them splits
// even when it is unknown, the others only when they are known.
func (k *keyer) put(kind keyKind, v uint32, by ...narrow) *rowKey {
	if v == 0 {
		return &rowKey{}
	}
	return k.list(kind, v, keyOf(kind, v), by)
}

// list adds a key of value v by its hash.
func (k *keyer) list(kind keyKind, v uint32, key uint64, by []narrow) *rowKey {
	i := slices.IndexFunc(k.keys, func(o rowKey) bool { return o.key == key })
	if i < 0 {
		i = len(k.keys)
		k.keys = append(k.keys, rowKey{key: key, kind: kind, value: v})
	}
	out := &k.keys[i]
	for i, w := range by {
		if uint32(w) == 0 && i > 0 {
			continue
		}
		if w := mix(key ^ mix(uint64(w))); int(out.n) < narrowest && !slices.Contains(out.narrow(), w) {
			out.narrows[out.n] = w
			out.n++
		}
	}
	return out
}

// keyOf is the key of a number.
func keyOf(kind keyKind, v uint32) uint64 { return mix(uint64(kind)<<32 | uint64(v)) }

// narrow is a number with what it is a number of.
type narrow uint64

func byPlace(v uint32) narrow { return 1<<32 | narrow(v) }
func byWord(v uint32) narrow  { return 2<<32 | narrow(v) }

// value adds a key for a value that companies share; a generic one is mute.
func (k *keyer) value(kind keyKind, v uint32, by narrow) {
	if v != 0 {
		k.put(kind, v, by).mute = at(k.counts.users, v) >= k.generic
	}
}

// sound adds a name by its sound, which speaks where names of both scripts have
// it.
func (k *keyer) sound(n *nameRow, by narrow) {
	if n.sound != 0 {
		k.put(keySound, n.sound, by).mute = !k.heard.both(n.sound)
	}
}

// heard says in which scripts the names with a sound are written, by its number.
type heard []uint8

const inHan, inLatin = 1, 2

func (h *heard) both(sound uint32) bool { return int(sound) < len(*h) && (*h)[sound] == inHan|inLatin }

// add notes the sounds of a row.
func (h *heard) add(r *row) {
	for i := range r.names {
		h.reach(r.names[i].sound)
		(*h)[r.names[i].sound] |= r.names[i].script()
	}
}

// set puts down the scripts of a sound; true when they speak now and did not
// before, or the other way round.
func (h *heard) set(sound uint32, scripts uint8) bool {
	h.reach(sound)
	old := h.both(sound)
	(*h)[sound] = scripts
	return old != h.both(sound)
}

func (h *heard) reach(sound uint32) {
	if missing := int(sound) + 1 - len(*h); missing > 0 {
		*h = append(*h, make([]uint8, missing)...)
	}
}

func (n *nameRow) script() uint8 {
	if n.latin {
		return inLatin
	}
	return inHan
}

// scriptsOf are the scripts of the row's names with the sound.
func scriptsOf(r *row, sound uint32) (scripts uint8) {
	for i := range r.names {
		if r.names[i].sound == sound {
			scripts |= r.names[i].script()
		}
	}
	return scripts
}

// mix spreads the bits of a number; no two numbers have one result.
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

func choose2(n int) int { return n * (n - 1) / 2 }
