package customers

import (
	"context"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Customer is all that a reader may know of one golden customer.
type Customer struct {
	ID   string
	Name string
	Kind model.Kind
	// Asked is the id that was asked for, where it leads to another.
	Asked string
	// Scoped: the reader sees units only. Then values, hierarchy, evidence and
	// journal are absent, and Elsewhere says what there is beside its own records.
	Scoped    bool
	Elsewhere store.Elsewhere
	// View is what a scoped reader asked and was granted to see beside that.
	View View

	Quality int // 0 to 1000
	Former  []string
	Values  []Value
	Members []Member
	// Flawed are its living records with something to mend, the worst first.
	Flawed []model.RecordQuality

	Parent *Relative
	Group  *Relative
	Below  []Relative
	More   bool // more are below than are listed
	Whole  store.GroupRow

	Standing
	Pins []model.Pin

	Months     []Month
	Documents  []model.Order
	Activities []model.Activity
	Shown      []Shown
	Journal    []model.JournalEntry
}

// Value is one golden value with its lineage.
type Value struct {
	Attribute string
	model.Value
	// Override is the steward's word that laid it down, nil when none did.
	Override *model.Override
	// Others are what other records say, each text once.
	Others []Said
}

// Said is what records say of an attribute.
type Said struct {
	Text string
	From []model.Ref
}

// Member is a source customer of it.
type Member struct {
	store.StoredCustomer
	Evidence model.Evidence
}

// Relative is another customer in the hierarchy.
type Relative struct {
	ID, Name string
	Tier     string
	Edge     model.Edge
	Revenue  model.Amount
}

// belowRows is how many customers below one its page lists.
const belowRows = 12

// historyMonths is how far the orders by month go back.
const historyMonths = 24

// Customer reads one. An id that lost a merge leads to the survivor.
func (r *Room) Customer(ctx context.Context, p model.Principal, id string, now time.Time) (*Customer, error) {
	e, err := r.Store.Entity(ctx, p, id)
	if err != nil {
		return nil, err
	}
	c := &Customer{ID: e.ID, Name: e.Name(), Kind: e.Kind, Quality: e.Quality, Scoped: !p.Group()}
	if id != e.ID {
		c.Asked = id
	}
	steps := []func(context.Context, model.Principal, store.StoredEntity, *Customer) error{r.members, r.flaws, r.standing, r.business, r.shown}
	if c.Scoped {
		if c.View, p, err = r.view(ctx, p, e.ID, now); err != nil {
			return nil, err
		}
		c.Elsewhere, err = r.Store.Elsewhere(ctx, p, e.ID)
	} else {
		c.Former, err = r.Store.FormerIDs(ctx, p, e.ID)
		steps = append(steps, r.values, r.relatives, r.journal)
	}
	if err != nil {
		return nil, err
	}
	for _, step := range steps {
		if err := step(ctx, p, e, c); err != nil {
			return nil, err
		}
	}
	c.byMonth(now)
	return c, nil
}

func (r *Room) members(ctx context.Context, p model.Principal, e store.StoredEntity, c *Customer) error {
	evidence := map[model.Ref]model.Evidence{}
	members, err := r.Store.Members(ctx, p, e.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		evidence[m.Customer] = m.Evidence
	}
	found, err := r.Store.CustomersOfEntity(ctx, p, e.ID)
	for _, s := range found {
		c.Members = append(c.Members, Member{s, evidence[s.Ref]})
	}
	return err
}

func (r *Room) flaws(ctx context.Context, p model.Principal, e store.StoredEntity, c *Customer) error {
	found, err := r.Store.FindingsOf(ctx, p, e.ID)
	c.Flawed = slices.DeleteFunc(found, func(q model.RecordQuality) bool { return len(q.Findings) == 0 })
	slices.SortStableFunc(c.Flawed, func(a, b model.RecordQuality) int { return a.Score - b.Score })
	return err
}

func (r *Room) values(ctx context.Context, p model.Principal, e store.StoredEntity, c *Customer) error {
	overrides, err := r.Store.OverridesOf(ctx, p, e.ID)
	if err != nil {
		return err
	}
	for attribute, v := range e.Values {
		line := Value{Attribute: attribute, Value: v}
		for i, o := range overrides {
			if o.Attribute == attribute && o.Ended.IsZero() && v.Rule == model.RuleSteward {
				line.Override = &overrides[i]
			}
		}
		line.Others = said(attribute, v.Text, c.Members)
		c.Values = append(c.Values, line)
	}
	sortValues(c.Values)
	return nil
}

// said collects what living records say otherwise.
func said(attribute, golden string, members []Member) []Said {
	var out []Said
	for _, m := range members {
		text := Attribute(m.Customer, attribute)
		if text == "" || text == golden || !m.Deleted.IsZero() {
			continue
		}
		at := slices.IndexFunc(out, func(s Said) bool { return s.Text == text })
		if at < 0 {
			out, at = append(out, Said{Text: text}), len(out)
		}
		out[at].From = append(out[at].From, m.Ref)
	}
	return out
}

func (r *Room) relatives(ctx context.Context, p model.Principal, e store.StoredEntity, c *Customer) error {
	edges, err := r.Store.ParentEdge(ctx, p, e.ID)
	if err != nil {
		return err
	}
	relative := func(id string) (*Relative, error) {
		other, err := r.Store.Entity(ctx, p, id)
		return &Relative{ID: id, Name: other.Name()}, err
	}
	for _, edge := range edges {
		if c.Parent, err = relative(edge.Parent); err != nil {
			return err
		}
		c.Parent.Edge = edge
	}
	if e.Group != "" && e.Group != e.ID {
		if c.Group, err = relative(e.Group); err != nil {
			return err
		}
	}
	if c.Whole, _, err = r.Store.GroupOf(ctx, p, e.Group); err != nil {
		return err
	}
	c.Below, c.More, err = r.below(ctx, p, e.ID, store.ListMark{}, belowRows)
	return err
}

func (r *Room) journal(ctx context.Context, p model.Principal, e store.StoredEntity, c *Customer) (err error) {
	if c.Journal, err = r.Store.Journal(ctx, p, e.ID); err != nil {
		return err
	}
	slices.Reverse(c.Journal)
	pins, err := r.Store.Pins(ctx, p)
	for _, pin := range pins {
		if pin.Entity == e.ID {
			c.Pins = append(c.Pins, pin)
		}
	}
	return err
}
