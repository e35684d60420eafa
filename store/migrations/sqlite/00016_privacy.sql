-- +goose Up

-- Receipts of what was erased of persons, without it. found is JSON: how many texts
-- by table; records is JSON: the records of sources that held the person.
CREATE TABLE erasure (
    id TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    found TEXT NOT NULL,
    records TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    released_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) WITHOUT ROWID;

-- Keyed hashes of what must not come back: see package privacy.
CREATE TABLE suppression (
    erasure TEXT NOT NULL DEFAULT '',
    hash BLOB NOT NULL,
    PRIMARY KEY (erasure, hash)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE suppression;
DROP TABLE erasure;
