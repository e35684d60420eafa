package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// ListMark is the last row of a page; the zero value is before the first.
type ListMark struct {
	Tier   string
	Name   string
	Entity int64
	// Term and Customer are of a search.
	Term     string
	Customer int64
}

// ListFilter narrows Entities; empty fields do not.
type ListFilter struct {
	Text string
	// Tiers are those wanted, in the order of the page.
	Tiers []string
	Unit  string
	// Group is the id of an ultimate parent.
	Group string
	// Below is a quality, 0 to 1000 in hundreds: worse ones only.
	Below int
	After ListMark
	Limit int
}

// ListRow is one customer of a list, as far as the reader sees it.
type ListRow struct {
	Entity  string
	Name    string
	Kind    model.Kind
	Tier    string
	Score   string // "" for readers of units
	Quality int    // 0 for readers of units
	Group   string
	// Units and Records are those that the reader sees; Revenue is by orders of
	// twelve months in the base currency, of units that the reader sees.
	Units   []string
	Records int
	Revenue model.Amount
	Mark    ListMark
}

// scopes are the units whose lists hold what p sees: "" is the whole group.
func scopes(p model.Principal, unit string) []string {
	switch {
	case unit != "" && !p.Sees(unit):
		return nil
	case unit != "":
		return []string{unit}
	case p.Group():
		return []string{""}
	}
	return p.Units
}

// ListEntities lists living entities by tier in the order wanted, then by name; a
// search lists them by what was found.
func (db *DB) ListEntities(ctx context.Context, p model.Principal, f ListFilter) ([]ListRow, error) {
	units := scopes(p, f.Unit)
	if len(units) == 0 || f.Limit <= 0 {
		return nil, nil
	}
	if !p.Group() {
		f.Below, f.Group = 0, "" // a unit knows neither
	}
	var keys []listKey
	var marks map[int64]ListMark
	var err error
	switch {
	case f.Text != "":
		keys, marks, err = db.searchList(ctx, p, f, units)
	case f.Group != "":
		keys, err = db.groupList(ctx, f)
	default:
		keys, err = db.tierList(ctx, f, units)
	}
	if err != nil {
		return nil, fmt.Errorf("list customers: %w", err)
	}
	rows, err := db.dress(ctx, p, keys)
	for i := range rows {
		if m, found := marks[rows[i].Mark.Entity]; found {
			rows[i].Mark = m
		}
	}
	return rows, err
}

// tierList reads tier by tier until the page is full.
func (db *DB) tierList(ctx context.Context, f ListFilter, units []string) ([]listKey, error) {
	tiers := f.Tiers
	if at := slices.Index(tiers, f.After.Tier); f.After.Entity != 0 && at >= 0 {
		tiers = tiers[at:]
	}
	var out []listKey
	seen := map[int64]bool{}
	for i, tier := range tiers {
		var page []listKey
		for _, unit := range units {
			where, args := "unit = ? AND tier = ?", []any{unit, tier}
			if i == 0 && f.After.Entity != 0 {
				where, args = where+" AND name_sort >= ? AND (name_sort > ? OR entity_id > ?)", append(args, f.After.Name, f.After.Name, f.After.Entity)
			}
			if f.Below > 0 {
				where, args = where+" AND band < ?", append(args, f.Below/100)
			}
			var some []listKey
			err := db.reads().list(ctx, &some, "SELECT unit, tier, name_sort, entity_id, band FROM entity_list WHERE "+where+" ORDER BY unit, tier, name_sort, entity_id LIMIT ?", append(args, f.Limit)...)
			if err != nil {
				return nil, err
			}
			page = append(page, some...)
		}
		slices.SortStableFunc(page, func(a, b listKey) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Entity, b.Entity)) })
		for _, k := range page {
			if !seen[k.Entity] && len(out) < f.Limit {
				seen[k.Entity], out = true, append(out, k)
			}
		}
		if len(out) == f.Limit {
			break
		}
	}
	return out, nil
}

// groupMost is the largest group that is listed; larger ones are browsed.
const groupMost = 5_000

