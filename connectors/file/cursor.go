package file

import (
	"encoding/json"

	"github.com/tierloop/tierloop/connectors"
)

// place is what a cursor holds: a file, by everything that tells it from another
// of the same name, and how far it is read.
type place struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Mod  int64  `json:"mod"`  // nanoseconds
	Hash string `json:"hash"` // SHA-256 of the whole file
	Row  int    `json:"row"`  // rows read behind the header
	// Done: every row is stored, the file can go.
	Done bool `json:"done,omitempty"`
	// Again: a snapshot was read in two halves, which proves no deletes; it is
	// read once more from the beginning.
	Again bool `json:"again,omitempty"`
}

func (p place) cursor() connectors.Cursor { return connectors.CursorOf(p) }

// parsePlace reads a cursor; one that is not ours is the beginning, since
// reading a file twice does no harm.
func parsePlace(c connectors.Cursor) place {
	var p place
	if json.Unmarshal([]byte(c), &p) != nil {
		return place{}
	}
	return p
}

// same says whether the cursor speaks of this very file.
func (p place) same(f dropped, id identity) bool {
	return p.Name == f.name && p.Size == f.size && p.Mod == f.mod.UnixNano() && p.Hash == id.hash
}

func placeOf(f dropped, id identity) place {
	return place{Name: f.name, Size: f.size, Mod: f.mod.UnixNano(), Hash: id.hash}
}
