package mapping

import (
	"strings"
	"testing"
)

func TestCasesOfTheFilePass(t *testing.T) {
	for _, r := range compiled(t, fileYAML).RunCases() {
		for _, d := range r.Diffs {
			t.Errorf("%s (%s): %v", r.Name, r.Path, d)
		}
	}
}

func TestCasesTellWhatDiffers(t *testing.T) {
	wrong := strings.NewReplacer("unit: cloud", "unit: iot", "reject: E2101", "reject: E2102", "skipped: true", "want: {name: x}", "amount: 1200,", "amount: 1200.01,").Replace(fileYAML)
	var got []string
	for _, r := range compiled(t, wrong).RunCases() {
		if r.Passed {
			t.Errorf("%s passed", r.Name)
		}
		for _, d := range r.Diffs {
			got = append(got, d.String())
		}
	}
	want := []string{
		`unit: want "iot", got "cloud"`,
		`reject: want "E2102", got "E2101 at objects.AccountObj.fields.name: the name is absent"`,
		`skipped: want "false", got "true"`,
		`amount: want "1200.01", got "1200.00"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
