-- One-time links: an invitation to become a person with a role, or the way to a new password. The
-- token itself is nowhere; revoked_at and accepted_at are 0 until it happens.

CREATE TABLE invitations (
    id            TEXT   NOT NULL PRIMARY KEY,
    -- 'join' or 'reset'.
    purpose       TEXT   NOT NULL,
    -- SHA-256 of the token.
    token_hash    TEXT   NOT NULL,
    email         TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    -- Whoever uses the link; an invited person is made under this id.
    person_id     TEXT   NOT NULL,
    -- NULL for the installation.
    enterprise_id TEXT   REFERENCES enterprises (id),
    -- Empty where no role is given.
    role          TEXT   NOT NULL,
    made_by       TEXT   NOT NULL,
    made_at       BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    revoked_at    BIGINT NOT NULL DEFAULT 0,
    accepted_at   BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT invitations_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX invitations_open_idx ON invitations (accepted_at, revoked_at, id);
CREATE INDEX invitations_email_idx ON invitations (email, id);

-- Who owns the installation, and what a person has submitted that is still open.
CREATE INDEX grants_place_idx ON grants (place, role);
CREATE INDEX change_requests_open_idx ON change_requests (author_id, closed_at);
