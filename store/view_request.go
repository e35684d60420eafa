package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// mostWaiting is how many questions of one account may wait at a time.
const mostWaiting = 200

// AskToSee asks the owners of all units that have a part of an entity which p does not
// see, each once; it returns how many were asked. An entity that p does not see at all
// is ErrNotFound.
func (tx *Tx) AskToSee(ctx context.Context, p model.Principal, entity, reason string) (int, error) {
	n, err := tx.askToSee(ctx, p, entity, reason)
	if err != nil {
		return 0, fmt.Errorf("ask to see entity %s: %w", entity, err)
	}
	return n, nil
}

func (tx *Tx) askToSee(ctx context.Context, p model.Principal, entity, reason string) (int, error) {
	if p.Group() || len(p.Units) == 0 {
		return 0, nil
	}
	id, err := tx.db.seenEntity(ctx, p, entity)
	if err != nil {
		return 0, err
	}
	var public string
	if err := tx.get(ctx, &public, "SELECT public_id FROM entity WHERE id = ?", id); err != nil {
		return 0, err
	}
	var waiting int64
	if err := tx.get(ctx, &waiting, "SELECT COUNT(*) FROM view_request WHERE account = ? AND state = ?", p.Name, string(model.ViewWaiting)); err != nil {
		return 0, err
	}
	var units []string
	err = tx.list(ctx, &units, `SELECT DISTINCT u.unit FROM member m JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0
		WHERE m.entity_id = ? AND m.to_run = 0 AND u.unit NOT IN `+in(len(p.Units))+` AND NOT EXISTS (SELECT 1 FROM view_request v
		WHERE v.account = ? AND v.entity = ? AND v.unit = u.unit AND (v.state = ? OR v.state = ? AND v.valid_until > ?)) ORDER BY u.unit`,
		append(append([]any{id}, anys(p.Units)...), p.Name, public, string(model.ViewWaiting), string(model.ViewGranted), tx.now)...)
	if err != nil || len(units) == 0 {
		return 0, err
	}
	if waiting+int64(len(units)) > mostWaiting {
		return 0, ErrTooMany
	}
	rows := make([][]any, len(units))
	for i, u := range units {
		rows[i] = []any{p.Name, public, u, reason, string(model.ViewWaiting), tx.now, "", int64(0), "", int64(0)}
	}
	return len(units), tx.insert(ctx, insertion{table: "view_request",
		columns: []string{"account", "entity", "unit", "reason", "state", "asked_at", "decided_by", "decided_at", "answer", "valid_until"}}, rows)
}

// DecideView grants a question that waits until an instant, or with the zero instant
// declines it, and returns it. It is ErrNotFound where p does not see the unit, where
// it does not wait, and for whoever asked.
func (tx *Tx) DecideView(ctx context.Context, p model.Principal, id int64, until time.Time, answer string) (model.ViewRequest, error) {
	state := model.ViewDeclined
	if !until.IsZero() {
		state = model.ViewGranted
	}
	return tx.moveView(ctx, p, id, "state = ? AND account <> ?", []any{string(model.ViewWaiting), p.Name},
		"state = ?, decided_by = ?, decided_at = ?, answer = ?, valid_until = ?", []any{string(state), p.Name, tx.now, answer, micros(until)})
}

// EndView takes a grant back before its time.
func (tx *Tx) EndView(ctx context.Context, p model.Principal, id int64, answer string) (model.ViewRequest, error) {
	return tx.moveView(ctx, p, id, "state = ? AND valid_until > ?", []any{string(model.ViewGranted), tx.now},
		"state = ?, answer = ?, valid_until = ?", []any{string(model.ViewEnded), answer, tx.now})
}

func (tx *Tx) moveView(ctx context.Context, p model.Principal, id int64, cond string, args []any, set string, values []any) (model.ViewRequest, error) {
	seen, units := viewUnits(p)
	where := " WHERE " + cond + " AND " + seen + " AND id = ?"
	args = append(append(args, units...), id)
	n, err := tx.exec(ctx, "UPDATE view_request SET "+set+where, append(values, args...)...)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	var found []model.ViewRequest
	if err == nil {
		found, err = tx.viewRequests(ctx, "v.id = ?", id)
	}
	if err != nil {
		return model.ViewRequest{}, fmt.Errorf("answer question %d: %w", id, err)
	}
	return found[0], nil
}

// viewUnits is the condition under which p answers for a question's unit.
func viewUnits(p model.Principal) (string, []any) {
	if p.Group() {
		return "1 = 1", nil
	}
	if len(p.Units) == 0 {
		return "1 = 0", nil
	}
	return "unit IN " + in(len(p.Units)), anys(p.Units)
}