func (db *DB) groupList(ctx context.Context, f ListFilter) ([]listKey, error) {
	var all []listKey
	err := db.reads().list(ctx, &all, `SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band FROM entity e JOIN entity_list l ON l.entity_id = e.id
		WHERE e.group_id = ? AND e.emptied_run = 0 AND l.unit = ? LIMIT ?`, f.Group, f.Unit, groupMost)
	rank := func(tier string) int { return slices.Index(f.Tiers, tier) }
	compare := func(a, b listKey) int {
		return cmp.Or(cmp.Compare(rank(a.Tier), rank(b.Tier)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Entity, b.Entity))
	}
	all = slices.DeleteFunc(all, func(k listKey) bool {
		return rank(k.Tier) < 0 || f.Below > 0 && k.Band >= f.Below/100 || f.After.Entity != 0 && compare(k, listKey{Tier: f.After.Tier, Name: f.After.Name, Entity: f.After.Entity}) <= 0
	})
	slices.SortFunc(all, compare)
	return all[:min(len(all), f.Limit)], err
}

// searchBatch is how many terms are looked at at once.
const searchBatch = 500

// searchList finds entities by the terms of the customers that p sees. It walks the
// terms in their order and asks who the customers are batch by batch: what a join
// would cost depends on which table a planner begins with.
func (db *DB) searchList(ctx context.Context, p model.Principal, f ListFilter, units []string) ([]listKey, map[int64]ListMark, error) {
	unit := units[0]
	if len(units) > 1 {
		unit = "" // their customers are looked at one by one
	}
	var out []listKey
	marks := map[int64]ListMark{}
	for _, term := range wanted(p, f.Text) {
		at := ListMark{Term: term}
		if f.After.Term != "" {
			if f.After.Term < term || f.After.Term >= term+lastRune {
				continue // a kind of term that is done, or comes later
			}
			at = f.After
		}
		for len(out) < f.Limit {
			var batch []struct {
				Term     string `db:"term"`
				Customer int64  `db:"customer_id"`
			}
			err := db.reads().list(ctx, &batch, "SELECT term, customer_id FROM customer_term WHERE term >= ? AND term < ? AND (term > ? OR customer_id > ?) ORDER BY term, customer_id LIMIT ?",
				at.Term, term+lastRune, at.Term, at.Customer, searchBatch)
			if err != nil {
				return nil, nil, err
			}
			if len(batch) == 0 {
				break
			}
			ids := make([]int64, len(batch))
			for i, b := range batch {
				ids[i] = b.Customer
			}
			of, err := db.listed(ctx, p, f, unit, ids)
			if err != nil {
				return nil, nil, err
			}
			for _, b := range batch {
				at = ListMark{Term: b.Term, Customer: b.Customer}
				k, seen := of[b.Customer]
				if _, known := marks[k.Entity]; !seen || known {
					continue
				}
				if len(out) == f.Limit {
					break
				}
				out = append(out, k)
				at.Entity = k.Entity
				marks[k.Entity] = at
			}
			if len(batch) < searchBatch {
				break
			}
		}
	}
	return out, marks, nil
}

// lastRune ends the range of all that begins with a text.
const lastRune = "\U0010FFFF"

// listed is the row of the list that each customer belongs to, of those that p
// sees and the filter leaves.
func (db *DB) listed(ctx context.Context, p model.Principal, f ListFilter, unit string, customers []int64) (map[int64]listKey, error) {
	cond, args := customerSeen(p, "m.customer_id")
	if f.Group != "" {
		cond, args = cond+" AND EXISTS (SELECT 1 FROM entity e WHERE e.id = l.entity_id AND e.group_id = ?)", append(args, f.Group)
	}
	var rows []struct {
		listKey
		Customer int64 `db:"customer_id"`
	}
	err := db.reads().list(ctx, &rows, `SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band, m.customer_id FROM member m JOIN entity_list l ON l.entity_id = m.entity_id
		WHERE m.to_run = 0 AND `+cond+" AND m.customer_id IN "+in(len(customers)), append(args, anys(customers)...)...)
	out := make(map[int64]listKey, len(rows))
	for _, r := range rows { // here and not in the statement, so that no planner walks the list by unit or tier
		if r.Unit == unit && (len(f.Tiers) == 0 || contains(f.Tiers, r.Tier)) && (f.Below == 0 || r.Band < f.Below/100) {
			out[r.Customer] = r.listKey
		}
	}
	return out, err
}

