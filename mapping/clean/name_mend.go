package clean

import (
	"strings"
	"unicode/utf8"
)

// mendForm puts a mistyped 有限公司 right: one character wrong (有限公裕, 有限德司)
// or lost (有限司), or two neighbours swapped, inside it or across its edge (限有公司, 工有程限公司,
// 有限公沈司阳). Only a name without any intact company form is touched, so that
// the brand of a healthy name never is.
func mendForm(s string) string {
	i := strings.Index(s, "限")
	if i < 0 || strings.Contains(s, "有限公司") || strings.Contains(s, "责任公司") {
		return s
	}
	const form = "有限公司"
	var at [6]int // starts of the next five characters, and the end of the fifth
	for from := range s {
		n := 0
		for j := from; j < len(s) && n < 5; n++ {
			at[n] = j
			_, w := utf8.DecodeRuneInString(s[j:])
			j += w
			at[n+1] = j
		}
		if n < 4 {
			break
		}
		if from == 0 {
			continue // something must stand before a form
		}
		word := func(k int) string { return s[at[k]:at[k+1]] }
		if same(word(0), "有")+same(word(1), "限")+same(word(2), "公")+same(word(3), "司") == 3 &&
			(n == 4 || word(3) == "司" || word(4) != "司") {
			return s[:from] + form + s[at[4]:]
		}
		if s[from:at[3]] == "有限司" {
			return s[:from] + form + s[at[3]:]
		}
		switch s[from:at[4]] {
		case "限有公司", "有公限司", "有限司公":
			return s[:from] + form + s[at[4]:]
		}
		if n < 5 {
			continue
		}
		if word(0) == "有" && s[at[2]:at[5]] == "限公司" {
			return s[:from] + word(1) + form + s[at[5]:]
		}
		if s[from:at[3]] == "有限公" && word(4) == "司" {
			return s[:from] + form + word(3) + s[at[5]:]
		}
	}
	return s
}

func same(a, b string) int {
	if a == b {
		return 1
	}
	return 0
}
