-- +goose Up

-- Who asked to see a unit's part of a customer, and what was answered. One question
-- has a line for each unit that has a part.
CREATE TABLE view_request (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    account VARCHAR(255) NOT NULL DEFAULT '',
    entity VARCHAR(64) NOT NULL DEFAULT '',
    unit VARCHAR(128) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    state VARCHAR(32) NOT NULL DEFAULT '',
    asked_at BIGINT NOT NULL DEFAULT 0,
    decided_by VARCHAR(255) NOT NULL DEFAULT '',
    decided_at BIGINT NOT NULL DEFAULT 0,
    answer MEDIUMTEXT NOT NULL,
    valid_until BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX view_request_account ON view_request (account, entity);
CREATE INDEX view_request_state ON view_request (state, id);

-- Entered scores that wait for approval, and what was said before of the same.
CREATE INDEX manual_score_waits ON manual_score (origin, approved_by, id);
CREATE INDEX manual_score_about ON manual_score (indicator, entity, stream_id, ext_id);

-- +goose Down
DROP INDEX manual_score_about ON manual_score;
DROP INDEX manual_score_waits ON manual_score;
DROP TABLE view_request;
