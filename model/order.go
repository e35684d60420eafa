package model

import "time"

// OrderKind tells the order-like facts apart. Order, invoice and payment of one
// sale are linked by Preceding so that they never add up.
type OrderKind string

// The kinds of order-like fact.
const (
	SalesOrder  OrderKind = "order"
	Invoice     OrderKind = "invoice"
	Payment     OrderKind = "payment"
	Opportunity OrderKind = "opportunity"
	Return      OrderKind = "return"
)

// OrderStatus is the canonical state of an order-like fact.
type OrderStatus string

// The states; only Confirmed and Done count as business.
const (
	Draft     OrderStatus = "draft"
	Confirmed OrderStatus = "confirmed"
	Done      OrderStatus = "done"
	Cancelled OrderStatus = "cancelled"
)

// Order is an order-like fact after mapping. It hangs on the source customer
// and may arrive before it.
type Order struct {
	Ref      Ref         `json:"ref"`
	Kind     OrderKind   `json:"kind"`
	Customer Ref         `json:"customer"`
	Number   string      `json:"number,omitempty"`
	Unit     string      `json:"unit,omitempty"`
	Date     Date        `json:"date,omitzero"`
	Due      Date        `json:"due,omitzero"`
	Currency string      `json:"currency"`
	Amount   Amount      `json:"amount"`
	Open     Amount      `json:"open,omitempty"` // not yet paid
	Cost     Amount      `json:"cost,omitempty"`
	HasCost  bool        `json:"has_cost,omitempty"`
	Status   OrderStatus `json:"status"`
	// Role is how the customer takes part: sold-to, bill-to or channel.
	Role string `json:"role,omitempty"`
	// Preceding is the document this one was made from, in the same source.
	Preceding Ref         `json:"preceding,omitzero"`
	Lines     []OrderLine `json:"lines,omitempty"`
	Modified  time.Time   `json:"modified,omitzero"`
}

// OrderLine is one line of an order-like fact. Quantity is a decimal text.
type OrderLine struct {
	Product  string `json:"product,omitempty"`
	Quantity string `json:"quantity,omitempty"`
	Amount   Amount `json:"amount"`
	Cost     Amount `json:"cost,omitempty"`
}

// Activity is something that happened with a customer and bears no money.
type Activity struct {
	Ref      Ref       `json:"ref"`
	Kind     string    `json:"kind"` // visit, call, ticket, complaint, survey, referral …
	Customer Ref       `json:"customer"`
	Unit     string    `json:"unit,omitempty"`
	At       time.Time `json:"at"`
	Status   string    `json:"status,omitempty"`
	Score    string    `json:"score,omitempty"` // decimal text, such as a survey answer
}
