package clean

import (
	_ "embed"
	"iter"
	"strings"
)

// FormClass groups legal forms by what they say about the kind of entity.
type FormClass uint8

// The form classes. A branch is any name whose tail makes it a part of another
// entity; group is any name whose own form holds 集团, 控股, Group or Holdings.
const (
	FormNone FormClass = iota
	FormLimited
	FormJointStock
	FormGroup
	FormPartnership
	FormSoleProprietor
	FormCooperative
	FormFirm
	FormFactory
	FormBranch
)

var formNames = [...]string{"none", "limited", "jointstock", "group", "partnership",
	"soleproprietor", "cooperative", "firm", "factory", "branch"}

func (c FormClass) String() string { return formNames[c] }

//go:embed data/forms.txt
var formText string

//go:embed data/branches.txt
var branchText string

//go:embed data/marks.txt
var markText string

//go:embed data/industries.txt
var industryText string

// words is one lexicon: Han words by their end, Latin words by themselves. The
// value is an index into the names of the list's first column, from 1.
type words struct {
	han   *trie
	head  *trie // the same Han words by their start
	latin map[string]int32
	most  int // longest Latin entry, in words
	label []string
}

var (
	forms      = loadWords(formText)
	branches   = loadWords(branchText)
	marks      = loadWords(markText)
	industries = loadWords(industryText)
	formClass  = classes(forms)
)

func loadWords(text string) *words {
	w := &words{han: newTrie(), head: newTrie(), latin: map[string]int32{}, label: []string{""}}
	for line := range lines(text) {
		label, _, _ := strings.Cut(line, ":")
		v := w.index(label)
		eachWord(line, func(word string) { w.add(word, v) })
	}
	return w
}

// eachWord yields the words of a line behind its label.
func eachWord(line string, yield func(word string)) {
	_, list, _ := strings.Cut(line, ":")
	for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == '|' || r == ';' }) {
		yield(strings.TrimSpace(word))
	}
}

func (w *words) index(label string) int32 {
	for i, l := range w.label {
		if l == label {
			return int32(i)
		}
	}
	w.label = append(w.label, label)
	return int32(len(w.label) - 1)
}

func (w *words) add(word string, v int32) {
	if word[0] < 0x80 && word[0] != '(' {
		w.latin[word] = v
		w.most = max(w.most, strings.Count(word, " ")+1)
		return
	}
	word = Simplify(word)
	w.han.addBackward(word, v)
	w.head.addForward(word, v)
}

// classes maps the label indexes of the form list to classes.
func classes(w *words) []FormClass {
	out := make([]FormClass, len(w.label))
	for i, l := range w.label {
		for c, name := range formNames {
			if l == name {
				out[i] = FormClass(c)
			}
		}
	}
	return out
}

// Sector returns the sector that an industry word stands for (construction,
// software, trade, …; "general" for words such as 科技 that say little), or "".
// Chinese and English words of one trade share a sector.
func Sector(word string) string {
	k := Key(word)
	if v, n := industries.han.suffix(k, len(k)); v != 0 && n == len(k) {
		return industries.label[v]
	}
	return industries.label[industries.latin[latinWords(k)]]
}

// lines yields the lines of a list, without comments and empty ones.
func lines(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\r\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(line) {
				return
			}
		}
	}
}
