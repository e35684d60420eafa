-- +goose Up

-- What the rows of a plan do, counted when it is saved: fields that were empty, that
-- hold another value, that are taken away, that could not be read, tiers that go down.
CREATE TABLE plan_tally (
    plan_id TEXT NOT NULL DEFAULT '',
    stream_id INTEGER NOT NULL DEFAULT 0,
    unit TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    fresh INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    cleared INTEGER NOT NULL DEFAULT 0,
    unseen INTEGER NOT NULL DEFAULT 0,
    downs INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (plan_id, stream_id, unit, field)
) WITHOUT ROWID;
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
