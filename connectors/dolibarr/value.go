package dolibarr

import (
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors"
)

// days and instants are fields that come as seconds since 1970: a day is its
// midnight in the zone of the server.
var (
	days     = []string{"date", "date_commande", "date_lim_reglement", "date_livraison", "delivery_date", "date_fin_validite"}
	instants = []string{"date_creation", "date_modification", "date_validation"}
)

// shown brings a value into the writing that Push takes.
func (c *conn) shown(name string, v any) any {
	text := connectors.TextOf(v)
	if text == "" {
		return nil
	}
	switch at := unix(text); {
	case at.IsZero():
	case slices.Contains(days, name):
		return at.In(c.zone).Format(time.DateOnly)
	case slices.Contains(instants, name):
		return at.Format(time.RFC3339)
	}
	return v
}

// unix reads seconds since 1970; zero when it is none.
func unix(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// wire writes a value as array_options takes it: texts, and null for none.
func (f field) wire(name string, v any) (any, *connectors.Error) {
	text := connectors.TextOf(v)
	if text == "" {
		return nil, nil
	}
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Type {
	case "int":
		if !connectors.IsWhole(text) {
			return refuse("a whole number")
		}
	case "double", "price":
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
	case "boolean":
		if text != "0" && text != "1" {
			return refuse("0 or 1")
		}
	case "select":
		if values := f.values(); len(values) > 0 && !slices.Contains(values, text) {
			return refuse(connectors.OneOf("keys", text, values))
		}
	case "varchar":
		if n := utf8.RuneCountInString(text); f.size() > 0 && n > f.size() {
			return refuse(fmt.Sprintf("at most %d characters, not %d", f.size(), n))
		}
	}
	return text, nil
}
