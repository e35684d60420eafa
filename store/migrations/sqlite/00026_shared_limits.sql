-- +goose Up

-- Keys of this installation, made when they are first needed.
CREATE TABLE installation_key (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL,
    created_at INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Tries of a code within a while, to whichever process they came.
ALTER TABLE second_factor ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE second_factor ADD COLUMN tries_since INTEGER NOT NULL DEFAULT 0;

-- What the provider of single sign-on calls the login, to end it from there.
ALTER TABLE session ADD COLUMN provider_sid TEXT NOT NULL DEFAULT '';
CREATE INDEX session_provider_sid ON session (provider_sid);

-- +goose Down
DROP INDEX session_provider_sid;
ALTER TABLE session DROP COLUMN provider_sid;
ALTER TABLE second_factor DROP COLUMN tries_since;
ALTER TABLE second_factor DROP COLUMN tries;
DROP TABLE installation_key;
