package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// schemaPart is a cursor of our own that remembers the fields of a stream and their
// types, as the last pull that accepted them found them.
const schemaPart = store.OwnPart + "schema"

// schemaNote is what schemaPart holds.
type schemaNote struct {
	Fields map[string]string `json:"fields"`
	// Told is the difference that was last told of, so that a lasting one is told once.
	Told string `json:"told,omitempty"`
}

// describe asks for the fields of the object, once for the pull: what the system
// changes meanwhile is the next pull's matter. A system that cannot be asked, or
// does not answer, has none; the pull itself will say what is wrong.
func (p *pass) describe(ctx context.Context, object string) {
	describer, ok := p.conn.(connectors.Describer)
	if !ok {
		return
	}
	if s, err := describer.Describe(ctx, object); err == nil {
		p.schema = &s
	}
}

// drift compares the fields with those of the last pull and does what the policy of
// the object says. New fields alone change nothing that is read, so that only freeze
// stops at them.
func (p *pass) drift(ctx context.Context, object string) error {
	if p.schema == nil || len(p.schema.Fields) == 0 {
		return nil
	}
	cursors, err := p.stored(ctx)
	if err != nil {
		return err
	}
	var before schemaNote
	if text := cursors[schemaPart].Value; text != "" {
		if err := json.Unmarshal([]byte(text), &before); err != nil {
			return fmt.Errorf("fields of %s/%s: %w", p.src.Name, object, err)
		}
	}
	now := map[string]string{}
	for _, f := range p.schema.Fields {
		now[f.Name] = string(f.Type)
		if f.Native != "" {
			now[f.Name] += " " + f.Native
		}
	}
	d := compareSchemas(before.Fields, now)
	policy := p.src.DriftOf(object)
	switch {
	case before.Fields == nil || d.empty():
		return p.keepSchema(ctx, cursors[schemaPart].Value, schemaNote{Fields: now})
	case policy == configs.DriftFreeze && !p.req.AcceptSchema:
		return fault.New("E6007", p.src.Name, object, d.String()).At("source "+p.src.Name, object)
	case !p.req.AcceptSchema && d.text() != before.Told && (d.breaking() || policy != configs.DriftEvolve):
		p.add("pull.schema", int64(len(d.gone)+len(d.changed)))
		p.fault(fault.New("E2208", p.src.Name, object, d.String()).At("source "+p.src.Name, object))
	}
	if policy != configs.DriftDiscard || p.req.AcceptSchema {
		p.Log.Info("the fields of an object have changed", "source", p.src.Name, "object", object, "changes", d.String())
		return p.keepSchema(ctx, cursors[schemaPart].Value, schemaNote{Fields: now})
	}
	p.discarded = append(slices.Clone(d.gone), d.changed...)
	kept := maps.Clone(before.Fields) // the old types stand, so that the values stay left out
	for _, name := range d.added {
		kept[name] = now[name]
	}
	return p.keepSchema(ctx, cursors[schemaPart].Value, schemaNote{Fields: kept, Told: d.text()})
}

// keepSchema writes the note when it says something new.
func (p *pass) keepSchema(ctx context.Context, was string, note schemaNote) error {
	text, err := json.Marshal(note)
	if err != nil || string(text) == was {
		return err
	}
	return p.write(ctx, func(tx *store.Tx) error {
		return tx.SaveCursor(ctx, p.stream.ID, store.Cursor{Part: schemaPart, Value: string(text), Complete: true, Run: p.runID()})
	})
}

// discard takes the values out of a page that the policy does not let in.
func (p *pass) discard(records []model.Record) {
	for _, r := range records {
		for _, name := range p.discarded {
			delete(r.Fields, name)
		}
	}
}

// schemaDiff lists fields by what became of them, each list in order.
type schemaDiff struct {
	added, gone, changed []string
	before, now          map[string]string
}

func compareSchemas(before, now map[string]string) schemaDiff {
	d := schemaDiff{before: before, now: now}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		switch was, known := before[name]; {
		case !known:
			d.added = append(d.added, name)
		case was != now[name]:
			d.changed = append(d.changed, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, there := now[name]; !there {
			d.gone = append(d.gone, name)
		}
	}
	return d
}

func (d schemaDiff) empty() bool    { return len(d.added)+len(d.gone)+len(d.changed) == 0 }
func (d schemaDiff) breaking() bool { return len(d.gone)+len(d.changed) > 0 }

// String is the difference for people, the first of each kind: + new, − gone,
// and a type before and after.
func (d schemaDiff) String() string {
	const most = 8
	var parts []string
	for _, name := range d.gone {
		parts = append(parts, "−"+name)
	}
	for _, name := range d.changed {
		parts = append(parts, fmt.Sprintf("%s: %s → %s", name, d.before[name], d.now[name]))
	}
	for _, name := range d.added {
		parts = append(parts, "+"+name)
	}
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most:most], fmt.Sprintf("… +%d", more))
	}
	return strings.Join(parts, ", ")
}

// text is the whole difference that breaks something, to tell it once.
func (d schemaDiff) text() string {
	return strings.Join(append(slices.Clone(d.gone), d.changed...), " ")
}
