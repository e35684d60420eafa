package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// identityKey tells identities apart to the byte. No issuer holds a NUL.
func identityKey(issuer, subject string) []byte {
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return sum[:]
}

// AddIdentity binds an account to an identity. ErrConflict: it has one already.
func (tx *Tx) AddIdentity(ctx context.Context, i model.Identity) error {
	err := tx.insert(ctx, insertion{table: "identity", columns: []string{"identity_hash", "account_id", "issuer", "subject", "created_at"}},
		[][]any{{identityKey(i.Issuer, i.Subject), i.Account, i.Issuer, i.Subject, tx.now}})
	if err != nil && tx.db.dialect.duplicate(err) {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("bind an identity: %w", err)
	}
	return nil
}

// AccountByIdentity is the account that an identity is bound to. ErrNotFound:
// there is none.
func (tx *Tx) AccountByIdentity(ctx context.Context, issuer, subject string) (model.Account, error) {
	var id int64
	err := tx.get(ctx, &id, "SELECT account_id FROM identity WHERE identity_hash = ?", identityKey(issuer, subject))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return model.Account{}, fmt.Errorf("read identity: %w", err)
	}
	return tx.AccountByID(ctx, id)
}

// DropIdentities unbinds all identities of an account and says how many.
func (tx *Tx) DropIdentities(ctx context.Context, account int64) (int64, error) {
	return tx.exec(ctx, "DELETE FROM identity WHERE account_id = ?", account)
}

// Identities lists the identities of an account, the oldest first.
func (db *DB) Identities(ctx context.Context, p model.Principal, account int64) ([]model.Identity, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Issuer  string `db:"issuer"`
		Subject string `db:"subject"`
		Created int64  `db:"created_at"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT issuer, subject, created_at FROM identity WHERE account_id = ? ORDER BY created_at, identity_hash", account); err != nil {
		return nil, fmt.Errorf("list identities: %w", err)
	}
	out := make([]model.Identity, len(rows))
	for i, r := range rows {
		out[i] = model.Identity{Account: account, Issuer: r.Issuer, Subject: r.Subject, Created: instant(r.Created)}
	}
	return out, nil
}

// SpendNonce notes the hash of what opens one session, until it is out of date.
// ErrConflict: it has opened one.
func (tx *Tx) SpendNonce(ctx context.Context, hash []byte, until time.Time) error {
	_, err := tx.exec(ctx, "DELETE FROM spent_nonce WHERE expires < ?", tx.now)
	if err == nil {
		err = tx.insert(ctx, insertion{table: "spent_nonce", columns: []string{"nonce_hash", "expires"}}, [][]any{{hash, micros(until)}})
	}
	if err != nil && tx.db.dialect.duplicate(err) {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("spend a nonce: %w", err)
	}
	return nil
}
