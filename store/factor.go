package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

type factorRow struct {
	Account int64  `db:"account_id"`
	Secret  []byte `db:"secret"`
	Since   int64  `db:"since"`
	Step    int64  `db:"step"`
	Failed  int64  `db:"failed"`
	Next    []byte `db:"next_secret"`
	NextAt  int64  `db:"next_at"`
}

func (r factorRow) factor() model.SecondFactor {
	return model.SecondFactor{Account: r.Account, Secret: r.Secret, Since: instant(r.Since), Step: r.Step, Failed: r.Failed, Next: r.Next, NextAt: instant(r.NextAt)}
}

const factorColumns = "account_id, secret, since, step, failed, next_secret, next_at"

// SecondFactor reads that of an account; one that has none has no secret.
func (tx *Tx) SecondFactor(ctx context.Context, account int64) (model.SecondFactor, error) {
	r := factorRow{Account: account}
	err := tx.get(ctx, &r, "SELECT "+factorColumns+" FROM second_factor WHERE account_id = ?", account)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return model.SecondFactor{}, fmt.Errorf("read a second factor: %w", err)
	}
	return r.factor(), nil
}

// SecondFactors lists those of all accounts, for sealing them anew.
func (db *DB) SecondFactors(ctx context.Context) ([]model.SecondFactor, error) {
	var rows []factorRow
	if err := db.reads().list(ctx, &rows, "SELECT "+factorColumns+" FROM second_factor ORDER BY account_id"); err != nil {
		return nil, fmt.Errorf("list second factors: %w", err)
	}
	out := make([]model.SecondFactor, len(rows))
	for i, r := range rows {
		out[i] = r.factor()
	}
	return out, nil
}

// SaveSecondFactor stores that of an account as a whole; the tries that were counted
// stay, so that setting up a device gives no further ones.
func (tx *Tx) SaveSecondFactor(ctx context.Context, f model.SecondFactor) error {
	err := tx.insert(ctx, insertion{table: "second_factor", columns: []string{"account_id", "secret", "since", "step", "failed", "next_secret", "next_at"}, keys: []string{"account_id"}},
		[][]any{{f.Account, notNil(f.Secret), micros(f.Since), f.Step, f.Failed, notNil(f.Next), micros(f.NextAt)}})
	if err != nil {
		return fmt.Errorf("store a second factor: %w", err)
	}
	return nil
}

// SpendStep notes that a code of a step was taken, and forgets the tries; false: one of it, or of a later
// one, was taken before.
func (tx *Tx) SpendStep(ctx context.Context, account, step int64) (bool, error) {
	n, err := tx.exec(ctx, "UPDATE second_factor SET step = ?, failed = 0, tries = 0 WHERE account_id = ? AND step < ?", step, account, step)
	return n > 0, err
}

// TryCode counts a try of a code of an account. When most of them were counted within
// the window it counts no more, and says how long until the next is. last: the next will
// wait. It holds for all processes on the store.
func (tx *Tx) TryCode(ctx context.Context, account int64, most int64, window time.Duration) (wait time.Duration, last bool, err error) {
	open := tx.now - window.Microseconds()
	n, err := tx.exec(ctx, "UPDATE second_factor SET tries = tries + 1 WHERE account_id = ? AND tries_since > ? AND tries < ?", account, open, most)
	if err == nil && n == 0 {
		n, err = tx.exec(ctx, "UPDATE second_factor SET tries = 1, tries_since = ? WHERE account_id = ? AND tries_since <= ?", tx.now, account, open)
	}
	var r struct {
		Tries int64 `db:"tries"`
		Since int64 `db:"tries_since"`
	}
	if err == nil {
		err = tx.get(ctx, &r, "SELECT tries, tries_since FROM second_factor WHERE account_id = ?", account)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, false, nil // nothing can be guessed
	case err != nil:
		return 0, false, fmt.Errorf("count a try of a code: %w", err)
	case n == 0:
		return time.Duration(r.Since-open) * time.Microsecond, false, nil
	}
	return 0, r.Tries >= most, nil
}

// CountWrongCode counts a code that was not taken.
func (tx *Tx) CountWrongCode(ctx context.Context, account int64) error {
	_, err := tx.exec(ctx, "UPDATE second_factor SET failed = failed + 1 WHERE account_id = ?", account)
	return err
}

// DropSecondFactor takes it from an account, with the recovery codes.
func (tx *Tx) DropSecondFactor(ctx context.Context, account int64) error {
	if _, err := tx.exec(ctx, "DELETE FROM second_factor WHERE account_id = ?", account); err != nil {
		return err
	}
	return tx.SetRecoveryCodes(ctx, account, nil)
}

// SetRecoveryCodes stores the hashes of new recovery codes; those of before end.
func (tx *Tx) SetRecoveryCodes(ctx context.Context, account int64, hashes [][]byte) error {
	if _, err := tx.exec(ctx, "DELETE FROM recovery_code WHERE account_id = ?", account); err != nil {
		return err
	}
	for _, h := range hashes {
		if err := tx.insert(ctx, insertion{table: "recovery_code", columns: []string{"code_hash", "account_id"}}, [][]any{{h, account}}); err != nil {
			return fmt.Errorf("store a recovery code: %w", err)
		}
	}
	return nil
}

// UseRecoveryCode takes a code of an account out; false: it has no such code. Wrong
// codes and tries are forgotten then.
func (tx *Tx) UseRecoveryCode(ctx context.Context, account int64, hash []byte) (bool, error) {
	n, err := tx.exec(ctx, "DELETE FROM recovery_code WHERE code_hash = ? AND account_id = ?", hash, account)
	if err == nil && n > 0 {
		_, err = tx.exec(ctx, "UPDATE second_factor SET failed = 0, tries = 0 WHERE account_id = ?", account)
	}
	return n > 0, err
}

// RecoveryCodes is how many an account has left.
func (db *DB) RecoveryCodes(ctx context.Context, account int64) (n int, err error) {
	if err = db.reads().get(ctx, &n, "SELECT COUNT(*) FROM recovery_code WHERE account_id = ?", account); err != nil {
		err = fmt.Errorf("count recovery codes: %w", err)
	}
	return n, err
}
