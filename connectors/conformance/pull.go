package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// taken is what a pull gave.
type taken struct {
	pages   []connectors.Page
	order   []string
	records map[string]model.Record // the last one by id
	deleted []string
	merged  []model.Merge
	cursors map[string]connectors.Cursor
}

func (p *taken) add(page connectors.Page) {
	p.pages = append(p.pages, page)
	for _, r := range page.Records {
		p.order = append(p.order, r.ID)
		p.records[r.ID] = r
	}
	p.deleted = append(p.deleted, page.Deleted...)
	p.merged = append(p.merged, page.Merged...)
	p.cursors[page.Partition] = page.Next
}

// pull reads from the cursors given and checks the form of every page.
func (b *bench) pull(from map[string]connectors.Cursor, size int, onPage func(n int)) *taken {
	b.Helper()
	got := &taken{records: map[string]model.Record{}, cursors: maps.Clone(from)}
	if got.cursors == nil {
		got.cursors = map[string]connectors.Cursor{}
	}
	ended := map[string]bool{}
	req := connectors.PullRequest{Object: b.opt.Object, From: from, Until: b.clock.Now(), PageSize: size}
	err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(p connectors.Page) error {
		if ended[p.Partition] {
			b.Errorf("a page of partition %q after its last one", p.Partition)
		}
		if p.Complete && !p.Last {
			b.Error("a page is Complete but not Last")
		}
		if limit := b.caps().MaxPullPage; limit > 0 && len(p.Records) > limit {
			b.Errorf("%d records in a page of at most %d", len(p.Records), limit)
		}
		for _, bad := range p.Rejected {
			b.Errorf("row %s was rejected: %s", bad.ID, bad.Reason)
		}
		ended[p.Partition] = p.Last
		got.add(p)
		if onPage != nil {
			onPage(len(got.pages))
		}
		return nil
	})
	if err != nil {
		b.Fatalf("pull: %v", err)
	}
	for part, last := range ended {
		if !last {
			b.Errorf("partition %q has no last page", part)
		}
	}
	if len(ended) == 0 {
		b.Error("not even one page: the end of an empty object is a page too")
	}
	return got
}

// holds fails when a pull did not give exactly these ids.
func (p *taken) holds(b *bench, ids []string, doublesAllowed bool) {
	b.Helper()
	seen := map[string]int{}
	for _, id := range p.order {
		seen[id]++
	}
	lost, doubles := 0, 0
	for _, id := range ids {
		switch n := seen[id]; {
		case n == 0:
			lost++
		case n > 1:
			doubles++
		}
		delete(seen, id)
	}
	if lost > 0 || doubles > 0 && !doublesAllowed || len(seen) > 0 {
		b.Errorf("of %d records %d are lost, %d came twice, and %d unknown ones came", len(ids), lost, doubles, len(seen))
	}
}

var pullChecks = []check{
	{"pull/empty", pulls, func(b *bench) { b.pull(nil, 10, nil).holds(b, nil, false) }},
	{"pull/one-page", pulls, func(b *bench) { ids := b.seed(10); b.pull(nil, 10, nil).holds(b, ids, false) }},
	{"pull/page-plus-one", pulls, func(b *bench) { ids := b.seed(11); b.pull(nil, 10, nil).holds(b, ids, false) }},
	{"pull/many", pulls, func(b *bench) {
		ids := b.seed(b.opt.Many)
		b.pass(time.Minute)
		got := b.pull(nil, 100, nil)
		got.holds(b, ids, false)
		again := b.pull(nil, 100, nil)
		if !slices.Equal(got.order, again.order) {
			b.Error("two pulls of the same records have different orders")
		}
	}},
	{"pull/equal-stamps", pulls, func(b *bench) {
		var ids []string
		for i := range 25 {
			ids = append(ids, b.inst.World.Put(b.opt.Object, "", b.opt.Record(i)))
		}
		b.pass(time.Minute)
		first := b.pull(nil, 10, nil)
		first.holds(b, ids, false)
		// Pulling on from the end must not lose a row that shares the last stamp.
		late := b.inst.World.Put(b.opt.Object, "", b.opt.Record(25))
		b.pass(time.Minute)
		if next := b.pull(first.cursors, 10, nil); next.records[late].ID == "" {
			b.Error("a row put right after the pull is lost")
		}
	}},
	{"pull/values", pulls, pullValues},
	{"pull/stamps", incremental, func(b *bench) {
		id := b.seed(1)[0]
		at := b.pull(nil, 10, nil).records[id].Modified
		if at.IsZero() || at.Location() != time.UTC || b.clock.Now().Sub(at).Abs() > time.Hour {
			b.Errorf("modified is %v, the clock says %v: want an instant in UTC", at, b.clock.Now())
		}
	}},
	{"pull/wanted-fields", pulls, func(b *bench) {
		id := b.seed(1)[0]
		req := connectors.PullRequest{Object: b.opt.Object, Fields: []string{b.opt.NameField}, Until: b.clock.Now()}
		var got any
		err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(p connectors.Page) error {
			for _, r := range p.Records {
				if r.ID == id {
					got = r.Fields[b.opt.NameField]
				}
			}
			return nil
		})
		if err != nil || got != b.opt.Record(0)[b.opt.NameField] {
			b.Errorf("got %v, %v", got, err)
		}
	}},
	{"pull/emit-error", pulls, func(b *bench) {
		b.seed(25)
		n := 0
		err := b.conn.(connectors.Puller).Pull(b.ctx(), connectors.PullRequest{Object: b.opt.Object, Until: b.clock.Now(), PageSize: 10},
			func(connectors.Page) error { n++; return errStop })
		if err != errStop { //nolint:errorlint // it must come back unchanged
			b.Errorf("got %v, want the error of emit itself", err)
		}
		if n != 1 {
			b.Errorf("emit was called %d times", n)
		}
	}},
	{"pull/cancel", pulls, func(b *bench) {
		b.seed(25)
		ctx, cancel := context.WithCancel(b.ctx())
		defer cancel()
		n, ended := 0, time.Now()
		req := connectors.PullRequest{Object: b.opt.Object, Until: b.clock.Now(), PageSize: 3}
		err := b.conn.(connectors.Puller).Pull(ctx, req, func(p connectors.Page) error {
			if n++; p.Last {
				return context.Canceled // all fitted in one page
			}
			ended = time.Now()
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) || n > 2 || time.Since(ended) > time.Second {
			b.Errorf("got %v after %d pages, %s after the cancelling", err, n, time.Since(ended))
		}
	}},
	{"pull/resume-every-cursor", pulls, resumeEveryCursor},
	{"pull/unknown-object", pulls, func(b *bench) {
		err := b.conn.(connectors.Puller).Pull(b.ctx(), connectors.PullRequest{Object: "no_such_object_q", Until: b.clock.Now()},
			func(connectors.Page) error { return nil })
		switch connectors.KindOf(err) {
		case connectors.KindNotFound, connectors.KindInvalid, connectors.KindPermission, connectors.KindUnsupported:
		default:
			b.Errorf("got %v", err)
		}
	}},
}

