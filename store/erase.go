package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// lasting are the texts of a person's own rows that an erasure does not empty: what
// was written to a source, which an undo writes back, and the numbers of documents.
var lasting = []string{"old_value", "new_value", "expected", "found", "number"}

// dropped are the tables in which a person's own rows go as a whole.
var dropped = []string{"reject", "entity_value", "value_override", "tier", "record_quality"}

// Erase takes a person out of all that is stored, and writes the receipt and the
// hashes that keep the person out. clean rewrites the texts of a row that is not the
// person's own; those are emptied. It fills in e.Found. Afterwards Compact takes the
// pages away on which the erased texts stood.
func (tx *Tx) Erase(ctx context.Context, who Person, clean func(*PersonalRow), e *Erasure, hashes []Hash) error {
	t, err := tx.tiesOf(ctx, who)
	if err != nil {
		return fmt.Errorf("look up the records of a person: %w", err)
	}
	if err := tx.db.loadStreams(ctx); err != nil {
		return err
	}
	e.Found = map[string]int64{}
	touched := map[string][]any{} // keys of customers and raw records near to the person that changed
	for _, place := range personals {
		changes, err := tx.cleaned(ctx, place, t, clean)
		if err != nil {
			return fmt.Errorf("look through %s: %w", place.table, err)
		}
		for _, c := range changes {
			e.Found[place.table] += c.texts
			if err := tx.rewrite(ctx, place, c); err != nil {
				return fmt.Errorf("erase in %s: %w", place.table, err)
			}
			if !c.own {
				touched[place.table] = append(touched[place.table], c.key[0])
			}
		}
	}
	next, err := tx.nextRun(ctx)
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return tx.emptyCustomers(ctx, t, next) },
		func() error { return tx.mendCustomers(ctx, touched["customer"], next) },
		func() error { return tx.mendRecords(ctx, touched["raw_record"]) },
		func() error { return tx.mendEntities(ctx, t) },
		func() error { return tx.DropCountedBut(ctx, []string{""}) }, // it bears values of customers
		func() error { return tx.setWhole(ctx, tierLog, 0) },         // results of the person went
		func() error { return tx.mendSearch(ctx, t, touched["customer"]) },
		func() error { return tx.SetStage(ctx, next, Checkpoint{Stage: "match", State: "stale"}) },
		func() error { return tx.saveErasure(ctx, *e, hashes) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("erase a person: %w", err)
		}
	}
	return nil
}

// change is a row that holds the person.
type change struct {
	key   []any
	own   bool
	drop  bool
	texts int64
	set   map[string]string
}

// cleaned is what becomes of the rows of a place.
func (tx *Tx) cleaned(ctx context.Context, l personal, t ties, clean func(*PersonalRow)) ([]change, error) {
	var out []change
	err := tx.walk(ctx, l, t, func(key []any, row *PersonalRow) error {
		c := change{key: key, own: row.Tie == Own, set: map[string]string{}}
		clean(row)
		for _, x := range row.Texts {
			if c.own && x.Text != "" && !slices.Contains(lasting, x.Column) {
				x.Text, x.Changed = "", true
			}
			if x.Changed {
				c.texts++
				c.set[x.Column] = x.Text
			}
		}
		if c.texts == 0 {
			return nil
		}
		c.drop = c.own && slices.Contains(dropped, l.table) || l.table == "entity_value" && c.set["text"] == ""
		out = append(out, c)
		return nil
	})
	return out, err
}

func (tx *Tx) rewrite(ctx context.Context, l personal, c change) error {
	where := strings.Join(l.key, " = ? AND ") + " = ?"
	if c.drop {
		_, err := tx.exec(ctx, "DELETE FROM "+l.table+" WHERE "+where, c.key...)
		return err
	}
	columns := slices.Sorted(maps.Keys(c.set))
	args := make([]any, 0, len(columns)+len(c.key))
	for _, name := range columns {
		args = append(args, any(c.set[name]))
		if l.table == "raw_record" && name == "payload" {
			args[len(args)-1] = []byte(c.set[name])
		}
	}
	_, err := tx.exec(ctx, "UPDATE "+l.table+" SET "+strings.Join(columns, " = ?, ")+" = ? WHERE "+where, append(args, c.key...)...)
	return err
}

// nextRun is the number of the run to come, in which what is erased counts as changed.
func (tx *Tx) nextRun(ctx context.Context) (int64, error) {
	var n int64
	err := tx.get(ctx, &n, "SELECT value FROM counter WHERE name = 'run'")
	return n + 1, err
}

// emptyCustomers leaves of the person's own customers the reference alone, gone; the
// record stays, without a payload, so that the count of its source is met.
func (tx *Tx) emptyCustomers(ctx context.Context, t ties, run int64) error {
	var none Hash
	empty := HashOf(nil)
	for r, tie := range t.records {
		if tie != Own {
			continue
		}
		ref := tx.db.named(r)
		doc, err := json.Marshal(model.Customer{Ref: ref, Kind: model.Person})
		if err != nil {
			return err
		}
		hash := HashOf(doc)
		_, err = tx.exec(ctx, "UPDATE customer SET kind = ?, name = '', name_fold = '', master_id = '', parent_id = '', doc = ?, doc_hash = ?, deleted_at = ?, changed_run = ? WHERE stream_id = ? AND ext_id = ?",
			string(model.Person), string(doc), hash[:], tx.now, run, r.stream, r.id)
		if err != nil {
			return err
		}
		_, err = tx.exec(ctx, "UPDATE raw_record SET payload = ?, payload_hash = ?, content_hash = ?, targets = '', version = '', dirty = 0 WHERE stream_id = ? AND ext_id = ?",
			[]byte{}, empty[:], none[:], r.stream, r.id)
		if err != nil {
			return err
		}
	}
	return nil
}

