-- +goose Up

-- All living facts of a source customer in one value, for scoring: see
-- store/pack_code.go. It can be made again at any time from business_doc,
-- doc_line and activity, and never says anything that they do not. changed_run is
-- the run that moved a fact last, last_day the day of the latest fact.

CREATE TABLE fact_pack (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    cust_stream_id BIGINT NOT NULL DEFAULT 0,
    cust_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    changed_run BIGINT NOT NULL DEFAULT 0,
    last_day BIGINT NOT NULL DEFAULT 0,
    facts LONGBLOB NOT NULL,
    UNIQUE (cust_stream_id, cust_ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Customers whose pack is behind their facts, with the run that moved them. A
-- row is written in the transaction that writes a fact.
CREATE TABLE fact_stale (
    cust_stream_id BIGINT NOT NULL DEFAULT 0,
    cust_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    run BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (cust_stream_id, cust_ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO fact_stale (cust_stream_id, cust_ext_id, run)
SELECT cust_stream_id, cust_ext_id, 0 FROM business_doc WHERE cust_ext_id > ''
UNION
SELECT cust_stream_id, cust_ext_id, 0 FROM activity WHERE cust_ext_id > '';

-- +goose Down
DROP TABLE fact_stale;
DROP TABLE fact_pack;
