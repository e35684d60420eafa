package fault

import (
	"fmt"
	"slices"
	"strings"
)

// Entry is one code of the catalogue. EN and ZH are sentences with the verbs
// of package fmt; both take the same arguments (%[n]v orders them).
type Entry struct {
	Code         string
	Exit         int
	EN, ZH       string
	FixEN, FixZH string
}

var catalogue = map[string]Entry{}

// Add puts entries into the catalogue; a code that stands there already, or
// that lacks a sentence or a fix, panics.
func Add(entries ...Entry) {
	for _, e := range entries {
		if _, dup := catalogue[e.Code]; dup {
			panic("fault: code " + e.Code + " is there twice")
		}
		if e.EN == "" || e.ZH == "" || e.FixEN == "" || e.FixZH == "" {
			panic(fmt.Sprintf("fault: code %s lacks a sentence or a fix", e.Code))
		}
		catalogue[e.Code] = e
	}
}

// Lookup finds an entry; an unknown code is a bug and says so.
func Lookup(code string) Entry {
	if e, ok := catalogue[code]; ok {
		return e
	}
	return Entry{Code: code, Exit: ExitBug, EN: "unlisted error", ZH: "未登记的错误", FixEN: "report it with this output", FixZH: "请附上本输出反馈"}
}

// All lists the catalogue by code.
func All() []Entry {
	var out []Entry
	for _, e := range catalogue {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	return out
}
