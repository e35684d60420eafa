package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// States of a delivery, and of a message to one channel.
const (
	DeliveryBegun  = "begun"
	DeliverySent   = "sent"
	DeliveryFailed = "failed"
	// DeliveryUnsure: the process died while it sent. The message may have arrived,
	// so that it is not sent again.
	DeliveryUnsure = "unsure"
)

// Claim is what came of the wish to send a report that is due.
type Claim struct {
	Ours    bool
	Attempt int       // which one it is, from 1 on
	Again   time.Time // when to ask again, zero: never, it is settled
}

// ClaimDelivery takes the sending of a report that is due upon itself until an
// instant. It is given once, again when an attempt has failed and its time has
// come, and again when the process that had it is silent beyond its instant.
func (tx *Tx) ClaimDelivery(ctx context.Context, name string, due, until time.Time) (Claim, error) {
	var rows []struct {
		Attempts int   `db:"attempts"`
		Again    int64 `db:"again"`
	}
	if err := tx.list(ctx, &rows, "SELECT attempts, again FROM report_delivery WHERE name = ? AND due = ?", name, micros(due)); err != nil {
		return Claim{}, fmt.Errorf("claim delivery %s: %w", name, err)
	}
	if len(rows) == 0 {
		err := tx.insert(ctx, insertion{table: "report_delivery", columns: []string{"name", "due", "state", "said", "at", "attempts", "again"}},
			[][]any{{name, micros(due), DeliveryBegun, "", tx.now, 1, micros(until)}})
		if err != nil {
			return Claim{}, fmt.Errorf("claim delivery %s: %w", name, err)
		}
		return Claim{Ours: true, Attempt: 1, Again: until}, nil
	}
	was := rows[0]
	if was.Again == 0 || was.Again > tx.now {
		return Claim{Attempt: was.Attempts, Again: instant(was.Again)}, nil
	}
	n, err := tx.exec(ctx, "UPDATE report_delivery SET state = ?, said = '', at = ?, attempts = attempts + 1, again = ? WHERE name = ? AND due = ? AND again = ?",
		DeliveryBegun, tx.now, micros(until), name, micros(due), was.Again)
	if err != nil {
		return Claim{}, fmt.Errorf("claim delivery %s: %w", name, err)
	}
	return Claim{Ours: n == 1, Attempt: was.Attempts + 1, Again: until}, nil
}

var sendingInsertion = insertion{table: "report_sending", columns: []string{"name", "due", "channel", "state", "said", "at"}, keys: []string{"name", "due", "channel"}}

// BeginSending notes that a message to a channel is about to leave; false: it has
// left before, or may have.
func (tx *Tx) BeginSending(ctx context.Context, name string, due time.Time, channel string) (bool, error) {
	var was []string
	err := tx.list(ctx, &was, "SELECT state FROM report_sending WHERE name = ? AND due = ? AND channel = ?", name, micros(due), channel)
	if err == nil && len(was) > 0 && was[0] != DeliveryFailed {
		if was[0] == DeliveryBegun {
			err = tx.EndSending(ctx, name, due, channel, DeliveryUnsure, "")
		}
		return false, err
	}
	if err == nil {
		err = tx.EndSending(ctx, name, due, channel, DeliveryBegun, "")
	}
	return true, err
}

// EndSending notes what became of a message to a channel.
func (tx *Tx) EndSending(ctx context.Context, name string, due time.Time, channel, state, said string) error {
	if err := tx.insert(ctx, sendingInsertion, [][]any{{name, micros(due), channel, state, said, tx.now}}); err != nil {
		return fmt.Errorf("note the message of %s to %s: %w", name, channel, err)
	}
	return nil
}

// EndDelivery notes how an attempt went; it is made again at an instant, never when
// that is zero.
func (tx *Tx) EndDelivery(ctx context.Context, name string, due time.Time, state, said string, again time.Time) error {
	_, err := tx.exec(ctx, "UPDATE report_delivery SET state = ?, said = ?, at = ?, again = ? WHERE name = ? AND due = ?", state, said, tx.now, micros(again), name, micros(due))
	if err != nil {
		return fmt.Errorf("end delivery %s: %w", name, err)
	}
	return nil
}

// Delivered is how a delivery went, or how far it is.
type Delivered struct {
	Due, At     time.Time
	State, Said string
	Attempts    int
	Again       time.Time // when it is tried again, or taken from a silent process; zero: never
	Channels    []Sent    // by name; only of Deliveries
}

// Sent is what became of the message to one channel.
type Sent struct{ Channel, State, Said string }

type deliveryRow struct {
	Due      int64  `db:"due"`
	At       int64  `db:"at"`
	State    string `db:"state"`
	Said     string `db:"said"`
	Attempts int    `db:"attempts"`
	Again    int64  `db:"again"`
}

// LastDelivery is the last delivery of a report, the zero value when there was
// none.
func (db *DB) LastDelivery(ctx context.Context, name string) (Delivered, error) {
	all, err := db.deliveries(ctx, name, 1)
	if err != nil || len(all) == 0 {
		return Delivered{}, err
	}
	return all[0], nil
}

// Deliveries are the last deliveries of a report with its messages, newest first.
func (db *DB) Deliveries(ctx context.Context, p model.Principal, name string, limit int) ([]Delivered, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out, err := db.deliveries(ctx, name, limit)
	if err != nil || len(out) == 0 {
		return out, err
	}
	var rows []struct {
		Due     int64  `db:"due"`
		Channel string `db:"channel"`
		State   string `db:"state"`
		Said    string `db:"said"`
	}
	err = db.reads().list(ctx, &rows, "SELECT due, channel, state, said FROM report_sending WHERE name = ? AND due >= ? ORDER BY due, channel", name, micros(out[len(out)-1].Due))
	if err != nil {
		return nil, fmt.Errorf("read messages of %s: %w", name, err)
	}
	for _, r := range rows {
		if i := slices.IndexFunc(out, func(d Delivered) bool { return d.Due.Equal(instant(r.Due)) }); i >= 0 {
			out[i].Channels = append(out[i].Channels, Sent{r.Channel, r.State, r.Said})
		}
	}
	return out, nil
}

func (db *DB) deliveries(ctx context.Context, name string, limit int) ([]Delivered, error) {
	var rows []deliveryRow
	err := db.reads().list(ctx, &rows, "SELECT due, at, state, said, attempts, again FROM report_delivery WHERE name = ? ORDER BY due DESC LIMIT ?", name, limit)
	if err != nil {
		return nil, fmt.Errorf("read the deliveries of %s: %w", name, err)
	}
	out := make([]Delivered, len(rows))
	for i, r := range rows {
		out[i] = Delivered{Due: instant(r.Due), At: instant(r.At), State: r.State, Said: r.Said, Attempts: r.Attempts, Again: instant(r.Again)}
	}
	return out, nil
}
