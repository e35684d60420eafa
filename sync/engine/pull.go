package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/privacy"
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
	watch, err := t.Privacy().Watch(ctx)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallelSources)
	for _, src := range t.sources(t.req.Sources) {
		g.Go(func() error {
			err := t.pullSource(ctx, src, watch.Copy())
			return t.sourceFailed(src.Name, err)
		})
	}
	return g.Wait()
}

func (t *turn) pullSource(ctx context.Context, src *configs.Source, watch *privacy.Watch) error {
	conn, err := t.Connector(src.Name)
	if err != nil {
		return err
	}
	puller, ok := conn.(connectors.Puller)
	if !ok {
		return nil // a target only
	}
	for _, name := range src.Mapping.Objects() {
		p := &pass{turn: t, src: src, conn: conn, puller: puller, rules: src.Mapping.Object(name), watch: watch}
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
	schema     *connectors.Schema // as it was when the pull began; nil when it is not known
	window     *window            // of a backfill
	discarded  []string           // fields whose values the policy of changes does not let in
	watch      *privacy.Watch     // over what was erased; nil when nothing was

	mu    sync.Mutex // a connector may emit partitions from several goroutines
	load  load       // what the next transaction takes
	under chan error // the transaction under way, nil when there is none
	gone  int64      // tombstoned by the last inference
	ended map[string]bool
	// live is the partition in which an increment showed a record alive: a record
	// that moves from one partition to another is deleted in the first one only.
	live   map[string]string
	unread []string // what could not be read at all, by id or by position
}

func (p *pass) run(ctx context.Context, object string) error {
	p.caps = p.conn.Caps(object)
	p.describe(ctx, object)
	p.targets = p.targetFields(object)
	if err := p.begin(ctx, object); err != nil {
		return err
	}
	if err := p.drift(ctx, object); err != nil {
		return err
	}
	err := p.retry(ctx, "pull "+p.src.Name+" "+object, func() error {
		if err := p.settle(); err != nil {
			return err
		}
		p.reset()
		from, err := p.cursorsFrom(ctx)
		if err != nil {
			return err
		}
		req := connectors.PullRequest{Object: object, Fields: p.wanted(), From: from, Until: p.Clock.Now(), PageSize: defaultPageSize}
		return p.puller.Pull(ctx, req, func(page connectors.Page) error { return p.page(ctx, page) })
	})
	if err != nil {
		return cmp.Or(p.settle(), err)
	}
	if err := p.flush(ctx); err != nil {
		return err
	}
	if p.full && p.complete() {
		if err := p.inferDeletes(ctx, object); err != nil {
			return err
		}
	}
	return p.reconcile(ctx, object)
}

// begin finds the stream and starts a generation when the pass is a full one.
func (p *pass) begin(ctx context.Context, object string) error {
	err := p.write(ctx, func(tx *store.Tx) error {
		var err error
		if p.stream, err = tx.EnsureStream(ctx, p.src.Name, object, streamKind(p.rules)); err != nil {
			return err
		}
		if p.req.Full {
			return tx.DropCursors(ctx, p.stream.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	cursors, err := p.stored(ctx)
	if err != nil {
		return err
	}
	return p.write(ctx, func(tx *store.Tx) error { return p.asks(ctx, tx, cursors) })
}

// cursorsFrom are where the pull goes on. A system without increments starts
// anew unless its last pass was cut off.
func (p *pass) cursorsFrom(ctx context.Context) (map[string]connectors.Cursor, error) {
	stored, err := p.stored(ctx)
	if err != nil {
		return nil, err
	}
	from := map[string]connectors.Cursor{}
	for part, c := range stored {
		if strings.HasPrefix(part, store.OwnPart) || c.Complete && !p.caps.Incremental {
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
	p.load, p.ended, p.generation = load{}, map[string]bool{}, 0
	p.live, p.unread = map[string]string{}, nil
}

// wanted are the fields to ask for: what is mapped and what is written back.
func (p *pass) wanted() []string {
	fields := p.rules.SourceFields()
	if fields == nil {
		return nil
	}
	fields = slices.DeleteFunc(fields, func(name string) bool {
		root, _, _ := strings.Cut(name, ".")
		return slices.Contains(p.discarded, root)
	})
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
func (p *pass) targetFields(object string) []string {
	if p.src.Mapping.TargetObject() != object || p.caps.WriteOnly {
		return nil
	}
	targets := p.src.Mapping.Targets()
	if p.schema == nil {
		return targets
	}
	return slices.DeleteFunc(targets, func(name string) bool {
		return !slices.ContainsFunc(p.schema.Fields, func(f connectors.Field) bool { return f.Name == name })
	})
}

// page takes one page; it commits when enough rows have come together.
func (p *pass) page(ctx context.Context, page connectors.Page) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.discard(page.Records)
	p.load.take(page, p.moved(page))
	for _, bad := range page.Rejected {
		p.unread = append(p.unread, bad.ID)
	}
	if page.Partition != missedPart {
		part := page.Partition
		if p.window != nil {
			part = p.window.part + part
		}
		p.load.cursor(store.Cursor{Part: part, Value: string(page.Next), Complete: page.Last, Generation: p.generation, Run: p.runID()})
	}
	if page.Last {
		p.ended[page.Partition] = page.Complete
	}
	if len(p.load.records) >= commitRows || page.Last {
		return p.hand(ctx)
	}
	return nil
}

// moved notes where records live and says which of the page's deletions only mean
// that the record lives in another partition now.
func (p *pass) moved(page connectors.Page) map[string]bool {
	if page.Partition == "" || p.full {
		return nil
	}
	for _, r := range page.Records {
		p.live[r.ID] = page.Partition
	}
	elsewhere := map[string]bool{}
	for _, id := range page.Deleted {
		if at, ok := p.live[id]; ok && at != page.Partition {
			elsewhere[id] = true
		}
	}
	return elsewhere
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
	if o.IsReference() {
		return store.ReferenceStream
	}
	return store.OrderStream
}
