package clean

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The short way out of Placeholder never leaves it with another answer.
func TestATextThatTellsIsNoPlaceholder(t *testing.T) {
	words := append(slices.Sorted(maps.Keys(empty)), beforeDigits[:]...)
	words = append(words, "無", "暫無", "測試", "未填寫", "客戶", "（无）", "ｎｏｎｅ", "１２３４５６", "公司", "华达", "12", " ", "-", "〇", "\ufe00")
	rapid.Check(t, func(t *rapid.T) {
		s := ""
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "words") {
			s += w
		}
		if placeholder(s) && tells(s) {
			t.Fatalf("%q is a placeholder and said to tell something", s)
		}
	})
	for _, s := range []string{"無", "暫無", "測試123", "（无）", "客户 12"} {
		if !Placeholder(s) {
			t.Errorf("%q is a placeholder", s)
		}
	}
}

// Fold takes a mark without width away, and only then looks at the text closely: it
// changes no answer.
func TestAPlaceholderInASCIIIsOneHoweverItIsRead(t *testing.T) {
	words := append(slices.Sorted(maps.Keys(empty)), "test", "12", "123456", "0", "13800138000", "xxx", " ", "  ", "-", "/", "\t", "\x07", "N/A", "Acme")
	rapid.Check(t, func(t *rapid.T) {
		s := ""
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 4).Draw(t, "words") {
			s += w
		}
		if placeholder(s) != placeholder(s+"\u200b") {
			t.Fatalf("%q: %v, and with a mark without width %v", s, placeholder(s), placeholder(s+"\u200b"))
		}
	})
}
