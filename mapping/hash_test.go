package mapping

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func TestSourceFieldsAreWhatTheRulesRead(t *testing.T) {
	m := compiled(t, fileYAML)
	want := []string{"account_id", "mc_currency", "name", "order_amount", "order_time", "products.product_id", "products.qty", "products.subtotal", "status", "tax"}
	if d := cmp.Diff(want, m.Object("SalesOrderObj").SourceFields()); d != "" {
		t.Error(d)
	}
	got := m.Object("AccountObj").SourceFields()
	for _, f := range []string{"life_status", "industry_level1", "short__c"} {
		if !slices.Contains(got, f) {
			t.Errorf("%s is not asked for: %q", f, got)
		}
	}
	for _, f := range m.Targets() {
		if slices.Contains(got, f) {
			t.Errorf("the write-back field %s is read as input", f)
		}
	}
}

func TestContentHashSeesMappedValuesOnly(t *testing.T) {
	o := compiled(t, fileYAML).Object("SalesOrderObj")
	base := `{"account_id":"c","order_amount":10,"tax":null,"products":[{"product_id":"p","qty":1}],"other":1}`
	h := o.ContentHash(record(t, "1", base))
	for _, same := range []string{
		strings.Replace(base, `"other":1`, `"other":2,"last_modified_time":5`, 1), strings.Replace(base, `"tax":null,`, "", 1), strings.Replace(base, ":10,", ":10.0,", 1), strings.Replace(base, ":10,", ":1e1,", 1),
		strings.Replace(base, `"qty":1`, `"qty":1,"row_id":9`, 1), `{"products":[{"qty":1,"product_id":"p"}],"order_amount":10,"account_id":"c"}`,
	} {
		if o.ContentHash(record(t, "1", same)) != h {
			t.Errorf("another hash: %s", same)
		}
	}
	for _, other := range []string{
		strings.Replace(base, ":10,", `:"10",`, 1), strings.Replace(base, ":10,", ":11,", 1), strings.Replace(base, `"qty":1`, `"qty":2`, 1), strings.Replace(base, `"tax":null`, `"tax":0`, 1),
		strings.Replace(base, `[{"product_id":"p","qty":1}]`, `[{"product_id":"p"},{"qty":1}]`, 1), strings.Replace(base, `"c"`, `"cc"`, 1),
	} {
		if o.ContentHash(record(t, "1", other)) == h {
			t.Errorf("the same hash: %s", other)
		}
	}
}

// drawValue makes a JSON-like value.
func drawValue(t *rapid.T, depth int) any {
	n := 6
	if depth > 2 {
		n = 4
	}
	switch rapid.IntRange(0, n).Draw(t, "shape") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return json.Number(fmt.Sprint(rapid.Int64().Draw(t, "number")))
	case 3:
		return rapid.SampledFrom([]string{"", "无", "2026-11-21", "1,234.50", "13900001234", "91350100M000100Y43", "a@b.com"}).Draw(t, "known")
	case 4:
		return rapid.String().Draw(t, "text")
	case 5:
		l := make([]any, rapid.IntRange(0, 3).Draw(t, "len"))
		for i := range l {
			l[i] = drawValue(t, depth+1)
		}
		return l
	}
	m := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "size") {
		m[rapid.StringN(0, 3, -1).Draw(t, "key")] = drawValue(t, depth+1)
	}
	return m
}

func TestMappingIsDeterministicAndNeverPanics(t *testing.T) {
	m := compiled(t, fileYAML)
	rapid.Check(t, func(t *rapid.T) {
		o := m.Object(rapid.SampledFrom(m.Objects()).Draw(t, "object"))
		rec := model.Record{ID: "1", Fields: map[string]any{}}
		for _, f := range o.SourceFields() {
			rec.Fields[f] = drawValue(t, 0)
		}
		if l, ok := rec.Fields["products.qty"]; ok {
			rec.Fields["products"] = []any{map[string]any{"qty": l, "subtotal": json.Number("5")}}
		}
		a, p := o.Map(rec, "s", "u")
		b, q := o.Map(rec, "s", "u")
		if d := cmp.Diff(a, b) + cmp.Diff(p, q); d != "" {
			t.Fatal(d)
		}
		if (a == Result{}) != (Fatal(p) != nil) {
			t.Fatalf("result %+v with problems %v", a, p)
		}
		h := o.ContentHash(rec)
		clone := model.Record{ID: "1", Fields: map[string]any{"unmapped": drawValue(t, 0), "group_tier__c": "A"}}
		for k, v := range rec.Fields {
			clone.Fields[k] = v
		}
		if o.ContentHash(clone) != h {
			t.Fatal("unmapped fields change the hash")
		}
	})
}

func TestARuleVersionChangesWithItsRulesOnly(t *testing.T) {
	hash := func(text string) string { return compiled(t, text).Object("AccountObj").Hash }
	base := hash(fileYAML)
	if hash(strings.Replace(fileYAML, "take: score", "take: group_id", 1)) != base {
		t.Error("a write-back rule changed the version")
	}
	for _, c := range [][2]string{{"email: email", "email: mail"}, {"2: 零售", "2: 批发"}, {`"2": 零售`, `"2": 批发`}, {"tz: Asia/Shanghai", "tz: Asia/Tokyo"}, {`!= "x"`, ""}} {
		changed := strings.Replace(fileYAML, c[0], c[1], 1)
		if changed != fileYAML && hash(changed) == base {
			t.Errorf("%s left the version as it was", c[1])
		}
	}
}
