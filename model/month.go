package model

// Topic is what a Month counts: documents by kind, opportunities by outcome, or
// activities.
type Topic string

// The topics. An opportunity is won when it is done, lost when it is cancelled.
const (
	TopicOrder    Topic = "order"
	TopicProduct  Topic = "product" // the lines of orders, by product line
	TopicInvoice  Topic = "invoice"
	TopicPayment  Topic = "payment"
	TopicReturn   Topic = "return"
	TopicWon      Topic = "won"
	TopicLost     Topic = "lost"
	TopicOpen     Topic = "open"
	TopicActivity Topic = "activity"
)

// Month is what one entity and one unit did together in one calendar month, as
// the group's policy counts it: its states and roles, documents booked by two
// units once, money in its base currency. Reports are made of nothing else.
type Month struct {
	Entity string `json:"entity"`
	Unit   string `json:"unit"`
	// Month is the year and the month, such as 202611.
	Month int   `json:"month"`
	Topic Topic `json:"topic"`
	// Kind is the kind of activity or the product line, "" of documents.
	Kind  string `json:"kind,omitempty"`
	Count int64  `json:"count"`
	// Amount is the money of documents, Costed the part of it whose cost is known,
	// and Cost that cost.
	Amount Amount `json:"amount"`
	Costed Amount `json:"costed"`
	Cost   Amount `json:"cost"`
	// Scored is how many activities bear a score, Score the sum of them.
	Scored int64  `json:"scored,omitempty"`
	Score  Amount `json:"score,omitempty"`
	// Unpriced documents count and bear no money: no rate converts them.
	Unpriced int64 `json:"unpriced,omitempty"`
}

// MonthOf is the calendar month of a date, such as 202611. It does what
// d.Time().Date() does without a time: scoring asks for every document.
func MonthOf(d Date) int {
	const era = 146_097 // days in 400 years
	z := int(d) + 306   // days since 0000-03-01, so that leap days end a year
	day := z % era
	year := (day - day/1_460 + day/36_524 - day/(era-1)) / 365
	month := (5*(day-(365*year+year/4-year/100)) + 2) / 153 // from March
	year += z / era * 400
	if month < 10 {
		return year*100 + month + 3
	}
	return (year+1)*100 + month - 9
}
