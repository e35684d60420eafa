package store

import (
	"crypto/sha256"
	"time"
	"unicode/utf8"
)

// micros is how instants are stored: unix microseconds, 0 when absent.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant is the inverse of micros, in UTC.
func instant(v int64) time.Time {
	if v == 0 {
		return time.Time{}
	}
	return time.UnixMicro(v).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Hash is the first half of a SHA-256 sum.
type Hash [16]byte

// HashOf sums bytes.
func HashOf(b []byte) Hash {
	sum := sha256.Sum256(b)
	return Hash(sum[:16])
}

// cut shortens a text to at most n characters, for columns that people read
// and that the whole value is stored beside.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
