package web

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
)

// mostRows is how many rows a page of the API may ask for.
const mostRows = 50

// The documents of the API. What a reader may not see is absent.
type (
	entityDoc struct {
		ID      string      `json:"id"`
		Name    string      `json:"name"`
		Kind    string      `json:"kind"`
		Group   string      `json:"group,omitempty"` // the ultimate parent
		Tier    string      `json:"tier,omitempty"`
		Score   string      `json:"score,omitempty"`
		Quality int         `json:"quality,omitempty"` // 0 to 1000
		Units   []string    `json:"units,omitempty"`
		Records int         `json:"records"`
		Result  *resultDoc  `json:"result,omitempty"`
		Values  []valueDoc  `json:"values,omitempty"`
		Members []memberDoc `json:"members,omitempty"`
		Asked   string      `json:"asked,omitempty"` // the id that led here by a merge
	}
	resultDoc struct {
		Tier   string       `json:"tier"`
		Score  string       `json:"score,omitempty"`
		Raw    string       `json:"raw,omitempty"`
		Policy string       `json:"policy"`
		AsOf   string       `json:"as_of"`
		Reason model.Text   `json:"reason"`
		Since  *time.Time   `json:"recorded_at,omitempty"`
		Parts  []model.Part `json:"parts,omitempty"`
		Lifts  []model.Lift `json:"lifts,omitempty"`
		Notes  []model.Text `json:"notes,omitempty"`
		Lacks  []string     `json:"lacks,omitempty"`
	}
	valueDoc struct {
		Attribute string    `json:"attribute"`
		Text      string    `json:"text"`
		From      model.Ref `json:"from"`
		Rule      string    `json:"rule"`
	}
	memberDoc struct {
		model.Ref
		Name    string     `json:"name"`
		Units   []string   `json:"units,omitempty"`
		Deleted *time.Time `json:"deleted_at,omitempty"`
		Why     string     `json:"why,omitempty"`
	}
	customerDoc struct {
		model.Ref
		Name        string          `json:"name"`
		Kind        string          `json:"kind"`
		Entity      string          `json:"entity,omitempty"`
		Units       []string        `json:"units,omitempty"`
		Status      string          `json:"status,omitempty"`
		Identifiers []identifierDoc `json:"identifiers,omitempty"`
		Phones      []string        `json:"phones,omitempty"`
		Emails      []string        `json:"emails,omitempty"`
		Domains     []string        `json:"domains,omitempty"`
		Deleted     *time.Time      `json:"deleted_at,omitempty"`
	}
	identifierDoc struct {
		Type  string `json:"type"`
		Value string `json:"value"`
		Valid bool   `json:"valid"`
	}
	lookupDoc struct {
		model.Ref
		Name   string      `json:"name"`
		Entity string      `json:"entity,omitempty"`
		Tier   string      `json:"tier,omitempty"`
		Reason *model.Text `json:"reason,omitempty"` // names no other unit's numbers
		AsOf   string      `json:"as_of,omitempty"`
	}
	decisionDoc struct {
		A       model.Ref `json:"a"`
		B       model.Ref `json:"b"`
		Verdict string    `json:"verdict"`
		Author  string    `json:"author"`
		Reason  string    `json:"reason"`
		At      time.Time `json:"at"`
	}
)

// searchIn is what a list of customers is narrowed to; with a text to search for it is
// sent in the body, since names and numbers do not belong into addresses.
type searchIn struct {
	Text  string `json:"q"`
	Tier  string `json:"tier"`
	Unit  string `json:"unit"`
	Group string `json:"group"`
	After string `json:"after"`
	Limit int    `json:"limit"`
}

// listed is what a list of customers is narrowed to.
func (v *visit) listed() (customers.Filter, error) {
	var in searchIn
	q := v.r.URL.Query()
	switch {
	case v.r.Method == http.MethodPost:
		if err := v.read(&in); err != nil {
			return customers.Filter{}, err
		}
		if in.Limit < 0 || in.Limit > mostRows || len(in.Text) > longestSearch {
			return customers.Filter{}, errBadQuery
		}
	case q.Has("q"):
		return customers.Filter{}, errInAddress
	default:
		n, err := v.number("limit", mostRows)
		if err != nil {
			return customers.Filter{}, err
		}
		in = searchIn{Tier: q.Get("tier"), Unit: q.Get("unit"), Group: q.Get("group"), After: q.Get("after"), Limit: int(n)}
	}
	return customers.Filter{Text: in.Text, Tier: in.Tier, Unit: in.Unit, Group: in.Group, After: in.After, Limit: in.Limit}, nil
}

