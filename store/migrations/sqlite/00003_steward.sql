-- +goose Up

-- What stewards say, besides verdicts on pairs.

CREATE TABLE value_override (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL DEFAULT '',
    attr TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    base TEXT NOT NULL,
    until TEXT NOT NULL DEFAULT '',
    expires INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    ended_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX value_override_entity ON value_override (entity, ended_at);

-- +goose Down
DROP TABLE value_override;