// ViewsToDecide lists the questions that p can answer, those that wait or those that
// were answered, the newest first: limit of them, with numbers below before; 0 is from
// the first.
func (db *DB) ViewsToDecide(ctx context.Context, p model.Principal, waiting bool, before int64, limit int) ([]model.ViewRequest, error) {
	seen, args := viewUnits(p)
	state := " AND v.state <> 'waiting'"
	if waiting {
		state = " AND v.state = 'waiting'"
	}
	return db.reads().viewRequests(ctx, seen+state+" AND v.account <> ? AND (v.id < ? OR ? = 0) ORDER BY v.id DESC LIMIT ?", append(args, p.Name, before, before, limit)...)
}

// ViewToDecide is one of them; ErrNotFound.
func (db *DB) ViewToDecide(ctx context.Context, p model.Principal, id int64) (model.ViewRequest, error) {
	seen, args := viewUnits(p)
	found, err := db.reads().viewRequests(ctx, seen+" AND v.account <> ? AND v.id = ?", append(args, p.Name, id)...)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return model.ViewRequest{}, fmt.Errorf("read question %d: %w", id, err)
	}
	return found[0], nil
}

// CountViews counts the questions that wait for p.
func (db *DB) CountViews(ctx context.Context, p model.Principal) (n int64, err error) {
	seen, args := viewUnits(p)
	if err := db.reads().get(ctx, &n, "SELECT COUNT(*) FROM view_request WHERE state = 'waiting' AND "+seen+" AND account <> ?", append(args, p.Name)...); err != nil {
		return 0, fmt.Errorf("count questions to see customers: %w", err)
	}
	return n, nil
}

// ViewsAsked lists what p asked, of one entity or with "" of all, the newest first.
// The units are left out: whoever asks must not learn them.
func (db *DB) ViewsAsked(ctx context.Context, p model.Principal, entity string, limit int) ([]model.ViewRequest, error) {
	out, err := db.reads().viewRequests(ctx, "v.account = ? AND (v.entity = ? OR ? = '') ORDER BY v.id DESC LIMIT ?", p.Name, entity, entity, limit)
	for i := range out {
		out[i].Unit = ""
	}
	return out, err
}

// GrantedUnits are the units whose part of an entity p may see now, beside its own,
// and until when the first of the grants lasts. A grant is for one entity: it lapses
// when that is merged into another.
func (db *DB) GrantedUnits(ctx context.Context, p model.Principal, entity string) (units []string, until time.Time, err error) {
	if p.Group() || len(p.Units) == 0 {
		return nil, time.Time{}, nil
	}
	var rows []struct {
		Unit  string `db:"unit"`
		Until int64  `db:"valid_until"`
	}
	err = db.reads().list(ctx, &rows, "SELECT unit, valid_until FROM view_request WHERE account = ? AND entity = ? AND state = ? AND valid_until > ? ORDER BY unit",
		p.Name, entity, string(model.ViewGranted), micros(db.opt.Clock.Now()))
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read what %s may see of entity %s: %w", p.Name, entity, err)
	}
	for _, r := range rows {
		units = append(units, r.Unit)
		if t := instant(r.Until); until.IsZero() || t.Before(until) {
			until = t
		}
	}
	return units, until, nil
}

func (c conn) viewRequests(ctx context.Context, where string, args ...any) ([]model.ViewRequest, error) {
	var rows []struct {
		ID        int64           `db:"id"`
		Account   string          `db:"account"`
		Entity    string          `db:"entity"`
		Name      string          `db:"name"`
		Unit      string          `db:"unit"`
		Reason    string          `db:"reason"`
		State     model.ViewState `db:"state"`
		Asked     int64           `db:"asked_at"`
		DecidedBy string          `db:"decided_by"`
		Decided   int64           `db:"decided_at"`
		Answer    string          `db:"answer"`
		Until     int64           `db:"valid_until"`
	}
	err := c.list(ctx, &rows, `SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until
		FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read questions to see customers: %w", err)
	}
	out := make([]model.ViewRequest, len(rows))
	for i, r := range rows {
		out[i] = model.ViewRequest{ID: r.ID, Account: r.Account, Entity: r.Entity, Name: r.Name, Unit: r.Unit, Reason: r.Reason, State: r.State,
			Asked: instant(r.Asked), DecidedBy: r.DecidedBy, Decided: instant(r.Decided), Answer: r.Answer, Until: instant(r.Until)}
	}
	return out, nil
}
