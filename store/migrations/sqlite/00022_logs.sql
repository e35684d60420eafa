-- +goose Up

-- The months of customers and their final tiers as reports read them: packed, in the
-- order in which they were stored (store/month_log.go, store/tier_log.go). Both say
-- what fact_month and tier say, and are made anew from them where a counter says
-- that they are not whole.
CREATE TABLE month_log (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL DEFAULT 0,
    year INTEGER NOT NULL DEFAULT 0,
    n INTEGER NOT NULL DEFAULT 0,
    data BLOB NOT NULL,
    UNIQUE (seq, year)
);
CREATE TABLE tier_log (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL DEFAULT '',
    scope TEXT NOT NULL DEFAULT '',
    seq INTEGER NOT NULL DEFAULT 0,
    data BLOB NOT NULL,
    UNIQUE (policy, scope, seq)
);
INSERT INTO counter (name, value) VALUES ('month-log', 0), ('tier-log', 0);
INSERT INTO counter (name, value) SELECT 'month-log-whole', CASE WHEN EXISTS (SELECT 1 FROM fact_month) THEN 0 ELSE 1 END;
INSERT INTO counter (name, value) SELECT 'tier-log-whole', CASE WHEN EXISTS (SELECT 1 FROM tier) THEN 0 ELSE 1 END;

-- +goose Down
DELETE FROM counter WHERE name IN ('month-log', 'tier-log', 'month-log-whole', 'tier-log-whole');
DROP TABLE tier_log;
DROP TABLE month_log;
