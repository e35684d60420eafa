package mapping

import "slices"

// didYouMean is ` (did you mean "x"?)` for the nearest known word, or "".
func didYouMean(word string, known []string) string {
	best, at := "", 3
	if len([]rune(word)) < 5 {
		at = 2
	}
	for _, k := range known {
		if d := distance(word, k); d <= at && (d < at || best == "") {
			best, at = k, d
		}
	}
	if best == "" {
		return ""
	}
	return ` (did you mean "` + best + `"?)`
}

// distance is the number of letters to insert, drop, change or swap.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, row := []int(nil), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(prev[j+1]+1, row[j]+1, prev[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], prev2[j-1]+1)
			}
		}
		prev2, prev, row = prev, row, slices.Clone(prev)
	}
	return prev[len(y)]
}
