package sqlsource

import (
	"strings"

	"github.com/tierloop/tierloop/model"
)

// didYouMean says which name comes near, or which there are.
func didYouMean(want string, known []string) string {
	n := model.Nearest(want, known)
	for _, k := range known {
		if strings.EqualFold(k, want) {
			n = k
		}
	}
	if n != "" {
		return "did you mean " + n + "?"
	}
	const most = 12
	if len(known) > most {
		known = append(known[:most:most], "…")
	}
	if len(known) == 0 {
		return "nothing is visible to this user; grant it SELECT"
	}
	return "there is " + strings.Join(known, ", ")
}
