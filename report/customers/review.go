package customers

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Queue is the head of the review queue.
type Queue struct {
	Questions []Line
	Open      int64
	Skipped   int64
}

// Line is one question in the list beside the one that is looked at.
type Line struct {
	store.QueuedDoubt
	Name    string // what A is called
	Records int    // of both sides
}

// Question is a pair that a steward decides.
type Question struct {
	store.QueuedDoubt
	Left  Side // of A; of the child where the question is whether A belongs to B
	Right Side
	Rows  []Compared
	// Earlier are verdicts on records of either side, newest first.
	Earlier []model.Decision
}

// Side is one of the two.
type Side struct {
	Record  store.StoredCustomer
	Entity  string
	Golden  string // the name of the entity
	Tier    string
	Score   string
	Members []store.StoredCustomer // the other records of the entity, which would join
	Months  YearSum
}

// YearSum is the business of twelve months in the base currency.
type YearSum struct {
	Orders int64
	Amount model.Amount
}

// Agreement is how two values stand to each other.
type Agreement string

// The agreements.
const (
	Agree    Agreement = "="
	Near     Agreement = "≈"
	Conflict Agreement = "≠"
	Missing  Agreement = "·" // one side says nothing, which is no evidence
)

// Compared is one attribute of both sides.
type Compared struct {
	Attribute string
	A, B      []Piece
	Agreement Agreement
	// GoldenA and GoldenB are what the golden records say.
	GoldenA, GoldenB string
}

// Piece is a part of a value; Odd ones are not in the other side's.
type Piece struct {
	Text string
	Odd  bool
}

// Queue lists the questions that a steward may take, those it holds first.
func (r *Room) Queue(ctx context.Context, p model.Principal, unit string, n int) (Queue, error) {
	mine, err := r.Store.Queue(ctx, p, store.QueueFilter{Unit: unit, Mine: p.Name, Limit: n})
	if err != nil {
		return Queue{}, err
	}
	if len(mine) < n {
		free, err := r.Store.Queue(ctx, p, store.QueueFilter{Unit: unit, Free: p.Name, Limit: n})
		if err != nil {
			return Queue{}, err
		}
		for _, q := range free {
			if len(mine) < n && !slices.ContainsFunc(mine, func(m store.QueuedDoubt) bool { return m.ID == q.ID }) {
				mine = append(mine, q)
			}
		}
	}
	out := Queue{}
	var refs []model.Ref
	for _, q := range mine {
		refs = append(refs, q.A, q.B)
	}
	records, err := r.Store.CustomersByRef(ctx, p, refs)
	if err != nil {
		return Queue{}, err
	}
	var entities []string
	for _, c := range records {
		if c.Entity != "" {
			entities = append(entities, c.Entity)
		}
	}
	members, err := r.Store.MemberCounts(ctx, p, entities)
	if err != nil {
		return Queue{}, err
	}
	for _, q := range mine {
		a, b := records[q.A], records[q.B]
		out.Questions = append(out.Questions, Line{QueuedDoubt: q, Name: cmp.Or(a.Name, b.Name), Records: max(members[a.Entity], 1) + max(members[b.Entity], 1)})
	}
	out.Open, out.Skipped, err = r.Store.QueueSize(ctx, p)
	return out, err
}

// Open counts the questions that wait, and those that are put off.
func (r *Room) Open(ctx context.Context, p model.Principal) (open, skipped int64, err error) {
	return r.Store.QueueSize(ctx, p)
}

// Question reads one with both sides.
func (r *Room) Question(ctx context.Context, p model.Principal, id int64) (*Question, error) {
	q, err := r.Store.Question(ctx, p, id)
	if err != nil {
		return nil, err
	}
	out := &Question{QueuedDoubt: q}
	var golden [2]store.StoredEntity
	for i, s := range []struct {
		ref  model.Ref
		into *Side
	}{{q.A, &out.Left}, {q.B, &out.Right}} {
		if golden[i], err = r.side(ctx, p, s.ref, s.into); err != nil {
			return nil, err
		}
	}
	out.Rows = compare(out.Left.Record.Customer, out.Right.Record.Customer, golden)
	out.Earlier, err = r.earlier(ctx, p, out)
	return out, err
}

