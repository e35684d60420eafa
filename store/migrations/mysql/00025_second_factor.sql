-- +goose Up

-- What makes the codes of an account's device, and one that is being set up. The
-- secrets are sealed where there is an identity.
CREATE TABLE second_factor (
    account_id BIGINT NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL,
    since BIGINT NOT NULL DEFAULT 0,
    step BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    next_secret BLOB NOT NULL,
    next_at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Codes for the day on which the device is lost; each works once.
CREATE TABLE recovery_code (
    code_hash BINARY(32) NOT NULL,
    account_id BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (code_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX recovery_code_account ON recovery_code (account_id);

ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE session DROP COLUMN proved_at;
DROP TABLE recovery_code;
DROP TABLE second_factor;
