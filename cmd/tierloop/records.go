package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// plainObject is the object of references to rows of plain files.
const plainObject = "record"

// recordFlags say how files of customers are read.
type recordFlags struct {
	columns []string
	id      string
	kind    string
	country string
}

// recordSet is the rows of one or more files, ready to be matched.
type recordSet struct {
	records []matching.Record
	bad     []badRow
}

// recordReader reads files of customers. One goroutine reads, others map what it
// has read, and one takes the records in the order of the rows.
type recordReader[T any] struct {
	a      *app
	flags  recordFlags
	byHand map[string][]string
	rules  map[string]*mapping.Object // by country
	shape  func(model.Customer) T
	take   func(*T) (int, error)
	lines  []int32 // by record taken
	bad    []badRow
	ready  chan *recordBatch[T] // in the order of the rows
	todo   chan *recordBatch[T]
}

// recordBatch is some rows of one file on their way to records.
type recordBatch[T any] struct {
	path    string
	rules   rowRules
	lines   []int
	rows    []plainRow
	records []T
	mapped  chan struct{} // closed when records are there
}

// plainRow is a row on its way to a record.
type plainRow struct {
	ref    model.Ref
	fields map[string]any
	person bool
	// What only persons have: numbers and attributes.
	ids        []model.Identifier
	attributes map[string]string
}

// readRecords reads files of customers or persons. Their columns are recognised
// by customerHeaders.
func (a *app) readRecords(files []string, flags recordFlags) (*recordSet, error) {
	set := &recordSet{}
	seen := map[model.Ref]int{}
	var err error
	set.bad, err = eachRecord(a, files, flags, matching.Prepare, func(rec *matching.Record) (int, error) {
		n, again := seen[rec.Ref]
		if !again {
			n = len(set.records)
			seen[rec.Ref] = n
			set.records = append(set.records, *rec)
		}
		return n, nil
	})
	return set, err
}

