-- +goose Up

-- Pulled.

CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL DEFAULT '',
    object TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    map_hash TEXT NOT NULL DEFAULT '',
    generation INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, object)
);

CREATE TABLE raw_record (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    payload_hash BLOB NOT NULL,
    content_hash BLOB NOT NULL,
    targets TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    modified INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT 0,
    dirty INTEGER NOT NULL DEFAULT 0,
    tombstone_at INTEGER NOT NULL DEFAULT 0,
    merged_into TEXT NOT NULL DEFAULT '',
    payload BLOB NOT NULL,
    UNIQUE (stream_id, ext_id)
);
CREATE INDEX raw_record_dirty ON raw_record (stream_id, id) WHERE dirty = 1;
CREATE INDEX raw_record_merged ON raw_record (stream_id, ext_id) WHERE merged_into > '';

CREATE TABLE pull_cursor (
    stream_id INTEGER NOT NULL DEFAULT 0,
    part TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    run TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stream_id, part)
) WITHOUT ROWID;

CREATE TABLE cursor_history (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL DEFAULT 0,
    part TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    run TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cursor_history_part ON cursor_history (stream_id, part);

CREATE TABLE reject (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    closed_at INTEGER NOT NULL DEFAULT 0,
    closed_as TEXT NOT NULL DEFAULT ''
);
CREATE INDEX reject_open ON reject (closed_at, id);
CREATE INDEX reject_ref ON reject (stream_id, ext_id);

-- Mapped.

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    name_fold TEXT NOT NULL DEFAULT '',
    master_id TEXT NOT NULL DEFAULT '',
    parent_id TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    modified INTEGER NOT NULL DEFAULT 0,
    changed_run INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    doc_hash BLOB NOT NULL,
    doc TEXT NOT NULL,
    UNIQUE (stream_id, ext_id)
);

CREATE TABLE customer_unit (
    customer_id INTEGER NOT NULL DEFAULT 0,
    unit TEXT NOT NULL DEFAULT '',
    from_date INTEGER NOT NULL DEFAULT 0,
    to_date INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (customer_id, unit, from_date)
) WITHOUT ROWID;
CREATE INDEX customer_unit_open ON customer_unit (unit, to_date, customer_id);

CREATE TABLE business_doc (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    cust_stream_id INTEGER NOT NULL DEFAULT 0,
    cust_ext_id TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    number TEXT NOT NULL DEFAULT '',
    doc_date INTEGER NOT NULL DEFAULT 0,
    due_date INTEGER NOT NULL DEFAULT 0,
    currency TEXT NOT NULL DEFAULT '',
    amount INTEGER NOT NULL DEFAULT 0,
    open_amount INTEGER NOT NULL DEFAULT 0,
    cost INTEGER NOT NULL DEFAULT 0,
    has_cost INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    prev_stream_id INTEGER NOT NULL DEFAULT 0,
    prev_ext_id TEXT NOT NULL DEFAULT '',
    modified INTEGER NOT NULL DEFAULT 0,
    doc_hash BLOB NOT NULL,
    changed_run INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (stream_id, ext_id)
);
CREATE INDEX business_doc_customer ON business_doc (cust_stream_id, cust_ext_id);

CREATE TABLE doc_line (
    doc_id INTEGER NOT NULL DEFAULT 0,
    n INTEGER NOT NULL DEFAULT 0,
    product TEXT NOT NULL DEFAULT '',
    quantity TEXT NOT NULL DEFAULT '',
    amount INTEGER NOT NULL DEFAULT 0,
    cost INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (doc_id, n)
) WITHOUT ROWID;

CREATE TABLE activity (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    cust_stream_id INTEGER NOT NULL DEFAULT 0,
    cust_ext_id TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL DEFAULT '',
    score TEXT NOT NULL DEFAULT '',
    doc_hash BLOB NOT NULL,
    changed_run INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (stream_id, ext_id)
);
CREATE INDEX activity_customer ON activity (cust_stream_id, cust_ext_id);

CREATE TABLE rate (
    from_currency TEXT NOT NULL DEFAULT '',
    to_currency TEXT NOT NULL DEFAULT '',
    day INTEGER NOT NULL DEFAULT 0,
    rate TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (from_currency, to_currency, day)
) WITHOUT ROWID;

