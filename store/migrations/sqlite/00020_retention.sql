-- +goose Up

-- Where the audit log begins, once its old lines were cut: the last line that is gone,
-- its hash, and the line that tells of the cut.
CREATE TABLE audit_anchor (
    id INTEGER NOT NULL DEFAULT 0,
    seq INTEGER NOT NULL DEFAULT 0,
    hash BLOB NOT NULL,
    receipt INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
INSERT INTO audit_anchor (id, seq, hash) VALUES (1, 0, zeroblob(32));

-- What is kept for a time only: how much there was when it was last counted, and what
-- was taken away since the last receipt.
CREATE TABLE retained (
    kind TEXT NOT NULL DEFAULT '',
    n INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    oldest INTEGER NOT NULL DEFAULT 0,
    taken INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind)
) WITHOUT ROWID;

-- Holds keep what retention would take away, of one source or of all.
CREATE TABLE retention_hold (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    author TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    released_at INTEGER NOT NULL DEFAULT 0,
    released_by TEXT NOT NULL DEFAULT ''
);

CREATE INDEX raw_record_gone ON raw_record (stream_id, id) WHERE tombstone_at > 0;

-- +goose Down
DROP INDEX raw_record_gone;
DROP TABLE retention_hold;
DROP TABLE retained;
DROP TABLE audit_anchor;
