package privacy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Room answers and acts on one store.
type Room struct {
	Store *store.DB
	// Key is the secret of the store behind the hashes of what was erased. With make
	// it is made where there is none; without, none is nil.
	Key func(ctx context.Context, make bool) ([]byte, error)
}

// Found is where the data of a person stand.
type Found struct {
	Own    []Record `json:"own"`  // erased as a whole
	Near   []Record `json:"near"` // lose only the texts found
	Places []Place  `json:"places"`
	// Audit are the numbers of lines of the audit log that name the records. They are
	// chained and stay: they hold ids and names of fields, no data of persons.
	Audit []int64 `json:"audit"`

	texts   []Text
	parts   particulars
	literal []string
}

// Record is a record of a source that holds the person.
type Record struct {
	model.Ref
	Entity string `json:"entity,omitempty"`
	Name   string `json:"-"`
}

// Place is a column in which texts of the person stand, and how many.
type Place struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Texts  int    `json:"texts"`
}

// Text is one text of the person, with the place in its document.
type Text struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Record string `json:"record,omitempty"`
	Entity string `json:"entity,omitempty"`
	Path   string `json:"path,omitempty"`
	Text   string `json:"text"`
}

// Texts are all texts of the person: what export hands out.
func (f Found) Texts() []Text { return f.texts }

// Empty says whether nothing was found.
func (f Found) Empty() bool { return len(f.Own)+len(f.Near)+len(f.Places) == 0 }

func (f Found) person() store.Person {
	return store.Person{Own: refs(f.Own), Near: refs(f.Near)}
}

func refs(list []Record) []model.Ref {
	out := make([]model.Ref, len(list))
	for i, r := range list {
		out[i] = r.Ref
	}
	return out
}

// rounds: a record of the person may say more of it, which leads to more records.
const rounds = 4

// Find looks through the whole store. p must see the group and nothing masked.
func (r *Room) Find(ctx context.Context, p model.Principal, s Subject) (Found, error) {
	f := Found{parts: s.particulars(), literal: slices.Clone(s.Names)}
	known := map[model.Ref]bool{}
	for _, ref := range s.Records {
		known[ref] = true
	}
	for range rounds {
		size := f.parts.size() + len(known)
		if err := r.hold(ctx, p, s, &f, known); err != nil {
			return f, err
		}
		if err := r.sort(ctx, p, s, &f, known); err != nil {
			return f, err
		}
		if f.parts.size()+len(known) == size {
			break
		}
	}
	if err := r.places(ctx, p, s, &f); err != nil {
		return f, err
	}
	return f, r.audited(ctx, p, &f)
}

// hold adds the records in which something of the person stands.
func (r *Room) hold(ctx context.Context, p model.Principal, s Subject, f *Found, known map[model.Ref]bool) error {
	sc := f.parts.scanner(!s.Certain(), nil)
	return r.Store.EachPersonal(ctx, p, store.Person{}, func(row *store.PersonalRow) error {
		if row.Record.IsZero() || known[row.Record] || slices.Contains(s.Except, row.Record) {
			return nil
		}
		for _, t := range row.Texts {
			if _, hit := sc.document(t); hit {
				known[row.Record] = true
				break
			}
		}
		return ctx.Err()
	})
}

// sort tells the person's own records from others, and learns from them.
func (r *Room) sort(ctx context.Context, p model.Principal, s Subject, f *Found, known map[model.Ref]bool) error {
	f.Own, f.Near = nil, nil
	for ref := range known {
		c, err := r.Store.CustomerByRef(ctx, p, ref)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		rec := Record{Ref: ref, Entity: c.Entity, Name: c.Name}
		if err == nil && (c.Kind == model.Person || s.named(c.Name)) {
			f.Own = append(f.Own, rec)
			f.parts.own(c.Customer)
			f.literal = append(f.literal, c.Name)
			for _, n := range c.Names {
				f.literal = append(f.literal, n.Value)
			}
			continue
		}
		f.Near = append(f.Near, rec)
	}
	byRef := func(a, b Record) int { return a.Compare(b.Ref) }
	slices.SortFunc(f.Own, byRef)
	slices.SortFunc(f.Near, byRef)
	slices.Sort(f.literal)
	f.literal = slices.DeleteFunc(slices.Compact(f.literal), func(n string) bool { return len([]rune(n)) < 2 })
	return nil
}

