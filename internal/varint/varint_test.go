package varint_test

import (
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/internal/varint"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, s := rapid.Uint64().Draw(t, "number"), rapid.Int64().Draw(t, "signed")
		text, b := rapid.String().Draw(t, "text"), rapid.Byte().Draw(t, "byte")
		value := append(varint.AppendText(binary.AppendVarint(binary.AppendUvarint(nil, n), s), text), b)
		r := varint.Reader{Rest: string(value)}
		if gn, gs, gt, gb := r.Number(), r.Signed(), r.Text(), r.Byte(); gn != n || gs != s || gt != text || gb != b || !r.Whole() {
			t.Fatalf("read %d, %d, %q, %d and whole %v; want %d, %d, %q, %d", gn, gs, gt, gb, r.Whole(), n, s, text, b)
		}
	})
}

// TestACutValueIsBad cuts a value everywhere: it is read as bad, and never beyond its end.
func TestACutValueIsBad(t *testing.T) {
	value := string(append(varint.AppendText(binary.AppendVarint(binary.AppendUvarint(nil, 300), -70_000), "江苏"), 7))
	for end := range len(value) {
		r := varint.Reader{Rest: value[:end]}
		r.Number()
		r.Signed()
		text := r.Text()
		if b := r.Byte(); b != 0 || !r.Bad || r.Whole() || text != "" && text != "江苏" {
			t.Errorf("the first %d bytes: text %q, byte %d, bad %v, whole %v", end, text, b, r.Bad, r.Whole())
		}
	}
}

func TestAValueThatIsNoneIsBad(t *testing.T) {
	for name, read := range map[string]func(*varint.Reader){
		"a number that does not end":   func(r *varint.Reader) { r.Number() },
		"more items than bytes follow": func(r *varint.Reader) { r.Count() },
	} {
		r := varint.Reader{Rest: "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"}
		if read(&r); !r.Bad || r.Rest != "" || r.Whole() {
			t.Errorf("%s: bad %v, rest %q", name, r.Bad, r.Rest)
		}
	}
	r := varint.Reader{Rest: "\x00\x00"}
	if r.Number(); r.Whole() || r.Bad {
		t.Errorf("with a byte left: whole %v, bad %v; want neither", r.Whole(), r.Bad)
	}
}
