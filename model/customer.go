package model

import "time"

// Kind tells organisations from persons; the two never merge.
type Kind string

// The kinds of customer.
const (
	Organisation Kind = "organisation"
	Person       Kind = "person"
)

// CustomerStatus is the life of the customer in its own source.
type CustomerStatus string

// The states of a source customer.
const (
	Active   CustomerStatus = "active"
	Inactive CustomerStatus = "inactive"
	Blocked  CustomerStatus = "blocked"
)

// Customer is a source customer after mapping: what one source says about one
// of its customers in the canonical words. Lists are in the source's order.
type Customer struct {
	Ref  Ref    `json:"ref"`
	Kind Kind   `json:"kind"`
	Name string `json:"name"` // the name the source shows, not normalised
	// Names holds every name, the shown one included.
	Names       []Name       `json:"names,omitempty"`
	Identifiers []Identifier `json:"identifiers,omitempty"`
	Phones      []Phone      `json:"phones,omitempty"`
	Emails      []string     `json:"emails,omitempty"`
	// Domains are registrable domains of web sites and of own mail addresses;
	// free-mail domains are not among them.
	Domains   []string  `json:"domains,omitempty"`
	Addresses []Address `json:"addresses,omitempty"`
	// Units are the business units that this customer belongs to in its source.
	Units []string `json:"units,omitempty"`
	// Master is the id that per-organisation copies of one ERP customer share.
	Master string `json:"master,omitempty"`
	// Parent is the native id of the parent customer in the same source and object.
	Parent     string            `json:"parent,omitempty"`
	Status     CustomerStatus    `json:"status,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Created    time.Time         `json:"created,omitzero"`
	Modified   time.Time         `json:"modified,omitzero"`
}

// NameType says what a name is; former and short names bear less evidence.
type NameType string

// The types of name.
const (
	LegalName   NameType = "legal"
	ShortName   NameType = "short"
	FormerName  NameType = "former"
	EnglishName NameType = "english"
)

// Name is one typed name of a customer.
type Name struct {
	Type  NameType `json:"type"`
	Value string   `json:"value"`
}

// Identifier is a typed number such as a USCC, VAT, LEI or DUNS. Value is in
// canonical writing when Valid, else as the source wrote it.
type Identifier struct {
	Type   string `json:"type"`
	Value  string `json:"value"`
	Valid  bool   `json:"valid"`
	Reason string `json:"reason,omitempty"` // why it is not valid
}

// Phone is one number. E164 is "" when the text is no valid number.
type Phone struct {
	E164      string `json:"e164,omitempty"`
	Extension string `json:"ext,omitempty"`
	Raw       string `json:"raw"`
}

// Address is one postal address, in parts where the source has them.
type Address struct {
	Country  string `json:"country,omitempty"`
	Province string `json:"province,omitempty"`
	City     string `json:"city,omitempty"`
	District string `json:"district,omitempty"`
	Street   string `json:"street,omitempty"`
	Postcode string `json:"postcode,omitempty"`
}
