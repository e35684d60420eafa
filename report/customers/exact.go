package customers

import (
	"cmp"
	"context"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// KeyGroup is the open questions between records that share one valid identifier
// and agree in their names: they can be answered in one act.
type KeyGroup struct {
	Type, Value string
	Pairs       []store.QueuedDoubt
	Records     []store.StoredCustomer // of all pairs, each once, by reference
	Stake       model.Amount           // the greatest of a pair
}

// sampled is how many records of a group stand for it.
const sampled = 4

// Sample are the first records, More how many there are beside them.
func (g KeyGroup) Sample() []store.StoredCustomer { return g.Records[:min(sampled, len(g.Records))] }
func (g KeyGroup) More() int                      { return len(g.Records) - len(g.Sample()) }

// mostExact is how many questions are looked through for groups, those with the
// most money times uncertainty first.
const mostExact = 400

// KeyGroups finds the groups of the head of the queue, the one with the most money
// first. A question behind a gate, or one that another steward holds, is in none.
func (r *Room) KeyGroups(ctx context.Context, p model.Principal) ([]KeyGroup, error) {
	open, err := r.Store.Queue(ctx, p, store.QueueFilter{Exact: true, Free: p.Name, Limit: mostExact})
	if err != nil {
		return nil, err
	}
	var refs []model.Ref
	for _, q := range open {
		refs = append(refs, q.A, q.B)
	}
	slices.SortFunc(refs, model.Ref.Compare)
	refs = slices.Compact(refs)
	plain := p
	plain.Masked = nil // two codes can look the same behind a mask
	records, err := r.recordsOf(ctx, plain, refs)
	if err != nil {
		return nil, err
	}
	shown := records
	if len(p.Masked) > 0 {
		if shown, err = r.recordsOf(ctx, p, refs); err != nil {
			return nil, err
		}
	}
	groups := map[model.Identifier]*KeyGroup{}
	for _, q := range open {
		a, b := records[q.A], records[q.B]
		key, ok := sharedKey(a.Customer, b.Customer)
		if !ok {
			continue
		}
		g := groups[key]
		if g == nil {
			g = &KeyGroup{Type: key.Type, Value: key.Value}
			if p.Hides("id." + key.Type) {
				g.Value = model.Mask("identifier", key.Value)
			}
			groups[key] = g
		}
		g.Pairs, g.Stake = append(g.Pairs, q), max(g.Stake, q.Stake)
		for _, c := range []store.StoredCustomer{shown[q.A], shown[q.B]} {
			if !slices.ContainsFunc(g.Records, func(o store.StoredCustomer) bool { return o.Ref == c.Ref }) {
				g.Records = append(g.Records, c)
			}
		}
	}
	out := make([]KeyGroup, 0, len(groups))
	for _, g := range groups {
		slices.SortFunc(g.Records, func(x, y store.StoredCustomer) int { return x.Ref.Compare(y.Ref) })
		out = append(out, *g)
	}
	slices.SortFunc(out, func(x, y KeyGroup) int {
		return cmp.Or(cmp.Compare(y.Stake, x.Stake), cmp.Compare(x.Type, y.Type), cmp.Compare(x.Value, y.Value))
	})
	return out, nil
}

func (r *Room) recordsOf(ctx context.Context, p model.Principal, refs []model.Ref) (map[model.Ref]store.StoredCustomer, error) {
	out := map[model.Ref]store.StoredCustomer{}
	err := r.Store.EachCustomerOf(ctx, p, refs, func(c store.JudgedCustomer) error {
		out[c.Ref] = c.StoredCustomer
		return nil
	})
	return out, err
}

// sharedKey is the valid identifier that two records with agreeing names share. Two
// that differ in another valid identifier of the same type share none.
func sharedKey(a, b model.Customer) (model.Identifier, bool) {
	if agree := agreement(a.Name, b.Name); a.Kind != b.Kind || agree != Agree && agree != Near {
		return model.Identifier{}, false
	}
	var found model.Identifier
	for _, x := range a.Identifiers {
		for _, y := range b.Identifiers {
			switch {
			case x.Type != y.Type || !x.Valid || !y.Valid || x.Value == "":
			case x.Value != y.Value:
				return model.Identifier{}, false
			case found.Type == "" || x.Type < found.Type:
				found = x
			}
		}
	}
	return found, found.Type != ""
}
