package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What programs write into the cells of a table that had gaps.
func TestRowsAsProgramsWriteThem(t *testing.T) {
	cols := []string{"record_id", "name", "given_name", "surname", "phone", "postcode", "national_id", "birth_date", "birth_year", "birth_month", "birth_day", ""}
	heads := []string{"id", "name", "first", "last", "phone", "zip", "ssn", "dob", "y", "m", "d", "hobby"}
	shape := rowShape{source: "f", cols: cols, heads: heads}
	type read struct {
		ID, Name, Phone, Post, Number string
		Attributes                    map[string]string
	}
	for _, c := range []struct {
		name  string
		cells []string
		want  read
	}{
		{"nothing there", []string{"NULL", "nan", "None", "<NA>", `\N`, "#N/A", "-", "N/A", "nan", "NaN", "-", "未知"},
			read{ID: "NULL"}},
		{"people who are called so", []string{"1", "", "Nan", "Null", "", "", "", "", "", "", "", ""},
			read{ID: "1", Name: "Nan Null", Attributes: map[string]string{"given_name": "Nan", "surname": "Null"}}},
		{"whole numbers with a fraction", []string{"7.0", "7.0", "", "", "13912345678.0", "2119.0", "1804974.0", "19560409.0", "", "", "", ""},
			read{ID: "7.0", Name: "7.0", Phone: "13912345678", Post: "2119", Number: "1804974", Attributes: map[string]string{"birth_date": "19560409"}}},
		{"a date in parts", []string{"1", "", "", "Fry", "", "", "", "", "1971.0", "6.0", "24.0", ""},
			read{ID: "1", Name: "Fry", Attributes: map[string]string{"surname": "Fry", "birth_date": "1971-6-24"}}},
		{"a year, and a birthday of a month", []string{"1", "", "", "Fry", "", "", "", "24", "1971", "", "", ""},
			read{ID: "1", Name: "Fry", Attributes: map[string]string{"surname": "Fry", "birth_date": "1971"}}},
		{"hidden digits are a value", []string{"1", "", "", "Fry", "", "", "****5678", "", "", "", "", "**"},
			read{ID: "1", Name: "Fry", Number: "****5678", Attributes: map[string]string{"surname": "Fry", "hobby": "**"}}},
	} {
		row := shape.row(c.cells)
		got := read{ID: row.ref.ID, Attributes: row.attributes}
		got.Name, _ = row.fields["name"].(string)
		got.Phone, _ = row.fields["phone"].(string)
		got.Post, _ = row.fields["postcode"].(string)
		for _, id := range row.ids {
			got.Number = id.Value
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}
