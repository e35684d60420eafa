-- +goose Up

-- People and their credentials. Every secret is kept as the SHA-256 of what its
-- holder has; passwords as argon2id.

CREATE TABLE account (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(255) NOT NULL DEFAULT '',
    label VARCHAR(255) NOT NULL DEFAULT '',
    role VARCHAR(32) NOT NULL DEFAULT '',
    units MEDIUMTEXT NOT NULL,
    masked MEDIUMTEXT NOT NULL,
    language VARCHAR(16) NOT NULL DEFAULT '',
    password MEDIUMTEXT NOT NULL,
    created_at BIGINT NOT NULL DEFAULT 0,
    disabled_at BIGINT NOT NULL DEFAULT 0,
    login_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE session (
    token_hash BINARY(32) NOT NULL,
    account_id BIGINT NOT NULL DEFAULT 0,
    via VARCHAR(32) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT 0,
    seen_at BIGINT NOT NULL DEFAULT 0,
    address VARCHAR(64) NOT NULL DEFAULT '',
    agent VARCHAR(255) NOT NULL DEFAULT '',
    PRIMARY KEY (token_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX session_account ON session (account_id);

-- Links that work once: setup makes the first admin, invite lets an account set
-- its password.
CREATE TABLE once_link (
    token_hash BINARY(32) NOT NULL,
    purpose VARCHAR(32) NOT NULL DEFAULT '',
    account_id BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL DEFAULT 0,
    expires BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (token_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE api_token (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    token_hash BINARY(32) NOT NULL,
    account_id BIGINT NOT NULL DEFAULT 0,
    name VARCHAR(255) NOT NULL DEFAULT '',
    scopes MEDIUMTEXT NOT NULL,
    created_at BIGINT NOT NULL DEFAULT 0,
    expires BIGINT NOT NULL DEFAULT 0,
    used_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (token_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX api_token_account ON api_token (account_id);

-- Changed by whoever decides by the number of admins, so that two such collide.
INSERT INTO counter (name, value) VALUES ('admins', 0);

-- +goose Down
DELETE FROM counter WHERE name = 'admins';
DROP TABLE api_token;
DROP TABLE once_link;
DROP TABLE session;
DROP TABLE account;
