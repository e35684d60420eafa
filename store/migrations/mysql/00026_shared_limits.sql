-- +goose Up

-- Keys of this installation, made when they are first needed.
CREATE TABLE installation_key (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    value BLOB NOT NULL,
    created_at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Tries of a code within a while, to whichever process they came.
ALTER TABLE second_factor ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE second_factor ADD COLUMN tries_since BIGINT NOT NULL DEFAULT 0;

-- What the provider of single sign-on calls the login, to end it from there.
ALTER TABLE session ADD COLUMN provider_sid VARCHAR(255) NOT NULL DEFAULT '';
CREATE INDEX session_provider_sid ON session (provider_sid);

-- +goose Down
DROP INDEX session_provider_sid ON session;
ALTER TABLE session DROP COLUMN provider_sid;
ALTER TABLE second_factor DROP COLUMN tries_since;
ALTER TABLE second_factor DROP COLUMN tries;
DROP TABLE installation_key;
