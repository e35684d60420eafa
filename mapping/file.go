package mapping

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Version is the only value of File.Version that this program reads.
const Version = "mapping/v1"

// File is one mapping file as written: the rules of one source.
type File struct {
	Version string `yaml:"version" json:"version"`
	// TZ is the IANA zone of dates and times that carry none; a field may
	// override it. Default: the zone given in Options.
	TZ string `yaml:"tz,omitempty" json:"tz,omitempty"`
	// Country is the ISO 3166 alpha-2 code assumed for phones and addresses
	// without one. Default: Options.Country.
	Country string `yaml:"country,omitempty" json:"country,omitempty"`
	// Tables are named value maps, used by `table:` and by lookup() in expressions.
	Tables map[string]ValueMap `yaml:"tables,omitempty" json:"tables,omitempty"`
	// Objects are the rules by the source's own object name.
	Objects   map[string]ObjectRule `yaml:"objects" json:"objects"`
	Writeback *WritebackRule        `yaml:"writeback,omitempty" json:"writeback,omitempty"`
	Cases     []Case                `yaml:"cases,omitempty" json:"cases,omitempty"`
}

// ObjectRule maps one object of the source.
type ObjectRule struct {
	// As is customer, order, invoice, payment, opportunity, return or activity.
	As string `yaml:"as" json:"as"`
	// Skip is an expression; rows for which it is true are left out, which is no error.
	Skip string `yaml:"skip,omitempty" json:"skip,omitempty"`
	// Fields are rules by canonical field.
	Fields map[string]FieldRule `yaml:"fields" json:"fields"`
	Lines  *LinesRule           `yaml:"lines,omitempty" json:"lines,omitempty"`
	// Purpose says why contact data of persons is pulled; it is required when
	// such fields are mapped.
	Purpose string `yaml:"purpose,omitempty" json:"purpose,omitempty"`
}

// LinesRule maps the lines of an order-like object. Paths of its fields start
// at the line, not at the record.
type LinesRule struct {
	From   string               `yaml:"from" json:"from"`
	Fields map[string]FieldRule `yaml:"fields" json:"fields"`
}

// FieldRule says where one canonical field comes from. In YAML it is a path, a
// list of paths, or a map with exactly one of from, value and expr.
type FieldRule struct {
	// From are source paths. A field with one value takes the first present; a
	// field with many takes all, in this order.
	From StringList `yaml:"from,omitempty" json:"from,omitempty"`
	// Value is a constant.
	Value *Text `yaml:"value,omitempty" json:"value,omitempty"`
	// Expr is an expression over the record's fields.
	Expr string `yaml:"expr,omitempty" json:"expr,omitempty"`
	// Map replaces values, compared after trimming; "" as result means absent.
	Map ValueMap `yaml:"map,omitempty" json:"map,omitempty"`
	// Table is the name of a shared value map, instead of Map.
	Table string `yaml:"table,omitempty" json:"table,omitempty"`
	// Default stands in for an absent value and for one that Map does not know.
	Default *Text `yaml:"default,omitempty" json:"default,omitempty"`
	// Split cuts one text into many at this separator.
	Split string `yaml:"split,omitempty" json:"split,omitempty"`
	// As names the notation of the source value: date, date_dmy, date_mdy,
	// excel_date for dates; decimal_comma for numbers.
	As string `yaml:"as,omitempty" json:"as,omitempty"`
	// TZ overrides File.TZ.
	TZ string `yaml:"tz,omitempty" json:"tz,omitempty"`
	// Object is the object that a reference points to.
	Object string `yaml:"object,omitempty" json:"object,omitempty"`
}

// scalarText renders what YAML decodes a scalar to; nil is "".
func scalarText(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case uint64:
		return strconv.FormatUint(v, 10), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case int:
		return strconv.Itoa(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// sortedKeys makes every walk over a rule map come out in one order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
