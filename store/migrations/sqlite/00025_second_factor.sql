-- +goose Up

-- What makes the codes of an account's device, and one that is being set up. The
-- secrets are sealed where there is an identity.
CREATE TABLE second_factor (
    account_id INTEGER NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL DEFAULT X'',
    since INTEGER NOT NULL DEFAULT 0,
    step INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    next_secret BLOB NOT NULL DEFAULT X'',
    next_at INTEGER NOT NULL DEFAULT 0
);

-- Codes for the day on which the device is lost; each works once.
CREATE TABLE recovery_code (
    code_hash BLOB NOT NULL,
    account_id INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (code_hash)
) WITHOUT ROWID;
CREATE INDEX recovery_code_account ON recovery_code (account_id);

ALTER TABLE session ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE session DROP COLUMN proved_at;
DROP TABLE recovery_code;
DROP TABLE second_factor;
