-- +goose Up

-- What training learned for the matching, version by version. The version whose
-- turn is the highest is the one that runs weigh by; 0 was never active.
CREATE TABLE match_model (
    version BIGINT NOT NULL DEFAULT 0,
    hash VARCHAR(64) NOT NULL DEFAULT '',
    origin VARCHAR(32) NOT NULL DEFAULT '',
    text MEDIUMTEXT NOT NULL,
    organisations BIGINT NOT NULL DEFAULT 0,
    persons BIGINT NOT NULL DEFAULT 0,
    author VARCHAR(255) NOT NULL DEFAULT '',
    made BIGINT NOT NULL DEFAULT 0,
    turn BIGINT NOT NULL DEFAULT 0,
    activated BIGINT NOT NULL DEFAULT 0,
    activated_by VARCHAR(255) NOT NULL DEFAULT '',
    PRIMARY KEY (version)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX match_model_turn ON match_model (turn);
INSERT INTO counter (name, value) VALUES ('match-model', 0);
INSERT INTO counter (name, value) VALUES ('match-model-turn', 0);

-- +goose Down
DELETE FROM counter WHERE name = 'match-model-turn';
DELETE FROM counter WHERE name = 'match-model';
DROP TABLE match_model;
