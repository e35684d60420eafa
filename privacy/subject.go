package privacy

import (
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Subject is the person whom a request is about, by whatever is known.
type Subject struct {
	Records     []model.Ref
	Phones      []string
	Emails      []string
	Identifiers []string
	Names       []string
	// Except are records that hold some of it and are somebody else's.
	Except []model.Ref
}

// Empty says whether nothing is known.
func (s Subject) Empty() bool {
	return len(s.Records)+len(s.Phones)+len(s.Emails)+len(s.Identifiers)+len(s.Names) == 0
}

// Certain says whether it is known by more than a name: many people share one.
func (s Subject) Certain() bool {
	return len(s.Records)+len(s.Phones)+len(s.Emails)+len(s.Identifiers) > 0
}

// shortest is how long a phone number or another number is at least: shorter ones
// would be found in amounts and dates.
const shortest = 6

// Unfit names a value that is too short to look for, "" when all fit.
func (s Subject) Unfit() string {
	p := s.particulars()
	for _, list := range [][]string{s.Phones, s.Emails, s.Identifiers, s.Names} {
		for _, v := range list {
			if !p.holds(v) {
				return v
			}
		}
	}
	return ""
}

// particulars are the plain writings of what a person is known by.
type particulars map[Kind]map[string]bool

func (s Subject) particulars() particulars {
	p := particulars{Phone: {}, Email: {}, Identifier: {}, Name: {}}
	for _, v := range s.Phones {
		p.phone(v)
	}
	for _, v := range s.Emails {
		p.email(v)
	}
	for _, v := range s.Identifiers {
		p.identifier(v)
	}
	for _, v := range s.Names {
		p.name(v)
	}
	return p
}

func (p particulars) holds(v string) bool {
	return p[Phone][plainPhone(digitsOf(v))] || p[Email][plainEmail(v)] || p[Identifier][plainCode(v)] || p[Name][plainName(v)]
}

func (p particulars) phone(v string) {
	if d := plainPhone(digitsOf(v)); len(d) >= shortest {
		p[Phone][d] = true
	}
}

func (p particulars) email(v string) {
	if local, host, ok := strings.Cut(plainEmail(v), "@"); ok && local != "" && host != "" {
		p[Email][plainEmail(v)] = true
	}
}

func (p particulars) identifier(v string) {
	if c := plainCode(v); len(digitsOf(c)) >= shortest {
		p[Identifier][c] = true
	}
}

func (p particulars) name(v string) {
	if n := plainName(v); len([]rune(n)) >= 2 {
		p[Name][n] = true
	}
}

// own adds all that the person's own record says.
func (p particulars) own(c model.Customer) {
	for _, x := range c.Phones {
		p.phone(x.E164)
		p.phone(x.Raw)
	}
	for _, x := range c.Emails {
		p.email(x)
	}
	for _, x := range c.Identifiers {
		p.identifier(x.Value)
	}
	p.name(c.Name)
	for _, x := range c.Names {
		p.name(x.Value)
	}
}

// masked are the particulars as logs have them, which mask them when they are written.
func (p particulars) masked() (out []string) {
	for kind, list := range p {
		for plain := range list {
			if text := model.Mask(string(kind), plain); kind != Name && strings.Trim(text, "•") != "" {
				out = append(out, text)
			}
		}
	}
	return out
}

func (p particulars) size() int {
	return len(p[Phone]) + len(p[Email]) + len(p[Identifier]) + len(p[Name])
}

// scanner looks for the particulars; names says whether also for names.
func (p particulars) scanner(names bool, literal []string) scanner {
	return scanner{known: func(kind Kind, plain string) bool { return p[kind][plain] }, names: names, literal: literal}
}

func digitsOf(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if digit(s[i]) {
			b = append(b, s[i])
		}
	}
	return string(b)
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
