package matching

import "github.com/tierloop/tierloop/model"

// Record is a customer with its features normalised for comparison. It keeps
// no reference to the customer's attributes; a million of them take about 1 GB.
type Record struct {
	Ref         model.Ref
	Kind        model.Kind
	Names       []Name
	Identifiers []model.Identifier
	Phones      []string // E.164 base, without extension
	Emails      []string // lower case
	Domains     []string // registrable, none of a free-mail provider
	Places      []Place
	Parent      string // native id of the parent in the same source and object
	Master      string // id shared by copies of one customer in one source
	Born        string // date of birth of a person, YYYY-MM-DD
	Junk        bool   // marked as out of use in its source
}

// Name is one name, taken apart. Organisations have parts, persons only Text.
type Name struct {
	Type model.NameType
	// Text is the whole normalised name without marks, the tail included.
	Text string
	// Head is Text without the branch tail; "" when there is no tail.
	Head     string
	Brand    string
	Region   string // place code of GB/T 2260 or a country, "" when unknown
	Industry string // canonical word, the same for Chinese and English
	Form     string // class of the legal form: "group", "limited", …
	Tail     string // "广州分公司": what makes it a branch
	// Sound is the brand in Latin letters, the bridge between scripts.
	Sound string
	Latin bool // written in Latin letters
}

// Place is one address in comparable parts; "" is unknown.
type Place struct {
	Province, City string // place codes
	Road, Number   string
}
