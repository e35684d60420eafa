-- +goose Up

-- Decisions that were given in one act have one batch; a decision is found by
-- either record, by its author and by its time.
ALTER TABLE decision ADD COLUMN batch TEXT NOT NULL DEFAULT '';
CREATE INDEX decision_a ON decision (a_stream_id, a_ext_id);
CREATE INDEX decision_b ON decision (b_stream_id, b_ext_id);
CREATE INDEX decision_author ON decision (author, at);
CREATE INDEX decision_at ON decision (at);
CREATE INDEX decision_batch ON decision (batch);

-- A scheduled report is tried again; each channel has a line of its own, begun
-- before the message leaves.
ALTER TABLE report_delivery ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE report_delivery ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
CREATE TABLE report_sending (
    name TEXT NOT NULL DEFAULT '',
    due INTEGER NOT NULL DEFAULT 0,
    channel TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name, due, channel)
) WITHOUT ROWID;

-- What people asked of a policy in the console: backtests, comparisons, previews.
CREATE TABLE policy_trial (
    id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    ask TEXT NOT NULL,
    said TEXT NOT NULL,
    doc TEXT NOT NULL,
    asked_at INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX policy_trial_asked ON policy_trial (asked_at);

-- +goose Down
DROP TABLE policy_trial;
DROP TABLE report_sending;
ALTER TABLE report_delivery DROP COLUMN again;
ALTER TABLE report_delivery DROP COLUMN attempts;
DROP INDEX decision_batch;
DROP INDEX decision_at;
DROP INDEX decision_author;
DROP INDEX decision_b;
DROP INDEX decision_a;
ALTER TABLE decision DROP COLUMN batch;