func (r *Room) side(ctx context.Context, p model.Principal, ref model.Ref, into *Side) (store.StoredEntity, error) {
	var err error
	if into.Record, err = r.Store.CustomerByRef(ctx, p, ref); err != nil || into.Record.Entity == "" {
		return store.StoredEntity{}, err
	}
	e, err := r.Store.Entity(ctx, p, into.Record.Entity)
	if err != nil {
		return e, err
	}
	into.Entity, into.Golden = e.ID, e.Name()
	members, err := r.Store.CustomersOfEntity(ctx, p, e.ID)
	if err != nil {
		return e, err
	}
	into.Members = slices.DeleteFunc(members, func(m store.StoredCustomer) bool { return m.Ref == ref })
	tiers, err := r.Store.TierHistory(ctx, p, e.ID)
	if err != nil {
		return e, err
	}
	for _, t := range tiers {
		if t.ToRun == 0 && t.Policy == r.Policy && t.Scope == model.ScopeGroup {
			into.Tier, into.Score = t.Final, t.Score
		}
	}
	into.Months, err = r.year(ctx, p, e.ID)
	return e, err
}

func (r *Room) year(ctx context.Context, p model.Principal, entity string) (YearSum, error) {
	rows, err := r.Store.MonthsOf(ctx, p, entity, r.Store.YearStart())
	var out YearSum
	for _, m := range rows {
		if m.Topic == model.TopicOrder {
			out.Orders += m.Count
			out.Amount += m.Amount
		}
	}
	return out, err
}

// earlier are verdicts on any record of the two sides.
func (r *Room) earlier(ctx context.Context, p model.Principal, q *Question) ([]model.Decision, error) {
	refs := []model.Ref{q.A, q.B}
	for _, s := range []Side{q.Left, q.Right} {
		for _, m := range s.Members {
			refs = append(refs, m.Ref)
		}
	}
	return r.Store.DecisionsOn(ctx, p, refs)
}

// compare puts what both records say side by side.
func compare(a, b model.Customer, golden [2]store.StoredEntity) []Compared {
	names := []string{"name", "phone", "email", "domain", "country", "city", "address", "postcode", "industry", "status"}
	for _, c := range []model.Customer{a, b} {
		for _, i := range c.Identifiers {
			if !slices.Contains(names, i.Type) {
				names = append(names, i.Type)
			}
		}
		for name := range c.Attributes {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.SortStableFunc(names, func(x, y string) int {
		return cmp.Or(cmp.Compare(attributeRank(x), attributeRank(y)), cmp.Compare(x, y))
	})
	var out []Compared
	for _, name := range names {
		x, y := Attribute(a, name), Attribute(b, name)
		if x == "" && y == "" {
			continue
		}
		row := Compared{Attribute: name, Agreement: agreement(x, y), GoldenA: golden[0].Values[name].Text, GoldenB: golden[1].Values[name].Text}
		row.A, row.B = pieces(x, y)
		out = append(out, row)
	}
	return out
}

// bare is a value without what writing adds: case, width, blanks, punctuation.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// agreement compares values as people would. Values that share two thirds of the
// longer one are near.
func agreement(a, b string) Agreement {
	x, y := []rune(bare(a)), []rune(bare(b))
	switch {
	case a == "" || b == "":
		return Missing
	case string(x) == string(y):
		return Agree
	}
	head, tail := shared(x, y)
	if 3*(head+tail) >= 2*max(len(x), len(y)) || strings.Contains(string(x), string(y)) || strings.Contains(string(y), string(x)) {
		return Near
	}
	return Conflict
}

// shared is how many runes two values share at the beginning and at the end.
func shared(a, b []rune) (head, tail int) {
	n := min(len(a), len(b))
	for head < n && unicode.ToLower(a[head]) == unicode.ToLower(b[head]) {
		head++
	}
	for tail < n-head && unicode.ToLower(a[len(a)-1-tail]) == unicode.ToLower(b[len(b)-1-tail]) {
		tail++
	}
	return head, tail
}

// pieces marks in each value what the other has not. Values with little in common
// are marked as a whole; one that is alone is not marked at all.
func pieces(a, b string) (left, right []Piece) {
	if a == "" || b == "" || bare(a) == bare(b) {
		return whole(a, false), whole(b, false)
	}
	x, y := []rune(a), []rune(b)
	head, tail := shared(x, y)
	for head > 0 && (latin(x, head) || latin(y, head)) && unicode.IsLetter(x[head-1]) {
		head-- // words of letters differ as a whole
	}
	if head+tail == 0 {
		return whole(a, true), whole(b, true)
	}
	cut := func(text []rune) (out []Piece) {
		for _, p := range []Piece{{string(text[:head]), false}, {string(text[head : len(text)-tail]), true}, {string(text[len(text)-tail:]), false}} {
			if p.Text != "" {
				out = append(out, p)
			}
		}
		return out
	}
	return cut(x), cut(y)
}

// latin says whether the rune at a place is a letter of the Latin script.
func latin(text []rune, at int) bool { return at < len(text) && unicode.Is(unicode.Latin, text[at]) }

func whole(text string, odd bool) []Piece {
	if text == "" {
		return nil
	}
	return []Piece{{text, odd}}
}
