package matching

import "github.com/tierloop/tierloop/model"

// Record is a customer with its features normalised for comparison. It keeps
// no reference to the customer's attributes; a million of them take about 1 GB.
type Record struct {
	Ref         model.Ref
	Kind        model.Kind
	Names       []Name
	Identifiers []model.Identifier
	Phones      []string // E.164 without extension; fixed lines of China as dialled in their town
	Emails      []string // lower case
	Domains     []string // registrable, none of a free-mail provider
	Places      []Place
	Parent      string  // native id of the parent in the same source and object
	Master      string  // id shared by copies of one customer in one source
	Person      *Person // nil for an organisation
}

// Name is one name, taken apart. Organisations have parts, persons only Text
// and Sound.
type Name struct {
	Type model.NameType
	// Text is equal for names that differ only in spelling.
	Text string
	// Line is the whole name in one order of parts, to compare misspellings.
	Line string
	// Head is the Text of the head office; "" when there is no branch tail.
	Head     string
	Brand    string
	Region   string // code of the place in the legal name, "" when unknown
	Industry string // the words of the trade as written
	Sector   string // what they stand for, equal in Chinese and English
	Form     string // class of the legal form: "group", "limited", "firm", …
	Tail     string // what makes it a branch: 广州分公司
	TailAt   string // code of the place in the tail
	TailRank int    // branches in the tail: 2 for 江苏分公司无锡分公司
	TailNo   string // the number of the branch
	TailBare bool   // the tail tells places, a number and branch words only
	House    bool   // Brand is an institution with companies and branches everywhere
	Everyday bool   // 江苏移动: the company of the place, or its branch there
	Literal  bool   // an everyday name taken by the letter, as a company of that brand
	// Sound is the brand in Latin letters, the bridge between scripts.
	Sound string
	Latin bool // written in Latin letters
}

// Place is one address in comparable parts; "" is unknown.
type Place struct {
	Province, City string // place codes; abroad the country stands for the province
	Road, Number   string
	Side           string // of the road: west, northeast
	Post           string // postcode
}
