-- +goose Up

-- What scoring counted of the facts, by policy and part: see store/counted.go. It
-- may be dropped at any time; the next run then counts everybody.

CREATE TABLE score_counted (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL DEFAULT '',
    part INTEGER NOT NULL DEFAULT 0,
    data BLOB NOT NULL,
    UNIQUE (policy, part)
);

CREATE INDEX fact_pack_changed ON fact_pack (changed_run);

-- +goose Down
DROP INDEX fact_pack_changed;
DROP TABLE score_counted;
