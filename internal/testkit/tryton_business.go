package testkit

import (
	"encoding/json"
	"time"
)

// A value in Tryton's typed form, and the command that creates a child row.
type object = map[string]any

func decimal(amount string) object { return object{"__class__": "Decimal", "decimal": amount} }

func date(d time.Time) object {
	return object{"__class__": "date", "year": d.Year(), "month": int(d.Month()), "day": d.Day()}
}

func create(rows ...object) []any { return []any{[]any{"create", rows}} }

// OwnCompany creates the company that runs the server and lets the user work for
// it; nothing can be sold before. currency is an ISO code. It returns the id of
// the company's party.
func (s *TrytonServer) OwnCompany(name, currency string) (party int) {
	s.t.Helper()
	party = s.NewParty(name)
	company := s.one("model.company.company.create", []object{{"party": party, "currency": s.currency(currency)}})
	s.Call("model.res.user.write", []int{1},
		object{"companies": []any{[]any{"add", []int{company}}}, "company": company})
	var preferences map[string]any
	if err := json.Unmarshal(s.Call("model.res.user.get_preferences", true), &preferences); err != nil {
		s.t.Fatalf("preferences of the user: %v", err)
	}
	s.context = preferences
	return party
}

// NewParty creates a customer with one address (a sale needs one) and returns its id.
func (s *TrytonServer) NewParty(name string) int {
	s.t.Helper()
	return s.one("model.party.party.create", []object{{"name": name, "addresses": create(object{"street": "1"})}})
}

// NewCategory creates a party category; parent 0 makes it a root.
func (s *TrytonServer) NewCategory(name string, parent int) int {
	s.t.Helper()
	row := object{"name": name}
	if parent != 0 {
		row["parent"] = parent
	}
	return s.one("model.party.category.create", []object{row})
}

// NewSale enters a sale of one line, quotes and confirms it, so that it has a
// number and totals, and returns its id. amount is a decimal text in major units,
// currency an ISO code. OwnCompany comes first.
func (s *TrytonServer) NewSale(party int, on time.Time, amount, currency string) int {
	s.t.Helper()
	address := s.one("model.party.address.search", []any{[]any{"party", "=", party}}, 0, 1, nil)
	sale := s.one("model.sale.sale.create", []object{{
		"party": party, "invoice_address": address, "shipment_address": address,
		"company": s.context["company"], "currency": s.currency(currency), "sale_date": date(on),
		"invoice_method": "manual", "shipment_method": "manual",
		"lines": create(object{"type": "line", "description": "goods", "quantity": 1.0, "unit_price": decimal(amount)}),
	}})
	s.Call("model.sale.sale.quote", []int{sale})
	s.Call("model.sale.sale.confirm", []int{sale})
	return sale
}

// currency finds a currency by its code or creates it with two digits and rate 1:
// Tryton refuses a sale in a currency without a rate, and nothing here converts.
func (s *TrytonServer) currency(code string) int {
	s.t.Helper()
	if id := s.one("model.currency.currency.search", []any{[]any{"code", "=", code}}, 0, 1, nil); id != 0 {
		return id
	}
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	return s.one("model.currency.currency.create", []object{{
		"name": code, "code": code, "symbol": code,
		"rates": create(object{"date": date(start), "rate": decimal("1")}),
	}})
}
