package store

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// TierHash covers what makes a result another result. It looks at no explanation:
// only at score, tiers, the points of the parts, and what shown names of the
// indicators and outputs. It is taken of every result of every run, so the text
// under it, the JSON of a TierResult with nothing else in it, is written by hand.
func TierHash(r model.TierResult, shown ...string) Hash {
	b := append(make([]byte, 0, 1024), `{"entity":"","policy":"","policy_hash":"","scope":"","as_of":""`...)
	b = appendPair(b, `,"score":`, r.Score, true)
	b = appendPair(b, `,"raw":`, r.Raw, false)
	b = appendPair(b, `,"held":`, r.Held, false)
	b = appendPair(b, `,"final":`, r.Final, false)
	b = appendShown(b, r, shown)
	for i, p := range r.Parts {
		b = append(b, [...]string{`,"parts":[`, `,`}[min(i, 1)]...)
		b = appendPair(b, `{"id":`, p.ID, false)
		b = append(b, `,"label":{"zh":"","en":""},"input":""`...)
		b = appendPair(b, `,"points":`, p.Points, false)
		b = appendPair(b, `,"weight":`, p.Weight, true)
		b = appendPair(b, `,"adds":`, p.Adds, true)
		b = append(appendPair(b, `,"of":`, p.Of, true), '}')
	}
	if len(r.Parts) > 0 {
		b = append(b, ']')
	}
	return HashOf(append(b, `,"reason":{"zh":"","en":""},"safe_reason":{"zh":"","en":""}}`...))
}

// appendShown writes indicators and outputs by their words, ascending.
func appendShown(b []byte, r model.TierResult, shown []string) []byte {
	shown = slices.Sorted(slices.Values(shown))
	head := `,"outputs":{`
	for _, word := range slices.Compact(shown) {
		var text string
		if id, ok := strings.CutPrefix(word, "indicator:"); ok {
			text = r.Indicators[id]
		} else if id, ok := strings.CutPrefix(word, "output:"); ok {
			text = r.Outputs[id]
		} else {
			continue
		}
		b = append(appendQuoted(append(b, head...), word), ':')
		b = appendQuoted(b, text)
		head = ","
	}
	if head == "," {
		b = append(b, '}')
	}
	return b
}

func appendPair(b []byte, key, text string, omitEmpty bool) []byte {
	if omitEmpty && text == "" {
		return b
	}
	return appendQuoted(append(b, key...), text)
}

func appendQuoted(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || strings.IndexByte(`"\<>&`, c) >= 0 {
			quoted, _ := json.Marshal(text) // a text always renders
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}
