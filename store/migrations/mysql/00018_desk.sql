-- +goose Up

-- Decisions that were given in one act have one batch; a decision is found by
-- either record, by its author and by its time.
ALTER TABLE decision ADD COLUMN batch VARCHAR(64) NOT NULL DEFAULT '';
CREATE INDEX decision_a ON decision (a_stream_id, a_ext_id);
CREATE INDEX decision_b ON decision (b_stream_id, b_ext_id);
CREATE INDEX decision_author ON decision (author, at);
CREATE INDEX decision_at ON decision (at);
CREATE INDEX decision_batch ON decision (batch);

-- A scheduled report is tried again; each channel has a line of its own, begun
-- before the message leaves.
ALTER TABLE report_delivery ADD COLUMN attempts BIGINT NOT NULL DEFAULT 1;
ALTER TABLE report_delivery ADD COLUMN again BIGINT NOT NULL DEFAULT 0;
CREATE TABLE report_sending (
    name VARCHAR(128) NOT NULL DEFAULT '',
    due BIGINT NOT NULL DEFAULT 0,
    channel VARCHAR(128) NOT NULL DEFAULT '',
    state VARCHAR(32) NOT NULL DEFAULT '',
    said MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (name, due, channel)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What people asked of a policy in the console: backtests, comparisons, previews.
CREATE TABLE policy_trial (
    id VARCHAR(64) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    state VARCHAR(32) NOT NULL DEFAULT '',
    author VARCHAR(255) NOT NULL DEFAULT '',
    ask MEDIUMTEXT NOT NULL,
    said MEDIUMTEXT NOT NULL,
    doc LONGTEXT NOT NULL,
    asked_at BIGINT NOT NULL DEFAULT 0,
    seen_at BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX policy_trial_asked ON policy_trial (asked_at);

-- +goose Down
DROP TABLE policy_trial;
DROP TABLE report_sending;
ALTER TABLE report_delivery DROP COLUMN again;
ALTER TABLE report_delivery DROP COLUMN attempts;
DROP INDEX decision_batch ON decision;
DROP INDEX decision_at ON decision;
DROP INDEX decision_author ON decision;
DROP INDEX decision_b ON decision;
DROP INDEX decision_a ON decision;
ALTER TABLE decision DROP COLUMN batch;
