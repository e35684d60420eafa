package file

import "strings"

// nearest is the known name that resembles the wanted one most, "" when none
// comes near. Letter case counts little.
func nearest(want string, known []string) string {
	best, least := "", len([]rune(want))/2+2
	for _, k := range known {
		d := distance(strings.ToLower(want), strings.ToLower(k))
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts insertions, deletions and replacements.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			up := row[j+1]
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(up+1, row[j]+1, diagonal+cost)
			diagonal = up
		}
	}
	return row[len(y)]
}

// didYouMean says which name comes near, or which there are.
func didYouMean(want string, known []string) string {
	if n := nearest(want, known); n != "" {
		return "did you mean " + n + "?"
	}
	const most = 12
	if len(known) > most {
		known = append(known[:most:most], "…")
	}
	if len(known) == 0 {
		return "there is none"
	}
	return "there is " + strings.Join(known, ", ")
}