// apiCustomers are source customers, a page of golden ones after the other.
func (c *Console) apiCustomers(v *visit) error {
	f, err := v.listed()
	if err != nil {
		return err
	}
	found, next, err := c.Customers.Records(v.ctx(), v.Principal(), f)
	if err != nil {
		return err
	}
	rows := []customerDoc{}
	for _, r := range found {
		doc := customerDoc{Ref: r.Ref, Name: r.Name, Kind: string(r.Kind), Entity: r.Entity, Units: r.Units, Status: string(r.Status), Emails: r.Emails, Domains: r.Domains, Deleted: stamp(r.Deleted)}
		for _, i := range r.Identifiers {
			doc.Identifiers = append(doc.Identifiers, identifierDoc{i.Type, i.Value, i.Valid})
		}
		for _, p := range r.Phones {
			doc.Phones = append(doc.Phones, cmp.Or(p.E164, p.Raw))
		}
		rows = append(rows, doc)
	}
	return v.answer(list{rows, next})
}

func (c *Console) apiEntities(v *visit) error {
	f, err := v.listed()
	if err != nil {
		return err
	}
	found, err := c.Customers.List(v.ctx(), v.Principal(), f)
	if err != nil {
		return err
	}
	rows := []entityDoc{}
	for _, r := range found.Rows {
		rows = append(rows, entityDoc{ID: r.Entity, Name: r.Name, Kind: string(r.Kind), Group: r.Group, Tier: r.Tier, Score: r.Score, Quality: r.Quality, Units: r.Units, Records: r.Records})
	}
	return v.answer(list{rows, found.Next})
}

func (c *Console) apiEntity(v *visit) error {
	e, err := c.Customers.Customer(v.ctx(), v.Principal(), v.r.PathValue("id"), c.Clock.Now())
	if err != nil {
		return err
	}
	doc := entityDoc{ID: e.ID, Name: e.Name, Kind: string(e.Kind), Asked: e.Asked, Records: len(e.Members)}
	if !e.Scoped {
		doc.Quality = e.Quality
	}
	if e.Group != nil {
		doc.Group = e.Group.ID
	}
	if e.Tier != nil {
		doc.Tier, doc.Score = e.Tier.Final, e.Tier.Score
		doc.Result = &resultDoc{Tier: e.Tier.Final, Score: e.Tier.Score, Policy: e.Tier.Policy, AsOf: e.Tier.AsOf.String(), Reason: e.Tier.Reason, Since: stamp(e.Tier.Recorded)}
	}
	for _, val := range e.Values {
		doc.Values = append(doc.Values, valueDoc{val.Attribute, val.Text, val.From, val.Rule})
	}
	for _, m := range e.Members {
		doc.Members = append(doc.Members, memberDoc{m.Ref, m.Name, m.Units, stamp(m.Deleted), m.Evidence.Why})
	}
	return v.answer(doc)
}

// apiExplain is the present result with everything that led to it, as far as the
// reader may know it.
func (c *Console) apiExplain(v *visit) error {
	now, _, err := c.Customers.Explained(v.ctx(), v.Principal(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if now == nil {
		return errNotFound
	}
	return v.answer(resultDoc{Tier: now.Final, Score: now.Score, Raw: now.Raw, Policy: now.Policy, AsOf: now.AsOf.String(), Reason: now.Reason, Since: stamp(now.Recorded),
		Parts: now.Parts, Lifts: now.Lifts, Notes: now.Notes, Lacks: now.Lacks})
}

func (c *Console) apiTiers(v *visit) error {
	_, all, err := c.Customers.Explained(v.ctx(), v.Principal(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	rows := []resultDoc{}
	for _, t := range all {
		rows = append(rows, resultDoc{Tier: t.Final, Score: t.Score, Policy: t.Policy, AsOf: t.AsOf.String(), Reason: t.Reason, Since: stamp(t.Recorded)})
	}
	return v.answer(list{Data: rows})
}

// apiLookup is for the customer page of a source system: what the group thinks of
// the customer that it calls so, in the form that may be shown to any unit.
func (c *Console) apiLookup(v *visit) error {
	q := v.r.URL.Query()
	ref := model.Ref{Source: q.Get("source"), Object: q.Get("object"), ID: q.Get("id")}
	if ref.Source == "" || ref.Object == "" || ref.ID == "" {
		return errBadQuery
	}
	found, err := c.Customers.Record(v.ctx(), v.Principal(), ref)
	if err != nil {
		return err
	}
	doc := lookupDoc{Ref: found.Ref, Name: found.Name, Entity: found.Entity}
	if t := found.Tier; t != nil {
		doc.Tier, doc.Reason, doc.AsOf = t.Final, &t.SafeReason, t.AsOf.String()
	}
	return v.answer(doc)
}

func (c *Console) apiDecisions(v *visit) error {
	skip, err := v.number("after", 1<<31)
	if err != nil {
		return err
	}
	n, err := v.number("limit", mostRows)
	if err != nil {
		return err
	}
	found, next, err := c.Customers.Decisions(v.ctx(), v.Principal(), int(skip), int(n))
	if err != nil {
		return err
	}
	rows := []decisionDoc{}
	for _, d := range found {
		rows = append(rows, decisionDoc{d.A, d.B, string(d.Verdict), d.Author, d.Reason, d.At.UTC()})
	}
	return v.answer(list{rows, cursor(int64(next))})
}

// cursor is a place in a list, "" for its end.
func cursor(next int64) string {
	if next == 0 {
		return ""
	}
	return strconv.FormatInt(next, 10)
}
