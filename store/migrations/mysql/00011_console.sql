-- +goose Up

-- What the console reads instead of the tables that it is made of.

-- A row for each living entity and each unit that it has a customer in; unit ''
-- is the whole group. Band is the quality in hundreds, 0 to 10.
CREATE TABLE entity_list (
    unit VARCHAR(128) NOT NULL DEFAULT '',
    tier VARCHAR(64) NOT NULL DEFAULT '',
    name_sort VARCHAR(64) NOT NULL DEFAULT '',
    entity_id BIGINT NOT NULL DEFAULT 0,
    band BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (unit, tier, name_sort, entity_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX entity_list_entity ON entity_list (entity_id);

CREATE TABLE entity_list_count (
    unit VARCHAR(128) NOT NULL DEFAULT '',
    tier VARCHAR(64) NOT NULL DEFAULT '',
    band BIGINT NOT NULL DEFAULT 0,
    n BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (unit, tier, band)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Groups of more than one living entity with their revenue of twelve months.
CREATE TABLE group_list (
    group_id VARCHAR(64) NOT NULL DEFAULT '',
    entities BIGINT NOT NULL DEFAULT 0,
    amount BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (group_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX group_list_amount ON group_list (amount, group_id);

-- The beginnings by which customers are found: see store/term.go.
CREATE TABLE customer_term (
    term VARCHAR(64) NOT NULL DEFAULT '',
    customer_id BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (term, customer_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX customer_term_customer ON customer_term (customer_id);

-- What has changed since the lists were made.
CREATE INDEX tier_runs ON tier (to_run, from_run, entity_id);
CREATE INDEX customer_changed ON customer (changed_run);

-- The order of the review queue, and who has taken which question.
ALTER TABLE doubt ADD COLUMN stake BIGINT NOT NULL DEFAULT 0;
ALTER TABLE doubt ADD COLUMN worth BIGINT NOT NULL DEFAULT -1;
CREATE INDEX doubt_worth ON doubt (worth, id);

CREATE TABLE review_claim (
    kind VARCHAR(32) NOT NULL DEFAULT '',
    a_stream_id BIGINT NOT NULL DEFAULT 0,
    a_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    b_stream_id BIGINT NOT NULL DEFAULT 0,
    b_ext_id VARBINARY(255) NOT NULL DEFAULT '',
    author VARCHAR(255) NOT NULL DEFAULT '',
    valid_until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX review_claim_author ON review_claim (author, valid_until);

-- +goose Down
DROP TABLE review_claim;
DROP INDEX doubt_worth ON doubt;
ALTER TABLE doubt DROP COLUMN worth;
ALTER TABLE doubt DROP COLUMN stake;
DROP INDEX customer_changed ON customer;
DROP INDEX tier_runs ON tier;
DROP TABLE customer_term;
DROP TABLE group_list;
DROP TABLE entity_list_count;
DROP TABLE entity_list;
