package file

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// record makes a record out of a row, or says in r.bad why it cannot. Cells are
// data whatever they look like; an empty one is nil. fields nil means all.
func (t *table) record(r *row, fields map[string]bool) model.Record {
	t.fits(r)
	if r.bad != "" {
		return model.Record{}
	}
	parts := make([]string, len(t.keys))
	for i, k := range t.keys {
		parts[i] = trim(r.cells[k])
		switch {
		case parts[i] == "":
			r.bad = "has no value in the key column " + t.header[k]
		case damaged.MatchString(parts[i]):
			r.bad = "has an id that Excel has damaged (such as 1.23E+17) in column " + t.header[k] + "; format the column as text and export again"
		}
		if r.bad != "" {
			return model.Record{}
		}
	}
	rec := model.Record{ID: joinKey(parts), Fields: make(map[string]any, len(r.cells))}
	for i, name := range t.header {
		if name == "" || fields != nil && !fields[name] {
			continue
		}
		if rec.Fields[name] = nil; r.cells[i] != "" {
			rec.Fields[name] = r.cells[i]
		}
	}
	return rec
}

// damaged is an id that went through a spreadsheet as a number.
var damaged = regexp.MustCompile(`^\d(\.\d+)?[eE]\+\d+$`)

// joinKey makes the id of a key of several columns: parts are joined by a bar;
// a bar or backslash inside a part gets a backslash before it.
func joinKey(parts []string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`)
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = escape.Replace(p)
	}
	return strings.Join(out, "|")
}

// ids remembers the ids of a file, to find one that comes twice.
type ids map[uint64]sighting

type sighting struct {
	line    int
	content uint64
}

// repeated says whether the id of a row was there before: again is true for the
// same row once more, which does no harm; bad for one with other values.
func (s ids) repeated(id string, r *row) (again bool) {
	key, content := digest(id), digest(r.cells...)
	if first, ok := s[key]; ok {
		if first.content != content {
			r.bad = fmt.Sprintf("has the id of line %d but other values", first.line)
		}
		return true
	}
	s[key] = sighting{r.line, content}
	return false
}

func digest(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}
