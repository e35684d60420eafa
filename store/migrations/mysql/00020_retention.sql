-- +goose Up

-- Where the audit log begins, once its old lines were cut: the last line that is gone,
-- its hash, and the line that tells of the cut.
CREATE TABLE audit_anchor (
    id BIGINT NOT NULL DEFAULT 0,
    seq BIGINT NOT NULL DEFAULT 0,
    hash BINARY(32) NOT NULL,
    receipt BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO audit_anchor (id, seq, hash) VALUES (1, 0, UNHEX('0000000000000000000000000000000000000000000000000000000000000000'));

-- What is kept for a time only: how much there was when it was last counted, and what
-- was taken away since the last receipt.
CREATE TABLE retained (
    kind VARCHAR(64) NOT NULL DEFAULT '',
    n BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0,
    oldest BIGINT NOT NULL DEFAULT 0,
    taken BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (kind)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Holds keep what retention would take away, of one source or of all.
CREATE TABLE retention_hold (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    source VARCHAR(128) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    author VARCHAR(255) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0,
    released_at BIGINT NOT NULL DEFAULT 0,
    released_by VARCHAR(255) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX raw_record_gone ON raw_record (stream_id, tombstone_at);

-- +goose Down
DROP INDEX raw_record_gone ON raw_record;
DROP TABLE retention_hold;
DROP TABLE retained;
DROP TABLE audit_anchor;
