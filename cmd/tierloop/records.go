package main

import (
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

// recordReader reads files into a recordSet. Mapping runs beside reading.
type recordReader struct {
	a      *app
	flags  recordFlags
	byHand map[string][]string
	rules  *mapping.Object
	seen   map[string]map[string]int // source → id → line
	bad    []badRow
	work   errgroup.Group
	parts  []*[]matching.Record
}

// plainRow is a row on its way to a record.
type plainRow struct {
	ref    model.Ref
	fields map[string]any
	person bool
	extra  []model.Identifier
	born   string
}

// readRecords reads files of customers or persons. Their columns are recognised
// by customerHeaders.
func (a *app) readRecords(files []string, flags recordFlags) (*recordSet, error) {
	r := &recordReader{a: a, flags: flags, seen: map[string]map[string]int{}}
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
	if r.rules, err = customerRules(flags.country); err != nil {
		return nil, err
	}
	r.work.SetLimit(runtime.GOMAXPROCS(0))
	for _, path := range files {
		if err := r.file(path); err != nil {
			_ = r.work.Wait()
			return nil, err
		}
	}
	if err := r.work.Wait(); err != nil {
		return nil, err
	}
	set := &recordSet{bad: r.bad}
	for i, p := range r.parts {
		set.records = append(set.records, *p...)
		r.parts[i] = nil
	}
	return set, nil
}

// customerRules is the mapping of rows whose fields already have our names.
func customerRules(country string) (*mapping.Object, error) {
	fields := map[string]mapping.FieldRule{}
	for _, name := range mapping.CanonicalFields("customer") {
		switch name {
		case "unit", "status", "created", "modified", "master":
		default:
			fields[name] = mapping.FieldRule{From: mapping.StringList{name}}
		}
	}
	f := mapping.File{Version: mapping.Version, Objects: map[string]mapping.ObjectRule{
		plainObject: {As: "customer", Fields: fields, Purpose: "matching of the file's rows"}}}
	m, issues := mapping.Compile(f, mapping.Options{Country: country})
	if m == nil {
		return nil, usage("--country %q: %s", country, issues[0].Text)
	}
	return m.Object(plainObject), nil
}

// recordBatch is how many rows one worker takes.
const recordBatch = 2_000

func (r *recordReader) file(path string) error {
	t, err := openTable(path)
	if err != nil {
		return err
	}
	defer t.Close()
	cols, err := columnsOf(path, t.Header(), customerHeaders, r.byHand)
	if err != nil {
		return err
	}
	if err := r.nameColumn(path, cols, t.Header()); err != nil {
		return err
	}
	shape := rowShape{source: sourceOf(path), cols: cols, kind: kindOf(r.flags.kind)}
	if shape.kind == "" && !slices.Contains(cols, "name") || shape.kind == "" && (slices.Contains(cols, "birth_date") || slices.Contains(cols, "given_name")) && !slices.Contains(cols, "kind") {
		shape.kind = model.Person
	}
	if !slices.Contains(cols, "record_id") {
		r.a.note("%s:没有编号列,用行序号代替(可用 --id 指定)", "%s: no id column, rows are numbered (name one with --id)", path)
	}
	n := 0
	var batch []plainRow
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
		ids := r.seen[row.ref.Source]
		if ids == nil {
			ids = map[string]int{}
			r.seen[row.ref.Source] = ids
		}
		if first, dup := ids[row.ref.ID]; dup {
			return fault.New("E2204", fmt.Sprintf("id %q of source %s is there already, in line %d", row.ref.ID, row.ref.Source, first)).
				At(at(path, line)).FixedBy(r.a.say("让每行编号唯一,用 --id 指定编号列,或把各文件改为不同的文件名", "make ids unique, name the id column with --id, or give the files names of their own"))
		}
		ids[row.ref.ID] = line
		if batch = append(batch, row); len(batch) == recordBatch {
			r.mapBatch(batch)
			batch = make([]plainRow, 0, recordBatch)
		}
		return nil
	})
	r.mapBatch(batch)
	return err
}

// nameColumn wants a column that says who the row is about.
func (r *recordReader) nameColumn(path string, cols, cells []string) error {
	for _, c := range cols {
		switch c {
		case "name", "full_name", "given_name", "surname", "name_en", "short_name":
			return nil
		}
	}
	f := fault.Of(noColumn(path, "name", cells))
	return f.FixedBy(r.a.say("用 --map name=列名 指定名称列", "say which column holds the name with --map name=COLUMN"))
}

// mapBatch maps a batch beside the reading; the order of batches is kept.
func (r *recordReader) mapBatch(batch []plainRow) {
	if len(batch) == 0 {
		return
	}
	out := make([]matching.Record, 0, len(batch))
	r.parts = append(r.parts, &out)
	r.work.Go(func() error {
		for i := range batch {
			out = append(out, matching.Prepare(batch[i].customer(r.rules)))
		}
		return nil
	})
}

// customer maps a row. Values that are wrong are left out of the evidence, so
// that no row of a readable file is lost.
func (p *plainRow) customer(rules *mapping.Object) model.Customer {
	kind := model.Organisation
	if p.person {
		kind = model.Person
	}
	rec := model.Record{ID: p.ref.ID, Fields: p.fields}
	res, _ := rules.Map(rec, p.ref.Source, "")
	nameless := res.Customer == nil // no name, or a placeholder for one
	if nameless {
		p.fields["name"] = p.ref.String()
		if res, _ = rules.Map(rec, p.ref.Source, ""); res.Customer == nil {
			return model.Customer{Ref: p.ref, Kind: kind}
		}
	}
	c := *res.Customer
	c.Ref, c.Kind = p.ref, kind
	if nameless {
		c.Name, c.Names = "", c.Names[1:]
	}
	c.Identifiers = append(c.Identifiers, p.extra...)
	if p.born != "" {
		c.Attributes = map[string]string{matching.BornAttribute: p.born}
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
