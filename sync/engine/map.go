package engine

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/jsonvalue"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// mapBatch is how many records one transaction maps.
const mapBatch = 5_000

// mapAll turns changed raw records into customers, orders and activities. A
// mapping that changed has all its records mapped again.
func (t *turn) mapAll(ctx context.Context) error {
	for _, src := range t.sources(nil) {
		for _, name := range src.Mapping.Objects() {
			m := &mapper{turn: t, src: src, rules: src.Mapping.Object(name)}
			if err := m.run(ctx, name); err != nil {
				return fmt.Errorf("map %s %s: %w", src.Name, name, err)
			}
		}
		if err := t.tooManyRejects(ctx, src); err != nil {
			return err
		}
	}
	return t.packFacts(ctx)
}

// packFacts brings the packed facts, which scoring reads, up to date.
func (t *turn) packFacts(ctx context.Context) error {
	return t.Store.EachStalePack(ctx, model.SystemPrincipal(), func(packs []store.Pack) error {
		err := t.write(ctx, func(tx *store.Tx) error { return tx.SavePacks(ctx, packs) })
		t.add("map.packed", int64(len(packs)))
		return err
	})
}

// minRejects: below so many rejects a share says nothing.
const minRejects = 20

// tooManyRejects stops the run while more of a source's records are rejected than
// its share allows, also those that earlier runs rejected: tiers without them
// would be wrong every day, not on the first one only.
func (t *turn) tooManyRejects(ctx context.Context, src *configs.Source) error {
	refused, live, err := t.Store.RejectedShare(ctx, model.SystemPrincipal(), src.Name, minRejects)
	if err != nil || refused < minRejects {
		return err
	}
	share := float64(refused) / float64(max(refused, live))
	if share <= src.MaxRejects.Value {
		return nil
	}
	found := configs.Share{Value: float64(int(share*1000+0.5)) / 1000}
	return fault.New("E2202", src.Name, found, src.MaxRejects).At("source "+src.Name, src.MappingFile)
}

// mapper maps one object of one source.
type mapper struct {
	*turn
	src    *configs.Source
	rules  *mapping.Object
	stream store.Stream
}

func (m *mapper) run(ctx context.Context, object string) error {
	err := m.write(ctx, func(tx *store.Tx) error {
		var err error
		if m.stream, err = tx.EnsureStream(ctx, m.src.Name, object, streamKind(m.rules)); err != nil {
			return err
		}
		if m.stream.MapHash == m.rules.Hash {
			return nil
		}
		if _, err := tx.MarkStreamDirty(ctx, m.stream.ID); err != nil {
			return err
		}
		return tx.SetMapHash(ctx, m.stream.ID, m.rules.Hash)
	})
	if err != nil {
		return err
	}
	return m.batches(ctx)
}

// mapped is what one raw record became.
type mapped struct {
	res     mapping.Result
	gone    bool // tombstoned or left out by the rules
	rejects []model.Reject
}

// batch is one transaction's worth of records and what they became.
type batch struct {
	raw []store.RawRecord
	out []mapped
}

