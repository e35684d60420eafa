package connectors

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestARecordStandsAsItIsAsExpectedOrOtherwise(t *testing.T) {
	type fields = map[string]any
	for _, tt := range []struct {
		name                string
		write, expect, live fields
		want                Outcome
	}{
		{"as expected", fields{"t": "A"}, fields{"t": "B"}, fields{"t": "B"}, ""},
		{"nothing is expected", fields{"t": "A"}, nil, fields{"t": "X"}, ""},
		{"edited", fields{"t": "A"}, fields{"t": "B"}, fields{"t": "X"}, Conflict},
		{"edited to the new value", fields{"t": "A"}, fields{"t": "B"}, fields{"t": "A"}, Unchanged},
		{"one of two stands", fields{"t": "A", "s": "87.5"}, fields{"t": "B", "s": nil}, fields{"t": "B", "s": "87.50"}, ""},
		{"both stand", fields{"t": "A", "s": "87.5"}, fields{"t": "B", "s": nil}, fields{"t": "A", "s": "87.50"}, Unchanged},
		{"empty already", fields{"t": nil}, fields{"t": "B"}, fields{}, Unchanged},
		{"another field was edited", fields{"t": "A"}, fields{"t": "B"}, fields{"t": "B", "s": "1"}, ""},
	} {
		if got := Standing(PushItem{Fields: tt.write, Expect: tt.expect}, model.Record{Fields: tt.live}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
