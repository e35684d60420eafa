package clean

import (
	"math/bits"
	"unicode/utf8"
)

// trie maps words to values and finds them at the start or the end of a text in
// one pass, without cutting candidate substrings. Forward and backward lookups
// need a trie each.
//
// Each step asks an open table of its own, because names are read character by
// character and most steps lead nowhere: a map takes three times as long.
type trie struct {
	edges []trieEdge // by hash of from, a power of two of them
	value []int32    // by node; 0 is "no word ends here"
}

type trieEdge struct {
	from uint64 // node<<32 | rune
	to   int32  // node; 0 is "no edge"
}

func newTrie() *trie {
	return &trie{edges: make([]trieEdge, 64), value: []int32{0}}
}

// at is where the edge stands or belongs.
func (t *trie) at(from uint64) int {
	last := len(t.edges) - 1
	i := int(from * 0x9e3779b97f4a7c15 >> (64 - bits.Len(uint(last))))
	for t.edges[i].to != 0 && t.edges[i].from != from {
		i = (i + 1) & last
	}
	return i
}

func (t *trie) step(node int32, r rune) int32 {
	return t.edges[t.at(uint64(node)<<32|uint64(uint32(r)))].to
}

func (t *trie) grow(node int32, r rune) int32 {
	if n := t.step(node, r); n != 0 {
		return n
	}
	n := int32(len(t.value))
	if int(n) > len(t.edges)/2 {
		old := t.edges
		t.edges = make([]trieEdge, 2*len(old))
		for _, e := range old {
			if e.to != 0 {
				t.edges[t.at(e.from)] = e
			}
		}
	}
	from := uint64(node)<<32 | uint64(uint32(r))
	t.edges[t.at(from)] = trieEdge{from, n}
	t.value = append(t.value, 0)
	return n
}

func (t *trie) addForward(word string, v int32) {
	var node int32
	for _, r := range word {
		node = t.grow(node, r)
	}
	t.value[node] = v
}

func (t *trie) addBackward(word string, v int32) {
	var node int32
	for word != "" {
		r, n := utf8.DecodeLastRuneInString(word)
		word = word[:len(word)-n]
		node = t.grow(node, r)
	}
	t.value[node] = v
}

// prefix returns the longest word that s starts with: its value and byte
// length, or 0, 0.
func (t *trie) prefix(s string) (v int32, n int) {
	var node int32
	for i, r := range s {
		if node = t.step(node, r); node == 0 {
			break
		}
		if x := t.value[node]; x != 0 {
			v, n = x, i+utf8.RuneLen(r)
		}
	}
	return v, n
}

// suffix returns the longest word of at most limit bytes that s ends with.
func (t *trie) suffix(s string, limit int) (v int32, n int) {
	var node int32
	for i := len(s); i > 0; {
		r, w := utf8.DecodeLastRuneInString(s[:i])
		i -= w
		if len(s)-i > limit {
			break
		}
		if node = t.step(node, r); node == 0 {
			break
		}
		if x := t.value[node]; x != 0 {
			v, n = x, len(s)-i
		}
	}
	return v, n
}
