package jiandaoyun

import "strings"

// sidePrefix begins the logical field "side:OBJECT.FIELD": a field of the row
// of a side form that belongs to the customer.
const sidePrefix = "side:"

func isSide(name string) bool { return strings.HasPrefix(name, sidePrefix) }
