-- +goose Up

-- What people say of customers for a policy, and what was to be reached.

CREATE TABLE manual_score (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARCHAR(255) NOT NULL DEFAULT '',
    entity VARCHAR(64) NOT NULL DEFAULT '',
    indicator VARCHAR(128) NOT NULL DEFAULT '',
    score VARCHAR(64) NOT NULL DEFAULT '',
    day BIGINT NOT NULL DEFAULT 0,
    author VARCHAR(255) NOT NULL DEFAULT '',
    approved_by VARCHAR(255) NOT NULL DEFAULT '',
    approved_as VARCHAR(255) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE sales_target (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    first_day BIGINT NOT NULL DEFAULT 0,
    last_day BIGINT NOT NULL DEFAULT 0,
    dimension VARCHAR(64) NOT NULL DEFAULT '',
    name VARCHAR(255) NOT NULL DEFAULT '',
    currency VARCHAR(32) NOT NULL DEFAULT '',
    amount BIGINT NOT NULL DEFAULT 0,
    UNIQUE (first_day, last_day, dimension, name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE sales_target;
DROP TABLE manual_score;
