-- +goose Up

-- Who somebody is at the provider of single sign-on. The key is the SHA-256 of
-- issuer and subject, so that no collation takes two of them for one.

CREATE TABLE identity (
    identity_hash BLOB NOT NULL,
    account_id INTEGER NOT NULL DEFAULT 0,
    issuer TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (identity_hash)
) WITHOUT ROWID;
CREATE INDEX identity_account ON identity (account_id);

-- What has opened a session and must not open another, until it is out of date.
CREATE TABLE spent_nonce (
    nonce_hash BLOB NOT NULL,
    expires INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (nonce_hash)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE spent_nonce;
DROP TABLE identity;
