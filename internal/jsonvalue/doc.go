// Package jsonvalue reads and writes records as JSON: objects whose values are
// string, bool, json.Number, nil, []any or map[string]any. It gives exactly what
// encoding/json gives with UseNumber, in about half of its time: each record is
// looked at once, and the names of fields, the same in every record, are kept
// once. Whatever is out of the ordinary (escapes, broken UTF-8, bad syntax) is
// left to encoding/json. Into is for all else that is read with UseNumber.
package jsonvalue