// batches maps batch after batch; one is saved while the next is read and mapped.
func (m *mapper) batches(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	ready := make(chan batch)
	g.Go(func() error {
		defer close(ready)
		for after := int64(0); ; {
			raw, err := m.Store.DirtyBatch(ctx, model.SystemPrincipal(), m.stream.ID, after, mapBatch)
			if err != nil || len(raw) == 0 {
				return err
			}
			b, err := m.all(ctx, raw)
			if err != nil {
				return err
			}
			select {
			case ready <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
			after = raw[len(raw)-1].ID
		}
	})
	g.Go(func() error {
		for b := range ready {
			if err := m.save(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// all maps one batch on all cores.
func (m *mapper) all(ctx context.Context, raw []store.RawRecord) (batch, error) {
	b := batch{raw: raw, out: make([]mapped, len(raw))}
	g, ctx := errgroup.WithContext(ctx)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		g.Go(func() error {
			var dec jsonvalue.Decoder
			for i := w; i < len(raw); i += workers {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				b.out[i] = m.one(&dec, raw[i])
			}
			return nil
		})
	}
	return b, g.Wait()
}

// one maps one record; it never fails, it rejects.
func (m *mapper) one(dec *jsonvalue.Decoder, raw store.RawRecord) mapped {
	if !raw.Tombstone.IsZero() || len(raw.Payload) == 0 { // gone, or erased
		return mapped{gone: true}
	}
	rec := model.Record{ID: raw.ExtID, Modified: raw.Modified, Version: raw.Version}
	var err error
	if rec.Fields, err = dec.Object(raw.Payload); err != nil {
		return mapped{rejects: []model.Reject{m.reject(raw.ExtID, mapping.CodeRecord, "", "", "the stored record is no JSON")}}
	}
	res, problems := m.rules.Map(rec, m.src.Name, m.src.Unit)
	out := mapped{res: res, gone: res.Skipped}
	for _, p := range problems {
		if p.Fatal {
			out.rejects = append(out.rejects, m.reject(raw.ExtID, p.Code, p.Field, p.Path, p.Reason))
		}
	}
	if len(out.rejects) > 0 {
		out.res = mapping.Result{}
	}
	return out
}

func (m *mapper) reject(id, code, field, path, reason string) model.Reject {
	return model.Reject{Run: m.runID(), Stage: "map", Ref: model.Ref{Source: m.src.Name, Object: m.rules.Name(), ID: id},
		Code: code, Field: field, Where: m.src.PlaceOf(path), Reason: reason}
}

// save writes a batch and clears its dirty marks in one transaction. A row that
// is rejected keeps what it was mapped to before.
func (m *mapper) save(ctx context.Context, b batch) error {
	var customers []model.Customer
	var orders []model.Order
	var activities []model.Activity
	var references []model.Reference
	var rejects []model.Reject
	var gone []model.Ref
	refused := int64(0)
	for i, o := range b.out {
		switch {
		case o.gone:
			gone = append(gone, model.Ref{Source: m.src.Name, Object: m.rules.Name(), ID: b.raw[i].ExtID})
		case len(o.rejects) > 0:
			rejects = append(rejects, o.rejects...)
			refused++
		case o.res.Customer != nil:
			customers = append(customers, *o.res.Customer)
		case o.res.Order != nil:
			orders = append(orders, *o.res.Order)
		case o.res.Activity != nil:
			activities = append(activities, *o.res.Activity)
		case o.res.Reference != nil:
			references = append(references, *o.res.Reference)
		}
	}
	m.Engine.at("map.before-commit")
	var changed store.SaveCounts
	err := m.write(ctx, func(tx *store.Tx) error {
		changed = store.SaveCounts{}
		n, err := tx.SaveCustomers(ctx, m.seq(), customers)
		if err != nil {
			return err
		}
		changed.Add(n)
		if n, err = tx.SaveOrders(ctx, m.seq(), orders); err != nil {
			return err
		}
		changed.Add(n)
		if n, err = tx.SaveActivities(ctx, m.seq(), activities); err != nil {
			return err
		}
		changed.Add(n)
		if n, err = tx.SaveReferences(ctx, m.seq(), references); err != nil {
			return err
		}
		changed.Add(n)
		if _, err := tx.DeleteMapped(ctx, m.seq(), gone); err != nil {
			return err
		}
		if err := tx.SaveRejects(ctx, rejects); err != nil {
			return err
		}
		if changed.New+changed.Changed+len(gone) > 0 {
			if err := tx.SetStage(ctx, m.seq(), store.Checkpoint{Stage: "match", State: checkpointStale}); err != nil {
				return err
			}
		}
		return tx.ClearDirty(ctx, b.raw)
	})
	if err != nil {
		return err
	}
	m.Engine.at("map.after-commit")
	m.add("map.rows", int64(len(b.raw)))
	m.add("map.changed", int64(changed.New+changed.Changed))
	m.add("map.rejected", refused)
	m.count(m.src.Name, "rows", int64(len(b.raw)))
	return nil
}
