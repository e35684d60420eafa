package web

import (
	"strings"
	"testing"
)

func TestALineShowsTheCutsThatItCrossesAndTheNextOnes(t *testing.T) {
	cuts := []cut{{"top", 95}, {"core", 80}, {"grows", 60}, {"small", 40}, {"tiny", 20}}
	for _, tt := range []struct {
		name   string
		values []float64
		cuts   []cut
		want   string
	}{
		{"between two", []float64{61, 79}, cuts, "grows core"},
		{"across one", []float64{61, 82}, cuts, "grows core top"},
		{"above all", []float64{97, 99}, cuts, "top"},
		{"below all", []float64{3, 11}, cuts, "tiny"},
		{"on one", []float64{80}, cuts, "grows core top"},
		{"without cuts", []float64{61, 79}, nil, ""},
		{"without values", nil, cuts, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := lineOf(make([]string, len(tt.values)), tt.values, tt.cuts...)
			var got []string
			for i, m := range c.Cuts {
				got = append(got, m.Text)
				if m.At < 16 || m.At > float64(c.Height) || i > 0 && m.At >= c.Cuts[i-1].At {
					t.Errorf("%s lies at %g of %d", m.Text, m.At, c.Height)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if c := lineOf([]string{"", ""}, []float64{0, 100}, cut{"a", 50}, cut{"b", 51}); len(c.Cuts) != 2 || c.Cuts[0].Text != "a" || c.Cuts[1].Text != "" {
		t.Errorf("of two cuts without room between them one is named: %+v", c.Cuts)
	}
}
