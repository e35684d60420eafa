-- +goose Up

-- What stewards say, besides verdicts on pairs.

CREATE TABLE value_override (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL DEFAULT '',
    attr TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    base TEXT NOT NULL,
    valid_until TEXT NOT NULL DEFAULT '',
    expires INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    ended_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX value_override_entity ON value_override (entity, ended_at);

CREATE TABLE link_decision (
    id INTEGER PRIMARY KEY,
    child_stream_id INTEGER NOT NULL DEFAULT 0,
    child_ext_id TEXT NOT NULL DEFAULT '',
    parent_stream_id INTEGER NOT NULL DEFAULT 0,
    parent_ext_id TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    from_date INTEGER NOT NULL DEFAULT 0,
    to_date INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE holding (
    id INTEGER PRIMARY KEY,
    list TEXT NOT NULL DEFAULT '',
    line INTEGER NOT NULL DEFAULT 0,
    child TEXT NOT NULL,
    parent TEXT NOT NULL,
    share TEXT NOT NULL DEFAULT '',
    from_date INTEGER NOT NULL DEFAULT 0,
    to_date INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX holding_list ON holding (list, line);

ALTER TABLE edge ADD COLUMN share TEXT NOT NULL DEFAULT '';
ALTER TABLE edge ADD COLUMN from_date INTEGER NOT NULL DEFAULT 0;
ALTER TABLE edge ADD COLUMN to_date INTEGER NOT NULL DEFAULT 0;

-- The review queue.

ALTER TABLE doubt ADD COLUMN kind TEXT NOT NULL DEFAULT '';

CREATE TABLE review_skip (
    kind TEXT NOT NULL DEFAULT '',
    a_stream_id INTEGER NOT NULL DEFAULT 0,
    a_ext_id TEXT NOT NULL DEFAULT '',
    b_stream_id INTEGER NOT NULL DEFAULT 0,
    b_ext_id TEXT NOT NULL DEFAULT '',
    valid_until INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id)
) WITHOUT ROWID;

-- The quality of the data.

CREATE TABLE record_quality (
    customer_id INTEGER NOT NULL DEFAULT 0,
    score INTEGER NOT NULL DEFAULT 0,
    findings TEXT NOT NULL,
    run INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (customer_id)
) WITHOUT ROWID;

CREATE TABLE quality_trend (
    run INTEGER NOT NULL DEFAULT 0,
    unit TEXT NOT NULL DEFAULT '',
    attr TEXT NOT NULL DEFAULT '',
    records INTEGER NOT NULL DEFAULT 0,
    score INTEGER NOT NULL DEFAULT 0,
    missing INTEGER NOT NULL DEFAULT 0,
    invalid INTEGER NOT NULL DEFAULT 0,
    conflicts INTEGER NOT NULL DEFAULT 0,
    stale INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, unit, attr)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE quality_trend;
DROP TABLE record_quality;
DROP TABLE review_skip;
ALTER TABLE doubt DROP COLUMN kind;
ALTER TABLE edge DROP COLUMN to_date;
ALTER TABLE edge DROP COLUMN from_date;
ALTER TABLE edge DROP COLUMN share;
DROP TABLE holding;
DROP TABLE link_decision;
DROP TABLE value_override;
