-- +goose Up

-- Who somebody is at the provider of single sign-on. The key is the SHA-256 of
-- issuer and subject, so that no collation takes two of them for one.

CREATE TABLE identity (
    identity_hash BINARY(32) NOT NULL,
    account_id BIGINT NOT NULL DEFAULT 0,
    issuer VARCHAR(255) NOT NULL DEFAULT '',
    subject VARCHAR(255) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (identity_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX identity_account ON identity (account_id);

-- What has opened a session and must not open another, until it is out of date.
CREATE TABLE spent_nonce (
    nonce_hash BINARY(32) NOT NULL,
    expires BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (nonce_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE spent_nonce;
DROP TABLE identity;
