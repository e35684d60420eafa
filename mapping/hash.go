package mapping

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// normalisers is part of every rule hash. Raise it when this room or
// mapping/clean starts to map the same record to another result.
const normalisers = "1"

// seal computes what is known once all rules of the object are compiled.
func (o *Object) seal(r ObjectRule, c *checkup) {
	// a struct of maps and texts always marshals, with sorted keys
	text, err := json.Marshal(struct {
		Rule    ObjectRule
		Tables  map[string]ValueMap
		Zone    string
		Country string
		Version string
	}{r, c.file.Tables, c.loc.String(), c.country, normalisers})
	if err != nil {
		c.issue("objects."+o.name, CodeRule, "the rules cannot be hashed: "+err.Error(), "")
	}
	sum := sha256.Sum256(text)
	o.Hash = hex.EncodeToString(sum[:16])

	var paths []Path
	if o.skip != nil {
		paths = append(paths, o.skip.paths()...)
	}
	for _, r := range o.rules {
		paths = append(paths, r.paths()...)
	}
	var asked []string
	if o.linesFrom != nil {
		fields := o.linesFrom.Fields()
		root := fields[len(fields)-1]
		asked = append(asked, fields[:len(fields)-1]...)
		for _, r := range o.lineRules {
			o.lineHashed = append(o.lineHashed, r.paths()...)
		}
		o.lineHashed = unique(o.lineHashed)
		for _, p := range o.lineHashed {
			for _, f := range p.Fields() {
				asked = append(asked, root+"."+f)
			}
		}
	}
	if o.key != nil {
		paths = append(paths, *o.key)
	}
	o.hashed = unique(paths)
	for _, p := range o.hashed {
		asked = append(asked, p.Fields()...)
	}
	slices.Sort(asked)
	o.asked = slices.Compact(asked)
}

func unique(paths []Path) []Path {
	slices.SortFunc(paths, func(a, b Path) int { return strings.Compare(a.text, b.text) })
	return slices.CompactFunc(paths, func(a, b Path) bool { return a.text == b.text })
}

func (r *rule) paths() []Path {
	if r.expr != nil {
		return r.expr.paths()
	}
	return r.from
}

func (e *expression) paths() []Path {
	out := make([]Path, len(e.reads))
	for i := range e.reads {
		out[i] = e.reads[i].path
	}
	return out
}

// SourceFields are the fields to ask the connector for, sorted, as dotted
// names: "owner.name", "lines.product". A connector that cannot ask for a
// nested field asks for the part before the first dot.
func (o *Object) SourceFields() []string { return slices.Clone(o.asked) }

// ContentHash covers the values that the rules read and nothing else: not the
// write-back fields, not the modified stamp unless it is mapped. It does not
// depend on the order of keys, nor on the writing of a number (1.0 is 1).
func (o *Object) ContentHash(rec model.Record) [16]byte {
	h := sha256.New()
	e := encoder{h: h, buf: make([]byte, 0, 512), space: make([]any, 0, 8)}
	e.text('i', rec.ID)
	e.paths(rec.Fields, o.hashed)
	if o.linesFrom != nil {
		items := o.linesFrom.Collect(rec.Fields, nil)
		e.count('l', len(items))
		for _, item := range items {
			if line, isObject := item.(map[string]any); isObject {
				e.paths(line, o.lineHashed)
			} else {
				e.value(item)
			}
		}
	}
	e.flush()
	return [16]byte(h.Sum(nil)[:16])
}

// encoder writes values unambiguously: a tag and a length before each.
type encoder struct {
	h     hash.Hash
	buf   []byte
	space []any
}

func (e *encoder) paths(fields map[string]any, paths []Path) {
	for i := range paths {
		e.space = paths[i].Collect(fields, e.space[:0])
		e.count('p', len(e.space))
		for _, v := range e.space {
			e.value(v)
		}
	}
}

func (e *encoder) flush() {
	e.h.Write(e.buf)
	e.buf = e.buf[:0]
}

func (e *encoder) count(tag byte, n int) {
	if len(e.buf) > 400 {
		e.flush()
	}
	e.buf = append(e.buf, tag)
	e.buf = binary.AppendUvarint(e.buf, uint64(n))
}

func (e *encoder) text(tag byte, s string) {
	e.count(tag, len(s))
	e.buf = append(e.buf, s...)
}

func (e *encoder) value(v any) {
	switch v := v.(type) {
	case nil:
		e.count('0', 0)
	case string:
		e.text('s', v)
	case bool:
		if v {
			e.count('t', 0)
		} else {
			e.count('f', 0)
		}
	case json.Number:
		e.text('n', canonicalNumber(v.String()))
	case []any:
		e.count('a', len(v))
		for _, item := range v {
			e.value(item)
		}
	case map[string]any:
		e.count('m', len(v))
		for _, k := range sortedKeys(v) {
			e.text('k', k)
			e.value(v[k])
		}
	default: // a record that a program built; JSON gives the types above only
		if s, ok := scalarText(v); ok {
			e.text('n', canonicalNumber(s))
		} else {
			e.text('?', shapeOf(v))
		}
	}
}

// canonicalNumber gives all writings of one number one text.
func canonicalNumber(s string) string {
	if digits(s) && (s == "0" || s[:min(1, len(s))] != "0") {
		return s
	}
	plain, err := parseNumber(s, false)
	if err != nil {
		return s
	}
	if whole, frac, ok := strings.Cut(plain, "."); ok {
		frac = strings.TrimRight(frac, "0")
		if plain = whole; frac != "" {
			plain += "." + frac
		}
	}
	if plain == "-0" {
		return "0"
	}
	return plain
}
