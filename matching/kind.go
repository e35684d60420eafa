package matching

// kind is what organisations and persons each do in their own way. Clusters and
// results are common; rows of two kinds are never weighed.
type kind interface {
	// prior is the log-odds that two random rows are one.
	prior() bits
	// weigh fills in the evidence and its total. It is symmetric, but for p.x
	// and p.y. A pair that cannot reach the line may be left with any total
	// below it.
	weigh(a, b *row, line bits, p *pair)
	// gates are the gates of the kind between two rows.
	gates(a, b *row) gate
	// edgeLine is the least total of a pair that may merge two clusters of
	// these sizes.
	edgeLine(m *Matcher, small, large int) bits
	// sole is by how much the lines are lowered for a cluster that may be one with
	// a single other one.
	sole() bits
	// agree says whether two clusters, or samples of them, agree as a whole where
	// the lines are lowered by so much, and what they come to.
	agree(f *forest, a, b []uint32, relief bits) (held, bool)
	// why is a short code of the strongest evidence of a weighed pair.
	why(a, b *row, p *pair) string
	// fields are the contributions of a weighed pair; they and the prior sum to
	// its total.
	fields(t *table, a, b *row, p *pair) []Field
}

// of is the kind of a row.
func (s *scorer) of(r *row) kind {
	if r.person {
		return s.persons
	}
	return s.organisations
}
