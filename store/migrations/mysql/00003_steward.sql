-- +goose Up

-- What stewards say, besides verdicts on pairs.

CREATE TABLE value_override (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entity VARCHAR(64) NOT NULL DEFAULT '',
    attr VARCHAR(128) NOT NULL DEFAULT '',
    text MEDIUMTEXT NOT NULL,
    base MEDIUMTEXT NOT NULL,
    valid_until VARCHAR(16) NOT NULL DEFAULT '',
    expires BIGINT NOT NULL DEFAULT 0,
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX value_override_entity ON value_override (entity, ended_at);

CREATE TABLE link_decision (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    child_stream_id BIGINT NOT NULL DEFAULT 0,
    child_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    parent_stream_id BIGINT NOT NULL DEFAULT 0,
    parent_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    verdict VARCHAR(32) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    from_date BIGINT NOT NULL DEFAULT 0,
    to_date BIGINT NOT NULL DEFAULT 0,
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE holding (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    list VARCHAR(255) NOT NULL DEFAULT '',
    line BIGINT NOT NULL DEFAULT 0,
    child MEDIUMTEXT NOT NULL,
    parent MEDIUMTEXT NOT NULL,
    share VARCHAR(32) NOT NULL DEFAULT '',
    from_date BIGINT NOT NULL DEFAULT 0,
    to_date BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX holding_list ON holding (list, line);

ALTER TABLE edge ADD COLUMN share VARCHAR(32) NOT NULL DEFAULT '';
ALTER TABLE edge ADD COLUMN from_date BIGINT NOT NULL DEFAULT 0;
ALTER TABLE edge ADD COLUMN to_date BIGINT NOT NULL DEFAULT 0;

-- The review queue.

ALTER TABLE doubt ADD COLUMN kind VARCHAR(32) NOT NULL DEFAULT '';

CREATE TABLE review_skip (
    kind VARCHAR(32) NOT NULL DEFAULT '',
    a_stream_id BIGINT NOT NULL DEFAULT 0,
    a_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    b_stream_id BIGINT NOT NULL DEFAULT 0,
    b_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    valid_until BIGINT NOT NULL DEFAULT 0,
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The quality of the data.

CREATE TABLE record_quality (
    customer_id BIGINT NOT NULL DEFAULT 0,
    score BIGINT NOT NULL DEFAULT 0,
    findings MEDIUMTEXT NOT NULL,
    run BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (customer_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE quality_trend (
    run BIGINT NOT NULL DEFAULT 0,
    unit VARCHAR(255) NOT NULL DEFAULT '',
    attr VARCHAR(128) NOT NULL DEFAULT '',
    records BIGINT NOT NULL DEFAULT 0,
    score BIGINT NOT NULL DEFAULT 0,
    missing BIGINT NOT NULL DEFAULT 0,
    invalid BIGINT NOT NULL DEFAULT 0,
    conflicts BIGINT NOT NULL DEFAULT 0,
    stale BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (run, unit, attr)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

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
