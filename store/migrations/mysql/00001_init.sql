-- +goose Up

-- Pulled.

CREATE TABLE stream (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    source VARCHAR(255) NOT NULL DEFAULT '',
    object VARCHAR(255) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    map_hash VARCHAR(64) NOT NULL DEFAULT '',
    generation BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (source, object)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE raw_record (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    payload_hash BINARY(16) NOT NULL,
    content_hash BINARY(16) NOT NULL,
    targets MEDIUMTEXT NOT NULL,
    version VARCHAR(255) NOT NULL DEFAULT '',
    modified BIGINT NOT NULL DEFAULT 0,
    generation BIGINT NOT NULL DEFAULT 0,
    seen_at BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL DEFAULT 0,
    dirty BIGINT NOT NULL DEFAULT 0,
    tombstone_at BIGINT NOT NULL DEFAULT 0,
    merged_into VARBINARY(255) NOT NULL DEFAULT '',
    payload LONGBLOB NOT NULL,
    UNIQUE (stream_id, ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX raw_record_dirty ON raw_record (stream_id, dirty, id);
CREATE INDEX raw_record_merged ON raw_record (stream_id, merged_into);

CREATE TABLE pull_cursor (
    stream_id BIGINT NOT NULL DEFAULT 0,
    part VARCHAR(255) NOT NULL DEFAULT '',
    value MEDIUMTEXT NOT NULL,
    complete BIGINT NOT NULL DEFAULT 0,
    generation BIGINT NOT NULL DEFAULT 0,
    run VARCHAR(64) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (stream_id, part)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE cursor_history (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    part VARCHAR(255) NOT NULL DEFAULT '',
    value MEDIUMTEXT NOT NULL,
    complete BIGINT NOT NULL DEFAULT 0,
    generation BIGINT NOT NULL DEFAULT 0,
    run VARCHAR(64) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX cursor_history_part ON cursor_history (stream_id, part);

CREATE TABLE reject (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    run VARCHAR(64) NOT NULL DEFAULT '',
    stage VARCHAR(64) NOT NULL DEFAULT '',
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    code VARCHAR(64) NOT NULL DEFAULT '',
    field VARCHAR(255) NOT NULL DEFAULT '',
    place VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    closed_at BIGINT NOT NULL DEFAULT 0,
    closed_as VARCHAR(32) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX reject_open ON reject (closed_at, id);
CREATE INDEX reject_ref ON reject (stream_id, ext_id);

-- Mapped.

CREATE TABLE customer (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    name VARCHAR(255) NOT NULL DEFAULT '',
    name_fold VARCHAR(255) NOT NULL DEFAULT '',
    master_id VARCHAR(255) NOT NULL DEFAULT '',
    parent_id VARBINARY(255) NOT NULL DEFAULT '',
    status VARCHAR(32) NOT NULL DEFAULT '',
    modified BIGINT NOT NULL DEFAULT 0,
    changed_run BIGINT NOT NULL DEFAULT 0,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    doc_hash BINARY(16) NOT NULL,
    doc MEDIUMTEXT NOT NULL,
    UNIQUE (stream_id, ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE customer_unit (
    customer_id BIGINT NOT NULL DEFAULT 0,
    unit VARCHAR(128) NOT NULL DEFAULT '',
    from_date BIGINT NOT NULL DEFAULT 0,
    to_date BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (customer_id, unit, from_date)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX customer_unit_open ON customer_unit (unit, to_date, customer_id);

CREATE TABLE business_doc (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    cust_stream_id BIGINT NOT NULL DEFAULT 0,
    cust_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    unit VARCHAR(128) NOT NULL DEFAULT '',
    number VARCHAR(255) NOT NULL DEFAULT '',
    doc_date BIGINT NOT NULL DEFAULT 0,
    due_date BIGINT NOT NULL DEFAULT 0,
    currency VARCHAR(32) NOT NULL DEFAULT '',
    amount BIGINT NOT NULL DEFAULT 0,
    open_amount BIGINT NOT NULL DEFAULT 0,
    cost BIGINT NOT NULL DEFAULT 0,
    has_cost BIGINT NOT NULL DEFAULT 0,
    status VARCHAR(32) NOT NULL DEFAULT '',
    role VARCHAR(64) NOT NULL DEFAULT '',
    prev_stream_id BIGINT NOT NULL DEFAULT 0,
    prev_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    modified BIGINT NOT NULL DEFAULT 0,
    doc_hash BINARY(16) NOT NULL,
    changed_run BIGINT NOT NULL DEFAULT 0,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (stream_id, ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX business_doc_customer ON business_doc (cust_stream_id, cust_ext_id);

CREATE TABLE doc_line (
    doc_id BIGINT NOT NULL DEFAULT 0,
    n BIGINT NOT NULL DEFAULT 0,
    product VARCHAR(255) NOT NULL DEFAULT '',
    quantity VARCHAR(64) NOT NULL DEFAULT '',
    amount BIGINT NOT NULL DEFAULT 0,
    cost BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (doc_id, n)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE activity (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    kind VARCHAR(64) NOT NULL DEFAULT '',
    cust_stream_id BIGINT NOT NULL DEFAULT 0,
    cust_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    unit VARCHAR(128) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0,
    status VARCHAR(64) NOT NULL DEFAULT '',
    score VARCHAR(64) NOT NULL DEFAULT '',
    doc_hash BINARY(16) NOT NULL,
    changed_run BIGINT NOT NULL DEFAULT 0,
    deleted_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (stream_id, ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX activity_customer ON activity (cust_stream_id, cust_ext_id);

CREATE TABLE rate (
    from_currency VARCHAR(32) NOT NULL DEFAULT '',
    to_currency VARCHAR(32) NOT NULL DEFAULT '',
    day BIGINT NOT NULL DEFAULT 0,
    rate VARCHAR(64) NOT NULL DEFAULT '',
    PRIMARY KEY (from_currency, to_currency, day)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE own_company (
    type VARCHAR(64) NOT NULL DEFAULT '',
    value VARCHAR(255) NOT NULL DEFAULT '',
    PRIMARY KEY (type, value)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Master.

CREATE TABLE entity (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    public_id VARCHAR(64) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    name VARCHAR(255) NOT NULL DEFAULT '',
    name_fold VARCHAR(255) NOT NULL DEFAULT '',
    parent VARCHAR(64) NOT NULL DEFAULT '',
    group_id VARCHAR(64) NOT NULL DEFAULT '',
    quality BIGINT NOT NULL DEFAULT 0,
    created_run BIGINT NOT NULL DEFAULT 0,
    changed_run BIGINT NOT NULL DEFAULT 0,
    emptied_run BIGINT NOT NULL DEFAULT 0,
    UNIQUE (public_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX entity_name ON entity (name_fold);
CREATE INDEX entity_group ON entity (group_id);

CREATE TABLE entity_value (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entity_id BIGINT NOT NULL DEFAULT 0,
    attr VARCHAR(128) NOT NULL DEFAULT '',
    text MEDIUMTEXT NOT NULL,
    from_stream_id BIGINT NOT NULL DEFAULT 0,
    from_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    rule VARCHAR(64) NOT NULL DEFAULT '',
    from_run BIGINT NOT NULL DEFAULT 0,
    to_run BIGINT NOT NULL DEFAULT 0,
    UNIQUE (entity_id, attr, to_run)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE member (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    customer_id BIGINT NOT NULL DEFAULT 0,
    entity_id BIGINT NOT NULL DEFAULT 0,
    with_stream_id BIGINT NOT NULL DEFAULT 0,
    with_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    bits DOUBLE NOT NULL DEFAULT 0,
    why VARCHAR(255) NOT NULL DEFAULT '',
    from_run BIGINT NOT NULL DEFAULT 0,
    to_run BIGINT NOT NULL DEFAULT 0,
    UNIQUE (customer_id, to_run)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX member_entity ON member (entity_id, to_run);

CREATE TABLE edge (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    child_id BIGINT NOT NULL DEFAULT 0,
    parent_id BIGINT NOT NULL DEFAULT 0,
    kind VARCHAR(32) NOT NULL DEFAULT '',
    why VARCHAR(255) NOT NULL DEFAULT '',
    from_run BIGINT NOT NULL DEFAULT 0,
    to_run BIGINT NOT NULL DEFAULT 0,
    UNIQUE (child_id, parent_id, kind, to_run)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX edge_parent ON edge (parent_id, to_run);

CREATE TABLE redirect (
    from_id VARCHAR(64) NOT NULL DEFAULT '',
    to_id VARCHAR(64) NOT NULL DEFAULT '',
    run BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (from_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX redirect_to ON redirect (to_id);

CREATE TABLE journal (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    op VARCHAR(32) NOT NULL DEFAULT '',
    entity VARCHAR(64) NOT NULL DEFAULT '',
    other VARCHAR(64) NOT NULL DEFAULT '',
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    run VARCHAR(64) NOT NULL DEFAULT '',
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX journal_entity ON journal (entity);
CREATE INDEX journal_other ON journal (other);

CREATE TABLE decision (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a_stream_id BIGINT NOT NULL DEFAULT 0,
    a_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    b_stream_id BIGINT NOT NULL DEFAULT 0,
    b_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    verdict VARCHAR(32) NOT NULL DEFAULT '',
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE doubt (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a_stream_id BIGINT NOT NULL DEFAULT 0,
    a_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    b_stream_id BIGINT NOT NULL DEFAULT 0,
    b_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    bits DOUBLE NOT NULL DEFAULT 0,
    gate VARCHAR(128) NOT NULL DEFAULT '',
    why VARCHAR(255) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Scored.

CREATE TABLE tier (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entity_id BIGINT NOT NULL DEFAULT 0,
    policy VARCHAR(128) NOT NULL DEFAULT '',
    policy_hash VARCHAR(64) NOT NULL DEFAULT '',
    scope VARCHAR(128) NOT NULL DEFAULT '',
    as_of BIGINT NOT NULL DEFAULT 0,
    score VARCHAR(64) NOT NULL DEFAULT '',
    raw_tier VARCHAR(64) NOT NULL DEFAULT '',
    held_tier VARCHAR(64) NOT NULL DEFAULT '',
    final_tier VARCHAR(64) NOT NULL DEFAULT '',
    recorded_at BIGINT NOT NULL DEFAULT 0,
    from_run BIGINT NOT NULL DEFAULT 0,
    to_run BIGINT NOT NULL DEFAULT 0,
    result_hash BINARY(16) NOT NULL,
    result MEDIUMTEXT NOT NULL,
    UNIQUE (entity_id, policy, scope, to_run)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE pin (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    entity VARCHAR(64) NOT NULL DEFAULT '',
    scope VARCHAR(128) NOT NULL DEFAULT '',
    kind VARCHAR(32) NOT NULL DEFAULT '',
    tier VARCHAR(64) NOT NULL DEFAULT '',
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    expires BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL DEFAULT 0,
    removed_at BIGINT NOT NULL DEFAULT 0,
    removed_by VARCHAR(255) NOT NULL DEFAULT ''
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX pin_entity ON pin (entity, removed_at);

-- Written back.

CREATE TABLE plan (
    id VARCHAR(64) NOT NULL DEFAULT '',
    run VARCHAR(64) NOT NULL DEFAULT '',
    made BIGINT NOT NULL DEFAULT 0,
    config_hash VARCHAR(64) NOT NULL DEFAULT '',
    inputs_hash VARCHAR(64) NOT NULL DEFAULT '',
    state VARCHAR(32) NOT NULL DEFAULT '',
    undoes VARCHAR(64) NOT NULL DEFAULT '',
    gates MEDIUMTEXT NOT NULL,
    counts MEDIUMTEXT NOT NULL,
    PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX plan_made ON plan (made);

CREATE TABLE plan_row (
    plan_id VARCHAR(64) NOT NULL DEFAULT '',
    seq BIGINT NOT NULL DEFAULT 0,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    name VARCHAR(255) NOT NULL DEFAULT '',
    unit VARCHAR(128) NOT NULL DEFAULT '',
    entity VARCHAR(64) NOT NULL DEFAULT '',
    field VARCHAR(128) NOT NULL DEFAULT '',
    old_value MEDIUMTEXT NOT NULL,
    old_known BIGINT NOT NULL DEFAULT 0,
    new_value MEDIUMTEXT NOT NULL,
    version VARCHAR(255) NOT NULL DEFAULT '',
    down BIGINT NOT NULL DEFAULT 0,
    why_zh MEDIUMTEXT NOT NULL,
    why_en MEDIUMTEXT NOT NULL,
    PRIMARY KEY (plan_id, seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE plan_approval (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plan_id VARCHAR(64) NOT NULL DEFAULT '',
    gate VARCHAR(700) NOT NULL DEFAULT '',
    author VARCHAR(255) NOT NULL DEFAULT '',
    reason MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX plan_approval_plan ON plan_approval (plan_id);

CREATE TABLE ledger (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    plan_id VARCHAR(64) NOT NULL DEFAULT '',
    run VARCHAR(64) NOT NULL DEFAULT '',
    seq BIGINT NOT NULL DEFAULT 0,
    attempt BIGINT NOT NULL DEFAULT 0,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    field VARCHAR(128) NOT NULL DEFAULT '',
    old_value MEDIUMTEXT NOT NULL,
    old_known BIGINT NOT NULL DEFAULT 0,
    new_value MEDIUMTEXT NOT NULL,
    state VARCHAR(32) NOT NULL DEFAULT '',
    idem_key VARCHAR(128) NOT NULL DEFAULT '',
    handle VARCHAR(255) NOT NULL DEFAULT '',
    code VARCHAR(64) NOT NULL DEFAULT '',
    said MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (plan_id, seq, attempt)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ledger_run ON ledger (run);
CREATE INDEX ledger_target ON ledger (stream_id, ext_id, field);
CREATE INDEX ledger_state ON ledger (state, id);

CREATE TABLE drift (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    stream_id BIGINT NOT NULL DEFAULT 0,
    ext_id VARBINARY(255) NOT NULL DEFAULT '',
    field VARCHAR(128) NOT NULL DEFAULT '',
    expected MEDIUMTEXT NOT NULL,
    found MEDIUMTEXT NOT NULL,
    run VARCHAR(64) NOT NULL DEFAULT '',
    at BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX drift_target ON drift (stream_id, ext_id);

-- Run.

CREATE TABLE counter (
    name VARCHAR(64) NOT NULL DEFAULT '',
    value BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE lease (
    name VARCHAR(255) NOT NULL DEFAULT '',
    holder VARCHAR(255) NOT NULL DEFAULT '',
    token BIGINT NOT NULL DEFAULT 0,
    expires BIGINT NOT NULL DEFAULT 0,
    uses BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE run (
    seq BIGINT NOT NULL DEFAULT 0,
    id VARCHAR(64) NOT NULL DEFAULT '',
    job VARCHAR(255) NOT NULL DEFAULT '',
    started_by VARCHAR(32) NOT NULL DEFAULT '',
    config_hash VARCHAR(64) NOT NULL DEFAULT '',
    state VARCHAR(32) NOT NULL DEFAULT '',
    stage VARCHAR(64) NOT NULL DEFAULT '',
    started BIGINT NOT NULL DEFAULT 0,
    ended BIGINT NOT NULL DEFAULT 0,
    resume_at BIGINT NOT NULL DEFAULT 0,
    counts MEDIUMTEXT NOT NULL,
    error MEDIUMTEXT NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE run_stage (
    run_seq BIGINT NOT NULL DEFAULT 0,
    stage VARCHAR(64) NOT NULL DEFAULT '',
    state VARCHAR(32) NOT NULL DEFAULT '',
    mark MEDIUMTEXT NOT NULL,
    at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (run_seq, stage)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE token (
    source VARCHAR(255) NOT NULL DEFAULT '',
    name VARCHAR(128) NOT NULL DEFAULT '',
    value LONGBLOB NOT NULL,
    expires BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (source, name)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE audit (
    seq BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL DEFAULT 0,
    actor VARCHAR(255) NOT NULL DEFAULT '',
    action VARCHAR(128) NOT NULL DEFAULT '',
    subject VARCHAR(255) NOT NULL DEFAULT '',
    detail MEDIUMTEXT NOT NULL,
    prev_hash BINARY(32) NOT NULL,
    hash BINARY(32) NOT NULL,
    PRIMARY KEY (seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE audit_head (
    id BIGINT NOT NULL DEFAULT 0,
    seq BIGINT NOT NULL DEFAULT 0,
    hash BINARY(32) NOT NULL,
    PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The counters start at zero; the audit chain starts with an empty hash.
INSERT INTO counter (name, value) VALUES ('run', 0);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, UNHEX('0000000000000000000000000000000000000000000000000000000000000000'));

-- +goose Down
DROP TABLE audit_head;
DROP TABLE audit;
DROP TABLE token;
DROP TABLE run_stage;
DROP TABLE run;
DROP TABLE lease;
DROP TABLE counter;
DROP TABLE drift;
DROP TABLE ledger;
DROP TABLE plan_approval;
DROP TABLE plan_row;
DROP TABLE plan;
DROP TABLE pin;
DROP TABLE tier;
DROP TABLE doubt;
DROP TABLE decision;
DROP TABLE journal;
DROP TABLE redirect;
DROP TABLE edge;
DROP TABLE member;
DROP TABLE entity_value;
DROP TABLE entity;
DROP TABLE own_company;
DROP TABLE rate;
DROP TABLE activity;
DROP TABLE doc_line;
DROP TABLE business_doc;
DROP TABLE customer_unit;
DROP TABLE customer;
DROP TABLE reject;
DROP TABLE cursor_history;
DROP TABLE pull_cursor;
DROP TABLE raw_record;
DROP TABLE stream;
