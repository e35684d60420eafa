package matching

import (
	"testing"

	"github.com/goccy/go-yaml"
)

func TestCompileTakesDefaultsAndRefusesNonsense(t *testing.T) {
	for _, c := range []struct{ yaml, path string }{
		{"{}", ""},
		{"auto: 0.999\nblock_cap: 500", ""},
		{"auto: 1", "auto"},
		{"auto: 0.3", "auto"},
		{"review: 0.995", "review"},
		{"generic_value: 1", "generic_value"},
		{"block_cap: 3", "block_cap"},
		{"alarm_cluster_size: 1", "alarm_cluster_size"},
		{"trusted_identifiers: [uscc, '']", "trusted_identifiers[1]"},
	} {
		var r Rules
		if err := yaml.Unmarshal([]byte(c.yaml), &r); err != nil {
			t.Fatal(err)
		}
		m, issues := Compile(r)
		switch {
		case c.path == "" && (m == nil || len(issues) > 0):
			t.Errorf("%s: got issues %v", c.yaml, issues)
		case c.path != "" && (m != nil || len(issues) == 0 || issues[0].Path != c.path):
			t.Errorf("%s: got issues %v, want one at %s", c.yaml, issues, c.path)
		}
	}
}
