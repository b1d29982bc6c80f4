-- Sessions are listed for whoever they belong to, under a name of their own that is no secret. Those of
-- earlier versions have none, nor the moment of the last password in their state: they begin anew.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
DROP INDEX sessions_person_idx;
CREATE INDEX sessions_person_idx ON sessions (person_id, created_at, id);

-- What a new password takes.
CREATE TABLE password_rules (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    -- Characters at least.
    shortest BIGINT NOT NULL,
    version  BIGINT NOT NULL
);
INSERT INTO password_rules (only_row, shortest, version) VALUES (1, 10, 1);
