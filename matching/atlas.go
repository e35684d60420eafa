package matching

import (
	"slices"
	"strconv"
	"strings"
)

// atlas is a dict of place codes that knows which of them lie in one another.
// Codes are those of GB/T 2260 and of countries.
type atlas struct {
	*dict
	base  *atlas
	spans []span // of its own numbers
}

// span is the range of six-digit codes that a place covers: a province those of
// its cities. Two places may be one where their spans meet, for one of them then
// holds the other. A place of any other code is a span by itself.
type span struct {
	from, to uint32
	country  bool // abroad, or all of China
	// behind says that the place stands in brackets behind a name: it may be any, but
	// not another one of these.
	behind bool
}

// anywhere is a macro-region ("+…"), a name that several places share ("?…"), or
// no place at all.
var anywhere = span{to: 1<<32 - 1}

// outside is where the spans of places without a six-digit code begin.
const outside = 1_000_000

func newAtlas(base *atlas) *atlas {
	if base == nil {
		return &atlas{dict: newDict(nil), spans: []span{anywhere}}
	}
	return &atlas{dict: newDict(base.dict), base: base}
}

// id is the number of a code.
func (a *atlas) id(code string) uint32 {
	v := a.dict.id(code)
	if int(v) == len(a.spans)+a.known() {
		a.spans = append(a.spans, spanOf(code, v))
	}
	return v
}

// known is how many numbers the base has.
func (a *atlas) known() int {
	if a.base == nil {
		return 0
	}
	return int(a.from)
}

func (a *atlas) span(v uint32) span {
	if n := a.known(); int(v) >= n {
		return a.spans[int(v)-n]
	}
	return a.base.span(v)
}

// meet says whether two places may be one.
func (a *atlas) meet(x, y uint32) bool {
	if x == y {
		return true
	}
	p, q := a.span(x), a.span(y)
	if p.behind && q.behind {
		return false
	}
	return p.from <= q.to && q.from <= p.to
}

// held adds to the count of each place those of the places in it.
func (a *atlas) held(count []uint32) []uint32 {
	out := slices.Clone(count)
	for v, n := range count {
		if code := a.of(uint32(v)); n > 0 && len(code) == 6 && code[0] != '?' {
			city, province := code[:4]+"00", code[:2]+"0000"
			if w := a.find(city); w != 0 && city != code && city != province {
				out[w] += n
			}
			if w := a.find(province); w != 0 && province != code {
				out[w] += n
			}
		}
	}
	return out
}

// wider is the province or city that holds the other of two places; 0 when it is
// another kind of place.
func (a *atlas) wider(x, y uint32) uint32 {
	p, q := a.span(x), a.span(y)
	if p.to-p.from < q.to-q.from {
		x, p = y, q
	}
	if p.to == anywhere.to || p.country || p.from >= outside {
		return 0
	}
	return x
}

// at says whether a place is where an address is. One in brackets behind a name is
// when it is called as the town, known or not.
func (a *atlas) at(address, place uint32) bool {
	if !a.span(place).behind {
		return a.meet(address, place)
	}
	town, name := a.of(address), a.of(place)
	return town == unknownPlace+name[1:len(name)-1]
}

// country says whether a place is a country.
func (a *atlas) country(v uint32) bool { return a.span(v).country }

// spanOf is the span of a code with the number v: 440000 is 440000 to 449999.
func spanOf(code string, v uint32) span {
	switch {
	case code == "" || code[0] == '+' || code[0] == '?':
		return anywhere
	case code[0] == '(':
		return span{to: anywhere.to, behind: true}
	case code == "CN":
		return span{to: outside - 1, country: true}
	case len(code) == len("CN"):
		return span{from: outside + v, to: outside + v, country: true}
	}
	from, err := strconv.ParseUint(code, 10, 32)
	if err != nil || len(code) != 6 {
		return span{from: outside + v, to: outside + v}
	}
	size := uint32(1)
	for size < 10_000 && uint32(from)/size%100 == 0 {
		size *= 100
	}
	return span{from: uint32(from), to: uint32(from) + size - 1}
}

// abroad says that a place is one that no list knows.
func (a *atlas) abroad(x uint32) bool { return x != 0 && strings.HasPrefix(a.of(x), unknownPlace) }

// unlisted says whether two places are towns that no list knows and neither of which
// is in the name of the other, as Hollywood in West Hollywood.
func (a *atlas) unlisted(x, y uint32) bool {
	p, known := strings.CutPrefix(a.of(x), unknownPlace)
	q, also := strings.CutPrefix(a.of(y), unknownPlace)
	return known && also && !strings.Contains(p, q) && !strings.Contains(q, p)
}
