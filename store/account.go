package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

const accountColumns = "id, name, label, role, units, masked, language, password, created_at, disabled_at, login_at, " +
	"COALESCE((SELECT f.since FROM second_factor f WHERE f.account_id = account.id), 0) AS factor_since"

type accountRow struct {
	ID       int64  `db:"id"`
	Name     string `db:"name"`
	Label    string `db:"label"`
	Role     string `db:"role"`
	Units    []byte `db:"units"`
	Masked   []byte `db:"masked"`
	Language string `db:"language"`
	Password string `db:"password"`
	Created  int64  `db:"created_at"`
	Disabled int64  `db:"disabled_at"`
	Login    int64  `db:"login_at"`
	Factor   int64  `db:"factor_since"`
}

// account reads the lists strictly: null is the whole group, so a list that is
// damaged must not become one.
func (r accountRow) account() (model.Account, error) {
	a := model.Account{ID: r.ID, Name: r.Name, Label: r.Label, Role: model.Role(r.Role), Language: r.Language, Password: r.Password,
		Created: instant(r.Created), Disabled: instant(r.Disabled), LastLogin: instant(r.Login), Factor: instant(r.Factor)}
	if err := errors.Join(json.Unmarshal(r.Units, &a.Units), json.Unmarshal(r.Masked, &a.Masked)); err != nil {
		return model.Account{}, fmt.Errorf("account %s: %w", r.Name, err)
	}
	return a, nil
}

// AddAccount stores a new account and returns its number. ErrConflict: the name
// is taken.
func (tx *Tx) AddAccount(ctx context.Context, a model.Account) (int64, error) {
	units, masked, err := accountLists(a)
	if err != nil {
		return 0, err
	}
	err = tx.insert(ctx, insertion{table: "account", columns: []string{"name", "label", "role", "units", "masked", "language", "password", "created_at"}},
		[][]any{{a.Name, a.Label, string(a.Role), units, masked, a.Language, a.Password, tx.now}})
	if err != nil && tx.db.dialect.duplicate(err) {
		err = ErrConflict
	}
	var id int64
	if err == nil {
		err = tx.get(ctx, &id, "SELECT id FROM account WHERE name = ?", a.Name)
	}
	if err != nil {
		return 0, fmt.Errorf("add account %s: %w", a.Name, err)
	}
	return id, nil
}

func accountLists(a model.Account) (units, masked string, err error) {
	u, err := json.Marshal(a.Units)
	if err != nil {
		return "", "", err
	}
	m, err := json.Marshal(a.Masked)
	return string(u), string(m), err
}

// ChangeAccount stores label, role, units, masked attributes, language, password
// and whether the account is disabled. Name and number stay.
func (tx *Tx) ChangeAccount(ctx context.Context, a model.Account) error {
	units, masked, err := accountLists(a)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, "UPDATE account SET label = ?, role = ?, units = ?, masked = ?, language = ?, password = ?, disabled_at = ? WHERE id = ?",
		a.Label, string(a.Role), units, masked, a.Language, a.Password, micros(a.Disabled), a.ID)
	if err != nil {
		return fmt.Errorf("change account %s: %w", a.Name, err)
	}
	return nil
}

// AccountByName reads an account inside the transaction that changes it.
func (tx *Tx) AccountByName(ctx context.Context, name string) (model.Account, error) {
	return tx.account(ctx, "name = ?", name)
}

// AccountByID is AccountByName for its number.
func (tx *Tx) AccountByID(ctx context.Context, id int64) (model.Account, error) {
	return tx.account(ctx, "id = ?", id)
}

// AccountByName is how a login finds its account, before there is a principal.
func (db *DB) AccountByName(ctx context.Context, name string) (model.Account, error) {
	return db.reads().account(ctx, "name = ?", name)
}

func (c conn) account(ctx context.Context, where string, arg any) (model.Account, error) {
	var r accountRow
	err := c.get(ctx, &r, "SELECT "+accountColumns+" FROM account WHERE "+where, arg)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return model.Account{}, fmt.Errorf("read account: %w", err)
	}
	return r.account()
}

// Accounts lists all accounts by name, without their passwords' hashes.
func (db *DB) Accounts(ctx context.Context, p model.Principal) ([]model.Account, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []accountRow
	if err := db.reads().list(ctx, &rows, "SELECT "+accountColumns+" FROM account ORDER BY name"); err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	out := make([]model.Account, len(rows))
	for i, r := range rows {
		a, err := r.account()
		if err != nil {
			return nil, err
		}
		if a.Password != "" {
			a.Password = "***"
		}
		out[i] = a
	}
	return out, nil
}

// Admins counts the accounts that are admin and not disabled, inside a
// transaction. Its write makes two transactions that decide by the number collide.
func (tx *Tx) Admins(ctx context.Context) (n int64, err error) {
	if _, err = tx.exec(ctx, "UPDATE counter SET value = value + 1 WHERE name = 'admins'"); err == nil {
		n, err = tx.admins(ctx)
	}
	return n, err
}

// Admins counts the accounts that are admin and not disabled.
func (db *DB) Admins(ctx context.Context) (int64, error) { return db.reads().admins(ctx) }

func (c conn) admins(ctx context.Context) (n int64, err error) {
	if err = c.get(ctx, &n, "SELECT COUNT(*) FROM account WHERE role = ? AND disabled_at = 0", string(model.Admin)); err != nil {
		err = fmt.Errorf("count admins: %w", err)
	}
	return n, err
}