CREATE TABLE own_company (
    type TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (type, value)
) WITHOUT ROWID;

-- Master.

CREATE TABLE entity (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    name_fold TEXT NOT NULL DEFAULT '',
    parent TEXT NOT NULL DEFAULT '',
    group_id TEXT NOT NULL DEFAULT '',
    quality INTEGER NOT NULL DEFAULT 0,
    created_run INTEGER NOT NULL DEFAULT 0,
    changed_run INTEGER NOT NULL DEFAULT 0,
    emptied_run INTEGER NOT NULL DEFAULT 0,
    UNIQUE (public_id)
);
CREATE INDEX entity_name ON entity (name_fold);
CREATE INDEX entity_group ON entity (group_id);

CREATE TABLE entity_value (
    id INTEGER PRIMARY KEY,
    entity_id INTEGER NOT NULL DEFAULT 0,
    attr TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    from_stream_id INTEGER NOT NULL DEFAULT 0,
    from_ext_id TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL DEFAULT '',
    from_run INTEGER NOT NULL DEFAULT 0,
    to_run INTEGER NOT NULL DEFAULT 0,
    UNIQUE (entity_id, attr, to_run)
);

CREATE TABLE member (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL DEFAULT 0,
    entity_id INTEGER NOT NULL DEFAULT 0,
    with_stream_id INTEGER NOT NULL DEFAULT 0,
    with_ext_id TEXT NOT NULL DEFAULT '',
    bits REAL NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    from_run INTEGER NOT NULL DEFAULT 0,
    to_run INTEGER NOT NULL DEFAULT 0,
    UNIQUE (customer_id, to_run)
);
CREATE INDEX member_entity ON member (entity_id, to_run);

CREATE TABLE edge (
    id INTEGER PRIMARY KEY,
    child_id INTEGER NOT NULL DEFAULT 0,
    parent_id INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT '',
    from_run INTEGER NOT NULL DEFAULT 0,
    to_run INTEGER NOT NULL DEFAULT 0,
    UNIQUE (child_id, parent_id, kind, to_run)
);
CREATE INDEX edge_parent ON edge (parent_id, to_run);

CREATE TABLE redirect (
    from_id TEXT NOT NULL DEFAULT '',
    to_id TEXT NOT NULL DEFAULT '',
    run INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (from_id)
) WITHOUT ROWID;
CREATE INDEX redirect_to ON redirect (to_id);

CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    op TEXT NOT NULL DEFAULT '',
    entity TEXT NOT NULL DEFAULT '',
    other TEXT NOT NULL DEFAULT '',
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    run TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX journal_entity ON journal (entity);
CREATE INDEX journal_other ON journal (other);

CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    a_stream_id INTEGER NOT NULL DEFAULT 0,
    a_ext_id TEXT NOT NULL DEFAULT '',
    b_stream_id INTEGER NOT NULL DEFAULT 0,
    b_ext_id TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE doubt (
    id INTEGER PRIMARY KEY,
    a_stream_id INTEGER NOT NULL DEFAULT 0,
    a_ext_id TEXT NOT NULL DEFAULT '',
    b_stream_id INTEGER NOT NULL DEFAULT 0,
    b_ext_id TEXT NOT NULL DEFAULT '',
    bits REAL NOT NULL DEFAULT 0,
    gate TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT ''
);

-- Scored.

CREATE TABLE tier (
    id INTEGER PRIMARY KEY,
    entity_id INTEGER NOT NULL DEFAULT 0,
    policy TEXT NOT NULL DEFAULT '',
    policy_hash TEXT NOT NULL DEFAULT '',
    scope TEXT NOT NULL DEFAULT '',
    as_of INTEGER NOT NULL DEFAULT 0,
    score TEXT NOT NULL DEFAULT '',
    raw_tier TEXT NOT NULL DEFAULT '',
    held_tier TEXT NOT NULL DEFAULT '',
    final_tier TEXT NOT NULL DEFAULT '',
    recorded_at INTEGER NOT NULL DEFAULT 0,
    from_run INTEGER NOT NULL DEFAULT 0,
    to_run INTEGER NOT NULL DEFAULT 0,
    result_hash BLOB NOT NULL,
    result TEXT NOT NULL,
    UNIQUE (entity_id, policy, scope, to_run)
);

