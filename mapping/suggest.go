package mapping

import "github.com/tierloop/tierloop/model"

// didYouMean is ` (did you mean "x"?)` for the nearest known word, or "".
func didYouMean(word string, known []string) string {
	if near := model.Nearest(word, known); near != "" {
		return ` (did you mean "` + near + `"?)`
	}
	return ""
}