func pullValues(b *bench) {
	want := map[string]string{}
	for i, name := range []string{"中国移动通信集团有限公司", "𠮷野家 🚀 株式会社", `O'Brien & Söhne <b>"x"</b> 100% \ _a`, "Ελληνική Εταιρεία ΑΕ"} {
		fields := b.opt.Record(i)
		fields[b.opt.NameField] = name
		want[b.inst.World.Put(b.opt.Object, "", fields)] = name
	}
	put := func(field string, v any) string {
		fields := b.opt.Record(9)
		fields[field] = v
		return b.inst.World.Put(b.opt.Object, "", fields)
	}
	var empty []string
	if f := b.opt.EmptyField; f != "" {
		empty = append(empty, put(f, ""), put(f, nil))
	}
	var number, money string
	if f := b.opt.NumberField; f != "" {
		number = put(f, json.Number("9007199254740993"))
	}
	if f := b.opt.MoneyField; f != "" {
		money = put(f, json.Number("1234567.89"))
	}
	b.pass(time.Minute)
	got := b.pull(nil, 100, nil).records
	for id, name := range want {
		if v := got[id].Fields[b.opt.NameField]; v != name {
			b.Errorf("name %q came as %v", name, v)
		}
	}
	for _, id := range empty {
		if r, ok := got[id]; !ok || text(r.Fields[b.opt.EmptyField]) != "" {
			b.Errorf("an empty value came as %v (record there: %v)", r.Fields[b.opt.EmptyField], ok)
		}
	}
	checkNumber(b, got[number], b.opt.NumberField, "9007199254740993")
	checkNumber(b, got[money], b.opt.MoneyField, "1234567.89")
}

func checkNumber(b *bench, r model.Record, field, want string) {
	b.Helper()
	if field == "" {
		return
	}
	v := r.Fields[field]
	d, err := decimal.Parse(text(v))
	if _, isFloat := v.(float64); isFloat || err != nil || d.Cmp(decimal.MustParse(want)) != 0 {
		b.Errorf("%s %s came as %v (%T)", field, want, v, v)
	}
}

// resumeEveryCursor stops after every page and goes on from its cursor.
func resumeEveryCursor(b *bench) {
	ids := b.seed(34)
	b.pass(time.Minute)
	type stop struct {
		cursors map[string]connectors.Cursor
		before  []string
	}
	var stops []stop
	got := &taken{records: map[string]model.Record{}, cursors: map[string]connectors.Cursor{}}
	largest := 0
	req := connectors.PullRequest{Object: b.opt.Object, Until: b.clock.Now(), PageSize: 5}
	err := b.conn.(connectors.Puller).Pull(b.ctx(), req, func(p connectors.Page) error {
		got.add(p)
		largest = max(largest, len(p.Records))
		stops = append(stops, stop{maps.Clone(got.cursors), slices.Clone(got.order)})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for i, s := range stops {
		if got.pages[i].Next == "" && !got.pages[i].Last {
			b.Errorf("page %d is not the last one but has no cursor", i+1)
			continue
		}
		rest := b.pull(s.cursors, 5, nil)
		all := &taken{order: slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(s.before), rest.order...))))}
		all.holds(b, ids, false)
		repeated := 0
		for _, id := range rest.order {
			if slices.Contains(s.before, id) {
				repeated++
			}
		}
		if inOnePart := len(s.cursors) == 1 && s.cursors[""] != ""; inOnePart && !got.pages[i].Last && repeated > largest {
			b.Errorf("going on after page %d repeats %d records", i+1, repeated)
		}
	}
}

// cancelled is a context that has already ended.
func cancelled(parent context.Context) context.Context {
	ctx, cancel := context.WithCancel(parent)
	cancel()
	return ctx
}

var errStop = errors.New("stop here")
