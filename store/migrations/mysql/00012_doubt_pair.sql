-- +goose Up

-- A change of some customers replaces the questions on them alone.
CREATE INDEX doubt_pair ON doubt (a_stream_id, a_ext_id, b_stream_id, b_ext_id);

-- +goose Down
DROP INDEX doubt_pair ON doubt;
