-- +goose Up

-- What the rows of a plan do, counted when it is saved: fields that were empty, that
-- hold another value, that are taken away, that could not be read, tiers that go down.
CREATE TABLE plan_tally (
    plan_id VARCHAR(64) NOT NULL DEFAULT '',
    stream_id BIGINT NOT NULL DEFAULT 0,
    unit VARCHAR(128) NOT NULL DEFAULT '',
    field VARCHAR(128) NOT NULL DEFAULT '',
    fresh BIGINT NOT NULL DEFAULT 0,
    changed BIGINT NOT NULL DEFAULT 0,
    cleared BIGINT NOT NULL DEFAULT 0,
    unseen BIGINT NOT NULL DEFAULT 0,
    downs BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (plan_id, stream_id, unit, field)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO plan_tally (plan_id, stream_id, unit, field, fresh, changed, cleared, unseen, downs)
SELECT plan_id, stream_id, unit, field,
    SUM(CASE WHEN old_known = 1 AND old_value = '' THEN 1 ELSE 0 END),
    SUM(CASE WHEN old_known = 1 AND old_value <> '' AND new_value <> '' THEN 1 ELSE 0 END),
    SUM(CASE WHEN old_known = 1 AND old_value <> '' AND new_value = '' THEN 1 ELSE 0 END),
    SUM(CASE WHEN old_known = 0 THEN 1 ELSE 0 END),
    SUM(CASE WHEN down = 1 THEN 1 ELSE 0 END)
FROM plan_row GROUP BY plan_id, stream_id, unit, field;

-- +goose Down
DROP TABLE plan_tally;
