package privacy

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

var (
	// ErrUncertain: a name alone tells nobody from a namesake.
	ErrUncertain = errors.New("a name alone is not enough to erase a person")
	// ErrNothing: the store holds nothing of the person.
	ErrNothing = errors.New("nothing of the person is stored")
)

// Erase takes the person out of the store in one transaction and returns the
// receipt. fence keeps runs out meanwhile: what a pull stored while this looks
// through the store would stay. The receipt names the records of the sources, which
// hold the person still.
func (r *Room) Erase(ctx context.Context, p model.Principal, fence store.Fence, s Subject, reason string) (store.Erasure, error) {
	if !s.Certain() {
		return store.Erasure{}, ErrUncertain
	}
	f, err := r.Find(ctx, p, s)
	if err != nil {
		return store.Erasure{}, err
	}
	if f.Empty() {
		return store.Erasure{}, ErrNothing
	}
	key, err := r.Key(ctx, true)
	if err != nil {
		return store.Erasure{}, err
	}
	reason, _ = f.parts.scanner(true, f.literal).text(reason)
	e := store.Erasure{ID: receiptID(), Author: p.Name, Reason: reason, Records: append(refs(f.Own), refs(f.Near)...)}
	hashes, scanner := newWatch(key, nil).hashes(f), f.scanners(s)
	err = r.Store.InTx(ctx, fence, func(tx *store.Tx) error {
		err := tx.Erase(ctx, f.person(), func(row *store.PersonalRow) {
			sc := scanner(row)
			for i := range row.Texts {
				t := &row.Texts[i]
				t.Text, t.Changed = sc.document(*t)
			}
		}, &e, hashes)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: p.Name, Action: "privacy.erase", Subject: e.ID, Detail: summary(e)})
	})
	if err != nil {
		return store.Erasure{}, err
	}
	if err := r.Store.Compact(ctx); err != nil {
		return e, err
	}
	return r.Store.ErasureByID(ctx, p, e.ID)
}

func summary(e store.Erasure) string {
	texts := int64(0)
	for _, n := range e.Found {
		texts += n
	}
	return fmt.Sprintf("%d texts in %d tables, %d records", texts, len(e.Found), len(e.Records))
}

// receiptID is unguessable, so that the address of a receipt tells nothing.
func receiptID() string { return "ER-" + strings.ToUpper(rand.Text()[:16]) }

// Release lets the person in again, such as after a new consent.
func (r *Room) Release(ctx context.Context, p model.Principal, receipt, reason string) error {
	return r.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := tx.ReleaseErasure(ctx, receipt); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: p.Name, Action: "privacy.release", Subject: receipt, Detail: reason})
	})
}
