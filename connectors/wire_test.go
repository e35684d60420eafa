package connectors

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestValuesAreTakenInTheWritingOfTheirKind(t *testing.T) {
	china := time.FixedZone("CST", 8*3600)
	kinds := map[string]func(text string) (any, *Error){
		"whole":   func(text string) (any, *Error) { return Whole("f", text) },
		"decimal": func(text string) (any, *Error) { return Decimal("f", text) },
		"truth":   func(text string) (any, *Error) { return Truth("f", text) },
		"day":     func(text string) (any, *Error) { return Day("f", text) },
		"millis":  func(text string) (any, *Error) { return DayMillis("f", text, china) },
		"instant": func(text string) (any, *Error) { return Instant("f", text, china, time.DateTime) },
		"short":   func(text string) (any, *Error) { return Short("f", text, 3) },
		"long":    func(text string) (any, *Error) { return Short("f", text, 0) },
	}
	for _, tt := range []struct {
		kind, text string
		want       any // nil for refused
	}{
		{"whole", "9007199254740993", json.Number("9007199254740993")}, {"whole", "-3", json.Number("-3")}, {"whole", "1.5", nil}, {"whole", "secret", nil},
		{"decimal", "87.50", json.Number("87.50")}, {"decimal", "1e3", nil}, {"decimal", "1,5", nil},
		{"truth", "true", true}, {"truth", "false", false}, {"truth", "yes", nil},
		{"day", "2026-02-28", "2026-02-28"}, {"day", "2026-02-29", nil},
		{"millis", "2026-03-01", int64(1772294400000)}, {"millis", "01.03.2026", nil},
		{"instant", "2026-03-01T09:00:00Z", "2026-03-01 17:00:00"}, {"instant", "2026-03-02", nil},
		{"short", "集团一", "集团一"}, {"short", "集团一二", nil}, {"long", "集团一二", "集团一二"},
	} {
		got, bad := kinds[tt.kind](tt.text)
		switch {
		case tt.want == nil && (bad == nil || bad.Kind != KindInvalid || strings.Contains(bad.Error(), tt.text)):
			t.Errorf("%s %q: %v, %v", tt.kind, tt.text, got, bad)
		case tt.want != nil && (bad != nil || got != tt.want):
			t.Errorf("%s %q is %v (%T), %v", tt.kind, tt.text, got, got, bad)
		}
	}
}
