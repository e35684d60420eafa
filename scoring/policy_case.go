package scoring

// Case is one example inside the policy file: a customer with its facts and what
// must come of it.
type Case struct {
	Name string `yaml:"name" json:"name"`
	// AsOf is the date of the example; default the policy's own.
	AsOf string    `yaml:"as_of,omitempty" json:"as_of,omitempty"`
	Of   CaseFacts `yaml:"of" json:"of"`
	// Others are customers that it is compared with by relative models.
	Others []CaseFacts `yaml:"others,omitempty" json:"others,omitempty"`
	// Rates are exchange rates into the base currency on the as-of date.
	Rates map[string]Number `yaml:"rates,omitempty" json:"rates,omitempty"`
	// Want are values to compare by name: tier, raw, held, score, an indicator, or
	// an output such as rfm.class. "" means absent.
	Want map[string]string `yaml:"want" json:"want"`
}

// CaseFacts is one customer with all that hangs on it.
type CaseFacts struct {
	Customer      map[string]string `yaml:"customer,omitempty" json:"customer,omitempty"` // attributes
	Orders        []CaseDocument    `yaml:"orders,omitempty" json:"orders,omitempty"`
	Invoices      []CaseDocument    `yaml:"invoices,omitempty" json:"invoices,omitempty"`
	Payments      []CaseDocument    `yaml:"payments,omitempty" json:"payments,omitempty"`
	Returns       []CaseDocument    `yaml:"returns,omitempty" json:"returns,omitempty"`
	Opportunities []CaseDocument    `yaml:"opportunities,omitempty" json:"opportunities,omitempty"`
	Activities    []CaseActivity    `yaml:"activities,omitempty" json:"activities,omitempty"`
	Manual        []CaseScore       `yaml:"manual,omitempty" json:"manual,omitempty"`
}

// CaseDocument is an order, invoice and so on. Without a currency it is in the
// base, without a state it is confirmed.
type CaseDocument struct {
	Date      string  `yaml:"date" json:"date"`
	Amount    Number  `yaml:"amount" json:"amount"`
	Cost      *Number `yaml:"cost,omitempty" json:"cost,omitempty"`
	Open      Number  `yaml:"open,omitempty" json:"open,omitzero"`
	Due       string  `yaml:"due,omitempty" json:"due,omitempty"`
	Currency  string  `yaml:"currency,omitempty" json:"currency,omitempty"`
	Status    string  `yaml:"status,omitempty" json:"status,omitempty"`
	Role      string  `yaml:"role,omitempty" json:"role,omitempty"`
	Unit      string  `yaml:"unit,omitempty" json:"unit,omitempty"`
	Number    string  `yaml:"number,omitempty" json:"number,omitempty"`
	Preceding string  `yaml:"preceding,omitempty" json:"preceding,omitempty"` // by its number
}

// CaseActivity is a visit, call and so on, at noon of its day in the policy's zone.
type CaseActivity struct {
	Kind  string  `yaml:"kind" json:"kind"`
	Date  string  `yaml:"date" json:"date"`
	Score *Number `yaml:"score,omitempty" json:"score,omitempty"`
}

// CaseScore is a manual score.
type CaseScore struct {
	Indicator  string `yaml:"indicator" json:"indicator"`
	Score      Number `yaml:"score" json:"score"`
	Date       string `yaml:"date" json:"date"`
	ApprovedBy string `yaml:"approved_by,omitempty" json:"approved_by,omitempty"`
	ApprovedAs string `yaml:"approved_as,omitempty" json:"approved_as,omitempty"`
}