// dress reads what a list shows of its entities.
func (db *DB) dress(ctx context.Context, p model.Principal, keys []listKey) ([]ListRow, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	ids, at := make([]int64, len(keys)), make(map[int64]int, len(keys))
	out := make([]ListRow, len(keys))
	for i, k := range keys {
		ids[i], at[k.Entity] = k.Entity, i
		out[i] = ListRow{Tier: k.Tier, Mark: ListMark{Tier: k.Tier, Name: k.Name, Entity: k.Entity}}
	}
	var entities []entityRow
	if err := db.reads().list(ctx, &entities, "SELECT "+entityColumns+" FROM entity WHERE id IN "+in(len(ids)), anys(ids)...); err != nil {
		return nil, err
	}
	for _, e := range entities {
		r := &out[at[e.ID]]
		r.Entity, r.Name, r.Kind = e.Public, e.Name, model.Kind(e.Kind)
		if p.Hides("name") {
			r.Name = model.Mask("name", r.Name)
		}
		if p.Group() {
			r.Quality, r.Group = e.Quality, e.Group
		}
	}
	cond, condArgs := customerSeen(p, "m.customer_id")
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity, customer int64
		var unit string
		if err := rows.Scan(&entity, &customer, &unit); err != nil {
			return err
		}
		r := &out[at[entity]]
		if r.Mark.Customer != customer {
			r.Mark.Customer = customer
			r.Records++
		}
		if unit != "" && p.Sees(unit) && !contains(r.Units, unit) {
			r.Units = append(r.Units, unit)
		}
		return nil
	}, `SELECT m.entity_id, m.customer_id, COALESCE(u.unit, '') FROM member m LEFT JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0
		WHERE m.to_run = 0 AND `+cond+" AND m.entity_id IN "+in(len(ids))+" ORDER BY m.entity_id, m.customer_id, u.unit", append(condArgs, anys(ids)...)...)
	if err != nil {
		return nil, err
	}
	if p.Group() {
		err = db.reads().rows(ctx, func(rows *sql.Rows) error {
			var entity int64
			var tier, score string
			err := rows.Scan(&entity, &tier, &score)
			if r := &out[at[entity]]; r.Tier == tier { // of the policy that the list is made for
				r.Score = score
			}
			return err
		}, "SELECT entity_id, final_tier, score FROM tier WHERE to_run = 0 AND scope = 'group' AND entity_id IN "+in(len(ids))+" ORDER BY policy DESC", anys(ids)...)
		if err != nil {
			return nil, err
		}
	}
	seen, args := unitSeen(p)
	err = db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity int64
		var amount model.Amount
		err := rows.Scan(&entity, &amount)
		out[at[entity]].Revenue = amount
		return err
	}, "SELECT entity_id, SUM(amount) FROM fact_month WHERE "+seen+" AND topic = 'order' AND month >= ? AND entity_id IN "+in(len(ids))+" GROUP BY entity_id",
		append(append(args, db.YearStart()), anys(ids)...)...)
	for i := range out {
		out[i].Mark.Customer = 0
		slices.Sort(out[i].Units)
	}
	if !p.Group() { // its last customer has left the reader's units since the list was made
		out = slices.DeleteFunc(out, func(r ListRow) bool { return r.Records == 0 })
	}
	return out, err
}

// unitSeen is the condition under which p sees a row that has a unit.
func unitSeen(p model.Principal) (string, []any) {
	switch {
	case p.Group():
		return "1 = 1", nil
	case len(p.Units) == 0:
		return "1 = 0", nil
	}
	return "unit IN " + in(len(p.Units)), anys(p.Units)
}

// ListCount is how many customers a reader sees in a unit, tier and band of
// quality; unit "" is the whole group.
type ListCount struct {
	Unit string `db:"unit"`
	Tier string `db:"tier"`
	Band int    `db:"band"`
	N    int64  `db:"n"`
}

// ListCounts are the facets of the list. Readers of units learn no band; for
// readers of several, a line of unit "" counts a customer of two of them once.
func (db *DB) ListCounts(ctx context.Context, p model.Principal) ([]ListCount, error) {
	cond, args := unitSeen(p)
	var out []ListCount
	err := db.reads().list(ctx, &out, "SELECT unit, tier, band, n FROM entity_list_count WHERE n > 0 AND "+cond+" ORDER BY unit, tier, band", args...)
	if err != nil {
		return nil, fmt.Errorf("count customers: %w", err)
	}
	if p.Group() {
		return out, nil
	}
	for i := range out {
		out[i].Band = 0
	}
	if len(p.Units) < 2 {
		return out, nil
	}
	var once []ListCount
	err = db.reads().list(ctx, &once, "SELECT '' AS unit, tier, 0 AS band, COUNT(DISTINCT entity_id) AS n FROM entity_list WHERE "+cond+" GROUP BY tier ORDER BY tier", args...)
	if err != nil {
		return nil, fmt.Errorf("count customers: %w", err)
	}
	return append(once, out...), nil
}
