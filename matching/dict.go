package matching

import (
	"encoding/binary"
	"hash/maphash"
	"strings"
	"unsafe"
)

// dict gives texts small numbers, in the order in which they come. Number 0 is
// the empty text, which means absent. A dict over a base reads the base and
// keeps what is new to itself, so that one pair can be explained without
// touching the counts of the data set.
//
// Texts lie in large chunks without a pointer to each: millions of them cost
// the collector nothing, and a text of twenty bytes takes about 36.
type dict struct {
	base   *dict
	from   uint32 // the first number of its own
	slots  []slot // open addressing
	at     []uint32
	chunks []*strings.Builder
	free   int // bytes left in the last chunk
}

// slot holds a number and the hash of its text.
type slot struct{ number, hash uint32 }

const (
	dictChunk = 1 << 20
	// dictUnit is what places of texts are counted in: 2^32 of them are 16 GiB.
	dictUnit = 4
	// chunkUnits are the places of a chunk. A longer text has one of its own.
	chunkUnits = dictChunk / dictUnit
)

var dictSeed = maphash.MakeSeed() // numbers do not depend on it

func newDict(base *dict) *dict {
	if base == nil {
		return &dict{from: 1}
	}
	return &dict{base: base, from: uint32(base.size())}
}

// id is the number of s; a new text takes the next one.
func (d *dict) id(s string) uint32 {
	if s == "" {
		return 0
	}
	if v := d.find(s); v != 0 {
		return v
	}
	if len(d.at)+1 > len(d.slots)/4*3 {
		d.grow()
	}
	v := d.from + uint32(len(d.at))
	d.put(slot{v, hash32(s)})
	d.at = append(d.at, d.keep(s))
	return v
}

// find is the number of a known text, else 0.
func (d *dict) find(s string) uint32 {
	if s == "" {
		return 0
	}
	if d.base != nil {
		if v := d.base.find(s); v != 0 && v < d.from {
			return v
		}
	}
	if d.slots == nil {
		return 0
	}
	h := hash32(s)
	for i := place(h, len(d.slots)); d.slots[i].number != 0; i = next(i, len(d.slots)) {
		if d.slots[i].hash == h && d.of(d.slots[i].number) == s {
			return d.slots[i].number
		}
	}
	return 0
}

// size is one more than the largest number.
func (d *dict) size() int { return int(d.from) + len(d.at) }

// of is the text with the number.
func (d *dict) of(v uint32) string {
	if v < d.from {
		if d.base == nil {
			return ""
		}
		return d.base.of(v)
	}
	at := d.at[v-d.from]
	text := d.chunks[at/chunkUnits].String()[at%chunkUnits*dictUnit:]
	n, i := 0, 0
	for shift := 0; ; shift += 7 {
		b := text[i]
		i++
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return text[i : i+n]
		}
	}
}

// keep writes a text, its length before it, and returns its place.
func (d *dict) keep(s string) uint32 {
	var head [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(head[:], uint64(len(s)))
	size := (n + len(s) + dictUnit - 1) / dictUnit * dictUnit
	if size > d.free {
		b := &strings.Builder{}
		b.Grow(max(dictChunk, size))
		d.chunks = append(d.chunks, b)
		d.free = max(dictChunk, size)
	}
	b := d.chunks[len(d.chunks)-1]
	at := uint32(len(d.chunks)-1)*chunkUnits + uint32(b.Len()/dictUnit)
	b.Write(head[:n])
	b.WriteString(s)
	for range size - n - len(s) {
		b.WriteByte(0)
	}
	d.free -= size
	return at
}

func (d *dict) grow() {
	old := d.slots
	d.slots = make([]slot, max(64, len(old)/2*3))
	for _, s := range old {
		if s.number != 0 {
			d.put(s)
		}
	}
}

func (d *dict) put(s slot) {
	i := place(s.hash, len(d.slots))
	for d.slots[i].number != 0 {
		i = next(i, len(d.slots))
	}
	d.slots[i] = s
}

func hash32(s string) uint32 { return uint32(maphash.String(dictSeed, s) >> 32) }

// place is where a hash belongs among n slots, next where to look after i.
func place(hash uint32, n int) int { return int(uint64(hash) * uint64(n) >> 32) }

func next(i, n int) int {
	if i++; i == n {
		return 0
	}
	return i
}

// words are the dictionaries of a data set.
type words struct {
	word   *dict // parts of names, types of identifiers
	place  *atlas
	value  *values
	crowd  *crowd // values of persons
	stream *dict  // sources with their objects, see streamKey
}

func newWords(base *words) *words {
	if base == nil {
		return &words{newDict(nil), newAtlas(nil), &values{dict: newDict(nil)}, newCrowd(nil), newDict(nil)}
	}
	return &words{newDict(base.word), newAtlas(base.place), &values{dict: newDict(base.value.dict)}, newCrowd(base.crowd), newDict(base.stream)}
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
	valuePost
	valueObject // of a source
)

// values is a dict of values: kind and scope stand before the text.
type values struct {
	dict *dict
	buf  []byte
}

func (d *values) id(v value) uint32 {
	return d.dict.id(view(d.encode(v)))
}

// view shows bytes as a text for as long as they stay as they are; a dict
// copies what it keeps.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// find is the number of a known value, else 0.
func (d *values) find(v value) uint32 { return d.dict.find(view(d.encode(v))) }

func (d *values) encode(v value) []byte {
	d.buf = append(d.buf[:0], byte(v.kind))
	d.buf = binary.LittleEndian.AppendUint32(d.buf, v.scope)
	d.buf = append(d.buf, v.text...)
	return d.buf
}

func (d *values) of(number uint32) value {
	s := d.dict.of(number)
	if s == "" {
		return value{}
	}
	return value{kind: valueKind(s[0]), text: s[5:],
		scope: uint32(s[1]) | uint32(s[2])<<8 | uint32(s[3])<<16 | uint32(s[4])<<24}
}

func (d *values) size() int { return d.dict.size() }
