package tryton

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// pulled is what one pull showed.
type pulled struct {
	ids    []string
	recs   map[string]model.Record
	merged []model.Merge
	next   map[string]connectors.Cursor
	pages  int
}

func pull(t testing.TB, c *conn, object string, from map[string]connectors.Cursor, fields ...string) pulled {
	t.Helper()
	p := pulled{recs: map[string]model.Record{}, next: map[string]connectors.Cursor{}}
	req := connectors.PullRequest{Object: object, From: from, Fields: fields, Until: time.Now()}
	err := c.Pull(t.Context(), req, func(page connectors.Page) error {
		for _, r := range page.Records {
			p.ids = append(p.ids, r.ID)
			p.recs[r.ID] = r
		}
		p.merged = append(p.merged, page.Merged...)
		p.next[page.Partition] = page.Next
		p.pages++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type values = map[string]any

func create(rows ...values) []any { return []any{[]any{"create", rows}} }

// newCustomer has a bit of everything.
func (e *erp) newCustomer(name, phone string) string {
	e.t.Helper()
	return e.Put(partyModel, "", values{"name": name,
		"addresses":          create(values{"street": "科苑路 1 号", "city": "深圳", "postal_code": "518057"}),
		"contact_mechanisms": create(values{"type": "phone", "value": phone}, values{"type": "website", "value": "https://example.com"}),
		"identifiers":        create(values{"type": "eu_vat", "code": "BE0897290877"})})
}

func TestAPartyComesWithWhatBelongsToIt(t *testing.T) {
	e := newERP(t)
	id := e.newCustomer("中国移动", "+86 10 8888 0001")
	e.Call("model.party.party.write", []int{num(id)}, values{"categories": []any{[]any{"add", []int{e.tier["Gold"]}}}})
	c := e.connect()
	fields := []string{"name", "active", "identifiers.type", "identifiers.code", "contact_mechanisms.type", "contact_mechanisms.value",
		"addresses.street", "addresses.postal_code", "addresses.city", "addresses.active", "addresses.country.code", "categories.name", "tax_identifier.code", "category:" + tierTree}
	got := pull(t, c, partyModel, nil, fields...).recs[id]
	want := values{
		"name": "中国移动", "active": true, "category:" + tierTree: "Gold",
		"identifiers": []any{values{"id": json.Number("1"), "type": "eu_vat", "code": "BE0897290877"}},
		"contact_mechanisms": []any{values{"id": json.Number("1"), "type": "phone", "value": "+86 10 8888 0001"},
			values{"id": json.Number("2"), "type": "website", "value": "https://example.com"}},
		"addresses":       []any{values{"id": json.Number("1"), "street": "科苑路 1 号", "postal_code": "518057", "city": "深圳", "active": true, "country.": nil}},
		"tax_identifier.": values{"id": json.Number("1"), "code": "BE0897290877"},
		"categories":      []any{values{"id": json.Number(strconv.Itoa(e.tier["Gold"])), "name": "Gold"}},
	}
	for name, v := range want {
		if d := cmp.Diff(v, got.Fields[name]); d != "" {
			t.Errorf("%s (- want, + got):\n%s", name, d)
		}
	}
	if got.Version == "" || got.Modified.IsZero() {
		t.Errorf("version %q, modified %v", got.Version, got.Modified)
	}
	if all := pull(t, c, partyModel, nil).recs[id]; all.Fields["addresses"] == nil || all.Fields["name"] != "中国移动" {
		t.Errorf("without a list of fields: %v", all.Fields)
	}
}

func TestAChangedChildBringsItsPartyAndNoOther(t *testing.T) {
	e := newERP(t)
	quiet := e.newCustomer("静", "+86 10 0")
	ids := []string{e.newCustomer("甲", "+86 10 1"), e.newCustomer("乙", "+86 10 2"), e.newCustomer("丙", "+86 10 3")}
	ids = append(ids, e.Put(partyModel, "", values{"name": "丁"})) // holds the newest stamp of parties
	child := func(model, party string) []int {
		return ask[[]int](e, "model."+model+".search", []any{[]any{"party", "=", num(party)}}, 0, nil, nil)
	}
	phone, street, vat := child("party.contact_mechanism", ids[0]), child("party.address", ids[1]), child("party.identifier", ids[2])
	c := e.connect("overlap", "1us")
	fields := []string{"name", "contact_mechanisms.value"}
	at := pull(t, c, partyModel, nil, fields...)
	if len(at.ids) != 5 {
		t.Fatalf("first pull: %v", at.ids)
	}
	for _, change := range []struct {
		what  string
		do    func()
		party string
	}{
		{"a phone", func() { e.Call("model.party.contact_mechanism.write", phone[:1], values{"value": "+86 10 9"}) }, ids[0]},
		{"an address that is put out of use", func() { e.Call("model.party.address.write", street, values{"active": false}) }, ids[1]},
		{"an identifier", func() { e.Call("model.party.identifier.write", vat, values{"code": "BE0403019261"}) }, ids[2]},
		{"a new identifier", func() { e.Put("party.identifier", "", values{"party": num(ids[1]), "code": "9"}) }, ids[1]},
		{"the party itself", func() { e.Put(partyModel, ids[0], values{"name": "甲二"}) }, ids[0]},
		{"a party put out of use", func() { e.Put(partyModel, ids[2], values{"active": false}) }, ids[2]},
	} {
		change.do()
		next := pull(t, c, partyModel, at.next, fields...)
		if !slices.Contains(next.ids, change.party) || slices.Contains(next.ids, quiet) {
			t.Errorf("%s of %s changed, but %v came", change.what, change.party, next.ids)
		}
		at = next
	}
}

func TestAMergeIsToldAndItsLoserIsNoRecordAnyMore(t *testing.T) {
	e := newERP(t)
	a, b, keep := e.newCustomer("甲", "+86 10 1"), e.newCustomer("甲公司", "+86 10 2"), e.newCustomer("丙", "+86 10 3")
	c := e.connect()
	e.Merge(partyModel, a, b)
	got := pull(t, c, partyModel, nil, "name")
	if d := cmp.Diff([]model.Merge{{Loser: a, Winner: b}}, got.merged); d != "" || !slices.Equal(got.ids, []string{b, keep}) {
		t.Errorf("%v %s", got.ids, d)
	}
	var live []string
	n, err := c.Enumerate(t.Context(), partyModel, func(ids []string) error { live = append(live, ids...); return nil })
	if err != nil || n != 2 || !slices.Equal(live, []string{b, keep}) {
		t.Errorf("enumerate: %d, %v, %v", n, live, err)
	}
	recs, err := c.Fetch(t.Context(), partyModel, []string{a, b}, []string{"name"})
	if err != nil || len(recs) != 1 {
		t.Errorf("fetch: %v, %v", recs, err)
	}
	res, err := c.Push(t.Context(), partyModel, []connectors.PushItem{{ID: a, Fields: values{"category:" + tierTree: "Gold"}}})
	if err != nil || res[0].Outcome != connectors.Missing {
		t.Errorf("push: %v, %v", res, err)
	}
}

func TestSalesComeWithLinesAmountsAndDays(t *testing.T) {
	e := newERP(t)
	e.OwnCompany("自有公司", "CNY")
	party := e.NewParty("中国移动")
	day := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	id := strconv.Itoa(e.NewSale(party, day, "1234.50", "CNY"))
	e.NewSale(party, day, "-20.00", "CNY")
	c := e.connect("sale.sale")
	if err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := pull(t, c, "sale.sale", nil, "number", "party", "sale_date", "state", "total_amount", "untaxed_amount", "currency.code", "lines.quantity", "lines.unit_price", "create_date")
	f := got.recs[id].Fields
	line := f["lines"].([]any)[0].(values)
	for _, v := range []struct{ got, want any }{
		{len(got.ids), 2}, {f["party"], json.Number(strconv.Itoa(party))}, {f["sale_date"], "2026-01-05"}, {f["total_amount"], json.Number("1234.50")},
		{f["currency."].(values)["code"], "CNY"}, {connectors.SameText(connectors.TextOf(line["unit_price"]), "1234.5"), true}, {f["state"] != "draft", true},
		{c.Caps("sale.sale").Write, connectors.WriteNone},
	} {
		if v.got != v.want {
			t.Errorf("got %v (%T), want %v", v.got, v.got, v.want)
		}
	}
	if at, err := time.Parse(time.RFC3339Nano, fmt.Sprint(f["create_date"])); err != nil || time.Since(at).Abs() > time.Hour {
		t.Errorf("create_date is %v", f["create_date"])
	}
	if _, err := c.Push(t.Context(), "sale.sale", []connectors.PushItem{{ID: id, Fields: values{"reference": "x"}}}); connectors.KindOf(err) != connectors.KindUnsupported {
		t.Errorf("a sale is written: %v", err)
	}
	if inv := pull(t, c, "account.invoice", nil, "number", "type", "party", "invoice_date", "total_amount", "untaxed_amount", "currency.code", "state"); len(inv.ids) != 0 {
		t.Errorf("invoices: %v", inv.ids)
	}
}

func TestManyRowsWithOneStamp(t *testing.T) {
	e := newERP(t)
	const n = 10_001
	rows := make([]values, n)
	for i := range rows {
		rows[i] = values{"name": fmt.Sprintf("客户 %05d", i), "code": fmt.Sprintf("K%05d", i)} // a code of its own asks no sequence
	}
	ids := ask[[]int](e, "model.party.party.create", rows)
	c := e.connect()
	first := pull(t, c, partyModel, nil, "name")
	stamps := map[time.Time]bool{}
	for _, r := range first.recs {
		stamps[r.Modified] = true
	}
	if len(first.ids) != n || len(first.recs) != n || len(stamps) != 1 || len(ids) != n {
		t.Errorf("%d records came, %d of them different, with %d stamps", len(first.ids), len(first.recs), len(stamps))
	}
	second := pull(t, c, partyModel, first.next, "name") // all lie in the overlap
	if len(second.recs) != n {
		t.Errorf("the next pull gave %d", len(second.recs))
	}
	var batch []connectors.PushItem
	for i, id := range first.ids[:pushBatch] {
		batch = append(batch, setTier(id, []string{"Gold", "Silver"}[i%2]))
	}
	results, err := c.Push(t.Context(), partyModel, batch)
	if err != nil {
		t.Fatal(err)
	}
	recs, err := c.Fetch(t.Context(), partyModel, first.ids[:pushBatch+2], []string{tierField})
	if err != nil || len(recs) != pushBatch+2 {
		t.Fatal(len(recs), err)
	}
	for i, r := range recs {
		want := any(nil)
		if i < pushBatch {
			want = batch[i].Fields[tierField]
			if results[i].Outcome != connectors.Written {
				t.Fatalf("%s: %+v", r.ID, results[i])
			}
		}
		if r.Fields[tierField] != want {
			t.Fatalf("%s holds %v, want %v", r.ID, r.Fields[tierField], want)
		}
	}
	var seen int
	count, err := c.Enumerate(t.Context(), partyModel, func(ids []string) error { seen += len(ids); return nil })
	if err != nil || count != n || seen != n {
		t.Errorf("enumerate: %d of %d, %v", seen, count, err)
	}
}

func TestAFieldThatTheModelLacksIsNamedWithTheNearest(t *testing.T) {
	e := newERP(t)
	c := e.connect()
	for field, near := range map[string]string{
		"nmae": `"name"`, "identifiers.cod": `"code"`, "name.x": "leads to no other model", "category:Custmer tier": `"` + tierTree + `"`, "lang.nope": "no field",
	} {
		err := c.Pull(t.Context(), connectors.PullRequest{Object: partyModel, Fields: []string{field}}, func(connectors.Page) error { return nil })
		if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), near) {
			t.Errorf("%s: %v", field, err)
		}
	}
	// A tree that was made since is found without a new connection.
	e.NewCategory("Custmer tier", 0)
	if got := pull(t, c, partyModel, nil, "category:Custmer tier"); got.pages != 1 {
		t.Errorf("%d pages", got.pages)
	}
}

func TestChangedDomain(t *testing.T) {
	s := &selection{schema: &schema{model: "m"}, watched: map[string]string{"lines": "m.line"}}
	if got := s.changed(place{After: 7}); len(got) != 1 {
		t.Errorf("a full pass asks %v", got)
	}
	b, _ := json.Marshal(s.changed(place{After: 7, Since: map[string]string{"m": "2026-01-02T03:04:05.000006Z"}}))
	text := string(b)
	for _, part := range []string{`["id","\u003e",7]`, `"write_date"`, `"create_date"`, `"microsecond":6`, `["lines","where",["OR"`, `"year":1970`} {
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %s", text, part)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":{"__class__":"datetime","year":2026,"month":11,"day":21,"hour":17,"minute":52,"second":3,"microsecond":938930}}`: `{"a":"2026-11-21T17:52:03.93893Z"}`,
		`{"a":{"__class__":"date","year":2026,"month":1,"day":2}}`:                                                             `{"a":"2026-01-02"}`,
		`{"a":{"__class__":"time","hour":1,"minute":2,"second":3,"microsecond":0}}`:                                            `{"a":"01:02:03"}`,
		`{"a":{"__class__":"timedelta","seconds":90.5}}`:                                                                       `{"a":90.5}`,
		`{"a":{"__class__":"bytes","base64":"YWJj\n"}}`:                                                                        `{"a":"YWJj"}`,
		`{"a":{"__class__":"Decimal","decimal":"123456789012345678.90"}}`:                                                      `{"a":123456789012345678.90}`,
		`{"a":{"__class__":"Decimal","decimal":"1.2E+3"}}`:                                                                     `{"a":1200}`,
		`{"a":{"__class__":"Decimal","decimal":"-1.25E-3"}}`:                                                                   `{"a":-0.00125}`,
		`{"a":{"__class__":"Decimal","decimal":"0E-2"}}`:                                                                       `{"a":0.00}`,
		`{"a":{"__class__":"Decimal","decimal":"NaN"}}`:                                                                        `{"a":"NaN"}`,
		`{"active":1,"n":1,"lines":[1],"lines.":[{"active":0}],"party":3,"party.":{"id":3}}`:                                   `{"active":true,"lines":[{"active":false}],"n":1,"party":3,"party.":{"id":3}}`,
		`{"lines":[1,2],"x.":null}`:                                                                                            `{"lines":[1,2],"x.":null}`,
	} {
		dec := json.NewDecoder(strings.NewReader(in))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(plain(v, "", map[string]bool{"active": true, "lines.active": true}))
		if err != nil || string(b) != want {
			t.Errorf("%s became %s, want %s (%v)", in, b, want, err)
		}
	}
}

func TestIdsOf(t *testing.T) {
	if got := idsOf([]string{"7", "x", "", "07", "-1", "99999999999", "3", "7", "+2"}); !slices.Equal(got, []int64{3, 7}) {
		t.Errorf("got %v", got)
	}
}

func TestObjectsAndFieldsAreDescribed(t *testing.T) {
	e := newERP(t)
	c := e.connect()
	list, err := c.Objects(t.Context())
	got := map[string]string{}
	for _, o := range list {
		got[o.Name] = o.Role
	}
	if err != nil || !maps.Equal(got, roles) {
		t.Errorf("%v, %v", got, err)
	}
	s, err := c.Describe(t.Context(), "sale.sale")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(s.Fields, func(f connectors.Field) bool { return f.Name == "state" })
	if i < 0 || len(s.Fields[i].Options) < 5 || s.Fields[i].Target {
		t.Errorf("state: %+v", s.Fields)
	}
}
