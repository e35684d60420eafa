-- +goose Up

-- What scoring counted of the facts, by policy and part: see store/counted.go. It
-- may be dropped at any time; the next run then counts everybody.

CREATE TABLE score_counted (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    policy VARCHAR(128) NOT NULL DEFAULT '',
    part BIGINT NOT NULL DEFAULT 0,
    data LONGBLOB NOT NULL,
    UNIQUE (policy, part)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX fact_pack_changed ON fact_pack (changed_run);

-- +goose Down
DROP INDEX fact_pack_changed ON fact_pack;
DROP TABLE score_counted;
