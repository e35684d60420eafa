-- +goose Up

-- Results by the run that brought or ended them.
CREATE INDEX tier_begun ON tier (from_run, entity_id);
CREATE INDEX tier_ended ON tier (to_run, entity_id);
DROP INDEX tier_runs ON tier;

-- +goose Down
CREATE INDEX tier_runs ON tier (to_run, from_run, entity_id);
DROP INDEX tier_begun ON tier;
DROP INDEX tier_ended ON tier;
