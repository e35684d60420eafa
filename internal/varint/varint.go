// Package varint reads and writes values that are kept short: a number is a varint, a
// signed one zigzag, a text its length and its bytes. Numbers are written by
// AppendUvarint and AppendVarint of encoding/binary.
package varint

import "encoding/binary"

// AppendText writes a text.
func AppendText(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

// Reader takes a value apart. What is not there is read as zero and makes the reader
// Bad, with nothing left, so that a value can be read to its end before one asks.
type Reader struct {
	Rest string // what is still to be read
	Bad  bool
}

// Number reads a number.
func (r *Reader) Number() uint64 {
	var out uint64
	for i := range min(len(r.Rest), binary.MaxVarintLen64) {
		b := r.Rest[i]
		out |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.Rest = r.Rest[i+1:]
			return out
		}
	}
	r.fail()
	return 0
}

// Signed reads a signed number.
func (r *Reader) Signed() int64 {
	n := r.Number()
	return int64(n>>1) ^ -int64(n&1)
}

// Count reads how many items follow, each of a byte or more.
func (r *Reader) Count() int {
	n := r.Number()
	if n > uint64(len(r.Rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

// Text reads a text, which is a part of Rest.
func (r *Reader) Text() string {
	n := r.Count()
	out := r.Rest[:n]
	r.Rest = r.Rest[n:]
	return out
}

// Byte reads one byte as it stands.
func (r *Reader) Byte() byte {
	if r.Rest == "" {
		r.fail()
		return 0
	}
	b := r.Rest[0]
	r.Rest = r.Rest[1:]
	return b
}

// Whole says that all was there, and nothing more.
func (r *Reader) Whole() bool { return !r.Bad && r.Rest == "" }

func (r *Reader) fail() { r.Bad, r.Rest = true, "" }
