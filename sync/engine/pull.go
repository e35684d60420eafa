package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

const (
	parallelSources = 4     // pulled at once
	commitRows      = 5_000 // rows that one transaction takes at most before it commits
	defaultPageSize = 500
)

// pull reads every object of every source. One source that fails does not keep
// the others from ending.
func (t *turn) pull(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallelSources)
	for _, src := range t.sources(t.req.Sources) {
		g.Go(func() error {
			err := t.pullSource(ctx, src)
			return t.sourceFailed(src.Name, err)
		})
	}
	return g.Wait()
}

func (t *turn) pullSource(ctx context.Context, src *configs.Source) error {
	conn, err := t.Connector(src.Name)
	if err != nil {
		return err
	}
	puller, ok := conn.(connectors.Puller)
	if !ok {
		return nil // a target only
	}
	for _, name := range src.Mapping.Objects() {
		p := &pass{turn: t, src: src, conn: conn, puller: puller, rules: src.Mapping.Object(name)}
		if err := p.run(ctx, name); err != nil {
			return fmt.Errorf("pull %s %s: %w", src.Name, name, err)
		}
	}
	return nil
}

// pass is the pull of one object of one source.
type pass struct {
	*turn
	src    *configs.Source
	conn   connectors.Connector
	puller connectors.Puller
	rules  *mapping.Object

	stream store.Stream
	caps   connectors.Caps
	// full: this pass began at the beginning, in this process.
	full       bool
	generation int64
	targets    []string

	mu      sync.Mutex // a connector may emit partitions from several goroutines
	rows    []store.RawRecord
	deleted []string
	merged  []model.Merge
	rejects []model.Reject
	cursors map[string]store.Cursor
	shown   int64 // records and deletions seen in this pass
	gone    int64 // tombstoned by the last inference
	ended   map[string]bool
}

func (p *pass) run(ctx context.Context, object string) error {
	p.caps = p.conn.Caps(object)
	p.targets = p.targetFields(ctx, object)
	if err := p.begin(ctx, object); err != nil {
		return err
	}
	err := p.retry(ctx, "pull "+p.src.Name+" "+object, func() error {
		p.reset()
		from, err := p.cursorsFrom(ctx)
		if err != nil {
			return err
		}
		req := connectors.PullRequest{Object: object, Fields: p.wanted(), From: from, Until: p.Clock.Now(), PageSize: defaultPageSize}
		return p.puller.Pull(ctx, req, func(page connectors.Page) error { return p.page(ctx, page) })
	})
	if err != nil {
		return err
	}
	if err := p.flush(ctx); err != nil {
		return err
	}
	if p.full && p.complete() {
		if err := p.inferDeletes(ctx, p.shown, -1); err != nil {
			return err
		}
	}
	return p.reconcile(ctx, object)
}

// begin finds the stream and starts a generation when the pass is a full one.
func (p *pass) begin(ctx context.Context, object string) error {
	return p.write(ctx, func(tx *store.Tx) error {
		var err error
		if p.stream, err = tx.EnsureStream(ctx, p.src.Name, object, streamKind(p.rules)); err != nil {
			return err
		}
		if p.req.Full {
			return tx.DropCursors(ctx, p.stream.ID)
		}
		return nil
	})
}

// cursorsFrom are where the pull goes on. A system without increments starts
// anew unless its last pass was cut off.
func (p *pass) cursorsFrom(ctx context.Context) (map[string]connectors.Cursor, error) {
	stored, err := p.Store.Cursors(ctx, model.SystemPrincipal(), p.stream.ID)
	if err != nil {
		return nil, err
	}
	from := map[string]connectors.Cursor{}
	for part, c := range stored {
		if part == reconcilePart || c.Complete && !p.caps.Incremental {
			continue
		}
		from[part] = connectors.Cursor(c.Value)
	}
	p.full = len(from) == 0
	if !p.full {
		return from, nil
	}
	return nil, p.write(ctx, func(tx *store.Tx) error {
		p.generation, err = tx.NextGeneration(ctx, p.stream.ID)
		return err
	})
}

func (p *pass) reset() {
	p.rows, p.deleted, p.merged, p.rejects = nil, nil, nil, nil
	p.cursors, p.ended, p.shown, p.generation = map[string]store.Cursor{}, map[string]bool{}, 0, 0
}

// wanted are the fields to ask for: what is mapped and what is written back.
func (p *pass) wanted() []string {
	fields := p.rules.SourceFields()
	if fields == nil {
		return nil
	}
	have := map[string]bool{}
	for _, f := range fields {
		have[f] = true
	}
	for _, f := range p.targets {
		if !have[f] {
			fields = append(fields, f)
		}
	}
	return fields
}

// targetFields are the write-back fields when they stand in this very object
// and exist: one that the admin has yet to add must not stop the pull.
func (p *pass) targetFields(ctx context.Context, object string) []string {
	if p.src.Mapping.TargetObject() != object || p.caps.WriteOnly {
		return nil
	}
	targets := p.src.Mapping.Targets()
	describer, ok := p.conn.(connectors.Describer)
	if !ok {
		return targets
	}
	schema, err := describer.Describe(ctx, object)
	if err != nil {
		return targets // the pull itself will say what is wrong
	}
	return slices.DeleteFunc(targets, func(name string) bool {
		return !slices.ContainsFunc(schema.Fields, func(f connectors.Field) bool { return f.Name == name })
	})
}

