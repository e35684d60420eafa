-- +goose Up

-- What people say of customers for a policy, and what was to be reached.

CREATE TABLE manual_score (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    entity TEXT NOT NULL DEFAULT '',
    indicator TEXT NOT NULL DEFAULT '',
    score TEXT NOT NULL DEFAULT '',
    day INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL DEFAULT '',
    approved_by TEXT NOT NULL DEFAULT '',
    approved_as TEXT NOT NULL DEFAULT ''
);

CREATE TABLE sales_target (
    id INTEGER PRIMARY KEY,
    first_day INTEGER NOT NULL DEFAULT 0,
    last_day INTEGER NOT NULL DEFAULT 0,
    dimension TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL DEFAULT '',
    amount INTEGER NOT NULL DEFAULT 0,
    UNIQUE (first_day, last_day, dimension, name)
);

-- +goose Down
DROP TABLE sales_target;
DROP TABLE manual_score;
