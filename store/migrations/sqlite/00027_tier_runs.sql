-- +goose Up

-- Results by the run that brought or ended them. An index that begins with to_run
-- for all of them made SQLite look for a few entities' present results among those
-- of everybody.
DROP INDEX tier_runs;
CREATE INDEX tier_begun ON tier (from_run, entity_id);
CREATE INDEX tier_ended ON tier (to_run, entity_id) WHERE to_run > 0;

-- +goose Down
DROP INDEX tier_begun;
DROP INDEX tier_ended;
CREATE INDEX tier_runs ON tier (to_run, from_run, entity_id);
