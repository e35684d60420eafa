package customers

import (
	"context"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/sealed"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Room is where questions are asked.
type Room struct {
	Store *store.DB
	// Policy is the name of the group's policy, Ladder its tiers, the best first.
	Policy string
	Ladder []string
	// Target says which record and fields the write-back of a customer goes to; the
	// zero reference: nothing is written back. nil: of nobody.
	Target func(ctx context.Context, customer model.Ref) (model.Ref, []string, error)
	// Forest is who belonged to whom in business on a day, child → link, by what was
	// known after a run (0: by all that is known) and until an instant.
	Forest func(ctx context.Context, run int64, until time.Time, day model.Date) (map[string]model.Edge, error)

	once  sync.Once
	words *sealed.Words
}

// Words makes the words of addresses, for this room and for whoever shows it.
func (r *Room) Words() *sealed.Words {
	r.once.Do(func() {
		r.words = sealed.New(func(ctx context.Context) ([]byte, error) { return r.Store.InstallationKey(ctx, "address") })
	})
	return r.words
}

// pageRows is how many rows a page has unless it asks for less.
const pageRows = 50

func limit(n int) int {
	if n <= 0 || n > pageRows {
		return pageRows
	}
	return n
}

// classes are the tiers of the ladder, unrated, and "" for customers without a
// result, such as new ones.
func (r *Room) classes() []string {
	return append(append([]string{}, r.Ladder...), model.Unrated, "")
}
