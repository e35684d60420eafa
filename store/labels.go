package store

import (
	"maps"
	"slices"
	"strings"
)

// Labels are one short text for each of many entities, by the store's keys, such as
// who has which tier. Nil is nobody's; an empty text is none.
type Labels struct {
	words []string // words[0] is ""
	index map[string]uint32
	pages map[int64]*[labelPage]uint32
	len   int
}

// Keys lie close together.
const labelPage = 1 << 12

// Of is the text of an entity, "" of one without.
func (l *Labels) Of(entity int64) string {
	if l == nil || l.pages[entity/labelPage] == nil {
		return ""
	}
	return l.words[l.pages[entity/labelPage][entity%labelPage]]
}

// Len is how many have a text.
func (l *Labels) Len() int {
	if l == nil {
		return 0
	}
	return l.len
}

// Each calls fn for everybody with a text, by ascending key.
func (l *Labels) Each(fn func(entity int64, text string)) {
	if l == nil {
		return
	}
	for _, at := range slices.Sorted(maps.Keys(l.pages)) {
		for i, word := range l.pages[at] {
			if word > 0 {
				fn(at*labelPage+int64(i), l.words[word])
			}
		}
	}
}

func newLabels() *Labels {
	return &Labels{words: []string{""}, index: map[string]uint32{"": 0}, pages: map[int64]*[labelPage]uint32{}}
}

// set keeps a copy of a text that it has not met.
func (l *Labels) set(entity int64, text string) {
	word, ok := l.index[text]
	if !ok {
		word, text = uint32(len(l.words)), strings.Clone(text)
		l.words, l.index[text] = append(l.words, text), word
	}
	page := l.pages[entity/labelPage]
	if page == nil {
		page = new([labelPage]uint32)
		l.pages[entity/labelPage] = page
	}
	was := page[entity%labelPage]
	page[entity%labelPage] = word
	switch {
	case was == 0 && word > 0:
		l.len++
	case was > 0 && word == 0:
		l.len--
	}
}

// Rename puts other texts in the place of all.
func (l *Labels) Rename(to func(string) string) {
	if l == nil {
		return
	}
	for i, w := range l.words[1:] {
		l.words[i+1] = to(w)
	}
}
