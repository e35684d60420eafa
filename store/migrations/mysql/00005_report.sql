-- +goose Up

-- What reports are made of: see model.Month. Money in ten-thousandths of the
-- policy's base currency.

CREATE TABLE fact_month (
    entity_id BIGINT NOT NULL DEFAULT 0,
    unit VARCHAR(128) NOT NULL DEFAULT '',
    month BIGINT NOT NULL DEFAULT 0,
    topic VARCHAR(32) NOT NULL DEFAULT '',
    kind VARCHAR(128) NOT NULL DEFAULT '',
    n BIGINT NOT NULL DEFAULT 0,
    amount BIGINT NOT NULL DEFAULT 0,
    costed BIGINT NOT NULL DEFAULT 0,
    cost BIGINT NOT NULL DEFAULT 0,
    scored BIGINT NOT NULL DEFAULT 0,
    score BIGINT NOT NULL DEFAULT 0,
    unpriced BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (entity_id, unit, month, topic, kind)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The hash of an entity's months, so that unchanged ones are not written anew.
CREATE TABLE fact_month_hash (
    entity_id BIGINT NOT NULL DEFAULT 0,
    hash BINARY(16) NOT NULL,
    PRIMARY KEY (entity_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Views for any BI tool. Names and columns are a contract: see
-- docs/reference/views.md. unit is '' where a row is of the whole group.

CREATE VIEW rpt_tier AS
SELECT e.public_id AS entity_id, e.name, e.kind, e.group_id, t.policy, CASE WHEN t.scope = 'group' THEN '' ELSE SUBSTR(t.scope, 6) END AS unit,
    t.final_tier AS tier, t.raw_tier, t.held_tier, t.score, CASE WHEN t.as_of > 0 THEN DATE_ADD('2000-01-01', INTERVAL (t.as_of - 730119) DAY) END AS as_of, t.policy_hash,
    CASE WHEN t.recorded_at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (t.recorded_at DIV 1000000) SECOND) END AS recorded_at
FROM tier t JOIN entity e ON e.id = t.entity_id
WHERE t.to_run = 0;

CREATE VIEW rpt_tier_history AS
SELECT e.public_id AS entity_id, e.name, e.group_id, t.policy, CASE WHEN t.scope = 'group' THEN '' ELSE SUBSTR(t.scope, 6) END AS unit,
    t.final_tier AS tier, t.raw_tier, t.held_tier, t.score, CASE WHEN t.as_of > 0 THEN DATE_ADD('2000-01-01', INTERVAL (t.as_of - 730119) DAY) END AS as_of, t.policy_hash,
    CASE WHEN t.recorded_at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (t.recorded_at DIV 1000000) SECOND) END AS recorded_at, t.from_run, t.to_run
FROM tier t JOIN entity e ON e.id = t.entity_id;

CREATE VIEW rpt_movement AS
SELECT e.public_id AS entity_id, e.name, t.policy, CASE WHEN t.scope = 'group' THEN '' ELSE SUBSTR(t.scope, 6) END AS unit,
    COALESCE(p.final_tier, 'new') AS from_tier, t.final_tier AS to_tier, CASE WHEN t.as_of > 0 THEN DATE_ADD('2000-01-01', INTERVAL (t.as_of - 730119) DAY) END AS as_of,
    CASE WHEN t.recorded_at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (t.recorded_at DIV 1000000) SECOND) END AS moved_at, t.from_run AS run
FROM tier t JOIN entity e ON e.id = t.entity_id
LEFT JOIN tier p ON p.entity_id = t.entity_id AND p.policy = t.policy AND p.scope = t.scope AND p.to_run = t.from_run
WHERE p.id IS NULL OR p.final_tier <> t.final_tier
UNION ALL
SELECT e.public_id, e.name, t.policy, CASE WHEN t.scope = 'group' THEN '' ELSE SUBSTR(t.scope, 6) END, t.final_tier, 'gone', NULL, CASE WHEN r.started > 0 THEN DATE_ADD('1970-01-01', INTERVAL (r.started DIV 1000000) SECOND) END, t.to_run
FROM tier t JOIN entity e ON e.id = t.entity_id JOIN run r ON r.seq = t.to_run
WHERE t.to_run > 0 AND NOT EXISTS (SELECT 1 FROM tier n WHERE n.entity_id = t.entity_id AND n.policy = t.policy AND n.scope = t.scope AND n.from_run = t.to_run);