// page takes one page; it commits when enough rows have come together.
func (p *pass) page(ctx context.Context, page connectors.Page) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range page.Records {
		row, err := p.rawRecord(r)
		if err != nil {
			p.rejects = append(p.rejects, p.reject(r.ID, "", "E2204", err.Error()))
			continue
		}
		p.rows = append(p.rows, row)
	}
	for _, b := range page.Rejected {
		p.rejects = append(p.rejects, p.reject(b.ID, b.Where, "E2204", b.Reason))
	}
	p.deleted = append(p.deleted, page.Deleted...)
	p.merged = append(p.merged, page.Merged...)
	p.shown += int64(len(page.Records))
	if page.Partition != missedPart {
		p.cursors[page.Partition] = store.Cursor{Part: page.Partition, Value: string(page.Next), Complete: page.Last, Generation: p.generation, Run: p.runID()}
	}
	if page.Last {
		p.ended[page.Partition] = page.Complete
	}
	if len(p.rows) >= commitRows || page.Last {
		return p.flushLocked(ctx)
	}
	return nil
}

func (p *pass) reject(id, where, code, reason string) model.Reject {
	return model.Reject{Run: p.runID(), Stage: "pull", Code: code, Where: where, Reason: reason,
		Ref: model.Ref{Source: p.src.Name, Object: p.stream.Object, ID: id}}
}

// rawRecord renders one record for the store.
func (p *pass) rawRecord(r model.Record) (store.RawRecord, error) {
	payload, err := json.Marshal(r.Fields)
	if err != nil {
		return store.RawRecord{}, fmt.Errorf("the record is no JSON: %w", err)
	}
	if len(r.ID) == 0 || len(r.ID) > 255 {
		return store.RawRecord{}, fmt.Errorf("an id of %d bytes; 1 to 255 are possible", len(r.ID))
	}
	return store.RawRecord{ExtID: r.ID, Payload: payload, ContentHash: store.Hash(p.rules.ContentHash(r)),
		Targets: targetText(r.Fields, p.targets), Version: r.Version, Modified: r.Modified}, nil
}

// targetText is JSON of the write-back fields that the record shows.
func targetText(fields map[string]any, targets []string) string {
	if len(targets) == 0 {
		return ""
	}
	seen := map[string]string{}
	for _, f := range targets {
		if v, ok := fields[f]; ok {
			seen[f] = connectors.TextOf(v)
		}
	}
	b, _ := json.Marshal(seen) // a map of texts always renders
	return string(b)
}

func (p *pass) flush(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.flushLocked(ctx)
}

// flushLocked commits rows and cursors in one transaction.
func (p *pass) flushLocked(ctx context.Context) error {
	if len(p.rows) == 0 && len(p.cursors) == 0 && len(p.deleted) == 0 && len(p.merged) == 0 {
		return nil
	}
	p.Engine.at("pull.before-commit")
	var staged store.StageCounts
	var gone int64
	err := p.write(ctx, func(tx *store.Tx) error {
		var err error
		if staged, err = tx.Stage(ctx, p.stream.ID, p.generation, p.rows); err != nil {
			return err
		}
		for _, m := range p.merged {
			if _, err := tx.MergeRaw(ctx, p.stream.ID, m); err != nil {
				return err
			}
		}
		if gone, err = tx.Tombstone(ctx, p.stream.ID, p.deleted); err != nil {
			return err
		}
		if err := tx.SaveRejects(ctx, p.rejects); err != nil {
			return err
		}
		// A row that could not be read is there all the same.
		if err := tx.MarkSeen(ctx, p.stream.ID, p.generation, idsOf(p.rejects)); err != nil {
			return err
		}
		for _, c := range p.cursors {
			if err := tx.SaveCursor(ctx, p.stream.ID, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.Engine.at("pull.after-commit")
	p.add("pull.rows", int64(len(p.rows)))
	p.add("pull.new", int64(staged.New))
	p.add("pull.changed", int64(staged.Changed+staged.Restored))
	p.add("pull.deleted", gone)
	p.add("pull.merged", int64(len(p.merged)))
	p.add("pull.rejected", int64(len(p.rejects)))
	p.count(p.src.Name, "rows", int64(len(p.rows)))
	p.rows, p.deleted, p.merged, p.rejects = p.rows[:0], nil, nil, nil
	p.cursors = map[string]store.Cursor{}
	return nil
}

func idsOf(rejects []model.Reject) []string {
	var ids []string
	for _, r := range rejects {
		ids = append(ids, r.Ref.ID)
	}
	return ids
}

// complete says whether every partition ended and showed all it has.
func (p *pass) complete() bool {
	for _, c := range p.ended {
		if !c {
			return false
		}
	}
	return len(p.ended) > 0
}

func streamKind(o *mapping.Object) store.StreamKind {
	switch o.As() {
	case "customer":
		return store.CustomerStream
	case "activity":
		return store.ActivityStream
	}
	return store.OrderStream
}
