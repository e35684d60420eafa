package dolibarr

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// filterParser reads sqlfilters: conditions (t.field:operator:value) in brackets,
// joined by and/or, which may be bracketed again.
type filterParser struct {
	text string
	at   int
	bad  string
	zone *time.Location
}

var condition = regexp.MustCompile(`^\(t\.(\w+):(=|!=|<=|>=|<|>):('[^']*'|[\w.]+)\)`)

func (p *filterParser) all() func(map[string]any) bool {
	fits := p.one()
	for p.bad == "" {
		rest := p.text[p.at:]
		word := strings.TrimLeft(rest, " ")
		join := ""
		for _, w := range []string{"and ", "or "} {
			if strings.HasPrefix(word, w) {
				join = w
			}
		}
		if join == "" {
			return fits
		}
		p.at += len(rest) - len(word) + len(join)
		left, right := fits, p.one()
		fits = func(r map[string]any) bool { return left(r) && right(r) }
		if join == "or " {
			fits = func(r map[string]any) bool { return left(r) || right(r) }
		}
	}
	return fits
}

func (p *filterParser) one() func(map[string]any) bool {
	if m := condition.FindStringSubmatch(p.text[p.at:]); m != nil {
		p.at += len(m[0])
		return p.compare(m[1], m[2], strings.Trim(m[3], "'"))
	}
	if strings.HasPrefix(p.text[p.at:], "(") {
		p.at++
		fits := p.all()
		if strings.HasPrefix(p.text[p.at:], ")") {
			p.at++
			return fits
		}
	}
	p.bad = "Bad syntax of the search string"
	return func(map[string]any) bool { return false }
}

// columns are those of the table that the connector and its users may name.
var columns = []string{"rowid", "tms", "client", "status", "fk_statut", "nom", "town"}

func (p *filterParser) compare(column, op, value string) func(map[string]any) bool {
	if !slices.Contains(columns, column) {
		p.bad = fmt.Sprintf("DB_ERROR_NOSUCHFIELD : Unknown column 't.%s' in 'where clause'", column)
	}
	return func(row map[string]any) bool {
		order := 0
		switch column {
		case "rowid":
			n, _ := strconv.Atoi(value)
			order = row["id"].(int) - n
		case "tms": // in the zone of the database, as a text
			order = strings.Compare(row["tms"].(time.Time).In(p.zone).Format(time.DateTime), value)
		default:
			order = strings.Compare(fmt.Sprint(row[map[string]string{"nom": "name", "fk_statut": "statut"}[column]]), value)
		}
		switch op {
		case "=":
			return order == 0
		case "!=":
			return order != 0
		case "<":
			return order < 0
		case "<=":
			return order <= 0
		case ">":
			return order > 0
		}
		return order >= 0
	}
}
