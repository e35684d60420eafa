package testkit

import (
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"
)

func TestTrytonSellsForReal(t *testing.T) {
	s := Tryton(t)
	own := s.OwnCompany("Own Company", "CNY")
	customer := s.NewParty("中国移动")
	if own == customer {
		t.Fatalf("own company and customer share party %d", own)
	}
	on := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ amount, currency string }{
		{"123.45", "CNY"},
		{"1000.00", "EUR"},
		{"-20.00", "CNY"},
	} {
		sale := s.NewSale(customer, on, tt.amount, tt.currency)
		result := s.Call("model.sale.sale.read", []int{sale},
			[]string{"number", "state", "total_amount", "sale_date", "party", "currency.code"})
		var rows []struct {
			Number, State string
			Party         int
			Total         struct{ Decimal string }       `json:"total_amount"`
			Date          struct{ Year, Month, Day int } `json:"sale_date"`
			Currency      struct{ Code string }          `json:"currency."`
		}
		if err := json.Unmarshal(result, &rows); err != nil || len(rows) != 1 {
			t.Fatalf("%v: %s", err, result)
		}
		got := rows[0]
		if got.Number == "" || got.State == "draft" || got.State == "quotation" {
			t.Errorf("sale of %s %s is not confirmed: number %q, state %q", tt.amount, tt.currency, got.Number, got.State)
		}
		if got.Total.Decimal != tt.amount || got.Currency.Code != tt.currency || got.Party != customer {
			t.Errorf("sale of %s %s reads back as %+v", tt.amount, tt.currency, got)
		}
		if got.Date.Year != 2026 || got.Date.Month != 1 || got.Date.Day != 5 {
			t.Errorf("sale date reads back as %+v", got.Date)
		}
	}
}

func TestTrytonStartsEmptyAndKeepsACategoryTree(t *testing.T) {
	s := Tryton(t)
	if n := string(s.Call("model.party.party.search_count", []any{})); n != "0" {
		t.Errorf("a new server holds %s parties", n)
	}
	root := s.NewCategory("Customer tier", 0)
	gold := s.NewCategory("Gold", root)
	if got := s.one("model.party.category.search", []any{[]any{"parent", "=", root}}, 0, nil, nil); got != gold {
		t.Errorf("child of the root is %d, want %d", got, gold)
	}
}

func TestTrytonReportsARefusalAsError(t *testing.T) {
	s := Tryton(t)
	_, err := s.post(t.Context(), "model.party.party.read", []any{[]int{4711}, []string{"name"}, map[string]any{}})
	if err == nil || !strings.Contains(err.Error(), "Tryton said") {
		t.Errorf("reading a missing party: error %v, want what Tryton said", err)
	}
}

func TestTrytonStopsWithItsTest(t *testing.T) {
	var address string
	t.Run("owner", func(t *testing.T) { address = strings.TrimPrefix(Tryton(t).URL, "http://") })
	if c, err := net.Dial("tcp", address); err == nil {
		c.Close()
		t.Errorf("%s still listens after its test", address)
	}
}
