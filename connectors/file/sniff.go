package file

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// identity is what one pass over the bytes of a file tells.
type identity struct {
	hash     string
	encoding string // a guess: utf-8, gb18030 or utf-16
}

// sniff hashes a file and guesses its encoding from all of it: a letter of the
// last line may be the only one that is not ASCII.
func sniff(f dropped) (identity, error) {
	r, err := os.Open(f.path)
	if err != nil {
		return identity{}, err
	}
	defer r.Close()
	h := sha256.New()
	var good, bad int // characters of several bytes that are UTF-8, bytes that are not
	var head []byte
	buf := make([]byte, 64<<10)
	kept := 0 // bytes at the front of buf that began a character
	for {
		n, err := r.Read(buf[kept:])
		h.Write(buf[kept : kept+n])
		if len(head) < 2 {
			head = append(head, buf[kept:kept+min(n, 2)]...)
		}
		rest, last := buf[:kept+n], err == io.EOF
		for len(rest) > 0 && (last || utf8.FullRune(rest)) {
			if rest[0] < utf8.RuneSelf {
				rest = rest[1:]
				continue
			}
			ch, size := utf8.DecodeRune(rest)
			if ch == utf8.RuneError && size == 1 {
				bad++
			} else {
				good++
			}
			rest = rest[size:]
		}
		kept = copy(buf, rest)
		if last {
			break
		}
		if err != nil {
			return identity{}, err
		}
	}
	id := identity{hash: hex.EncodeToString(h.Sum(nil)), encoding: "utf-8"}
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		id.encoding = "utf-16"
	case bad > good: // Chinese in GBK is almost never UTF-8 by chance
		id.encoding = "gb18030"
	}
	return id, nil
}

// decoded reads bytes of an encoding as UTF-8, without a byte order mark. Bytes
// that GBK does not know become U+FFFD; those that are no UTF-8 stay.
func decoded(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case "gbk", "gb18030": // GB 18030 holds all of GBK
		return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
	case "utf-16":
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return &withoutMark{r: r}
}

// withoutMark drops a UTF-8 byte order mark.
type withoutMark struct {
	r    io.Reader
	head []byte
	read bool
}

func (w *withoutMark) Read(p []byte) (int, error) {
	if !w.read {
		w.read = true
		head := make([]byte, 3)
		n, err := io.ReadFull(w.r, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return 0, err
		}
		w.head = bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf"))
	}
	if len(w.head) > 0 {
		n := copy(p, w.head)
		w.head = w.head[n:]
		return n, nil
	}
	return w.r.Read(p)
}

// delimiterOf guesses the character between cells from the header line. Excel's
// own first line "sep=;" decides.
func delimiterOf(line string) (delimiter byte, isSep bool) {
	if s, ok := strings.CutPrefix(strings.ToLower(line), "sep="); ok && len(s) == 1 {
		return s[0], true
	}
	best, most := byte(','), 0
	for _, d := range []byte{',', ';', '\t', '|'} {
		quoted, n := false, 0
		for i := range len(line) {
			switch {
			case line[i] == '"':
				quoted = !quoted
			case line[i] == d && !quoted:
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best, false
}
