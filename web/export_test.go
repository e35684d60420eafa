package web

import (
	"strings"

	"github.com/tierloop/tierloop/access"
)

// Routes gives the other tests the table.
func Routes() (out []struct {
	Method, Path string
	May          access.Permission
}) {
	for _, r := range (&Console{}).routes() {
		method, path, _ := strings.Cut(r.pattern, " ")
		out = append(out, struct {
			Method, Path string
			May          access.Permission
		}{method, path, r.may})
	}
	return out
}

// Number gives the other tests how numbers are shown.
func Number(v any) string { return number(v) }
