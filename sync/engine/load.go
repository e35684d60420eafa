package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/jsonvalue"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// load is what one transaction of a pull takes: rows and the cursors behind
// them. One is rendered and committed while the system is asked for the next.
type load struct {
	records  []model.Record
	rejected []connectors.BadRow
	deleted  []string
	merged   []model.Merge
	cursors  map[string]store.Cursor
}

func (l *load) empty() bool {
	return len(l.records)+len(l.rejected)+len(l.deleted)+len(l.merged)+len(l.cursors) == 0
}

// take adds a page. A record that comes after its own deletion is there again; a
// deletion is left out where skip says so.
func (l *load) take(page connectors.Page, skip map[string]bool) {
	if len(l.deleted)+len(l.merged) > 0 {
		back := make(map[string]bool, len(page.Records))
		for _, r := range page.Records {
			back[r.ID] = true
		}
		l.deleted = slices.DeleteFunc(l.deleted, func(id string) bool { return back[id] })
		l.merged = slices.DeleteFunc(l.merged, func(m model.Merge) bool { return back[m.Loser] })
	}
	l.records = append(l.records, page.Records...)
	l.rejected = append(l.rejected, page.Rejected...)
	for _, id := range page.Deleted {
		if !skip[id] {
			l.deleted = append(l.deleted, id)
		}
	}
	for _, m := range page.Merged {
		if m.Loser != m.Winner {
			l.merged = append(l.merged, m)
		}
	}
}

// cursor notes the latest cursor of a partition.
func (l *load) cursor(c store.Cursor) {
	if l.cursors == nil {
		l.cursors = map[string]store.Cursor{}
	}
	l.cursors[c.Part] = c
}

// flush commits what has come together and waits until it is done.
func (p *pass) flush(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.hand(ctx); err != nil {
		return err
	}
	return p.settle()
}

// hand gives the load to a transaction of its own, after the one before has
// ended: they commit in the order of the pages.
func (p *pass) hand(ctx context.Context) error {
	if err := p.settle(); err != nil || p.load.empty() {
		return err
	}
	l, under := p.load, make(chan error, 1)
	p.load, p.under = load{}, under
	go func() { under <- p.commit(ctx, l) }()
	return nil
}

// settle waits for the transaction under way.
func (p *pass) settle() error {
	if p.under == nil {
		return nil
	}
	err := <-p.under
	p.under = nil
	return err
}

// commit writes rows and cursors in one transaction.
func (p *pass) commit(ctx context.Context, l load) error {
	rows, rejects := p.render(l)
	p.Engine.at("pull.before-commit")
	var staged store.StageCounts
	var gone int64
	err := p.write(ctx, func(tx *store.Tx) error {
		var err error
		if staged, err = tx.Stage(ctx, p.stream.ID, p.generation, rows); err != nil {
			return err
		}
		for _, m := range l.merged {
			if _, err := tx.MergeRaw(ctx, p.stream.ID, m); err != nil {
				return err
			}
		}
		if gone, err = tx.Tombstone(ctx, p.stream.ID, l.deleted); err != nil {
			return err
		}
		if err := tx.CloseMended(ctx, "pull", p.stream.ID, extIDs(rows)); err != nil {
			return err
		}
		if err := tx.SaveRejects(ctx, rejects); err != nil {
			return err
		}
		// A row that could not be read is there all the same.
		if err := tx.MarkSeen(ctx, p.stream.ID, p.generation, idsOf(rejects)); err != nil {
			return err
		}
		for _, c := range l.cursors {
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
	p.add("pull.rows", int64(len(rows)))
	p.add("pull.new", int64(staged.New))
	p.add("pull.changed", int64(staged.Changed+staged.Restored))
	p.add("pull.deleted", gone)
	p.add("pull.merged", int64(len(l.merged)))
	p.add("pull.rejected", int64(len(rejects)))
	p.count(p.src.Name, "rows", int64(len(rows)))
	return nil
}

// render turns what the system sent into what the store takes.
func (p *pass) render(l load) ([]store.RawRecord, []model.Reject) {
	rows := make([]store.RawRecord, 0, len(l.records))
	var rejects []model.Reject
	for _, r := range l.records {
		row, err := p.rawRecord(r)
		if err != nil {
			rejects = append(rejects, p.reject(r.ID, "", "E2204", err.Error()))
			continue
		}
		rows = append(rows, row)
	}
	for _, b := range l.rejected {
		rejects = append(rejects, p.reject(b.ID, b.Where, "E2204", b.Reason))
	}
	return rows, rejects
}

func (p *pass) reject(id, where, code, reason string) model.Reject {
	return model.Reject{Run: p.runID(), Stage: "pull", Code: code, Where: where, Reason: reason,
		Ref: model.Ref{Source: p.src.Name, Object: p.stream.Object, ID: id}}
}

func idsOf(rejects []model.Reject) []string {
	var ids []string
	for _, r := range rejects {
		ids = append(ids, r.Ref.ID)
	}
	return ids
}

func extIDs(rows []store.RawRecord) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ExtID
	}
	return ids
}

// rawRecord renders one record for the store.
func (p *pass) rawRecord(r model.Record) (store.RawRecord, error) {
	if p.erased(r) {
		return store.RawRecord{ExtID: r.ID}, nil
	}
	payload, err := jsonvalue.Append(make([]byte, 0, 512), r.Fields)
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
