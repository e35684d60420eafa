package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

type apiTokenRow struct {
	ID      int64  `db:"id"`
	Account int64  `db:"account_id"`
	Name    string `db:"name"`
	Scopes  []byte `db:"scopes"`
	Created int64  `db:"created_at"`
	Expires int64  `db:"expires"`
	Used    int64  `db:"used_at"`
}

const apiTokenColumns = "id, account_id, name, scopes, created_at, expires, used_at"

func (r apiTokenRow) token() (model.APIToken, error) {
	t := model.APIToken{ID: r.ID, Account: r.Account, Name: r.Name, Created: instant(r.Created), Expires: instant(r.Expires), Used: instant(r.Used)}
	if err := json.Unmarshal(r.Scopes, &t.Scopes); err != nil {
		return model.APIToken{}, fmt.Errorf("scopes of token %d: %w", r.ID, err)
	}
	return t, nil
}

// AddAPIToken stores a token of an account.
func (tx *Tx) AddAPIToken(ctx context.Context, t model.APIToken) error {
	scopes, err := json.Marshal(t.Scopes)
	if err == nil {
		err = tx.insert(ctx, insertion{table: "api_token", columns: []string{"token_hash", "account_id", "name", "scopes", "created_at", "expires", "used_at"}},
			[][]any{{t.Hash, t.Account, cut(t.Name, 255), string(scopes), tx.now, micros(t.Expires), int64(0)}})
	}
	if err != nil {
		return fmt.Errorf("add an API token: %w", err)
	}
	return nil
}

// APIToken finds a token and its account by its hash, before there is a
// principal. It does not judge its age.
func (db *DB) APIToken(ctx context.Context, hash []byte) (model.APIToken, model.Account, error) {
	var r apiTokenRow
	err := db.reads().get(ctx, &r, "SELECT "+apiTokenColumns+" FROM api_token WHERE token_hash = ?", hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return model.APIToken{}, model.Account{}, fmt.Errorf("read API token: %w", err)
	}
	t, err := r.token()
	if err != nil {
		return model.APIToken{}, model.Account{}, err
	}
	a, err := db.reads().account(ctx, "id = ?", t.Account)
	return t, a, err
}

// TouchAPIToken notes that a token is in use.
func (tx *Tx) TouchAPIToken(ctx context.Context, id int64) error {
	_, err := tx.exec(ctx, "UPDATE api_token SET used_at = ? WHERE id = ?", tx.now, id)
	return err
}

// DropAPIToken removes a token and returns what it was. ErrNotFound: there is none.
func (tx *Tx) DropAPIToken(ctx context.Context, id int64) (model.APIToken, error) {
	var r apiTokenRow
	err := tx.get(ctx, &r, "SELECT "+apiTokenColumns+" FROM api_token WHERE id = ?", id)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err == nil {
		_, err = tx.exec(ctx, "DELETE FROM api_token WHERE id = ?", id)
	}
	if err != nil {
		return model.APIToken{}, fmt.Errorf("drop API token %d: %w", id, err)
	}
	return r.token()
}

// DropAPITokens removes all tokens of an account.
func (tx *Tx) DropAPITokens(ctx context.Context, account int64) error {
	_, err := tx.exec(ctx, "DELETE FROM api_token WHERE account_id = ?", account)
	return err
}

// APITokens lists the tokens of one account, or with 0 of all, the newest first.
func (db *DB) APITokens(ctx context.Context, p model.Principal, account int64) ([]model.APIToken, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []apiTokenRow
	if err := db.reads().list(ctx, &rows, "SELECT "+apiTokenColumns+" FROM api_token WHERE account_id = ? OR ? = 0 ORDER BY id DESC", account, account); err != nil {
		return nil, fmt.Errorf("list API tokens: %w", err)
	}
	out := make([]model.APIToken, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.token(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
