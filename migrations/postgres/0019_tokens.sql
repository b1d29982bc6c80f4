-- Tokens with which programs read in a person's name. The token itself is nowhere; revoked_at is 0 until
-- it happens.

CREATE TABLE tokens (
    id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    person_id     TEXT   NOT NULL REFERENCES people (id),
    name          TEXT   NOT NULL,
    -- SHA-256 of the token.
    token_hash    TEXT   NOT NULL,
    -- 'read', 'metrics' or both.
    scopes        TEXT   NOT NULL,
    -- NULL for everything that the person sees.
    enterprise_id TEXT   REFERENCES enterprises (id),
    -- No reference: a window may go for good, and then the token opens nothing.
    window_id     TEXT,
    made_at       BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    revoked_at    BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT tokens_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX tokens_person_idx ON tokens (person_id, id);

-- When and from where a token was used last; written without an act, like the same of a session.
CREATE TABLE token_uses (
    token_id TEXT   NOT NULL PRIMARY KEY REFERENCES tokens (id),
    used_at  BIGINT NOT NULL,
    address  TEXT   NOT NULL
);
