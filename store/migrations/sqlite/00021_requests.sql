-- +goose Up

-- Who asked to see a unit's part of a customer, and what was answered. One question
-- has a line for each unit that has a part.
CREATE TABLE view_request (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL DEFAULT '',
    entity TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT '',
    asked_at INTEGER NOT NULL DEFAULT 0,
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL,
    valid_until INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX view_request_account ON view_request (account, entity);
CREATE INDEX view_request_state ON view_request (state, id);

-- Entered scores that wait for approval, and what was said before of the same.
CREATE INDEX manual_score_waits ON manual_score (origin, approved_by, id);
CREATE INDEX manual_score_about ON manual_score (indicator, entity, stream_id, ext_id);

-- +goose Down
DROP INDEX manual_score_about;
DROP INDEX manual_score_waits;
DROP TABLE view_request;
