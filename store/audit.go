package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// AuditEntry is one line of the audit log: who did what to what.
type AuditEntry struct {
	Seq     int64 // set by the store, from 1 without gaps
	At      time.Time
	Actor   string
	Action  string // such as "plan.approve"
	Subject string
	Detail  string // JSON or text without secrets; data of persons are masked
}

type auditRow struct {
	Seq     int64  `db:"seq"`
	At      int64  `db:"at"`
	Actor   string `db:"actor"`
	Action  string `db:"action"`
	Subject string `db:"subject"`
	Detail  string `db:"detail"`
	Prev    []byte `db:"prev_hash"`
	Hash    []byte `db:"hash"`
}

// chain is the hash of the line and of the line before it.
func (r auditRow) chain() ([32]byte, error) {
	doc, err := json.Marshal([]any{r.Prev, r.Seq, r.At, r.Actor, r.Action, r.Subject, r.Detail})
	return sha256.Sum256(doc), err
}

// Audit appends a line to the log. Its hash covers the line before, so a line
// that is changed or taken out later shows in VerifyAudit.
func (tx *Tx) Audit(ctx context.Context, e AuditEntry) error {
	// The update locks the head, and what a transaction wrote itself it reads in
	// its latest form on every server.
	if _, err := tx.exec(ctx, "UPDATE audit_head SET seq = seq + 1 WHERE id = 1"); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	var head struct {
		Seq  int64  `db:"seq"`
		Hash []byte `db:"hash"`
	}
	if err := tx.get(ctx, &head, "SELECT seq, hash FROM audit_head WHERE id = 1"); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	r := auditRow{Seq: head.Seq, At: tx.now, Actor: cut(e.Actor, 255), Action: cut(e.Action, 128), Subject: cut(e.Subject, 255), Detail: model.MaskText(e.Detail), Prev: head.Hash}
	sum, err := r.chain()
	if err != nil {
		return err
	}
	err = tx.insert(ctx, insertion{table: "audit", columns: []string{"seq", "at", "actor", "action", "subject", "detail", "prev_hash", "hash"}},
		[][]any{{r.Seq, r.At, r.Actor, r.Action, r.Subject, r.Detail, r.Prev, sum[:]}})
	if err == nil {
		_, err = tx.exec(ctx, "UPDATE audit_head SET hash = ? WHERE id = 1", sum[:])
	}
	if err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	return nil
}

// auditTail is how many lines CountAudit looks back at most.
const auditTail = 200_000

// CountAudit counts the lines of an actor and action since an instant, this transaction's
// included, among the last of the log. Who appends a line before counting counts alone.
func (tx *Tx) CountAudit(ctx context.Context, actor, action string, since time.Time) (n int, err error) {
	err = tx.get(ctx, &n, "SELECT COUNT(*) FROM audit WHERE seq > (SELECT seq FROM audit_head WHERE id = 1) - ? AND actor = ? AND action = ? AND at > ?",
		auditTail, cut(actor, 255), action, micros(since))
	if err != nil {
		return 0, fmt.Errorf("count lines of the audit log: %w", err)
	}
	return n, nil
}

// AuditLog lists lines before a number, newest first; beforeSeq 0 starts at the end.
func (db *DB) AuditLog(ctx context.Context, p model.Principal, beforeSeq int64, limit int) ([]AuditEntry, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	if beforeSeq == 0 {
		beforeSeq = 1<<63 - 1
	}
	var rows []auditRow
	if err := db.reads().list(ctx, &rows, "SELECT seq, at, actor, action, subject, detail, prev_hash, hash FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?", beforeSeq, limit); err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	out := make([]AuditEntry, len(rows))
	for i, r := range rows {
		out[i] = AuditEntry{Seq: r.Seq, At: instant(r.At), Actor: r.Actor, Action: r.Action, Subject: r.Subject, Detail: r.Detail}
	}
	return out, nil
}

// AuditHead is the newest line and its hash: whoever keeps it elsewhere can tell a log
// that was written anew from the first line on. seq 0: there is no line.
func (db *DB) AuditHead(ctx context.Context) (seq int64, hash []byte, err error) {
	var head struct {
		Seq  int64  `db:"seq"`
		Hash []byte `db:"hash"`
	}
	if err := db.reads().get(ctx, &head, "SELECT seq, hash FROM audit_head WHERE id = 1"); err != nil {
		return 0, nil, fmt.Errorf("read the audit log: %w", err)
	}
	return head.Seq, head.Hash, nil
}

// AuditHash is the hash of a line. ErrNotFound: there is no such line; ErrCut: there
// is none any more.
func (db *DB) AuditHash(ctx context.Context, seq int64) (hash []byte, err error) {
	err = db.reads().get(ctx, &hash, "SELECT hash FROM audit WHERE seq = ?", seq)
	if errors.Is(err, sql.ErrNoRows) {
		a, e := db.AuditAnchor(ctx)
		switch {
		case e != nil:
			err = e
		case seq == a.Seq:
			return a.Hash, nil
		case seq < a.Seq:
			err = ErrCut
		default:
			err = ErrNotFound
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read line %d of the audit log: %w", seq, err)
	}
	return hash, nil
}

func (db *DB) verifyAuditHead(ctx context.Context, seq int64, hash []byte) error {
	last, sum, err := db.AuditHead(ctx)
	if err != nil {
		return err
	}
	// Lines may have been appended meanwhile.
	if last < seq || last == seq && string(sum) != string(hash) {
		return errors.New("audit log: its end does not fit")
	}
	if last > seq {
		var n int64
		if err := db.reads().get(ctx, &n, "SELECT COUNT(*) FROM audit WHERE seq > ?", seq); err != nil {
			return fmt.Errorf("read the audit log: %w", err)
		}
		if n == 0 {
			return fmt.Errorf("audit log: lines after %d are missing", seq)
		}
	}
	return nil
}
