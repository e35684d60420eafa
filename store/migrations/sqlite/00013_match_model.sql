-- +goose Up

-- What training learned for the matching, version by version. The version whose
-- turn is the highest is the one that runs weigh by; 0 was never active.
CREATE TABLE match_model (
    version INTEGER NOT NULL DEFAULT 0,
    hash TEXT NOT NULL DEFAULT '',
    origin TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    organisations INTEGER NOT NULL DEFAULT 0,
    persons INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL DEFAULT '',
    made INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL DEFAULT 0,
    activated INTEGER NOT NULL DEFAULT 0,
    activated_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version)
) WITHOUT ROWID;
CREATE INDEX match_model_turn ON match_model (turn);
INSERT INTO counter (name, value) VALUES ('match-model', 0);
INSERT INTO counter (name, value) VALUES ('match-model-turn', 0);

-- +goose Down
DELETE FROM counter WHERE name = 'match-model-turn';
DELETE FROM counter WHERE name = 'match-model';
DROP TABLE match_model;
