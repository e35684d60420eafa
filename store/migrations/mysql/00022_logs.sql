-- +goose Up

-- The months of customers and their final tiers as reports read them: packed, in the
-- order in which they were stored (store/month_log.go, store/tier_log.go). Both say
-- what fact_month and tier say, and are made anew from them where a counter says
-- that they are not whole.
CREATE TABLE month_log (
    seq BIGINT NOT NULL DEFAULT 0,
    year BIGINT NOT NULL DEFAULT 0,
    n BIGINT NOT NULL DEFAULT 0,
    data LONGBLOB NOT NULL,
    PRIMARY KEY (seq, year)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE tier_log (
    policy VARCHAR(128) NOT NULL DEFAULT '',
    scope VARCHAR(160) NOT NULL DEFAULT '',
    seq BIGINT NOT NULL DEFAULT 0,
    data LONGBLOB NOT NULL,
    PRIMARY KEY (policy, scope, seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO counter (name, value) VALUES ('month-log', 0), ('tier-log', 0);
INSERT INTO counter (name, value) SELECT 'month-log-whole', CASE WHEN EXISTS (SELECT 1 FROM fact_month) THEN 0 ELSE 1 END;
INSERT INTO counter (name, value) SELECT 'tier-log-whole', CASE WHEN EXISTS (SELECT 1 FROM tier) THEN 0 ELSE 1 END;

-- +goose Down
DELETE FROM counter WHERE name IN ('month-log', 'tier-log', 'month-log-whole', 'tier-log-whole');
DROP TABLE tier_log;
DROP TABLE month_log;