// eachRecord reads files of customers or persons, brings them into shape beside
// the reading, and has every record taken, one after the other. take returns the
// record's number, from 0, that of the earlier one when its reference is there
// already. What could not be read as a row is returned.
func eachRecord[T any](a *app, files []string, flags recordFlags, shape func(model.Customer) T, take func(*T) (int, error)) ([]badRow, error) {
	r := &recordReader[T]{a: a, flags: flags, shape: shape, take: take, ready: make(chan *recordBatch[T], 4), todo: make(chan *recordBatch[T])}
	var err error
	if r.byHand, err = columnMap(flags.columns, customerHeaders); err != nil {
		return nil, err
	}
	if flags.id != "" {
		r.byHand["record_id"] = []string{flags.id}
	}
	if flags.kind != "" && kindOf(flags.kind) == "" {
		return nil, usage("--kind is organisation or person, found %q", flags.kind)
	}
	r.rules = map[string]*mapping.Object{}
	if _, err = r.rulesOf(cmp.Or(flags.country, mapping.UsualCountry)); err != nil {
		return nil, err
	}
	work, ctx := errgroup.WithContext(context.Background())
	work.Go(func() error {
		defer close(r.ready)
		defer close(r.todo)
		for _, path := range files {
			if err := r.file(ctx, path); err != nil {
				return err
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() error {
			for b := range r.todo {
				b.prepare(r.shape)
			}
			return nil
		})
	}
	work.Go(func() error {
		for b := range r.ready {
			<-b.mapped
			if err := r.takeAll(b); err != nil {
				return err
			}
		}
		return nil
	})
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return r.bad, nil
}

// takeAll hands the records of a batch on.
func (r *recordReader[T]) takeAll(b *recordBatch[T]) error {
	for i := range b.records {
		ref := b.rows[i].ref
		n, err := r.take(&b.records[i])
		if err != nil {
			return err
		}
		if n == len(r.lines) {
			r.lines = append(r.lines, int32(b.lines[i]))
		} else {
			return fault.New("E2204", fmt.Sprintf("id %q of source %s is there already, in line %d", ref.ID, ref.Source, r.lines[n])).
				At(at(b.path, b.lines[i])).FixedBy(r.a.say("让每行编号唯一，用 --id 指定编号列，或把各文件改为不同的文件名", "make ids unique, name the id column with --id, or give the files names of their own"))
		}
	}
	return nil
}

// personal are the columns of a file that holds persons.
var personal = map[string]bool{"full_name": true, "first_and_surname": true, "given_name": true, "surname": true, matching.BornAttribute: true, "birth_year": true}

// batchRows is how many rows one worker takes at a time.
const batchRows = 1_000

func (r *recordReader[T]) file(ctx context.Context, path string) error {
	t, err := openTable(path)
	if err != nil {
		return err
	}
	defer t.Close()
	cols, err := customerColumns(path, t.Header(), r.byHand)
	if err != nil {
		return err
	}
	if err := r.nameColumn(path, cols, t.Header()); err != nil {
		return err
	}
	shape := rowShape{source: sourceOf(path), cols: cols, kind: kindOf(r.flags.kind)}
	if shape.kind == "" && !slices.Contains(cols, "name") || shape.kind == "" && people(cols) && !slices.Contains(cols, "kind") {
		shape.kind = model.Person
	}
	if shape.kind != model.Organisation && slices.ContainsFunc(cols, func(f string) bool { return personal[f] }) {
		shape.heads = t.Header()
	}
	if !slices.Contains(cols, "record_id") {
		r.a.note("%s：没有编号列，用行序号代替（可用 --id 指定）", "%s: no id column, rows are numbered (name one with --id)", path)
	}
	rules, err := r.rulesOfFile(path, t, shape)
	if err != nil {
		return err
	}
	n := 0
	batch := newRecordBatch[T](path, rules)
	send := func() error {
		if len(batch.rows) == 0 {
			return nil
		}
		for _, to := range [...]chan *recordBatch[T]{r.ready, r.todo} {
			select {
			case to <- batch:
			case <-ctx.Done():
				return ctx.Err() // the taker or a worker says why
			}
		}
		batch = newRecordBatch[T](path, rules)
		return nil
	}
	err = eachCell(path, t, func(b badRow) { r.bad = append(r.bad, b) }, func(line int, cells []string) error {
		n++
		row := shape.row(cells)
		if row.ref.ID == "" {
			if slices.Contains(cols, "record_id") {
				r.bad = append(r.bad, badRow{Where: at(path, line), Reason: "has no id"})
				return nil
			}
			row.ref.ID = strconv.Itoa(n)
		}
		batch.lines, batch.rows = append(batch.lines, line), append(batch.rows, row)
		if len(batch.rows) == batchRows {
			return send()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return send()
}

func newRecordBatch[T any](path string, rules rowRules) *recordBatch[T] {
	return &recordBatch[T]{path: path, rules: rules, lines: make([]int, 0, batchRows), rows: make([]plainRow, 0, batchRows), mapped: make(chan struct{})}
}

// nameColumn wants a column that says who the row is about.
func (r *recordReader[T]) nameColumn(path string, cols, cells []string) error {
	for _, c := range cols {
		switch c {
		case "name", "full_name", "first_and_surname", "given_name", "surname", "name_en", "short_name":
			return nil
		}
	}
	f := fault.Of(noColumn(path, "name", cells))
	return f.FixedBy(r.a.say("用 --map name=列名 指定名称列", "say which column holds the name with --map name=COLUMN"))
}

// prepare maps the rows of a batch.
func (b *recordBatch[T]) prepare(shape func(model.Customer) T) {
	b.records = make([]T, len(b.rows))
	for i := range b.rows {
		b.records[i] = shape(b.rows[i].customer(b.rules))
		clear(b.rows[i].fields)
		fieldMaps.Put(b.rows[i].fields)
		b.rows[i].fields = nil
	}
	close(b.mapped)
}

// customer maps a row. Values that are wrong are left out of the evidence, so
// that no row of a readable file is lost.
func (p *plainRow) customer(rules rowRules) model.Customer {
	kind := model.Organisation
	if p.person {
		kind = model.Person
	}
	rec := model.Record{ID: p.ref.ID, Fields: p.fields}
	found := rules.customer(rec, p.ref.Source)
	nameless := found == nil // no name, or a placeholder for one
	if nameless {
		p.fields["name"] = p.ref.String()
		if found = rules.customer(rec, p.ref.Source); found == nil {
			return model.Customer{Ref: p.ref, Kind: kind, Attributes: p.attributes, Identifiers: p.ids}
		}
	}
	c := *found
	c.Ref, c.Kind = p.ref, kind
	if nameless {
		c.Name, c.Names = "", c.Names[1:]
	}
	c.Identifiers = append(c.Identifiers, p.ids...)
	if p.person {
		c.Attributes = p.attributes
		if v, ok := p.fields["email"].(string); ok && len(c.Emails) == 0 {
			c.Emails = []string{v} // mistyped, yet it may be like the right one
		}
	}
	return c
}

// at is a place in a file.
func at(path string, line int) string { return fmt.Sprintf("%s:%d", path, line) }

// kindOf reads a word for organisation or person; "" for any other.
func kindOf(word string) model.Kind {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "organisation", "organization", "org", "company", "business", "企业", "公司", "单位", "机构", "组织", "法人":
		return model.Organisation
	case "person", "per", "individual", "people", "个人", "自然人":
		return model.Person
	}
	return ""
}
