package matching

// kind is what organisations and persons each do in their own way. Numbering
// values, blocks, identifiers, contacts, clusters and results are common; rows
// of two kinds are never weighed.
type kind interface {
	// keys puts the names of the row and what else only this kind is found by.
	keys(k *keyer, r *row)
	// weigh adds the kind's own evidence to that of the common fields. It is
	// symmetric, but for p.x and p.y.
	weigh(a, b *row, p *pair)
	// gates are the gates of the kind between two rows.
	gates(a, b *row) gate
	// owner is whom the row's phones, domains and addresses count for, and by
	// which name; 0 when it has none.
	owner(r *row) (who, name uint32)
	// show writes the value of a field that only this kind has, or of the name
	// with the index.
	show(t *table, r *row, f field, name int) string
}

// of is the kind of a row.
func (s *scorer) of(r *row) kind {
	if r.person {
		return s.persons
	}
	return s.organisations
}

// kindOf is the kind of a row where nothing is weighed yet.
func kindOf(r *row) kind {
	if r.person {
		return persons{}
	}
	return organisations{}
}
