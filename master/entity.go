package master

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// crockford is the base 32 alphabet without I, L, O and U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// idLength is the number of base 32 characters: 65 bits.
const idLength = 13

// EntityID is the id of the entity founded by the record: "G-" and 13
// characters of Crockford's base 32, most significant bit first, of the first
// 65 bits of SHA-256 over
//
//	source 0x1F object 0x1F id
//
// in UTF-8 bytes as stored (0x1F is the ASCII unit separator).
func EntityID(founder model.Ref) string { return saltedID(founder, 1) }

// saltedID is the n-th id of the founder. From n = 2 on, 0x1F and n in decimal
// digits follow the bytes: another entity holds the ids before it.
func saltedID(founder model.Ref, n int) string {
	text := founder.Source + "\x1f" + founder.Object + "\x1f" + founder.ID
	if n > 1 {
		text += "\x1f" + strconv.Itoa(n)
	}
	sum := sha256.Sum256([]byte(text))
	var out strings.Builder
	out.Grow(2 + idLength)
	out.WriteString("G-")
	for i := range idLength {
		at := i * 5
		v := uint16(sum[at/8])<<8 | uint16(sum[at/8+1])
		out.WriteByte(crockford[v>>(11-at%8)&31])
	}
	return out.String()
}
