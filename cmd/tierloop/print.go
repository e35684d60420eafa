package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// printJSON writes one document with its schema name to stdout.
func (a *app) printJSON(schema string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("%s cannot be rendered: %v", schema, err)) // our own types always can
	}
	head := fmt.Sprintf(`{"schema":%q`, schema)
	if len(body) > 2 && body[0] == '{' {
		head += ","
	}
	var pretty any
	if err := jsonvalue.Into(append([]byte(head), body[1:]...), &pretty); err != nil {
		panic(fmt.Sprintf("%s is no document: %v", schema, err))
	}
	enc := json.NewEncoder(a.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(pretty)
}

// table prints aligned columns; the first row is the header.
func (a *app) table(rows [][]string) {
	var widths []int
	for _, r := range rows {
		for i := range r {
			r[i] = printable(r[i])
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(r[i]))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, cell := range r {
			line.WriteString(pad(cell, widths[i]+2))
		}
		fmt.Fprintln(a.stdout, strings.TrimRight(line.String(), " "))
	}
}

// columns is how many columns of a terminal a text takes: Chinese characters
// take two.
func columns(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0x2e80 {
			n++
		}
	}
	return n
}

// printable keeps control and direction characters of foreign data off the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '�'
		}
		return r
	}, s)
}
