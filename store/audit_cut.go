package store

import (
	"context"
	"fmt"
	"time"
)

// AuditAnchor is where the audit log begins. The zero Seq is its first line.
type AuditAnchor struct {
	Seq     int64 // the last line that was cut
	Hash    []byte
	Receipt int64 // the line that tells of the cut, and so vouches for the hash
	At      time.Time
}

// cutAction is what the receipt of a cut says was done.
const cutAction = "audit.cut"

// subject is what the receipt names.
func (a AuditAnchor) subject() string { return fmt.Sprintf("lines up to %d:%x", a.Seq, a.Hash) }

// AuditAnchor reads where the log begins.
func (db *DB) AuditAnchor(ctx context.Context) (AuditAnchor, error) {
	return db.reads().auditAnchor(ctx)
}

func (c conn) auditAnchor(ctx context.Context) (AuditAnchor, error) {
	var r struct {
		Seq     int64  `db:"seq"`
		Hash    []byte `db:"hash"`
		Receipt int64  `db:"receipt"`
		At      int64  `db:"at"`
	}
	if err := c.get(ctx, &r, "SELECT seq, hash, receipt, at FROM audit_anchor WHERE id = 1"); err != nil {
		return AuditAnchor{}, fmt.Errorf("read where the audit log begins: %w", err)
	}
	return AuditAnchor{r.Seq, r.Hash, r.Receipt, instant(r.At)}, nil
}

// cutAt is the last of the lines at the beginning of the log that are all older than
// an instant, and the last that was cut already.
func (c conn) cutAt(ctx context.Context, before int64) (last, was int64, err error) {
	a, err := c.auditAnchor(ctx)
	if err != nil {
		return 0, 0, err
	}
	err = c.get(ctx, &last, "SELECT COALESCE(MIN(seq), 0) - 1 FROM audit WHERE seq > ? AND at >= ?", a.Seq, before)
	if err == nil && last < 0 { // all are older
		err = c.get(ctx, &last, "SELECT COALESCE(MAX(seq), 0) FROM audit")
	}
	if err != nil {
		return 0, 0, fmt.Errorf("read the audit log: %w", err)
	}
	return max(last, a.Seq), a.Seq, nil
}

// CutAudit lets the log begin after its lines older than an instant, and returns how
// many those are. A new line tells of the cut with the hash of the last of them, so
// that VerifyAudit can trust where the log begins. DropCut takes the lines away.
func (tx *Tx) CutAudit(ctx context.Context, by string, before time.Time) (int64, error) {
	last, was, err := tx.cutAt(ctx, micros(before))
	if err != nil || last == was {
		return 0, err
	}
	a := AuditAnchor{Seq: last}
	if err := tx.get(ctx, &a.Hash, "SELECT hash FROM audit WHERE seq = ?", last); err != nil {
		return 0, fmt.Errorf("cut the audit log at line %d: %w", last, err)
	}
	if err := tx.Audit(ctx, AuditEntry{Actor: by, Action: cutAction, Subject: a.subject(), Detail: fmt.Sprintf("%d lines from before %s", last-was, before.UTC().Format(time.RFC3339))}); err != nil {
		return 0, err
	}
	err = tx.get(ctx, &a.Receipt, "SELECT seq FROM audit_head WHERE id = 1")
	if err == nil {
		_, err = tx.exec(ctx, "UPDATE audit_anchor SET seq = ?, hash = ?, receipt = ?, at = ? WHERE id = 1", a.Seq, a.Hash, a.Receipt, tx.now)
	}
	if err != nil {
		return 0, fmt.Errorf("cut the audit log at line %d: %w", last, err)
	}
	return last - was, nil
}

// DropCut takes away a batch of lines that were cut, the oldest first; 0: there is
// none any more.
func (tx *Tx) DropCut(ctx context.Context) (int64, error) {
	a, err := tx.auditAnchor(ctx)
	if err != nil {
		return 0, err
	}
	var first int64
	err = tx.get(ctx, &first, "SELECT COALESCE(MIN(seq), 0) FROM audit")
	if err != nil || first == 0 || first > a.Seq {
		return 0, err
	}
	n, err := tx.exec(ctx, "DELETE FROM audit WHERE seq <= ?", min(a.Seq, first+agedBatch-1))
	if err != nil {
		return 0, fmt.Errorf("take lines of the audit log away: %w", err)
	}
	return n, nil
}

// VerifyAudit walks the whole log, from its first line or from where it was cut, and
// names the first line that is not as it was written.
func (db *DB) VerifyAudit(ctx context.Context) error {
	for {
		a, err := db.AuditAnchor(ctx)
		if err != nil {
			return err
		}
		err = db.verifyFrom(ctx, a)
		if err == nil {
			return nil
		}
		// Lines that were cut while they were being walked are no fault.
		if now, e := db.AuditAnchor(ctx); e != nil || now.Seq == a.Seq {
			return err
		}
	}
}

func (db *DB) verifyFrom(ctx context.Context, a AuditAnchor) error {
	if err := db.vouched(ctx, a); err != nil {
		return err
	}
	prev, after := a.Hash, a.Seq
	for first := true; ; first = false {
		var rows []auditRow
		from := after
		if first {
			from = 0 // cut lines that are still there have to lead up to the anchor
		}
		if err := db.reads().list(ctx, &rows, "SELECT seq, at, actor, action, subject, detail, prev_hash, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", from, pageSize); err != nil {
			return fmt.Errorf("read the audit log: %w", err)
		}
		for i, r := range rows {
			if first && i == 0 && r.Seq <= a.Seq {
				prev, after = r.Prev, r.Seq-1
			}
			sum, err := r.chain()
			if err != nil {
				return err
			}
			if r.Seq != after+1 || string(r.Prev) != string(prev) || string(r.Hash) != string(sum[:]) || r.Seq == a.Seq && string(r.Hash) != string(a.Hash) {
				return fmt.Errorf("audit log: line %d was changed, or a line before it is missing", r.Seq)
			}
			prev, after = r.Hash, r.Seq
		}
		if len(rows) < pageSize {
			return db.verifyAuditHead(ctx, after, prev)
		}
	}
}

// vouched: what the anchor says stands in the chain itself too, in the line that told
// of the cut.
func (db *DB) vouched(ctx context.Context, a AuditAnchor) error {
	if a.Seq == 0 {
		return nil
	}
	var n int64
	err := db.reads().get(ctx, &n, "SELECT COUNT(*) FROM audit WHERE seq = ? AND seq > ? AND action = ? AND subject = ?", a.Receipt, a.Seq, cutAction, a.subject())
	if err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	if n == 0 {
		return fmt.Errorf("audit log: it begins after line %d, and no line tells of such a cut", a.Seq)
	}
	return nil
}
