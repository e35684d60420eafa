package customers

import (
	"context"
	"encoding/base64"
	"encoding/json"

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

// pack and unpack turn the place in a list into a word for an address. A word that
// is none means the beginning.
func pack(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func unpack[T any](word string) (v T) {
	text, err := base64.RawURLEncoding.DecodeString(word)
	if err != nil || json.Unmarshal(text, &v) != nil {
		var none T
		return none
	}
	return v
}