CREATE VIEW rpt_month AS
SELECT e.public_id AS entity_id, e.name, e.group_id, m.unit, CONCAT(m.month DIV 100, '-', LPAD(m.month % 100, 2, '0')) AS month, m.topic, m.kind,
    m.n AS documents, CAST(m.amount AS DECIMAL(19, 0)) / 10000 AS amount, CAST(m.costed AS DECIMAL(19, 0)) / 10000 AS costed, CAST(m.cost AS DECIMAL(19, 0)) / 10000 AS cost,
    CAST((m.costed - m.cost) AS DECIMAL(19, 0)) / 10000 AS margin, m.scored, CAST(m.score AS DECIMAL(19, 0)) / 10000 AS score, m.unpriced
FROM fact_month m JOIN entity e ON e.id = m.entity_id;

CREATE VIEW rpt_customer AS
SELECT e.public_id AS entity_id, e.name, e.kind, e.group_id, e.parent AS parent_id, COALESCE(u.unit, '') AS unit,
    s.source, s.object, CONVERT(c.ext_id USING utf8mb4) AS external_id, c.name AS customer_name
FROM member m JOIN entity e ON e.id = m.entity_id JOIN customer c ON c.id = m.customer_id JOIN stream s ON s.id = c.stream_id
LEFT JOIN customer_unit u ON u.customer_id = c.id AND u.to_date = 0
WHERE m.to_run = 0 AND c.deleted_at = 0;

CREATE VIEW rpt_attribute AS
SELECT e.public_id AS entity_id, COALESCE(u.unit, '') AS unit, v.attr AS attribute, v.text AS value
FROM entity_value v JOIN entity e ON e.id = v.entity_id
LEFT JOIN (SELECT DISTINCT m.entity_id, cu.unit FROM member m JOIN customer_unit cu ON cu.customer_id = m.customer_id AND cu.to_date = 0 WHERE m.to_run = 0) u
    ON u.entity_id = v.entity_id
WHERE v.to_run = 0 AND v.attr NOT IN ('phone', 'email', 'street', 'address', 'national_id');

CREATE VIEW rpt_pin AS
SELECT t.entity AS entity_id, CASE WHEN t.scope = 'group' THEN '' ELSE SUBSTR(t.scope, 6) END AS unit, t.kind, t.tier, t.author, t.reason, CASE WHEN t.expires > 0 THEN DATE_ADD('2000-01-01', INTERVAL (t.expires - 730119) DAY) END AS expires, CASE WHEN t.at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (t.at DIV 1000000) SECOND) END AS pinned_at
FROM pin t
WHERE t.removed_at = 0;

CREATE VIEW rpt_journal AS
SELECT j.entity AS entity_id, '' AS unit, j.op, j.other AS other_id, j.run, j.author, CASE WHEN j.at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (j.at DIV 1000000) SECOND) END AS happened_at
FROM journal j;

CREATE VIEW rpt_sync_run AS
SELECT r.id AS run, '' AS unit, r.job, r.state, r.stage, CASE WHEN r.started > 0 THEN DATE_ADD('1970-01-01', INTERVAL (r.started DIV 1000000) SECOND) END AS started_at, CASE WHEN r.ended > 0 THEN DATE_ADD('1970-01-01', INTERVAL (r.ended DIV 1000000) SECOND) END AS ended_at
FROM run r;

CREATE VIEW rpt_sync_write AS
SELECT l.run, l.plan_id AS plan, COALESCE(p.unit, '') AS unit, s.source, s.object, CONVERT(l.ext_id USING utf8mb4) AS external_id, COALESCE(p.entity, '') AS entity_id,
    l.field, l.old_value, l.new_value, l.state, l.code, l.attempt, CASE WHEN l.at > 0 THEN DATE_ADD('1970-01-01', INTERVAL (l.at DIV 1000000) SECOND) END AS written_at
FROM ledger l JOIN stream s ON s.id = l.stream_id LEFT JOIN plan_row p ON p.plan_id = l.plan_id AND p.seq = l.seq;

-- +goose Down
DROP VIEW rpt_sync_write;
DROP VIEW rpt_sync_run;
DROP VIEW rpt_journal;
DROP VIEW rpt_pin;
DROP VIEW rpt_attribute;
DROP VIEW rpt_customer;
DROP VIEW rpt_month;
DROP VIEW rpt_movement;
DROP VIEW rpt_tier_history;
DROP VIEW rpt_tier;
DROP TABLE fact_month_hash;
DROP TABLE fact_month;
