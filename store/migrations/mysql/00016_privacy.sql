-- +goose Up

-- Receipts of what was erased of persons, without it. found is JSON: how many texts
-- by table; records is JSON: the records of sources that held the person.
CREATE TABLE erasure (
    id VARCHAR(32) NOT NULL DEFAULT '',
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    found MEDIUMTEXT NOT NULL,
    records MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    released_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Keyed hashes of what must not come back: see package privacy.
CREATE TABLE suppression (
    erasure VARCHAR(32) NOT NULL DEFAULT '',
    hash BINARY(16) NOT NULL,
    PRIMARY KEY (erasure, hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE suppression;
DROP TABLE erasure;
