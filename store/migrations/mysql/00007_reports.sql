-- +goose Up

-- The quality of the data, by source too, with records of one company that a
-- source holds several times.
CREATE TABLE quality_measure (
    run BIGINT NOT NULL DEFAULT 0,
    unit VARCHAR(255) NOT NULL DEFAULT '',
    source VARCHAR(128) NOT NULL DEFAULT '',
    attr VARCHAR(128) NOT NULL DEFAULT '',
    records BIGINT NOT NULL DEFAULT 0,
    score BIGINT NOT NULL DEFAULT 0,
    missing BIGINT NOT NULL DEFAULT 0,
    invalid BIGINT NOT NULL DEFAULT 0,
    conflicts BIGINT NOT NULL DEFAULT 0,
    duplicates BIGINT NOT NULL DEFAULT 0,
    stale BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (run, unit, source, attr)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO quality_measure (run, unit, source, attr, records, score, missing, invalid, conflicts, duplicates, stale, at)
SELECT run, unit, '', attr, records, score, missing, invalid, conflicts, 0, stale, at FROM quality_trend;
DROP TABLE quality_trend;

-- Who is unrated and why, and for how many each indicator has a value.
CREATE TABLE tier_coverage (
    policy VARCHAR(128) NOT NULL DEFAULT '',
    scope VARCHAR(255) NOT NULL DEFAULT '',
    topic VARCHAR(32) NOT NULL DEFAULT '',
    name VARCHAR(128) NOT NULL DEFAULT '',
    n BIGINT NOT NULL DEFAULT 0,
    of_n BIGINT NOT NULL DEFAULT 0,
    run BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (policy, scope, topic, name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Exchange rates, own companies, manual scores and targets that a source keeps.
CREATE TABLE reference_record (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARCHAR(255) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    doc MEDIUMTEXT NOT NULL,
    doc_hash BINARY(16) NOT NULL,
    changed_run BIGINT NOT NULL DEFAULT 0,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (stream_id, ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX reference_record_kind ON reference_record (kind, deleted_at);

-- Scores that people enter here, beside those of the configured file.
ALTER TABLE manual_score ADD COLUMN origin VARCHAR(32) NOT NULL DEFAULT 'file';
ALTER TABLE manual_score ADD COLUMN entered_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE manual_score ADD COLUMN approved_at BIGINT NOT NULL DEFAULT 0;

-- Reports that were sent on schedule.
CREATE TABLE report_delivery (
    name VARCHAR(128) NOT NULL DEFAULT '',
    due BIGINT NOT NULL DEFAULT 0,
    state VARCHAR(32) NOT NULL DEFAULT '',
    said MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (name, due)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Further views: see docs/reference/views.md.

CREATE VIEW rpt_sync_row AS
SELECT r.id AS reject_id, r.run, COALESCE(u.unit, '') AS unit, s.source, s.object, r.ext_id AS external_id, r.stage, r.code, r.field, r.place,
    CASE WHEN r.at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (r.at DIV 1000000) SECOND) END AS rejected_at,
    CASE WHEN r.closed_at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (r.closed_at DIV 1000000) SECOND) END AS closed_at, r.closed_as
FROM reject r LEFT JOIN stream s ON s.id = r.stream_id
LEFT JOIN customer c ON c.stream_id = r.stream_id AND c.ext_id = r.ext_id
LEFT JOIN customer_unit u ON u.customer_id = c.id AND u.to_date = 0;

CREATE VIEW rpt_quality AS
SELECT q.run, COALESCE(r.id, '') AS run_id, q.unit, q.source, q.attr AS attribute, q.records, q.score, q.missing,
    CASE WHEN q.records > 0 THEN ROUND(1.0 - q.missing * 1.0 / q.records, 4) END AS fill_rate, q.invalid, q.conflicts, q.duplicates, q.stale,
    CASE WHEN q.at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (q.at DIV 1000000) SECOND) END AS measured_at
FROM quality_measure q LEFT JOIN run r ON r.seq = q.run;

CREATE VIEW rpt_coverage AS
SELECT c.policy, CASE WHEN c.scope = 'group' THEN '' ELSE SUBSTR(c.scope, 6) END AS unit, c.topic, c.name, c.n AS customers, c.of_n AS of_customers
FROM tier_coverage c;

CREATE VIEW rpt_review AS
SELECT d.id AS question_id, '' AS unit, d.kind, sa.source AS a_source, sa.object AS a_object, d.a_ext_id AS a_id, COALESCE(ea.public_id, '') AS a_entity_id,
    COALESCE(ca.name, '') AS a_name, sb.source AS b_source, sb.object AS b_object, d.b_ext_id AS b_id, COALESCE(eb.public_id, '') AS b_entity_id,
    COALESCE(cb.name, '') AS b_name, d.bits, d.gate, d.why
FROM doubt d
LEFT JOIN stream sa ON sa.id = d.a_stream_id LEFT JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id
LEFT JOIN member ma ON ma.customer_id = ca.id AND ma.to_run = 0 LEFT JOIN entity ea ON ea.id = ma.entity_id
LEFT JOIN stream sb ON sb.id = d.b_stream_id LEFT JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id
LEFT JOIN member mb ON mb.customer_id = cb.id AND mb.to_run = 0 LEFT JOIN entity eb ON eb.id = mb.entity_id;

-- +goose Down
DROP VIEW rpt_review;
DROP VIEW rpt_coverage;
DROP VIEW rpt_quality;
DROP VIEW rpt_sync_row;
DROP TABLE report_delivery;
ALTER TABLE manual_score DROP COLUMN approved_at;
ALTER TABLE manual_score DROP COLUMN entered_at;
ALTER TABLE manual_score DROP COLUMN origin;
DROP TABLE reference_record;
DROP TABLE tier_coverage;
CREATE TABLE quality_trend (
    run BIGINT NOT NULL DEFAULT 0,
    unit VARCHAR(255) NOT NULL DEFAULT '',
    attr VARCHAR(128) NOT NULL DEFAULT '',
    records BIGINT NOT NULL DEFAULT 0,
    score BIGINT NOT NULL DEFAULT 0,
    missing BIGINT NOT NULL DEFAULT 0,
    invalid BIGINT NOT NULL DEFAULT 0,
    conflicts BIGINT NOT NULL DEFAULT 0,
    stale BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (run, unit, attr)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO quality_trend (run, unit, attr, records, score, missing, invalid, conflicts, stale, at)
SELECT run, unit, attr, records, score, missing, invalid, conflicts, stale, at FROM quality_measure WHERE source = '';
DROP TABLE quality_measure;
