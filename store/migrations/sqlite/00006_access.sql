-- +goose Up

-- People and their credentials. Every secret is kept as the SHA-256 of what its
-- holder has; passwords as argon2id.

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    units TEXT NOT NULL,
    masked TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL DEFAULT 0,
    disabled_at INTEGER NOT NULL DEFAULT 0,
    login_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (name)
);

CREATE TABLE session (
    token_hash BLOB NOT NULL,
    account_id INTEGER NOT NULL DEFAULT 0,
    via TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT 0,
    address TEXT NOT NULL DEFAULT '',
    agent TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (token_hash)
) WITHOUT ROWID;
CREATE INDEX session_account ON session (account_id);

-- Links that work once: setup makes the first admin, invite lets an account set
-- its password.
CREATE TABLE once_link (
    token_hash BLOB NOT NULL,
    purpose TEXT NOT NULL DEFAULT '',
    account_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT 0,
    expires INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (token_hash)
) WITHOUT ROWID;

CREATE TABLE api_token (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL,
    account_id INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL DEFAULT 0,
    expires INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (token_hash)
);
CREATE INDEX api_token_account ON api_token (account_id);

-- Changed by whoever decides by the number of admins, so that two such collide.
INSERT INTO counter (name, value) VALUES ('admins', 0);

-- +goose Down
DELETE FROM counter WHERE name = 'admins';
DROP TABLE api_token;
DROP TABLE once_link;
DROP TABLE session;
DROP TABLE account;
