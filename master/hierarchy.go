package master

import "github.com/tierloop/tierloop/model"

// Link is one claim that an entity belongs to another.
type Link struct {
	model.Edge
	// Rank of the source that claims it; 1 is the best. Claims derived from
	// names rank behind every source.
	Rank int
	// From is the record that claims it; the smaller one wins a tie.
	From model.Ref
}

// Forest is the corporate hierarchy. Entities without a parent are absent from
// Parent and are their own Ultimate, absent there too when nothing is known.
type Forest struct {
	Parent   map[string]model.Edge // by child
	Ultimate map[string]string     // by entity: the top of its tree
}
