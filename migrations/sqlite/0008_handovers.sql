-- Hand-over links: whoever has one opens one chat window without an account, until it ends. The
-- token itself is nowhere; revoked_at is 0 until somebody revokes the link.

CREATE TABLE handovers (
    id            TEXT   NOT NULL PRIMARY KEY,
    enterprise_id TEXT   NOT NULL REFERENCES enterprises (id),
    window_id     TEXT   NOT NULL REFERENCES windows (id) ON DELETE CASCADE,
    -- 'code' or 'preview'.
    purpose       TEXT   NOT NULL,
    -- SHA-256 of the token.
    token_hash    TEXT   NOT NULL,
    -- 'live' or the number of a release.
    release       TEXT   NOT NULL,
    recipient     TEXT   NOT NULL,
    made_by       TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    revoked_at    BIGINT NOT NULL DEFAULT 0,
    revoked_by    TEXT   NOT NULL DEFAULT '',
    CONSTRAINT handovers_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX handovers_window_idx ON handovers (window_id, id);

-- How often each was opened and its code taken: counted beside the events, which tell each time.
CREATE TABLE handover_uses (
    handover_id TEXT   NOT NULL PRIMARY KEY REFERENCES handovers (id) ON DELETE CASCADE,
    openings    BIGINT NOT NULL,
    copies      BIGINT NOT NULL,
    used_at     BIGINT NOT NULL,
    address     TEXT   NOT NULL
);
