package bridge

import "bytes"

// infinite are the values that Python writes and JSON does not have.
var infinite = [][]byte{[]byte("-Infinity"), []byte("Infinity"), []byte("NaN")}

// WithoutNaN writes null for NaN and the infinities outside of texts. A line that
// has none comes back as it is.
func WithoutNaN(line []byte) []byte {
	if !bytes.Contains(line, infinite[1]) && !bytes.Contains(line, infinite[2]) {
		return line
	}
	out := make([]byte, 0, len(line))
	inText := false
	for i := 0; i < len(line); i++ {
		b := line[i]
		switch {
		case inText && b == '\\' && i+1 < len(line):
			out = append(out, b, line[i+1])
			i++
			continue
		case b == '"':
			inText = !inText
		case !inText:
			if n := infiniteAt(line[i:]); n > 0 {
				out = append(out, "null"...)
				i += n - 1
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

func infiniteAt(text []byte) int {
	for _, word := range infinite {
		if bytes.HasPrefix(text, word) {
			return len(word)
		}
	}
	return 0
}
