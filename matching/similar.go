package matching

import "unicode/utf8"

// oneTypo says whether a and b differ by one letter added, left out, replaced,
// or by two neighbours exchanged.
func oneTypo(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a)-len(b) > utf8.UTFMax {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	for i > 0 && i < len(a) && !utf8.RuneStart(a[i]) || i > 0 && i < len(b) && !utf8.RuneStart(b[i]) {
		i--
	}
	a, b = a[i:], b[i:]
	r, n := utf8.DecodeRuneInString(a)
	q, m := utf8.DecodeRuneInString(b)
	if a == b || a[n:] == b || a[n:] == b[m:] || m > 0 && a == b[m:] {
		return true
	}
	r2, n2 := utf8.DecodeRuneInString(a[n:])
	q2, m2 := utf8.DecodeRuneInString(b[m:])
	return n2 > 0 && m2 > 0 && r == q2 && q == r2 && a[n+n2:] == b[m+m2:]
}

// letterSet has a bit for each letter or digit of s, so that two texts whose
// sets differ much need no closer look.
func letterSet(s string) uint64 {
	var set uint64
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			set |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			set |= 1 << (26 + c - '0')
		default:
			set |= 1 << (36 + c%28)
		}
	}
	return set
}

// jaroLimit is the length in bytes up to which jaroWinkler compares.
const jaroLimit = 64

// jaroWinkler is the likeness of two texts from 0 to 1, byte by byte.
func jaroWinkler(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) > len(b) || len(a) == len(b) && a > b {
		a, b = b, a // letters are taken from the left, so the order would matter
	}
	if len(a) == 0 || len(b) == 0 || len(a) > jaroLimit || len(b) > jaroLimit {
		return 0
	}
	reach := max(max(len(a), len(b))/2-1, 0)
	var usedA, usedB uint64
	m := 0
	for i := range len(a) {
		for j := max(0, i-reach); j < min(len(b), i+reach+1); j++ {
			if usedB>>j&1 == 0 && a[i] == b[j] {
				usedA |= 1 << i
				usedB |= 1 << j
				m++
				break
			}
		}
	}
	if m == 0 {
		return 0
	}
	t, j := 0, 0
	for i := range len(a) {
		if usedA>>i&1 == 0 {
			continue
		}
		for usedB>>j&1 == 0 {
			j++
		}
		if a[i] != b[j] {
			t++
		}
		j++
	}
	f := float64(m)
	jaro := (f/float64(len(a)) + f/float64(len(b)) + (f-float64(t)/2)/f) / 3
	prefix := 0
	for prefix < min(4, len(a), len(b)) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

// skeleton writes a Latin name by its consonants as they sound, so that
// smith, smyth and smithe agree; a name in other letters stays as it is.
func skeleton(s string) string {
	out := make([]byte, 0, 8)
	var last byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		var code byte
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y':
			if i == 0 {
				code = 'a'
			}
		case 'h', 'w':
			if i == 0 {
				code = c
			} else {
				continue // no letter of its own, and parts no double one
			}
		case 'p':
			if code = 'p'; next == 'h' {
				code = 'f'
			}
		case 'v', 'f':
			code = 'f'
		case 'c', 'k', 'q':
			if code = 'k'; c == 'c' && (next == 'e' || next == 'i' || next == 'y') {
				code = 's'
			}
			if c == 'k' && i == 0 && next == 'n' {
				continue
			}
		case 's', 'z', 'x':
			code = 's'
		case 'g', 'j':
			if code = 'j'; c == 'g' && next != 'e' && next != 'i' && next != 'y' {
				code = 'g'
			}
			if c == 'g' && next == 'h' && i > 0 {
				continue // wright, leigh
			}
		case 'd', 't':
			code = 't'
		case 'm', 'n':
			code = 'n'
		case 'b', 'l', 'r':
			code = c
		case ' ', '-':
			continue
		default:
			code = c
		}
		if code != 0 && code != last {
			out = append(out, code)
		}
		last = code
	}
	return string(out)
}
