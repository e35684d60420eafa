package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Question is one doubt with what it is about.
type Question struct {
	model.Doubt
	// Left is of A, Right of B: of the child and the parent where the question
	// is whether A belongs to B.
	Left  Party `json:"left"`
	Right Party `json:"right"`
	// Stake is the business of both sides in the base currency.
	Stake model.Amount `json:"stake"`
	// Uncertainty is 1 when either answer is as likely, near 0 when one is clear.
	Uncertainty float64 `json:"uncertainty"`
	// Skipped is the instant until which the question was put off.
	Skipped time.Time `json:"skipped_until,omitzero"`
}

// Party is one side of a question.
type Party struct {
	Entity  string   `json:"entity"`
	Name    string   `json:"name"`
	Units   []string `json:"units,omitempty"`
	Members int      `json:"members"`
}

// Review lists the open questions, the one with the most money times
// uncertainty first; those put off beyond now stand aside in skipped. base is
// the currency of Stake; business in a currency without a rate does not count.
func Review(ctx context.Context, db *store.DB, p model.Principal, base string, now time.Time) (open, skipped []Question, err error) {
	doubts, err := db.Doubts(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	put, err := db.Skips(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	off := map[model.Doubt]time.Time{}
	for _, s := range put {
		off[model.Doubt{Kind: s.Kind, A: s.A, B: s.B}] = s.Until
	}
	q := &queue{db: db, p: p, parties: map[string]Party{}}
	var all []Question
	for _, d := range doubts {
		x := Question{Doubt: d, Uncertainty: store.Uncertainty(d), Skipped: off[model.Doubt{Kind: d.Kind, A: d.A, B: d.B}]}
		if x.Left, err = q.party(ctx, d.A); err == nil {
			x.Right, err = q.party(ctx, d.B)
		}
		if err != nil {
			return nil, nil, err
		}
		all = append(all, x)
	}
	if err := q.stakes(ctx, base, all); err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(all, func(a, b Question) int {
		return cmp.Or(cmp.Compare(b.worth(), a.worth()), cmp.Compare(b.Uncertainty, a.Uncertainty),
			a.A.Compare(b.A), a.B.Compare(b.B), cmp.Compare(a.Kind, b.Kind))
	})
	for _, x := range all {
		if x.Skipped.After(now) {
			skipped = append(skipped, x)
		} else {
			open = append(open, x)
		}
	}
	return open, skipped, nil
}

func (q Question) worth() float64 { return float64(q.Stake) * q.Uncertainty }

// queue reads what the questions are about, each entity once.
type queue struct {
	db      *store.DB
	p       model.Principal
	parties map[string]Party
}

func (q *queue) party(ctx context.Context, ref model.Ref) (Party, error) {
	id, err := q.db.EntityOf(ctx, q.p, ref)
	if err != nil {
		return Party{}, fmt.Errorf("customer of a doubt: %w", err)
	}
	if known, ok := q.parties[id]; ok {
		return known, nil
	}
	e, err := q.db.Entity(ctx, q.p, id)
	if err != nil {
		return Party{}, err
	}
	members, err := q.db.CustomersOfEntity(ctx, q.p, id)
	if err != nil {
		return Party{}, err
	}
	out := Party{Entity: e.ID, Name: e.Name(), Members: len(members)}
	for _, c := range members {
		out.Units = append(out.Units, c.Units...)
	}
	slices.Sort(out.Units)
	out.Units = slices.Compact(out.Units)
	q.parties[id] = out
	return out, nil
}

// stakes fills in the money.
func (q *queue) stakes(ctx context.Context, base string, all []Question) error {
	var ids []string
	for id := range q.parties {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	business, err := q.db.Turnover(ctx, q.p, ids)
	if err != nil {
		return err
	}
	list, err := q.db.Rates(ctx, q.p)
	if err != nil {
		return err
	}
	last := map[string]decimal.Decimal{base: decimal.One}
	for _, r := range list { // by day, so the latest stays
		rate, err := decimal.Parse(r.Rate)
		if err == nil && r.To == base && rate.IsPos() {
			last[r.From] = rate
		}
	}
	worth := make(map[string]model.Amount, len(ids))
	for id, sums := range business {
		for currency, amount := range sums {
			rate, ok := last[currency]
			if !ok {
				continue
			}
			in, err := decimal.MustNew(int64(amount), 0).Mul(rate)
			if err != nil {
				continue // beyond what any business is worth
			}
			if whole, _, ok := in.Int64(0); ok {
				worth[id] += model.Amount(whole)
			}
		}
	}
	for i := range all {
		all[i].Stake = worth[all[i].Left.Entity] + worth[all[i].Right.Entity]
	}
	return nil
}
