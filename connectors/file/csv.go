package file

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// row is one row of a file. bad says why it cannot be used; "" when it can.
type row struct {
	cells []string
	line  int // where it begins
	bad   string
}

// csvReader reads CSV row by row in bounded memory: a cell is kept up to maxCell
// and a row up to maxRow, whatever the file holds. It takes what spreadsheets
// write: quotes around cells, doubled quotes and line ends inside them. A quote
// inside a bare cell is a character like any other.
type csvReader struct {
	r     *bufio.Reader
	comma byte
	line  int
	// strict: U+FFFD comes from bytes that the encoding does not know.
	strict bool
	name   string // of the encoding, for messages

	// wanted, if any, refuses rows that need not be read, by their text.
	wanted func(text []byte) bool

	text []byte // of the row that is read, cell behind cell
	ends []int  // of its cells
}

func newCSV(r io.Reader, comma byte, encoding string) *csvReader {
	return &csvReader{r: bufio.NewReaderSize(r, 64<<10), comma: comma, line: 1, strict: encoding != "utf-8", name: encoding}
}

// next reads a row, io.EOF after the last.
func (c *csvReader) next() (row, error) {
	out := row{line: c.line}
	c.text, c.ends = c.text[:0], c.ends[:0]
	for c.plain() {
		if c.wanted == nil || c.wanted(c.text) {
			return c.checked(out, 0), nil
		}
		out.line = c.line
		c.text, c.ends = c.text[:0], c.ends[:0]
	}
	from, long := 0, 0 // from is where the cell begins in the text
	inQuotes, wasQuoted, started := false, false, false
	keep := func(b byte) {
		started = true
		if len(c.text)-from < maxCell && len(c.text) < maxRow {
			c.text = append(c.text, b)
		} else if long == 0 {
			long = len(c.ends) + 1
		}
	}
	end := func() {
		if len(c.ends) < maxCols {
			c.ends = append(c.ends, len(c.text))
		} else {
			out.bad = fmt.Sprintf("has more than %d cells", maxCols)
		}
		from, wasQuoted = len(c.text), false
	}
	for {
		b, err := c.r.ReadByte()
		if err == io.EOF {
			if !started && len(c.ends) == 0 {
				return out, io.EOF
			}
			if inQuotes {
				out.bad = "opens a quote that is never closed; nothing behind it was read"
			}
			end()
			return c.checked(out, long), nil
		}
		if err != nil {
			return out, err
		}
		if b == '\n' {
			c.line++
		}
		switch {
		case inQuotes && b == '"':
			if next, err := c.r.Peek(1); err == nil && next[0] == '"' {
				_, _ = c.r.ReadByte()
				keep('"')
				continue
			}
			inQuotes = false
		case inQuotes:
			keep(b)
		case b == '"' && len(c.text) == from && !wasQuoted:
			inQuotes, wasQuoted, started = true, true, true
		case b == c.comma:
			started = true
			end()
		case b == '\r':
			if next, err := c.r.Peek(1); err != nil || next[0] != '\n' {
				keep(b)
			}
		case b == '\n':
			end()
			return c.checked(out, long), nil
		default:
			keep(b)
		}
	}
}

// plain reads a row that lies in the buffer as a whole and holds no quote, as most
// do; it reads nothing of any other.
func (c *csvReader) plain() bool {
	if c.r.Buffered() == 0 {
		_, _ = c.r.Peek(1) // fills the buffer; the end, or what is wrong, is met again
	}
	line, _ := c.r.Peek(c.r.Buffered())
	end := bytes.IndexByte(line, '\n')
	if end < 0 || bytes.IndexByte(line[:end], '"') >= 0 || bytes.Count(line[:end], []byte{c.comma}) >= maxCols {
		return false
	}
	text := bytes.TrimSuffix(line[:end], []byte{'\r'})
	for {
		i := bytes.IndexByte(text, c.comma)
		if i < 0 {
			break
		}
		c.text = append(c.text, text[:i]...)
		c.ends = append(c.ends, len(c.text))
		text = text[i+1:]
	}
	c.text = append(c.text, text...)
	c.ends = append(c.ends, len(c.text))
	c.line++
	_, _ = c.r.Discard(end + 1) // it is in the buffer
	return true
}

// checked cuts the text into cells, and finds those that are too long or no text.
func (c *csvReader) checked(r row, long int) row {
	text, from := string(c.text), 0
	r.cells = make([]string, len(c.ends))
	for i, end := range c.ends {
		r.cells[i], from = text[from:end], end
	}
	if r.bad == "" && long > 0 {
		r.bad = fmt.Sprintf("cell %d or the row is longer than %d MB", long, maxCell>>20)
	}
	if utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 && !(c.strict && strings.ContainsRune(text, utf8.RuneError)) {
		return r
	}
	for i, s := range r.cells {
		if r.bad != "" {
			break
		}
		if !utf8.ValidString(s) || c.strict && strings.ContainsRune(s, utf8.RuneError) {
			r.bad = fmt.Sprintf("cell %d is no valid %s text", i+1, c.name)
		} else if strings.ContainsRune(s, 0) {
			r.bad = fmt.Sprintf("cell %d holds a NUL character", i+1)
		}
	}
	return r
}
