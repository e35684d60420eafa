package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

type sessionRow struct {
	Hash    []byte `db:"token_hash"`
	Account int64  `db:"account_id"`
	Via     string `db:"via"`
	Created int64  `db:"created_at"`
	Seen    int64  `db:"seen_at"`
	Address string `db:"address"`
	Agent   string `db:"agent"`
	Proved  int64  `db:"proved_at"`
	SID     string `db:"provider_sid"`
}

func (r sessionRow) session() model.Session {
	return model.Session{Hash: r.Hash, Account: r.Account, Via: r.Via, Created: instant(r.Created), Seen: instant(r.Seen), Address: r.Address, Agent: r.Agent, Proved: instant(r.Proved), ProviderSID: r.SID}
}

const sessionColumns = "token_hash, account_id, via, created_at, seen_at, address, agent, proved_at, provider_sid"

// StartSession stores a login of an account and notes when it was.
func (tx *Tx) StartSession(ctx context.Context, s model.Session) error {
	err := tx.insert(ctx, insertion{table: "session", columns: []string{"token_hash", "account_id", "via", "created_at", "seen_at", "address", "agent", "proved_at", "provider_sid"}},
		[][]any{{s.Hash, s.Account, s.Via, tx.now, tx.now, cut(s.Address, 64), cut(s.Agent, 255), micros(s.Proved), s.ProviderSID}})
	if err == nil {
		_, err = tx.exec(ctx, "UPDATE account SET login_at = ? WHERE id = ?", tx.now, s.Account)
	}
	if err != nil {
		return fmt.Errorf("start a session: %w", err)
	}
	return nil
}

// Session finds a login and its account by the hash of its token, before there
// is a principal. It does not judge their age.
func (db *DB) Session(ctx context.Context, hash []byte) (model.Session, model.Account, error) {
	var s sessionRow
	err := db.reads().get(ctx, &s, "SELECT "+sessionColumns+" FROM session WHERE token_hash = ?", hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return model.Session{}, model.Account{}, fmt.Errorf("read session: %w", err)
	}
	a, err := db.reads().account(ctx, "id = ?", s.Account)
	return s.session(), a, err
}

// TouchSession notes that a session is in use.
func (tx *Tx) TouchSession(ctx context.Context, hash []byte) error {
	_, err := tx.exec(ctx, "UPDATE session SET seen_at = ? WHERE token_hash = ?", tx.now, hash)
	return err
}

// ProveSession notes that a second factor was shown in a session, and gives it another
// token; false: there is no such session.
func (tx *Tx) ProveSession(ctx context.Context, hash, renewed []byte) (bool, error) {
	n, err := tx.exec(ctx, "UPDATE session SET token_hash = ?, proved_at = ? WHERE token_hash = ?", renewed, tx.now, hash)
	return n > 0, err
}

// EndSession removes one session of an account; false: there was none.
func (tx *Tx) EndSession(ctx context.Context, account int64, hash []byte) (bool, error) {
	n, err := tx.exec(ctx, "DELETE FROM session WHERE token_hash = ? AND account_id = ?", hash, account)
	return n > 0, err
}

// AccountBySID is the account that has a session which the provider of sign-on calls so;
// ErrNotFound.
func (tx *Tx) AccountBySID(ctx context.Context, sid string) (model.Account, error) {
	var id int64
	err := tx.get(ctx, &id, "SELECT account_id FROM session WHERE provider_sid = ? AND via = ? ORDER BY account_id LIMIT 1", sid, model.ViaSSO)
	if errors.Is(err, sql.ErrNoRows) || sid == "" {
		err = ErrNotFound
	}
	if err != nil {
		return model.Account{}, fmt.Errorf("read a session of the provider: %w", err)
	}
	return tx.AccountByID(ctx, id)
}

// EndSignOns removes the sessions of an account that a sign-on opened until an instant:
// with a sid those that the provider calls so, or that it gave no name. It returns how
// many.
func (tx *Tx) EndSignOns(ctx context.Context, account int64, sid string, until time.Time) (int64, error) {
	n, err := tx.exec(ctx, "DELETE FROM session WHERE account_id = ? AND via = ? AND created_at <= ? AND (? = '' OR provider_sid = ? OR provider_sid = '')",
		account, model.ViaSSO, micros(until), sid, sid)
	if err != nil {
		return 0, fmt.Errorf("end sessions of sign-on: %w", err)
	}
	return n, nil
}

