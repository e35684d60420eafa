package mapping

import (
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// valueKind is how the value of a canonical field is read.
type valueKind uint8

const (
	textValue valueKind = iota
	idValue             // byte-exact: not trimmed, no placeholders
	wordValue           // one of a closed list
	amountValue
	quantityValue
	dateValue
	instantValue
	attributeValue // text, but false is a value
)

// fieldSpec is one canonical field.
type fieldSpec struct {
	name     string
	rank     int // position in its list, which is the order of work
	kind     valueKind
	many     bool
	required bool
	// dummies says that digits by shape, such as 111111 or 13800138000, are
	// placeholders here; in a document number or a code they are content.
	dummies bool
	words   []string
	refers  string // what a reference points to: customer, order
}

var customerStatuses = []string{string(model.Active), string(model.Inactive), string(model.Blocked)}
var orderStatuses = []string{string(model.Draft), string(model.Confirmed), string(model.Done), string(model.Cancelled)}
var kinds = []string{string(model.Organisation), string(model.Person)}
var roles = []string{"sold-to", "bill-to", "channel"}

// identifierTypes are the canonical fields that are identifiers.
var identifierTypes = []string{"uscc", "vat", "lei", "duns", "regno", "orgcode"}

// Rules run in the order of these lists: the country is known before phones
// are read, and the shown name comes before the other names.
var customerFields = specs(
	fieldSpec{name: "country"},
	fieldSpec{name: "name", dummies: true, required: true},
	fieldSpec{name: "name_en", dummies: true, many: true}, fieldSpec{name: "short_name", dummies: true, many: true}, fieldSpec{name: "former_name", dummies: true, many: true},
	fieldSpec{name: "uscc", dummies: true, many: true}, fieldSpec{name: "vat", dummies: true, many: true}, fieldSpec{name: "lei", dummies: true, many: true},
	fieldSpec{name: "duns", dummies: true, many: true}, fieldSpec{name: "regno", dummies: true, many: true}, fieldSpec{name: "orgcode", dummies: true, many: true},
	fieldSpec{name: "phone", dummies: true, many: true}, fieldSpec{name: "email", dummies: true, many: true}, fieldSpec{name: "website", dummies: true, many: true},
	fieldSpec{name: "address", dummies: true, many: true},
	fieldSpec{name: "province"}, fieldSpec{name: "city"}, fieldSpec{name: "district"},
	fieldSpec{name: "street", dummies: true}, fieldSpec{name: "postcode"},
	fieldSpec{name: "unit", many: true}, fieldSpec{name: "kind", kind: wordValue, words: kinds},
	fieldSpec{name: "status", kind: wordValue, words: customerStatuses},
	fieldSpec{name: "parent", kind: idValue}, fieldSpec{name: "master", kind: idValue},
	fieldSpec{name: "created", kind: instantValue}, fieldSpec{name: "modified", kind: instantValue},
)

var orderFields = specs(
	fieldSpec{name: "customer", kind: idValue, required: true, refers: "customer"},
	fieldSpec{name: "amount", kind: amountValue, required: true}, fieldSpec{name: "currency", required: true},
	fieldSpec{name: "date", kind: dateValue, required: true}, fieldSpec{name: "due", kind: dateValue},
	fieldSpec{name: "number"}, fieldSpec{name: "unit"},
	fieldSpec{name: "open", kind: amountValue}, fieldSpec{name: "cost", kind: amountValue},
	fieldSpec{name: "status", kind: wordValue, words: orderStatuses}, fieldSpec{name: "role", kind: wordValue, words: roles},
	fieldSpec{name: "preceding", kind: idValue, refers: "order"}, fieldSpec{name: "modified", kind: instantValue},
)

var lineFields = specs(
	fieldSpec{name: "product"}, fieldSpec{name: "quantity", kind: quantityValue},
	fieldSpec{name: "amount", kind: amountValue, required: true}, fieldSpec{name: "cost", kind: amountValue},
)

var activityFields = specs(
	fieldSpec{name: "customer", kind: idValue, required: true, refers: "customer"},
	fieldSpec{name: "kind", required: true}, fieldSpec{name: "at", kind: instantValue, required: true},
	fieldSpec{name: "unit"}, fieldSpec{name: "status"}, fieldSpec{name: "score", kind: quantityValue},
)

var rateFields = specs(
	fieldSpec{name: "from", required: true}, fieldSpec{name: "to", required: true}, fieldSpec{name: "date", kind: dateValue, required: true},
	fieldSpec{name: "rate", kind: quantityValue, required: true},
)

var ownFields = specs(fieldSpec{name: "type", required: true}, fieldSpec{name: "value", required: true})

var scoreFields = specs(
	fieldSpec{name: "customer", kind: idValue, refers: "customer"}, fieldSpec{name: "about", kind: idValue},
	fieldSpec{name: "indicator", required: true}, fieldSpec{name: "score", kind: quantityValue, required: true},
	fieldSpec{name: "date", kind: dateValue, required: true},
	fieldSpec{name: "author"}, fieldSpec{name: "approved_by"}, fieldSpec{name: "approved_as"},
)

var targetFields = specs(
	fieldSpec{name: "from", kind: dateValue, required: true}, fieldSpec{name: "to", kind: dateValue, required: true},
	fieldSpec{name: "dimension", kind: wordValue, words: model.TargetDimensions, required: true}, fieldSpec{name: "name"},
	fieldSpec{name: "amount", kind: amountValue, required: true}, fieldSpec{name: "currency", required: true},
)

// references are the fields of objects that are no customers and no facts.
var references = map[string]map[string]*fieldSpec{
	model.ReferenceRate: rateFields, model.ReferenceOwn: ownFields, model.ReferenceScore: scoreFields, model.ReferenceTarget: targetFields,
}

// ordering is what an object may be mapped as; the value says whether it is
// order-like and of which kind.
var ordering = map[string]model.OrderKind{
	"customer": "", "activity": "",
	model.ReferenceRate: "", model.ReferenceOwn: "", model.ReferenceScore: "", model.ReferenceTarget: "",
	"order": model.SalesOrder, "invoice": model.Invoice, "payment": model.Payment,
	"opportunity": model.Opportunity, "return": model.Return,
}

func specs(list ...fieldSpec) map[string]*fieldSpec {
	m := make(map[string]*fieldSpec, len(list))
	for i := range list {
		list[i].rank = i
		m[list[i].name] = &list[i]
	}
	return m
}

func fieldsOf(as string) map[string]*fieldSpec {
	switch as {
	case "customer":
		return customerFields
	case "activity":
		return activityFields
	}
	if fields, ok := references[as]; ok {
		return fields
	}
	return orderFields
}

// CanonicalFields lists the fields that an object mapped as the given kind may
// have, sorted; attributes.NAME comes on top for customers.
func CanonicalFields(as string) []string {
	if _, ok := ordering[as]; !ok {
		return nil
	}
	return sortedKeys(fieldsOf(as))
}

const attributePrefix = "attributes."

// specOf finds a canonical field; custom attributes belong to customers only.
func specOf(as, field string, known map[string]*fieldSpec) *fieldSpec {
	if s := known[field]; s != nil {
		return s
	}
	if name, ok := strings.CutPrefix(field, attributePrefix); ok && as == "customer" && name != "" {
		return &fieldSpec{name: field, rank: len(known), kind: attributeValue}
	}
	return nil
}

func isIdentifier(field string) bool { return slices.Contains(identifierTypes, field) }