CREATE TABLE pin (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL DEFAULT '',
    scope TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    tier TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    expires INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0,
    removed_at INTEGER NOT NULL DEFAULT 0,
    removed_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX pin_entity ON pin (entity, removed_at);

-- Written back.

CREATE TABLE plan (
    id TEXT NOT NULL DEFAULT '',
    run TEXT NOT NULL DEFAULT '',
    made INTEGER NOT NULL DEFAULT 0,
    config_hash TEXT NOT NULL DEFAULT '',
    inputs_hash TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    undoes TEXT NOT NULL DEFAULT '',
    gates TEXT NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX plan_made ON plan (made);

CREATE TABLE plan_row (
    plan_id TEXT NOT NULL DEFAULT '',
    seq INTEGER NOT NULL DEFAULT 0,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL DEFAULT '',
    entity TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    old_value TEXT NOT NULL,
    old_known INTEGER NOT NULL DEFAULT 0,
    new_value TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    down INTEGER NOT NULL DEFAULT 0,
    why_zh TEXT NOT NULL,
    why_en TEXT NOT NULL,
    PRIMARY KEY (plan_id, seq)
) WITHOUT ROWID;

CREATE TABLE plan_approval (
    id INTEGER PRIMARY KEY,
    plan_id TEXT NOT NULL DEFAULT '',
    gate TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX plan_approval_plan ON plan_approval (plan_id);

CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    plan_id TEXT NOT NULL DEFAULT '',
    run TEXT NOT NULL DEFAULT '',
    seq INTEGER NOT NULL DEFAULT 0,
    attempt INTEGER NOT NULL DEFAULT 0,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    old_value TEXT NOT NULL,
    old_known INTEGER NOT NULL DEFAULT 0,
    new_value TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT '',
    idem_key TEXT NOT NULL DEFAULT '',
    handle TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    UNIQUE (plan_id, seq, attempt)
);
CREATE INDEX ledger_run ON ledger (run);
CREATE INDEX ledger_target ON ledger (stream_id, ext_id, field);
CREATE INDEX ledger_state ON ledger (state, id);

CREATE TABLE drift (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL DEFAULT 0,
    ext_id TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    expected TEXT NOT NULL,
    found TEXT NOT NULL,
    run TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX drift_target ON drift (stream_id, ext_id);

-- Run.

CREATE TABLE counter (
    name TEXT NOT NULL DEFAULT '',
    value INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) WITHOUT ROWID;

CREATE TABLE lease (
    name TEXT NOT NULL DEFAULT '',
    holder TEXT NOT NULL DEFAULT '',
    token INTEGER NOT NULL DEFAULT 0,
    expires INTEGER NOT NULL DEFAULT 0,
    uses INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (name)
) WITHOUT ROWID;

CREATE TABLE run (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL DEFAULT '',
    job TEXT NOT NULL DEFAULT '',
    started_by TEXT NOT NULL DEFAULT '',
    config_hash TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    started INTEGER NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0,
    resume_at INTEGER NOT NULL DEFAULT 0,
    counts TEXT NOT NULL,
    error TEXT NOT NULL,
    UNIQUE (id)
);

CREATE TABLE run_stage (
    run_seq INTEGER NOT NULL DEFAULT 0,
    stage TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    mark TEXT NOT NULL,
    at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_seq, stage)
) WITHOUT ROWID;

CREATE TABLE token (
    source TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    value BLOB NOT NULL,
    expires INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, name)
) WITHOUT ROWID;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL DEFAULT 0,
    actor TEXT NOT NULL DEFAULT '',
    action TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
);

CREATE TABLE audit_head (
    id INTEGER NOT NULL DEFAULT 0,
    seq INTEGER NOT NULL DEFAULT 0,
    hash BLOB NOT NULL,
    PRIMARY KEY (id)
);

-- The counters start at zero; the audit chain starts with an empty hash.
INSERT INTO counter (name, value) VALUES ('run', 0);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32));

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
