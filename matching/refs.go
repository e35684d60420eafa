package matching

import (
	"encoding/binary"

	"github.com/tierloop/tierloop/model"
)

// refs number the references of an index. Source and object are kept once.
type refs struct {
	stream map[model.Ref]uint32 // source and object → number
	names  []model.Ref          // by number
	ids    *dict                // number of the stream and id → row + 1
	rank   []uint64             // by row: an order that depends on the reference alone
	lives  []bool               // by row
	live   int
	buf    []byte
}

func newRefs() *refs { return &refs{stream: map[model.Ref]uint32{}, ids: newDict(nil)} }

// streamBytes is the length of the stream's number before an id.
const streamBytes = 4

// key is what a reference is numbered by; it is valid until the next call.
func (r *refs) key(stream uint32, id string) string {
	r.buf = binary.BigEndian.AppendUint32(r.buf[:0], stream)
	r.buf = append(r.buf, id...)
	return view(r.buf)
}

// row is the row that a reference has or once had.
func (r *refs) row(ref model.Ref) (row uint32, known bool) {
	s, ok := r.stream[model.Ref{Source: ref.Source, Object: ref.Object}]
	if !ok {
		return 0, false
	}
	v := r.ids.find(r.key(s, ref.ID))
	return v - 1, v != 0
}

// add returns the row of a reference; fresh says that it is new.
func (r *refs) add(ref model.Ref) (row uint32, fresh bool) {
	name := model.Ref{Source: ref.Source, Object: ref.Object}
	s, ok := r.stream[name]
	if !ok {
		s = uint32(len(r.names))
		r.stream[name] = s
		r.names = append(r.names, name)
	}
	row = r.ids.id(r.key(s, ref.ID)) - 1
	if int(row) < len(r.lives) {
		return row, false
	}
	r.rank = append(r.rank, rankOf(ref))
	r.lives = append(r.lives, false)
	return row, true
}

// of is the reference of a row.
func (r *refs) of(row uint32) model.Ref {
	text := r.ids.of(row + 1)
	ref := r.names[binary.BigEndian.Uint32([]byte(text[:streamBytes]))]
	ref.ID = text[streamBytes:]
	return ref
}

// rankOf spreads references over the numbers, the same on every machine.
func rankOf(ref model.Ref) uint64 {
	h := uint64(0xcbf29ce484222325)
	for _, s := range [...]string{ref.Source, ref.Object, ref.ID} {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 0x100000001b3
		}
		h = (h ^ 0x1f) * 0x100000001b3
	}
	return mix(h)
}

// before orders rows by rank, and by reference should two share one.
func (r *refs) before(a, b uint32) int {
	switch {
	case a == b:
		return 0
	case r.rank[a] < r.rank[b]:
		return -1
	case r.rank[a] > r.rank[b]:
		return 1
	}
	return r.of(a).Compare(r.of(b))
}