// named says whether a record that is called so is the person's own business.
func (s Subject) named(name string) bool {
	return slices.ContainsFunc(s.Names, func(n string) bool { return plainName(n) == plainName(name) })
}

// places lists the texts.
func (r *Room) places(ctx context.Context, p model.Principal, s Subject, f *Found) error {
	counts, scanner := map[Place]int{}, f.scanners(s)
	err := r.Store.EachPersonal(ctx, p, f.person(), func(row *store.PersonalRow) error {
		sc := scanner(row)
		for _, t := range row.Texts {
			for _, x := range sc.found(t, row.Tie == store.Own) {
				counts[Place{Table: row.Table, Column: t.Column}]++
				x.Table, x.Column, x.Entity = row.Table, t.Column, row.Entity
				if !row.Record.IsZero() {
					x.Record = row.Record.String()
				}
				f.texts = append(f.texts, x)
			}
		}
		return ctx.Err()
	})
	for at, n := range counts {
		at.Texts = n
		f.Places = append(f.Places, at)
	}
	slices.SortFunc(f.Places, func(a, b Place) int {
		return strings.Compare(a.Table+" "+a.Column, b.Table+" "+b.Column)
	})
	return err
}

// scanners gives the scanner of a row: names are looked for only in what belongs to
// the person.
func (f Found) scanners(s Subject) func(*store.PersonalRow) scanner {
	far := f.parts.scanner(!s.Certain(), f.parts.masked())
	tied := f.parts.scanner(true, append(f.parts.masked(), f.literal...))
	return func(row *store.PersonalRow) scanner {
		if row.Tie == store.NoTie {
			return far
		}
		return tied
	}
}

// auditPage is how many lines are read at once.
const auditPage = 500

func (r *Room) audited(ctx context.Context, p model.Principal, f *Found) error {
	var names []string
	for _, rec := range append(slices.Clone(f.Own), f.Near...) {
		names = append(names, rec.String())
		if rec.Entity != "" {
			names = append(names, rec.Entity)
		}
	}
	for before := int64(0); len(names) > 0; {
		lines, err := r.Store.AuditLog(ctx, p, before, auditPage)
		if err != nil {
			return fmt.Errorf("look through the audit log: %w", err)
		}
		for _, l := range lines {
			before = l.Seq
			if slices.ContainsFunc(names, func(n string) bool { return slices.Contains(strings.Fields(l.Subject), n) }) {
				f.Audit = append(f.Audit, l.Seq)
			}
		}
		if len(lines) < auditPage {
			break
		}
	}
	slices.Sort(f.Audit)
	return nil
}

// document is text over a text of the store, which may be JSON.
func (s scanner) document(t store.PersonalText) (string, bool) {
	out, hit := s.text(t.Text)
	if !t.Doc || !hit {
		return out, hit
	}
	v, ok := decoded(t.Text)
	if !ok {
		return out, true
	}
	if v, hit = s.value(v); !hit { // a name of a field
		return t.Text, false
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return out, true
	}
	return strings.TrimSuffix(b.String(), "\n"), true
}

func decoded(text string) (any, bool) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var v any
	return v, dec.Decode(&v) == nil
}

// found are the texts of the person in a text of the store; all of it when the row is
// the person's own.
func (s scanner) found(t store.PersonalText, own bool) []Text {
	var out []Text
	add := func(path, text string) {
		if text == "" {
			return
		}
		if _, hit := s.text(text); hit || own {
			out = append(out, Text{Path: path, Text: text})
		}
	}
	if !t.Doc {
		add("", t.Text)
		return out
	}
	if _, hit := s.text(t.Text); !hit && !own {
		return nil
	}
	if v, ok := decoded(t.Text); ok {
		leaves(v, "", add)
		return out
	}
	add("", t.Text)
	return out
}

// leaves calls fn for every text and number of a document, in a fixed order.
func leaves(v any, path string, fn func(path, text string)) {
	switch v := v.(type) {
	case string:
		fn(path, v)
	case json.Number:
		fn(path, v.String())
	case []any:
		for i, x := range v {
			leaves(x, fmt.Sprintf("%s[%d]", path, i), fn)
		}
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			leaves(v[k], strings.TrimPrefix(path+"."+k, "."), fn)
		}
	}
}