// EndSessions removes all sessions of an account but the one given, which may be nil.
func (tx *Tx) EndSessions(ctx context.Context, account int64, but []byte) error {
	_, err := tx.exec(ctx, "DELETE FROM session WHERE account_id = ? AND token_hash <> ?", account, notNil(but))
	return err
}

// DropOldSessions removes sessions that began before created or were last used
// before seen.
func (tx *Tx) DropOldSessions(ctx context.Context, created, seen time.Time) error {
	_, err := tx.exec(ctx, "DELETE FROM session WHERE created_at < ? OR seen_at < ?", micros(created), micros(seen))
	return err
}

// Sessions lists the logins of one account, or with 0 of all, the last used first.
func (db *DB) Sessions(ctx context.Context, account int64) ([]model.Session, error) {
	var rows []sessionRow
	if err := db.reads().list(ctx, &rows, "SELECT "+sessionColumns+" FROM session WHERE account_id = ? OR ? = 0 ORDER BY seen_at DESC, token_hash", account, account); err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	out := make([]model.Session, len(rows))
	for i, r := range rows {
		out[i] = r.session()
	}
	return out, nil
}

// MakeLink stores a link that works once; older ones of the same purpose and
// account end, and so do all that are out of date.
func (tx *Tx) MakeLink(ctx context.Context, l model.OnceLink) error {
	_, err := tx.exec(ctx, "DELETE FROM once_link WHERE (purpose = ? AND account_id = ?) OR expires < ?", l.Purpose, l.Account, tx.now)
	if err == nil {
		err = tx.insert(ctx, insertion{table: "once_link", columns: []string{"token_hash", "purpose", "account_id", "created_at", "expires"}},
			[][]any{{l.Hash, l.Purpose, l.Account, tx.now, micros(l.Expires)}})
	}
	if err != nil {
		return fmt.Errorf("make a %s link: %w", l.Purpose, err)
	}
	return nil
}

// UseLink takes a link out and returns it. ErrNotFound: there is none, it was
// used, or it is out of date.
func (tx *Tx) UseLink(ctx context.Context, purpose string, hash []byte) (model.OnceLink, error) {
	var r struct {
		Account int64 `db:"account_id"`
		Expires int64 `db:"expires"`
	}
	err := tx.get(ctx, &r, "SELECT account_id, expires FROM once_link WHERE token_hash = ? AND purpose = ? AND expires >= ?", hash, purpose, tx.now)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	n := int64(0)
	if err == nil {
		n, err = tx.exec(ctx, "DELETE FROM once_link WHERE token_hash = ?", hash)
	}
	if err == nil && n == 0 {
		err = ErrNotFound // somebody else used it just now
	}
	if err != nil {
		return model.OnceLink{}, fmt.Errorf("use a %s link: %w", purpose, err)
	}
	return model.OnceLink{Hash: hash, Purpose: purpose, Account: r.Account, Expires: instant(r.Expires)}, nil
}

// Link finds a link without using it. ErrNotFound: there is none, it was used, or it
// is out of date.
func (db *DB) Link(ctx context.Context, purpose string, hash []byte) (model.OnceLink, error) {
	var r struct {
		Account int64 `db:"account_id"`
		Expires int64 `db:"expires"`
	}
	err := db.reads().get(ctx, &r, "SELECT account_id, expires FROM once_link WHERE token_hash = ? AND purpose = ? AND expires >= ?", hash, purpose, micros(db.opt.Clock.Now()))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return model.OnceLink{}, fmt.Errorf("read a %s link: %w", purpose, err)
	}
	return model.OnceLink{Hash: hash, Purpose: purpose, Account: r.Account, Expires: instant(r.Expires)}, nil
}

// DropLinks ends all links of a purpose and account.
func (tx *Tx) DropLinks(ctx context.Context, purpose string, account int64) error {
	_, err := tx.exec(ctx, "DELETE FROM once_link WHERE purpose = ? AND account_id = ?", purpose, account)
	return err
}
