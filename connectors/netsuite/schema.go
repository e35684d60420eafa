package netsuite

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

const customer = "customer"

// documents are the transactions that are read, by the name of their record type.
var documents = map[string]struct{ word, label, role string }{
	"salesorder": {"SalesOrd", "Sales Order", "order"},
	"invoice":    {"CustInvc", "Invoice", "invoice"},
	"cashsale":   {"CashSale", "Cash Sale", "invoice"},
	"creditmemo": {"CustCred", "Credit Memo", "return"},
}

// column is one column of SuiteQL, which are all in small letters.
type column struct {
	kind   connectors.FieldType
	label  string
	native string
	record string // the field of the record service, where it can be written
}

// schema is an object with its columns.
type schema struct {
	object, table, where string
	columns              map[string]column
}

// usual are the columns that no catalogue tells of: the table of transactions, and
// those of customers that the record service names otherwise or not at all.
var usual = map[string]string{
	customer: "id:text entityid:text altname:text companyname:text isperson:bool searchstage:text isinactive:bool parent:reference category:reference entitystatus:reference datecreated:time lastmodifieddate:time",
	"transaction": "id:text tranid:text type:text trandate:date duedate:date entity:reference status:text posting:bool voided:bool currency:reference exchangerate:number foreigntotal:money " +
		"total:money createddate:time lastmodifieddate:time otherrefnum:text memo:text",
}

func usualColumns(table string) map[string]column {
	out := map[string]column{}
	for word := range strings.FieldsSeq(usual[table]) {
		name, kind, _ := strings.Cut(word, ":")
		out[name] = column{kind: connectors.FieldType(kind), native: kind}
	}
	return out
}

// ask describes an object: customers by the metadata catalogue, whose names in small
// letters are those of SuiteQL.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	if d, ok := documents[object]; ok {
		return &schema{object: object, table: "transaction", where: "type = '" + d.word + "'", columns: usualColumns("transaction")}, nil
	}
	if object != customer {
		e := &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "the object is not one of customer, " + strings.Join(slices.Sorted(maps.Keys(documents)), ", ")}
		e.SayNearest(object, append(slices.Collect(maps.Keys(documents)), customer))
		return nil, e
	}
	var a catalogAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "catalog", Path: "/services/rest/record/v1/metadata-catalog/" + object,
		Header: http.Header{"Accept": {"application/schema+json"}}}, &a)
	if err != nil {
		return nil, err
	}
	if len(a.Properties) == 0 {
		return nil, bug(op, object, "a record type without fields")
	}
	s := &schema{object: object, table: customer, columns: usualColumns(customer)}
	for name, p := range a.Properties {
		kind := p.kind()
		if kind == connectors.TypeOther || name == "links" || name == "refName" {
			continue
		}
		col := column{kind: kind, label: p.Title, native: strings.TrimSpace(p.Type + " " + p.Format)}
		if !p.ReadOnly && name != "id" {
			col.record = name
		}
		s.columns[strings.ToLower(name)] = col
	}
	return s, nil
}

// kind is the canonical type; lists of records inside a record are left out.
func (p property) kind() connectors.FieldType {
	switch {
	case p.Type == "object" && p.Properties["items"].Type == "" && p.Properties["id"].Type != "":
		return connectors.TypeReference
	case p.Type == "boolean":
		return connectors.TypeBool
	case p.Type == "number" || p.Type == "integer":
		return connectors.TypeNumber
	case p.Type == "string" && p.Format == "date":
		return connectors.TypeDate
	case p.Type == "string" && p.Format == "date-time":
		return connectors.TypeTime
	case p.Type == "string":
		return connectors.TypeText
	}
	return connectors.TypeOther
}

// known fails for the first wanted column that the object does not have. Custom fields
// of transactions are in no catalogue, and taken as they are.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		if _, ok := s.columns[name]; !ok && (s.object == customer || !strings.HasPrefix(name, "custbody")) {
			return s.missing(op, name)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.object, "no column", name, slices.Collect(maps.Keys(s.columns)),
		"add a custom entity field in Customization → Lists, Records & Fields")
}

// Objects lists what is read.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	out := []connectors.ObjectInfo{{Name: customer, Label: "Customer", Role: "customer"}}
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		out = append(out, connectors.ObjectInfo{Name: name, Label: documents[name].label, Role: documents[name].role})
	}
	return out, ctx.Err()
}

// Describe asks the account anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	s, err := c.schemas.Ask(ctx, "describe", object)
	if err != nil {
		return connectors.Schema{}, err
	}
	out := connectors.Schema{Object: object}
	for name, col := range s.columns {
		out.Fields = append(out.Fields, connectors.Field{Name: name, Label: col.label, Type: col.kind, Native: col.native, ReadOnly: col.record == "", Target: col.record != "",
			Custom: strings.HasPrefix(name, "cust")})
	}
	slices.SortFunc(out.Fields, func(a, b connectors.Field) int { return cmp.Compare(a.Name, b.Name) })
	// Without a login, documents would be described as well: see that there is one.
	if _, own := documents[object]; own {
		_, err = c.query(ctx, "describe", object, c.statement(s, []string{"id"}, "", 1))
	}
	return out, err
}
