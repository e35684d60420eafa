-- +goose Up

-- What stewards say, besides verdicts on pairs.

CREATE TABLE value_override (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entity VARCHAR(64) NOT NULL DEFAULT '',
    attr VARCHAR(128) NOT NULL DEFAULT '',
    text MEDIUMTEXT NOT NULL,
    base MEDIUMTEXT NOT NULL,
    until VARCHAR(16) NOT NULL DEFAULT '',
    expires BIGINT NOT NULL DEFAULT 0,
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX value_override_entity ON value_override (entity, ended_at);

-- +goose Down
DROP TABLE value_override;