// mendCustomers makes what is kept beside a rewritten document fit it again.
func (tx *Tx) mendCustomers(ctx context.Context, keys []any, run int64) error {
	for _, key := range keys {
		var doc string
		if err := tx.get(ctx, &doc, "SELECT doc FROM customer WHERE id = ?", key); err != nil {
			return err
		}
		var c model.Customer
		if err := json.Unmarshal([]byte(doc), &c); err != nil {
			return fmt.Errorf("stored customer %v: %w", key, err)
		}
		prune(&c)
		c.Modified = time.Time{}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		hash := HashOf(text)
		if _, err := tx.exec(ctx, "UPDATE customer SET name = ?, name_fold = ?, doc = ?, doc_hash = ?, changed_run = ? WHERE id = ?",
			cut(c.Name, 255), cut(fold(c.Name), 255), string(text), hash[:], run, key); err != nil {
			return err
		}
	}
	return nil
}

// prune takes away what has become empty.
func prune(c *model.Customer) {
	none := func(s string) bool { return s == "" }
	c.Names = slices.DeleteFunc(c.Names, func(n model.Name) bool { return n.Value == "" })
	c.Identifiers = slices.DeleteFunc(c.Identifiers, func(i model.Identifier) bool { return i.Value == "" })
	c.Phones = slices.DeleteFunc(c.Phones, func(p model.Phone) bool { return p.E164 == "" && p.Raw == "" })
	c.Emails = slices.DeleteFunc(c.Emails, none)
	c.Addresses = slices.DeleteFunc(c.Addresses, func(a model.Address) bool { return a == model.Address{} })
	maps.DeleteFunc(c.Attributes, func(_, v string) bool { return v == "" })
}

// mendRecords has rewritten records mapped again; what the source sends next counts
// as other than what is kept.
func (tx *Tx) mendRecords(ctx context.Context, keys []any) error {
	var none Hash
	for _, key := range keys {
		var payload []byte
		if err := tx.get(ctx, &payload, "SELECT payload FROM raw_record WHERE id = ?", key); err != nil {
			return err
		}
		hash := HashOf(payload)
		if _, err := tx.exec(ctx, "UPDATE raw_record SET payload_hash = ?, content_hash = ?, dirty = 1 WHERE id = ?", hash[:], none[:], key); err != nil {
			return err
		}
	}
	return nil
}

// mendEntities makes the folded names fit.
func (tx *Tx) mendEntities(ctx context.Context, t ties) error {
	for id := range t.entity {
		var name string
		if err := tx.get(ctx, &name, "SELECT name FROM entity WHERE id = ?", id); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, "UPDATE entity SET name_fold = ? WHERE id = ?", cut(fold(name), 255), id); err != nil {
			return err
		}
	}
	return nil
}

// mendSearch writes the terms and the lists anew.
func (tx *Tx) mendSearch(ctx context.Context, t ties, changed []any) error {
	customers := map[int64]bool{}
	for id := range t.customer {
		customers[id] = true
	}
	for _, key := range changed {
		customers[number([]byte(key.(string)))] = true
	}
	ids := slices.Sorted(maps.Keys(customers))
	terms, err := tx.termsOfCustomers(ctx, ids)
	if err == nil {
		err = tx.writeTerms(ctx, ids, terms)
	}
	if err != nil {
		return err
	}
	var mark string
	err = tx.get(ctx, &mark, "SELECT name FROM counter WHERE name LIKE 'list:%'")
	if errors.Is(err, sql.ErrNoRows) {
		return nil // no lists yet
	}
	if err != nil {
		return err
	}
	return chunks(slices.Sorted(maps.Keys(t.entity)), func(part []int64) error {
		return tx.listEntities(ctx, strings.TrimPrefix(mark, listMark), part)
	})
}

// Compact takes away what a SQLite file still holds of deleted and rewritten rows, its
// log included. A server cleans its pages by itself.
func (db *DB) Compact(ctx context.Context) error {
	if db.dialect.name != "sqlite" {
		return nil
	}
	db.moving.Lock() // a log that is being moved is not cut off
	defer db.moving.Unlock()
	const vacuum, truncate = "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"
	db.reads().seen(vacuum)
	if _, err := db.write.ExecContext(ctx, vacuum); err != nil {
		return fmt.Errorf("compact the store: %w", err)
	}
	var held, pages, moved int
	db.reads().seen(truncate)
	if err := db.write.QueryRowContext(ctx, truncate).Scan(&held, &pages, &moved); err != nil {
		return fmt.Errorf("compact the store: %w", err)
	}
	if held != 0 {
		return fmt.Errorf("compact the store: another process reads it; its log of %d pages, %d of them in the file by now, holds what was deleted until that ends", pages, moved)
	}
	return nil
}
