package sqlcheck

import (
	"fmt"
	"strings"
)

// A statement and where it begins, for messages.
type statement struct {
	line int
	sql  string
}

// migration splits a goose file: both directions, at semicolons that end a line,
// and between StatementBegin and StatementEnd as one.
func migration(text string) ([]statement, error) {
	var (
		all   []statement
		open  statement
		whole bool // between StatementBegin and StatementEnd
		up    bool // a direction was named
	)
	end := func() {
		if strings.TrimSpace(open.sql) != "" {
			all = append(all, open)
		}
		open = statement{}
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		trimmed := strings.TrimSpace(line)
		if mark, ok := strings.CutPrefix(trimmed, "-- +goose "); ok {
			switch strings.TrimSpace(mark) {
			case "Up", "Down":
				if strings.TrimSpace(open.sql) != "" {
					return nil, fmt.Errorf("line %d: the statement of line %d has no semicolon", n, open.line)
				}
				up = true
			case "StatementBegin":
				end()
				whole = true
			case "StatementEnd":
				end()
				whole = false
			}
			continue
		}
		if strings.HasPrefix(trimmed, "--") || trimmed == "" && open.sql == "" {
			continue
		}
		if !up {
			return nil, fmt.Errorf("line %d: a statement before any -- +goose Up", n)
		}
		if open.sql == "" {
			open.line = n
		}
		open.sql += line
		if !whole && strings.HasSuffix(trimmed, ";") {
			end()
		}
	}
	if strings.TrimSpace(open.sql) != "" {
		return nil, fmt.Errorf("line %d: the last statement has no semicolon", open.line)
	}
	return all, nil
}

// blocks splits a recording: statements are separated by blank lines, lines that
// begin with -- are remarks.
func blocks(text string) []statement {
	var all []statement
	var open statement
	n := 0
	for line := range strings.Lines(text + "\n\n") {
		n++
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasPrefix(trimmed, "--"):
		case trimmed == "":
			if open.sql != "" {
				all = append(all, open)
			}
			open = statement{}
		default:
			if open.sql == "" {
				open.line = n
			}
			open.sql += line
		}
	}
	return all
}
