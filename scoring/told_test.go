package scoring

import (
	"strings"
	"testing"
)

// What systems are told names levels that there are, and all of them.
func TestWritebackNamesEveryLevel(t *testing.T) {
	for text, tier := range map[string]*ToldTier{
		"":                         {Field: "level", Map: map[string]string{"high": "A", "low": "B", "unrated": "keep"}},
		"no tier is named":         {Field: "level", Map: map[string]string{"high": "A", "low": "B", "hihg": "C"}},
		"crm has no value for low": {Field: "level", Map: map[string]string{"high": "A"}},
		"the field of crm":         {Map: map[string]string{"high": "A", "low": "B"}},
	} {
		p := modelPolicy(t, "{type: abc, use: a}", "")
		p.Writeback = map[string]Told{"crm": {Tier: tier, Also: map[string]string{"score": "s"}}}
		_, issues := Compile(p)
		var got []string
		for _, i := range issues {
			got = append(got, i.Text)
		}
		if all := strings.Join(got, "; "); (all == "") != (text == "") || !strings.Contains(all, text) {
			t.Errorf("want %q, the issues are %q", text, all)
		}
	}
}
