-- What names look like: each name under one or two hashes that it shares with every name that reads
-- the same. It repeats what the objects, people and tokens say and can be made anew at any time.
-- `place` is 'installation', the enterprise's id, or, for a token, its person's.
CREATE TABLE looks (
    place TEXT NOT NULL,
    noun  TEXT NOT NULL,
    id    TEXT NOT NULL,
    look  TEXT NOT NULL,
    name  TEXT NOT NULL,
    PRIMARY KEY (noun, id, look)
);
CREATE INDEX looks_look_idx ON looks (place, noun, look);

-- Tokens by enterprise, to find those that nobody uses.
CREATE INDEX tokens_enterprise_idx ON tokens (enterprise_id, revoked_at);
