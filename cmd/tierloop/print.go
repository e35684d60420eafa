package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode"
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
	var out strings.Builder
	out.WriteString(head)
	out.Write(body[1:])
	var pretty any
	dec := json.NewDecoder(strings.NewReader(out.String()))
	dec.UseNumber()
	if err := dec.Decode(&pretty); err != nil {
		panic(fmt.Sprintf("%s is no document: %v", schema, err))
	}
	enc := json.NewEncoder(a.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(pretty)
}

// table prints aligned columns; the first row is the header.
func (a *app) table(rows [][]string) {
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	for _, r := range rows {
		for i := range r {
			r[i] = printable(r[i])
		}
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	_ = w.Flush()
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
