package conformance

import (
	"reflect"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// fetch reads records back, by id.
func (b *bench) fetch(ids []string, fields ...string) map[string]model.Record {
	b.Helper()
	list, err := b.conn.(connectors.Fetcher).Fetch(b.ctx(), b.opt.Object, ids, fields)
	if err != nil {
		b.Fatalf("fetch: %v", err)
	}
	out := map[string]model.Record{}
	for _, r := range list {
		if _, twice := out[r.ID]; twice {
			b.Errorf("%s came twice", r.ID)
		}
		out[r.ID] = r
	}
	return out
}

var fetchChecks = []check{
	{"fetch/by-id", fetches, func(b *bench) {
		ids := b.seed(4)
		got := b.fetch(ids[1:3], b.opt.NameField)
		if len(got) != 2 {
			b.Errorf("%d records for 2 ids", len(got))
		}
		for i := 1; i < 3; i++ {
			if v, want := got[ids[i]].Fields[b.opt.NameField], b.opt.Record(i)[b.opt.NameField]; v != want {
				b.Errorf("name is %v, want %v", v, want)
			}
		}
	}},
	{"fetch/missing-is-absent", func(b *bench) bool { return fetches(b) && b.opt.MissingID != "" }, func(b *bench) {
		ids := b.seed(3)
		b.inst.World.Delete(b.opt.Object, ids[0])
		got := b.fetch([]string{ids[0], b.opt.MissingID, ids[1]}, b.opt.NameField)
		if len(got) != 1 || got[ids[1]].ID == "" {
			b.Errorf("got %v", got)
		}
	}},
	{"fetch/nothing", fetches, func(b *bench) {
		if got := b.fetch(nil, b.opt.NameField); len(got) != 0 {
			b.Errorf("got %v", got)
		}
	}},
	{"fetch/largest", func(b *bench) bool { return fetches(b) && b.caps().MaxFetch > 0 && b.caps().MaxFetch <= b.opt.Many }, func(b *bench) {
		ids := b.seed(b.caps().MaxFetch)
		if got := b.fetch(ids, b.opt.NameField); len(got) != len(ids) {
			b.Errorf("%d records for %d ids", len(got), len(ids))
		}
	}},
	{"fetch/reads-back-what-was-pushed", both(fetches, pushes), func(b *bench) {
		ids := b.seed(3)
		one, two := b.opt.Values[0], b.opt.Values[1]
		b.push(b.item(ids[0], one), b.item(ids[1], two))
		got := b.fetch(ids, b.opt.Target)
		for i, want := range []string{one, two, ""} {
			if v := text(got[ids[i]].Fields[b.opt.Target]); !connectors.SameText(v, want) {
				b.Errorf("pushed %q, read back %q", want, v)
			}
		}
	}},
	{"fetch/what-it-gives-can-be-pushed", both(fetches, pushes), func(b *bench) {
		id := b.seed(1)[0]
		b.push(b.item(id, b.opt.Values[1]))
		stands := b.opt.TargetValue(b.inst.World, id)
		read := b.fetch([]string{id}, b.opt.Target)[id].Fields[b.opt.Target]
		b.expect(b.push(b.item(id, text(read))), id, stands, connectors.Written, connectors.Unchanged)
	}},
	{"fetch/cancelled", fetches, func(b *bench) {
		ids := b.seed(1)
		if _, err := b.conn.(connectors.Fetcher).Fetch(cancelled(b.ctx()), b.opt.Object, ids, nil); connectors.KindOf(err) != "" || err == nil {
			b.Errorf("got %v", err)
		}
	}},
}

// describe gives the schema by field name.
func (b *bench) describe() map[string]connectors.Field {
	b.Helper()
	s, err := b.conn.(connectors.Describer).Describe(b.ctx(), b.opt.Object)
	if err != nil {
		b.Fatalf("describe: %v", err)
	}
	out := map[string]connectors.Field{}
	for _, f := range s.Fields {
		if _, twice := out[f.Name]; twice || f.Name == "" || f.Type == "" {
			b.Errorf("field %+v: twice, or without a name or a type", f)
		}
		out[f.Name] = f
	}
	return out
}

var schemaChecks = []check{
	{"schema/rights", entitled, func(b *bench) {
		b.seed(1)
		ask := func() connectors.Rights {
			r, err := b.conn.(connectors.Entitled).Rights(b.ctx(), b.opt.Object)
			if err != nil && connectors.KindOf(err) != connectors.KindUnsupported { // one of several systems may not tell
				b.Errorf("the rights of the account: %v", err)
			}
			return r
		}
		if first, again := ask(), ask(); !reflect.DeepEqual(first, again) || slices.Contains(first.Beyond, "") {
			b.Errorf("asked twice: %+v, then %+v", first, again)
		}
	}},
	{"schema/objects", describes, func(b *bench) {
		list, err := b.conn.(connectors.Describer).Objects(b.ctx())
		if err != nil || !slices.ContainsFunc(list, func(o connectors.ObjectInfo) bool { return o.Name == b.opt.Object }) {
			b.Errorf("%s is not among %v, %v", b.opt.Object, list, err)
		}
	}},
	{"schema/fields", describes, func(b *bench) {
		b.seed(1)
		got := b.describe()
		if got[b.opt.NameField].Name == "" {
			b.Errorf("no field %s", b.opt.NameField)
		}
	}},
	{"schema/targets", both(describes, pushes), func(b *bench) {
		b.seed(1)
		if f := b.describe()[b.opt.Target]; !f.Target || f.ReadOnly {
			b.Errorf("%s is not described as a target: %+v", b.opt.Target, f)
		}
	}},
	{"schema/unknown-object", describes, func(b *bench) {
		_, err := b.conn.(connectors.Describer).Describe(b.ctx(), "no_such_object_q")
		switch connectors.KindOf(err) {
		case connectors.KindNotFound, connectors.KindInvalid, connectors.KindPermission, connectors.KindUnsupported:
		default:
			b.Errorf("got %v", err)
		}
	}},
	{"fields/dry-run-writes-nothing", creates, func(b *bench) {
		before := b.describeIfAble()
		change := b.ensure(b.opt.Field, true)
		if change.Action != connectors.FieldCreated && change.Action != connectors.FieldManual {
			b.Errorf("got %+v", change)
		}
		if after := b.describeIfAble(); len(after) != len(before) {
			b.Errorf("the dry run changed the schema from %d to %d fields", len(before), len(after))
		}
	}},
	{"fields/twice-creates-once", creates, func(b *bench) {
		first, second := b.ensure(b.opt.Field, false), b.ensure(b.opt.Field, false)
		want := connectors.FieldExists
		if first.Action == connectors.FieldManual {
			want = connectors.FieldManual
		} else if first.Action != connectors.FieldCreated {
			b.Errorf("the first time: %+v", first)
		}
		if second.Action != want {
			b.Errorf("the second time: %+v", second)
		}
		name := b.opt.Field.Name
		if first.Name != "" {
			name = first.Name
		}
		if describes(b) && first.Action == connectors.FieldCreated && b.describe()[name].Name == "" {
			b.Errorf("the field %s is not there", name)
		}
	}},
	{"fields/other-type-is-left-alone", creates, func(b *bench) {
		b.ensure(b.opt.Field, false)
		other := b.opt.Field
		other.Type, other.Options = connectors.TypeText, nil
		if b.opt.Field.Type == connectors.TypeText {
			other.Type = connectors.TypeNumber
		}
		before := b.describeIfAble()
		change := b.ensure(other, false)
		if change.Action != connectors.FieldMismatch && change.Action != connectors.FieldManual {
			b.Errorf("got %+v, want mismatch", change)
		}
		if after := b.describeIfAble(); after[other.Name].Type != before[other.Name].Type {
			b.Error("the field's type was altered")
		}
	}},
}

func (b *bench) describeIfAble() map[string]connectors.Field {
	b.Helper()
	if describes(b) {
		return b.describe()
	}
	return nil
}

func (b *bench) ensure(f connectors.FieldSpec, dry bool) connectors.FieldChange {
	b.Helper()
	got, err := b.conn.(connectors.FieldCreator).EnsureFields(b.ctx(), b.opt.Object, []connectors.FieldSpec{f}, dry)
	if err != nil || len(got) != 1 || got[0].Field != f.Name {
		b.Fatalf("ensure %s: got %v, %v", f.Name, got, err)
	}
	return got[0]
}
